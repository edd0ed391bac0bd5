"""Who meets a rule's criteria, who lacks one, each answer with its source: computed for many people in few round trips.

The people's own records answer first; whoever lacks two criteria by then is asked about no further, so that each other
source is read once, for those alone who are still of interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.candidacy import LADDERS, OF_EMPLOYEE, Answer, Facts, evaluate
from models.candidate_rules import CandidateRule, Found
from models.codes import ACTIVE_STATUSES
from models.coming_dates import anniversary
from models.moments import today
from models.people import Employee
from operations import listing
from operations.actors import Actor
from operations.candidate_sources import SOURCES, Asking, People
from operations.changes import load
from operations.listing import Asked

CROWD = 3_000
"""More people than this are narrowed in the store by what their own records answer."""
MOST = 20_000
_SHOWN = (
    "name", "title_front", "title_back", "nip", "golongan", "golongan_since", "kind", "position_kind", "position_name",
    "educations", "scope", "status", "department", "name_folded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with the answers to each criterion, in the rule's order; `lacking` are the places of those not met."""

    employee: Mapping[str, Any]
    answers: list[Answer]
    lacking: list[int]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who meets all, and who lacks one, both by name. `is_narrowed`: of many people only those whose own record lacks
    nothing were looked at."""

    whole: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)
    looked_at: int = 0
    is_narrowed: bool = False


def of_rule(actor: Actor, raw: dict[str, Any]) -> Candidates:
    """The candidates of a stored rule that the actor may read, of its unit and within their reach; never themselves.

    One round trip for the people, another one where there are more than `CROWD`, and one for each other source.
    """
    asking = _asking(actor, raw)
    people, is_narrowed = _people(asking)
    if not asking.rule.criteria:
        return Candidates(looked_at=len(people), is_narrowed=is_narrowed)
    found = [_candidate(asking, facts) for facts in _of_interest(asking, people, 0 if is_narrowed else 1)]
    whole = [each for each in found if not each.lacking]
    return Candidates(whole, [each for each in found if each.lacking], len(people), is_narrowed)


def of_person(actor: Actor, raw: dict[str, Any], employee: ObjectId, day: date | None = None) -> list[Found]:
    """How the criteria of a stored rule stand for one person, as a recommendation keeps them; none for who is out of
    the actor's reach."""
    person = listing.one(actor, Employee, employee, _SHOWN)
    if person is None:
        return []
    asking, facts = _asking(actor, raw, day), Facts(person)
    for what, fill in SOURCES.items():
        if what in asking.asked:
            fill(asking, {employee: facts})
    return [_frozen(row, evaluate(row, facts, asking.day)) for row in asking.rule.criteria]


def _asking(actor: Actor, raw: dict[str, Any], day: date | None = None) -> Asking:
    rule = load(CandidateRule, raw)
    assert isinstance(rule, CandidateRule)
    return Asking(actor, rule, raw["department"], day or today())


def _frozen(criterion: Any, answer: Answer) -> Found:
    said = {name: getattr(criterion, name) for name in criterion._fields if name in Found._fields}
    return Found(
        **said, state=answer.state, value=answer.value, sources=[f"{kind}:{id}" for kind, id in answer.sources]
    )


def _people(asking: Asking) -> tuple[People, bool]:
    filters: dict[str, Any] = {"department": [asking.unit], "status": sorted(ACTIVE_STATUSES)}
    rows = _read(asking.actor, filters, CROWD + 1)
    is_narrowed = len(rows) > CROWD
    if is_narrowed:
        rows = _read(asking.actor, {**filters, **_narrowing(asking)}, MOST)
    own = asking.actor.kept_from
    return {raw["_id"]: Facts(raw) for raw in rows if raw["_id"] not in own}, is_narrowed


def _read(actor: Actor, filters: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
    asked = Asked(filters=filters, sort="name_folded")
    return list(listing.cursor(Employee, listing.query(actor, Employee, asked), asked, _SHOWN).limit(most))


def _narrowing(asking: Asking) -> dict[str, Any]:
    """What the people's own records must hold, as filters of the store; lenient criteria narrow nothing."""
    grades: set[str] | None = None
    found: dict[str, Any] = {}
    for row in asking.rule.criteria:
        if row.lenient:
            continue
        if row.what in ("rank_min", "rank_max"):
            grades = _grades(row) if grades is None else grades & _grades(row)
        elif row.what in ("kind", "position_kind"):
            found[row.what] = [getattr(row, row.what)]
        elif row.what == "years_in_rank":
            latest = anniversary(asking.day, -row.number) + timedelta(days=1)
            found["golongan_since"] = (None, min(found.get("golongan_since", (None, latest))[1], latest))
    return {**found, **({"golongan": sorted(grades)} if grades is not None else {})}


def _grades(row: Any) -> set[str]:
    """The golongan that a criterion on the rank allows."""
    ladder: tuple[str, ...] = next((each for each in LADDERS if row.golongan in each), ())
    place = ladder.index(row.golongan) if ladder else 0
    return set(ladder[place:] if row.what == "rank_min" else ladder[: place + 1])


def _of_interest(asking: Asking, people: People, most: int) -> list[Facts]:
    """Everybody who lacks at most so many criteria, source after source."""
    known = set(OF_EMPLOYEE)
    left = {id: facts for id, facts in people.items() if _lacks(asking, facts, known) <= most}
    for what, fill in SOURCES.items():
        if what in asking.asked and left:
            fill(asking, left)
            known.add(what)
            left = {id: facts for id, facts in left.items() if _lacks(asking, facts, known) <= most}
    return list(left.values())


def _lacks(asking: Asking, facts: Facts, known: Iterable[str]) -> int:
    asked = (row for row in asking.rule.criteria if row.what in known)
    return sum(not evaluate(row, facts, asking.day).holds(row) for row in asked)


def _candidate(asking: Asking, facts: Facts) -> Candidate:
    answers = [evaluate(row, facts, asking.day) for row in asking.rule.criteria]
    pairs = enumerate(zip(answers, asking.rule.criteria, strict=True))
    return Candidate(facts.employee, answers, [place for place, (each, row) in pairs if not each.holds(row)])
