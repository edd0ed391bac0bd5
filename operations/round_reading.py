"""What is read of rounds, within an actor's reach: who is asked, and results. Never a box."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from models.round_answers import RoundAnswer
from models.round_invitations import RoundInvitation
from models.round_results import RoundResult
from operations import policy
from operations.actors import Actor
from operations.policy import Action

MOST = 5_000
_ASKED = {"employee": 1, "employee_name": 1, "relation": 1}


def asked(actor: Actor, round: ObjectId) -> list[dict[str, Any]]:
    """Who is asked about whom in a round."""
    query = {**policy.where(actor, RoundInvitation), "round": round}
    return list(RoundInvitation._get_collection().find(query, _ASKED).limit(MOST))


def results(actor: Actor, round: ObjectId) -> list[dict[str, Any]]:
    """A round's results that the actor may see, by name; none for who may see none."""
    return _results(actor, {"round": round}, [("employee_sort", 1), ("_id", 1)])


def of_employee(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's results that the actor may see, the newest first."""
    return _results(actor, {"employee": employee}, [("closed_on", -1), ("_id", -1)])


def _results(actor: Actor, wanted: dict[str, Any], order: list[tuple[str, int]]) -> list[dict[str, Any]]:
    if not policy.may(actor, Action.READ, "RoundResult"):
        return []
    query = {**policy.where(actor, RoundResult), **wanted}
    return list(RoundResult._get_collection().find(query).sort(order).limit(MOST))


def answers(actor: Actor, round: ObjectId, employee: ObjectId) -> list[dict[str, Any]]:
    """What was answered about somebody under a name, as far as the actor may see it; none of an anonymous round."""
    query = {**policy.where(actor, RoundAnswer), "round": round, "employee": employee}
    return list(RoundAnswer._get_collection().find(query).sort("_id", 1).limit(MOST))
