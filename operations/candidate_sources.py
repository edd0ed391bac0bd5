"""Where the answers to a rule's criteria stand beside a person's own record: one read a source for many people.

A source that the actor may not read at all, or that the panel does not have, is told as no data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson import ObjectId
from mongoengine import Document

from models.candidacy import Facts, months_before
from models.candidate_rules import SPAN, CandidateRule
from models.entries import entry_class
from models.evaluations import Evaluation, EvaluationState
from models.feedback import Feedback
from models.fields import Day
from models.references import RECORDS
from operations import configuration, policy
from operations.actors import Actor
from operations.errors import Denied
from operations.indexes import hint

SANCTIONS = "hukuman_disiplin"
"""The register that sanctions are kept in (seeds/templates/umum.yaml)."""
NAMED = 1_000
"""More people than this are not asked for by id, but with their unit."""
People = dict[ObjectId, Facts]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks how a rule stands, for the people of which unit, on which day."""

    actor: Actor
    rule: CandidateRule
    unit: ObjectId
    day: date

    @property
    def asked(self) -> set[str]:
        """The kinds of criteria that the rule has."""
        return {str(each.what) for each in self.rule.criteria}

    def rows(self, what: str) -> list[Any]:
        """The rule's criteria of one kind."""
        return [each for each in self.rule.criteria if each.what == what]


def _by_person(
    asking: Asking, kind: type[Document], people: People, wanted: Mapping[str, Any], shown: Iterable[str]
) -> dict[ObjectId, list[dict[str, Any]]] | None:
    """The actor's rows of a source by person; None where they may read none of it. One round trip."""
    try:
        reach = policy.where(asking.actor, kind)
    except Denied:
        return None
    whose: dict[str, Any] = {"employee": {"$in": list(people)}}
    if len(people) > NAMED:
        whose = {"scope": asking.unit}
    parts = [part for part in (reach, {**whose, **wanted}) if part]
    flat = parts[0] if len(parts) == 1 else {**parts[0], **parts[1]}
    query = flat if len(flat) == sum(map(len, parts)) else {"$and": parts}
    named = hint(kind, query, None)
    rows = kind._get_collection().find(query, dict.fromkeys(("employee", *shown), 1))
    found: dict[ObjectId, list[dict[str, Any]]] = defaultdict(list)
    for raw in rows.hint(named) if named else rows:
        if raw.get("employee") in people:
            found[raw["employee"]].append(raw)
    return found


def _since(asking: Asking, months: int) -> dict[str, Any]:
    return {"$gte": Day().to_mongo(months_before(asking.day, months))}


def _feedback(asking: Asking, people: People) -> None:
    months = max(row.months for row in asking.rows("feedback"))
    wanted = {"kind": "appreciation", "given_on": _since(asking, months)}
    found = _by_person(asking, Feedback, people, wanted, ("skills", "given_on"))
    for id, facts in people.items() if found is not None else ():
        facts.feedback = (found or {}).get(id, [])


def _sanctions(asking: Asking, people: People) -> None:
    kind = entry_class(SANCTIONS, "employee")
    found = _by_person(asking, kind, people, {}, ("state", "custom", "expires_on"))
    held = configuration.current()
    for id, facts in people.items() if found is not None else ():
        scope = facts.employee.get("scope")
        is_kept = held.register_at(SANCTIONS, scope if isinstance(scope, list) else []) is not None
        rows = (found or {}).get(id, [])
        facts.sanctions = rows if rows or is_kept else None


def _plan(asking: Asking, people: People) -> None:
    kind = RECORDS.get("PlanItem")
    found = _by_person(asking, kind, people, {"year": asking.day.year}, ("status",)) if kind else None
    for id, facts in people.items() if found is not None else ():
        facts.plan = (found or {}).get(id, [])


def _evaluations(asking: Asking, people: People) -> None:
    rows = asking.rows("predikat")
    wanted: dict[str, Any] = {"state": EvaluationState.SETTLED.value}
    if all(not row.number for row in rows):
        wanted["ends_on"] = _since(asking, max(row.months or SPAN for row in rows))
    found = _by_person(asking, Evaluation, people, wanted, ("predikat", "ends_on", "title"))
    for id, facts in people.items() if found is not None else ():
        mine = (found or {}).get(id, [])
        facts.evaluations = sorted(mine, key=lambda raw: (str(raw.get("ends_on")), raw["_id"]), reverse=True)


SOURCES: dict[str, Callable[[Asking, People], None]] = {
    "feedback": _feedback, "no_discipline": _sanctions, "plan_progress": _plan, "predikat": _evaluations,
}  # fmt: skip
"""What fills in the facts that a kind of criterion asks for, the ones that narrow most first."""
