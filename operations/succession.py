"""Succession slates: filled by one click from the best boxes or from a rule's candidates, ordered by people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId

from models.candidate_rules import CandidateRule
from models.succession import SuccessionSlate, Successor
from models.talent import POOL
from models.talent_assessments import TalentAssessment
from models.wording import N_, Message
from operations import candidates, listing, policy, records, talent
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Invalid
from operations.policy import Action

READY = {9: "now", 8: "soon", 7: "later"}
"""How ready somebody of a box is thought to be until people say otherwise."""
NOBODY = N_("Nobody new was found: whoever fits stands in the slate already.")
MOST = 20
"""Successors taken in at once."""


def from_boxes(actor: Actor, id: ObjectId, seen: int, origin: Origin = records.FORM) -> int:
    """Take the people of boxes 7–9 of the slate's unit and the newest year that has any into a slate that the actor saw
    at version `seen`, the best first; how many. Raises Missing, Denied, Invalid (nobody new), Conflict, Full."""
    stored = _stored(actor, id)
    year = newest_year(actor, stored["department"])
    rows = talent.in_boxes(actor, stored["department"], POOL, year) if year else []
    told = [(raw["employee"], READY[raw["box"]], f"Kotak {raw['box']} ({raw['year']})") for raw in rows]
    return _take_in(actor, stored, told, seen, origin)


def from_rule(actor: Actor, id: ObjectId, rule: ObjectId, seen: int, origin: Origin = records.FORM) -> int:
    """As `from_boxes`, of the candidates of a rule that the actor may read."""
    stored = _stored(actor, id)
    raw = records.read(CandidateRule, rule)
    policy.require(actor, Action.READ, "CandidateRule", raw)
    found = candidates.of_rule(actor, raw).whole
    told = [(each.employee["_id"], "soon", f"Memenuhi “{raw['name']}”"[:300]) for each in found]
    return _take_in(actor, stored, told, seen, origin)


def _stored(actor: Actor, id: ObjectId) -> dict[str, Any]:
    stored = records.read(SuccessionSlate, id)
    policy.require(actor, Action.CHANGE, "SuccessionSlate", stored)
    return stored


def _take_in(
    actor: Actor, stored: dict[str, Any], told: Iterable[tuple[ObjectId, str, str]], seen: int, origin: Origin
) -> int:
    rows = [Successor._from_son(each) for each in stored.get("candidates") or ()]
    held = {row.employee for row in rows} | {stored.get("incumbent")}
    fresh = [
        Successor(employee=employee, readiness=ready, reason=why)
        for employee, ready, why in told
        if employee not in held
    ][:MOST]
    if not fresh:
        raise Invalid({"": Message(NOBODY)})
    records.change_stored(actor, SuccessionSlate, stored, {"candidates": [*rows, *fresh]}, seen, origin)
    return len(fresh)


def newest_year(actor: Actor, unit: ObjectId | None) -> int | None:
    """The newest year for which somebody of a unit is assessed, within the actor's reach."""
    filters = {"department": [unit]} if unit else {}
    query = listing.query(actor, TalentAssessment, listing.Asked(filters=filters))
    rows = TalentAssessment._get_collection().find(query, {"year": 1}).sort([("year", -1), ("box", -1)]).limit(1)
    found: int | None = next((raw["year"] for raw in rows if isinstance(raw.get("year"), int)), None)
    return found


def boxes_of(actor: Actor, people: Iterable[Any]) -> Mapping[ObjectId, dict[str, Any]]:
    """The newest assessment of each of these people that the actor may see."""
    ids = [each for each in people if isinstance(each, ObjectId)]
    if not ids or not policy.may(actor, Action.READ, "TalentAssessment"):
        return {}
    query = {**policy.where(actor, TalentAssessment), "employee": {"$in": ids}}
    rows = TalentAssessment._get_collection().find(query, {"employee": 1, "year": 1, "box": 1}).sort("year", 1)
    return {raw["employee"]: raw for raw in rows}


def rules_for(actor: Actor, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules that the actor may fill a slate of this unit from, by name."""
    if not policy.may(actor, Action.READ, "CandidateRule"):
        return []
    query = policy.where(actor, CandidateRule)
    found = CandidateRule._get_collection().find(query, {"name": 1, "scope": 1}).sort("name", 1).limit(100)
    mine = set(raw.get("scope") or ())
    return [each for each in found if mine & set(each.get("scope") or ())]
