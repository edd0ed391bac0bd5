"""Whether somebody meets the criteria of a rule: met, not met or no data, with the value and where it stands. Pure.

The product recommends, officials decide: nothing here ranks people, and every answer names its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models import codes
from models.candidate_rules import SPAN
from models.coming_dates import anniversary, is_capped
from models.search import fold

Raw = Mapping[str, Any]
MET, UNMET, NO_DATA = STATES = ("met", "unmet", "no_data")
BLOCKING = frozenset({"sedang", "berat"})
"""The levels of a sanction that block a promotion while it is in force."""
IN_FORCE = "berlaku"
UNCOUNTED = frozenset({"dropped", "carried"})
"""The statuses of a plan's items that count neither as done nor as to be done."""
LADDERS = tuple(tuple(code for code, _ in grades) for grades in (codes.GRADES, codes.PPPK_GRADES))
"""The golongan of PNS and those of PPPK, lowest first; the two are not compared."""


@dataclass(slots=True)
class Facts:
    """What is known of somebody. `evaluations` are settled ones, newest first, `feedback` appreciations, `plan` the
    items of the present year's plan, `sanctions` the entries of their register; None: that cannot be known."""

    employee: Raw
    evaluations: Sequence[Raw] | None = None
    feedback: Sequence[Raw] | None = None
    plan: Sequence[Raw] | None = None
    sanctions: Sequence[Raw] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How one criterion stands. `value` is what was found, as a code or a number; `sources` are (class, id)."""

    state: str
    value: str = ""
    sources: tuple[tuple[str, ObjectId], ...] = ()

    def holds(self, criterion: Any) -> bool:
        """Whether it counts as met: it is, or the criterion is lenient and nothing is recorded."""
        return self.state == MET or (self.state == NO_DATA and bool(criterion.lenient))


def evaluate(criterion: Any, facts: Facts, today: date) -> Answer:
    """How a criterion (models.candidate_rules.Criterion) stands for somebody on that day."""
    check = _CHECKS.get(str(criterion.what))
    return check(criterion, facts, today) if check else Answer(NO_DATA)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the last of a month where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for shorter in range(4):
        try:
            return date(year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError


def day_of(value: Any) -> date | None:
    """A stored day as a day."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _own(facts: Facts, is_met: bool, value: Any) -> Answer:
    return Answer(MET if is_met else UNMET, str(value), (("Employee", facts.employee["_id"]),))


def _rank(criterion: Any, facts: Facts, today: date) -> Answer:
    mine, wanted = facts.employee.get("golongan"), str(criterion.golongan)
    ladder: tuple[str, ...] = next((each for each in LADDERS if wanted in each), ())
    if not mine:
        return Answer(NO_DATA)
    if mine not in ladder or wanted not in ladder:
        return _own(facts, False, mine)
    above = ladder.index(mine) - ladder.index(wanted)
    return _own(facts, above >= 0 if criterion.what == "rank_min" else above <= 0, mine)


def _not_capped(criterion: Any, facts: Facts, today: date) -> Answer:
    rows = facts.employee.get("educations")
    if not facts.employee.get("golongan") or not isinstance(rows, list) or not rows:
        return Answer(NO_DATA)
    levels = [level for level, _ in codes.EDUCATION_LEVELS]
    held = [str(row.get("level")) for row in rows if isinstance(row, Mapping)]
    highest = max((level for level in held if level in levels), key=levels.index, default="")
    return _own(facts, not is_capped(facts.employee), highest)


def _years_in_rank(criterion: Any, facts: Facts, today: date) -> Answer:
    since = day_of(facts.employee.get("golongan_since"))
    if since is None or not 1900 < since.year < 2200:
        return Answer(NO_DATA)
    full = today.year - since.year
    full = max(full - (full >= 0 and anniversary(since, full) > today), 0)
    return _own(facts, full >= criterion.number, full)


def _predikat(criterion: Any, facts: Facts, today: date) -> Answer:
    """All of the newest so many, or all that ended within so many months, are at least as good as asked."""
    if facts.evaluations is None:
        return Answer(NO_DATA)
    if criterion.number:
        rows = list(facts.evaluations)[: criterion.number]
    else:
        since = months_before(today, criterion.months or SPAN)
        rows = [raw for raw in facts.evaluations if (ended := day_of(raw.get("ends_on"))) and ended >= since]
    marks = [str(raw.get("predikat")) for raw in rows]
    told = ("".join(marks), tuple(("Evaluation", raw["_id"]) for raw in rows))
    if any(mark > str(criterion.predikat) for mark in marks):
        return Answer(UNMET, *told)
    return Answer(NO_DATA if not rows or len(rows) < (criterion.number or 0) else MET, *told)


def _feedback(criterion: Any, facts: Facts, today: date) -> Answer:
    if facts.feedback is None:
        return Answer(NO_DATA)
    since, skill = months_before(today, criterion.months), fold(str(criterion.skill))
    rows = [
        raw
        for raw in facts.feedback
        if (given := day_of(raw.get("given_on"))) and since <= given <= today
        and any(fold(str(each)) == skill for each in raw.get("skills") or ())
    ]  # fmt: skip
    sources = tuple(("Feedback", raw["_id"]) for raw in rows)
    return Answer(MET if len(rows) >= criterion.number else UNMET, str(len(rows)), sources)


def _plan_progress(criterion: Any, facts: Facts, today: date) -> Answer:
    items = [raw for raw in facts.plan or () if raw.get("status") not in UNCOUNTED]
    if not items:
        return Answer(NO_DATA)
    percent = 100 * sum(raw.get("status") == "done" for raw in items) // len(items)
    sources = tuple(("PlanItem", raw["_id"]) for raw in items)
    return Answer(MET if percent >= criterion.number else UNMET, str(percent), sources)


def _no_discipline(criterion: Any, facts: Facts, today: date) -> Answer:
    if facts.sanctions is None:
        return Answer(NO_DATA)
    held = [raw for raw in facts.sanctions if _is_in_force(raw, today)]
    levels = sorted({str((raw.get("custom") or {}).get("tingkat")) for raw in held})
    return Answer(UNMET if held else MET, ",".join(levels), tuple(("Sanction", raw["_id"]) for raw in held))


def _is_in_force(raw: Raw, today: date) -> bool:
    ends = day_of(raw.get("expires_on"))
    level = (raw.get("custom") or {}).get("tingkat")
    return raw.get("state") == IN_FORCE and level in BLOCKING and (ends is None or ends >= today)


def _coded(name: str) -> Callable[[Any, Facts, date], Answer]:
    def check(criterion: Any, facts: Facts, today: date) -> Answer:
        mine = facts.employee.get(name)
        return _own(facts, mine == getattr(criterion, name), mine) if mine else Answer(NO_DATA)

    return check


_CHECKS: dict[str, Callable[[Any, Facts, date], Answer]] = {
    "rank_min": _rank, "rank_max": _rank, "not_capped": _not_capped, "years_in_rank": _years_in_rank,
    "predikat": _predikat, "feedback": _feedback, "plan_progress": _plan_progress, "no_discipline": _no_discipline,
    "kind": _coded("kind"), "position_kind": _coded("position_kind"),
}  # fmt: skip
OF_EMPLOYEE = frozenset({"rank_min", "rank_max", "not_capped", "years_in_rank", "kind", "position_kind"})
"""The criteria that the employee's own record answers."""
