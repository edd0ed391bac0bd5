"""Learning hours (JP): what a training counts and in which year, what is counted once, the rule for a person. Pure.

PP 11/2017 asks 20 JP a year of a PNS; a PPPK has at most 24 in a year of their agreement. How other kinds than
courses are converted to JP is a table that BKPSDM may change (models.jp_rules); DEFAULTS hold where it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from models.codes import ACTIVE_STATUSES, PPPK_KINDS
from models.search import fold, words
from models.wording import N_

AS_GIVEN, DAY, SESSION, EACH, SEMESTER = "as_given", "day", "session", "each", "semester"
UNITS = (
    (AS_GIVEN, N_("The JP that were entered")), (DAY, N_("JP a day")), (SESSION, N_("JP a session")),
    (EACH, N_("JP each")), (SEMESTER, N_("JP a semester")),
)  # fmt: skip
MOST = 9_999
"""JP of one training at most, whatever its days make."""
LONGEST = 120
"""Months over which one training is spread at most, where a month has a cap."""
JANUARY = 101
"""How `jp_year_from` would say 1 January: month × 100 + day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of training counts: `jp` a `unit`, at most so many JP a day of it and a person and month."""

    unit: str = AS_GIVEN
    jp: int = 0
    most_day: int | None = None
    most_month: int | None = None


DEFAULTS: Mapping[str, Rule] = {
    "4": Rule(DAY, 5), "7": Rule(DAY, 4), "9": Rule(DAY, 4), "10": Rule(EACH, 20), "14": Rule(SESSION, 2, None, 2),
    "15": Rule(SESSION, 2, None, 2), "16": Rule(most_day=3), "18": Rule(EACH, 20), "20": Rule(EACH, 10),
    "21": Rule(EACH, 20), "22": Rule(most_day=2), "23": Rule(most_day=2),
}  # fmt: skip
"""By kind of training (models.codes.TRAINING_KINDS); kinds that are not named count as they were entered."""
PLAIN = Rule()


class Counted(NamedTuple):
    """What a training counts after its own caps; `portions` as ("14:2026-03", JP, cap) where a month has one."""

    jp: int
    portions: tuple[tuple[str, int, int], ...]
    cap: str
    """Which cap took JP away: `day`, `month` or none ("")."""


def days(starts: date, ends: date | None) -> int:
    """Calendar days from the first to the last, both counted."""
    return max((ends - starts).days + 1, 1) if ends else 1


def months(starts: date, ends: date | None) -> list[tuple[int, int]]:
    """Every (year, month) that a training touches."""
    first, last = starts.year * 12 + starts.month - 1, (ends or starts).year * 12 + (ends or starts).month - 1
    return [(month // 12, month % 12 + 1) for month in range(first, max(first, last) + 1)]


def given(rule: Rule, jp: int, sessions: int, starts: date, ends: date | None) -> int:
    """JP by the rule, before its caps. A semester is six months begun."""
    times = {
        DAY: days(starts, ends), SESSION: max(sessions, 1), EACH: 1, SEMESTER: -(-len(months(starts, ends)) // 6),
    }  # fmt: skip
    return min(rule.jp * times[rule.unit] if rule.unit in times else jp, MOST)


def counted(rule: Rule, kind: str, jp: int, starts: date, ends: date | None) -> Counted:
    """What so many JP come to under the rule's caps.

    Where a month has a cap, they are spread evenly over the months of the training, what is left over to the first
    ones: the record does not say on which days the sessions were.
    """
    a_day = jp if rule.most_day is None else min(jp, rule.most_day * days(starts, ends))
    cap = "day" if a_day < jp else ""
    if rule.most_month is None:
        return Counted(a_day, (), cap)
    touched = months(starts, ends)[:LONGEST]
    each, more = divmod(a_day, len(touched))
    shares = [min(each + (place < more), rule.most_month) for place in range(len(touched))]
    portions = tuple(
        (f"{kind}:{year}-{month:02}", share, rule.most_month)
        for (year, month), share in zip(touched, shares, strict=True)
        if share
    )
    return Counted(sum(shares), portions, "month" if sum(shares) < a_day else cap)


def sameness(certificate: str | None, title: str | None, starts: date | None, is_monthly: bool) -> str:
    """The key under which a person's trainings are one: the certificate's letters and digits, else title and start.

    What has a cap a month (coaching) never is the duplicate of what has none.
    """
    number = "".join(words(certificate or ""))
    told = f"c:{number}" if number else f"t:{starts or ''}:{fold(title or '')}"
    return f"m{told}" if is_monthly else told


def year_from(kind: str | None, since: date | None) -> int | None:
    """Where a person's year of learning hours begins, as month × 100 + day: a PPPK's on the day of their appointment.
    None for 1 January."""
    if kind not in PPPK_KINDS or since is None:
        return None
    begins = since.month * 100 + since.day
    return begins if begins != JANUARY else None


def year_begins(owner: Mapping[str, Any]) -> int | None:
    """Where a stored employee's year begins, as `year_from` told it."""
    begins = whole(owner.get("jp_year_from"))
    return begins if JANUARY < begins <= 1231 else None


def whole(value: Any) -> int:
    """A stored number as one; 0 for what was written past the panel in another shape."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else 0


def year_of(day: date, begins: int | None) -> int:
    """The year in which a training that ends on `day` counts, named by the calendar year in which it begins.

    All of a training counts in the year of its end, also one that began in the year before: hours are proved by the
    certificate, which is of the end, and SIASN keeps one year and one number of hours a training.
    """
    return day.year - (day.month * 100 + day.day < (begins or JANUARY))


def year_span(year: int, begins: int | None) -> tuple[date, date]:
    """The first and the last day of that year. Who was appointed on 29 February begins on 1 March elsewhere."""
    return _begin(year, begins), _begin(year + 1, begins) - timedelta(days=1)


def _begin(year: int, begins: int | None) -> date:
    month, day = divmod(begins or JANUARY, 100)
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 3, 1)


class Why(StrEnum):
    """Why the limit is another than the whole one, or why no rule holds."""

    PART = "part"  # PNS since a month of that year
    NOT_YET = "not yet"  # no PNS, or no contract, in that year yet
    CPNS = "cpns"
    AWAY = "away"  # not in active service


class Standard(NamedTuple):
    """The rule for a person in a year: `floor`, `ceiling` or None, its JP, and why it is not the usual one."""

    rule: str | None
    limit: int
    why: Why | None = None


def standard(
    kind: str | None, status: str | None, since: tuple[date | None, date | None], year: int, limits: tuple[int, int]
) -> Standard:
    """The rule for an employee; `since` when they became CPNS or PPPK and when PNS, `limits` (floor, ceiling) there.

    Who became PNS in that year, from CPNS or PPPK, needs the part of the floor that the months as PNS are of twelve,
    rounded up, the month they became it included; all that was finished in the year counts. Who is not in active
    service, or was not yet what they are, has no rule.
    """
    floor, ceiling = limits
    began, pns = since
    is_pppk = kind in PPPK_KINDS
    limit = ceiling if is_pppk else floor
    if status is not None and status not in ACTIVE_STATUSES:
        return Standard(None, limit, Why.AWAY)
    if not is_pppk and kind != "pns":
        return Standard(None, limit, Why.CPNS)
    if any(day is not None and day.year > year for day in (began, None if is_pppk else pns)):
        return Standard(None, limit, Why.NOT_YET)
    if is_pppk:
        return Standard("ceiling", limit)
    if pns is None or pns.year < year or pns.month == 1:
        return Standard("floor", limit)
    return Standard("floor", -(-limit * (13 - pns.month) // 12), Why.PART)


class Line(NamedTuple):
    """What one training adds to a year: JP, and why not all it counts by itself: `duplicate`, `shared` or none ("")."""

    jp: int
    why: str


def account(rows: Iterable[Mapping[str, Any]]) -> dict[Any, Line]:
    """What each of a person's trainings (stored ones, of one year, that are to be counted) adds: {id: Line}.

    Of duplicates the one that counts most is counted, where a month has a cap month by month; then each month of a
    kind up to its cap, the earlier trainings first. Their sum is what operations.hours finds in the store.
    """
    ordered = sorted(rows, key=lambda row: (str(row.get("ends_on") or row.get("starts_on")), str(row.get("_id"))))
    best: dict[tuple[str, str], tuple[Any, int]] = {}
    caps: dict[str, int] = {}
    for row in ordered:
        for bucket, jp, cap in _portions(row):
            key = (str(row.get("same")), bucket)
            if key not in best or jp > best[key][1]:
                best[key] = (row["_id"], jp)
            if cap is not None:
                caps[bucket] = max(cap, caps.get(bucket, 0))
    return {row["_id"]: _line(row, best, caps) for row in ordered}


def _line(row: Mapping[str, Any], best: Mapping[tuple[str, str], tuple[Any, int]], caps: dict[str, int]) -> Line:
    """What one training adds; takes it from what is left of the caps."""
    own, taken = 0, 0
    for bucket, jp, _ in _portions(row):
        if best[str(row.get("same")), bucket][0] == row["_id"]:
            part = min(jp, caps.get(bucket, jp))
            if bucket in caps:
                caps[bucket] -= part
            own, taken = own + jp, taken + part
    counts = whole(row.get("counted"))
    return Line(taken, "duplicate" if own < counts else "shared" if taken < own else "")


def _portions(row: Mapping[str, Any]) -> Sequence[tuple[str, int, int | None]]:
    stored = row.get("portions")
    rows = [each for each in stored if isinstance(each, Mapping)] if isinstance(stored, list) else []
    by_month = [(str(each.get("month")), whole(each.get("jp")), whole(each.get("cap"))) for each in rows]
    return by_month or [("", whole(row.get("counted")), None)]
