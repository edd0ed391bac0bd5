"""Dates that matter in a career, computed from the record: what comes when, by which rule. Pure; domain.md §6.

A date that has passed and was not acted on stays: it is overdue, never dropped. It is done with by the data that
changes it, or by a note (`dealt_with`); of what recurs, the next one follows a noted one. So nothing here asks what
day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.codes import ACTIVE_STATUSES, GRADES, HONOURS, PPPK_KINDS
from models.dates import format_day
from models.moments import today
from models.wording import N_, Message

IN_RANK = 4
"""Years in a rank before the next one (kenaikan pangkat reguler, PP 99/2000)."""
KGB_EVERY = 2
"""Years from one periodic salary increase to the next (PP 7/1977; of PPPK Perpres 98/2020)."""
CAPS = {
    "sd": "21", "smp": "23", "sma": "32", "d1": "32", "d2": "32", "d3": "33", "d4": "34", "s1": "34", "s2": "41",
    "s3": "42",
}  # fmt: skip
"""The highest golongan that a level of education leads to; above it one is `mentok ijazah`."""
EMPLOYED = ACTIVE_STATUSES | {"02", "20"}
"""Who still goes into retirement: those on leave without pay (CLTN) and those who wait for it (MPP) too."""
_WITH_KGB = frozenset({"pns", "cpns", "pppk"})
_ORDER = {code: place for place, (code, *_) in enumerate(GRADES)}
RULES = {
    "promotion": N_("Four years in the rank, from the 1st of a month"),
    "capped": N_("The education allows no higher rank (mentok ijazah)"),
    "kgb": N_("Two years after the last KGB (%(since)s)"),
    "kgb_counted": N_("Two-year steps from the start of service (%(since)s), as no last KGB is recorded"),
    "retirement": N_("%(age)s years on %(birthday)s (BUP); the pension starts on the 1st of the month after"),
    "contract": N_("The contract ends"),
    "probation": N_("One year as CPNS"),
    "satyalancana": N_("%(years)s years of service"),
    "licence": N_("“%(title)s” is valid until this day"),
}
FIELDS = (
    "status", "kind", "golongan", "golongan_since", "kgb_since", "cpns_since", "created_at", "birth_date",
    "retirement_age", "contract_end", "honour_received", "educations", "dealt_with",
)  # fmt: skip
"""The fields of an employee that the dates follow from: whoever reads a part of one reads all of these."""
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Coming:
    """A date of one of the kinds of models.unit_settings.DATES, with the rule it follows from. A rank promotion that
    the education does not allow is `capped`. `dealt` is the note by which somebody put it aside."""

    kind: str
    day: date
    rule: Message
    capped: bool = False
    dealt: Raw | None = None


def coming(raw: Raw) -> list[Coming]:
    """All dates of a stored employee that is in service, in order, those dealt with among them."""
    status = str(raw.get("status") or "01")
    if status not in EMPLOYED:
        return []
    found = [*_retirement(raw)]
    if status in ACTIVE_STATUSES:
        found += [*_promotion(raw), *_kgb(raw), *_contract(raw), *_probation(raw), *_honour(raw)]
    return sorted(found, key=lambda each: (each.day, each.kind))


def licence(raw: Raw, status: str = "") -> list[Coming]:
    """When a stored certificate, or an entry that ends, does so: none for one cancelled, or of somebody who left."""
    ends = day_of(raw.get("expires_on"))
    gone = str(status or raw.get("employee_status") or "01") not in EMPLOYED
    if ends is None or gone or raw.get("status") == "cancelled":
        return []
    return [_made(raw, "licence", ends, Message(RULES["licence"], title=str(raw.get("title") or "")))]


def anniversary(day: date, years: int) -> date:
    """That many years later; of 29 February in a year without one, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def month_after(day: date) -> date:
    """The first of the month after a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def day_of(value: Any) -> date | None:
    """A stored day that one can count with; None for anything else."""
    found = value.date() if isinstance(value, datetime) else value
    return found if isinstance(found, date) and found.year < 2300 else None


def rows_of(raw: Raw, name: str) -> list[Raw]:
    """The rows of an embedded list; what was written past the panel in another shape is left out."""
    stored = raw.get(name)
    return [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []


def is_capped(raw: Raw) -> bool:
    """Whether the education of a stored employee allows no rank above the present one; not where none is known."""
    levels = [str(row.get("level")) for row in rows_of(raw, "educations")]
    highest = max((_ORDER[CAPS[level]] for level in levels if level in CAPS), default=None)
    present = _ORDER.get(str(raw.get("golongan")))
    return highest is not None and present is not None and present >= highest


def note_on(raw: Raw, kind: str, day: date) -> Raw | None:
    """The note by which somebody put exactly this date aside, if any."""
    found = (row for row in rows_of(raw, "dealt_with") if row.get("kind") == kind and day_of(row.get("day")) == day)
    return next(found, None)


def _made(raw: Raw, kind: str, day: date, rule: Message, capped: bool = False) -> Coming:
    return Coming(kind, day, rule, capped, note_on(raw, kind, day) if raw.get("dealt_with") else None)


def _promotion(raw: Raw) -> Iterator[Coming]:
    since = day_of(raw.get("golongan_since"))
    place = _ORDER.get(str(raw.get("golongan")))
    if raw.get("kind") != "pns" or since is None or place is None or place + 1 == len(_ORDER):
        return
    due = anniversary(since, IN_RANK)
    capped = is_capped(raw)
    rule = Message(RULES["capped" if capped else "promotion"])
    yield _made(raw, "promotion", due if due.day == 1 else month_after(due), rule, capped)


def _kgb(raw: Raw) -> Iterator[Coming]:
    """The next KGB. Where the last one is unknown, it is the first step since the panel knows the person: earlier ones
    are taken to have been given, and none that comes due is passed over."""
    last, begun = day_of(raw.get("kgb_since")), day_of(raw.get("cpns_since"))
    since = last or begun
    if str(raw.get("kind")) not in _WITH_KGB or since is None:
        return
    rule = Message(RULES["kgb" if last else "kgb_counted"], since=format_day(since))
    known = since if last else day_of(raw.get("created_at")) or today()
    years = max(KGB_EVERY, (known.year - since.year) // KGB_EVERY * KGB_EVERY)
    while anniversary(since, years) < known:
        years += KGB_EVERY
    yield from _next(raw, "kgb", ((anniversary(since, years + more), rule) for more in range(0, 200, KGB_EVERY)))


def _next(raw: Raw, kind: str, days: Iterator[tuple[date, Message]]) -> Iterator[Coming]:
    """Of a row of dates those dealt with, and the first that is not."""
    for day, rule in days:
        made = _made(raw, kind, day, rule)
        yield made
        if made.dealt is None:
            return


def _retirement(raw: Raw) -> Iterator[Coming]:
    born, age = day_of(raw.get("birth_date")), raw.get("retirement_age")
    if raw.get("kind") in ("pns", "cpns") and born is not None and isinstance(age, int) and 0 < age < 100:
        birthday = anniversary(born, age)
        rule = Message(RULES["retirement"], age=age, birthday=format_day(birthday))
        yield _made(raw, "retirement", month_after(birthday), rule)


def _contract(raw: Raw) -> Iterator[Coming]:
    ends = day_of(raw.get("contract_end"))
    if str(raw.get("kind")) in PPPK_KINDS and ends is not None:
        yield _made(raw, "contract", ends, Message(RULES["contract"]))


def _probation(raw: Raw) -> Iterator[Coming]:
    since = day_of(raw.get("cpns_since"))
    if raw.get("kind") == "cpns" and since is not None:
        yield _made(raw, "probation", anniversary(since, 1), Message(RULES["probation"]))


def _honour(raw: Raw) -> Iterator[Coming]:
    """The next honour that was not given, however long it has been due."""
    since, received = day_of(raw.get("cpns_since")), str(raw.get("honour_received") or "")
    if raw.get("kind") != "pns" or since is None:
        return
    left = [int(code) for code, _ in HONOURS if code > received]
    due = ((anniversary(since, years), Message(RULES["satyalancana"], years=years)) for years in left)
    yield from _next(raw, "satyalancana", due)
