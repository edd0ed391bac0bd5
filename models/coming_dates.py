"""Dates that matter in a career, computed from the record: what comes when, by which rule. Pure; domain.md §6.

A date that has passed and was not acted on stays: it is overdue, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.codes import ACTIVE_STATUSES, GRADES, PPPK_KINDS
from models.wording import N_, Message

IN_RANK = 4
"""Years in a rank before the next one (kenaikan pangkat reguler, PP 99/2000)."""
HONOURS = (10, 20, 30)
"""Years of service that Satyalancana Karya Satya honours."""
CAPS = {
    "sd": "21", "smp": "23", "sma": "32", "d1": "32", "d2": "32", "d3": "33", "d4": "34", "s1": "34", "s2": "41",
    "s3": "42",
}  # fmt: skip
"""The highest golongan that a level of education leads to; above it one is `mentok ijazah`."""
_ORDER = {code: place for place, (code, *_) in enumerate(GRADES)}
RULES = {
    "promotion": N_("Four years in the rank, from the 1st of a month"),
    "capped": N_("The education allows no higher rank (mentok ijazah)"),
    "retirement": N_("The 1st of the month after the birthday of %(age)s"),
    "contract": N_("The contract ends"),
    "probation": N_("One year as CPNS"),
    "satyalancana": N_("%(years)s years of service"),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A date of one of the kinds of models.unit_settings.DATES, with the rule it follows from. A rank promotion that
    the education does not allow is `capped`."""

    kind: str
    day: date
    rule: Message
    capped: bool = False


def coming(raw: Mapping[str, Any], today: date) -> list[Coming]:
    """All dates of a stored employee that is in service, in order; an honour that was due before today is past."""
    if str(raw.get("status")) not in ACTIVE_STATUSES:
        return []
    found = (*_promotion(raw), *_retirement(raw), *_contract(raw), *_probation(raw), *_honour(raw, today))
    return sorted(found, key=lambda each: (each.day, each.kind))


def anniversary(day: date, years: int) -> date:
    """That many years later; of 29 February in a year without one, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def month_after(day: date) -> date:
    """The first of the month after a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _day(value: Any) -> date | None:
    found = value.date() if isinstance(value, datetime) else value
    return found if isinstance(found, date) and found.year < 2300 else None


def is_capped(raw: Mapping[str, Any]) -> bool:
    """Whether the education of a stored employee allows no rank above the present one; not where none is known."""
    rows = raw.get("educations")
    levels = [str(row.get("level")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    highest = max((_ORDER[CAPS[level]] for level in levels if level in CAPS), default=None)
    present = _ORDER.get(str(raw.get("golongan")))
    return highest is not None and present is not None and present >= highest


def _promotion(raw: Mapping[str, Any]) -> Iterator[Coming]:
    since = _day(raw.get("golongan_since"))
    place = _ORDER.get(str(raw.get("golongan")))
    if raw.get("kind") != "pns" or since is None or place is None or place + 1 == len(_ORDER):
        return
    due = anniversary(since, IN_RANK)
    capped = is_capped(raw)
    rule = Message(RULES["capped" if capped else "promotion"])
    yield Coming("promotion", due if due.day == 1 else month_after(due), rule, capped)


def _retirement(raw: Mapping[str, Any]) -> Iterator[Coming]:
    born, age = _day(raw.get("birth_date")), raw.get("retirement_age")
    if raw.get("kind") in ("pns", "cpns") and born is not None and isinstance(age, int) and 0 < age < 100:
        yield Coming("retirement", month_after(anniversary(born, age)), Message(RULES["retirement"], age=age))


def _contract(raw: Mapping[str, Any]) -> Iterator[Coming]:
    ends = _day(raw.get("contract_end"))
    if str(raw.get("kind")) in PPPK_KINDS and ends is not None:
        yield Coming("contract", ends, Message(RULES["contract"]))


def _probation(raw: Mapping[str, Any]) -> Iterator[Coming]:
    since = _day(raw.get("cpns_since"))
    if raw.get("kind") == "cpns" and since is not None:
        yield Coming("probation", anniversary(since, 1), Message(RULES["probation"]))


def _honour(raw: Mapping[str, Any], today: date) -> Iterator[Coming]:
    since = _day(raw.get("cpns_since"))
    if raw.get("kind") != "pns" or since is None:
        return
    due = ((years, anniversary(since, years)) for years in HONOURS)
    following = next(((years, day) for years, day in due if day >= today), None)
    if following is not None:
        yield Coming("satyalancana", following[1], Message(RULES["satyalancana"], years=following[0]))
