"""One person's career: what the employee page shows beside the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models.evaluations import Evaluation
from models.feedback import Feedback
from models.training import Training
from operations import jp_sums
from operations.actors import Actor
from operations.listing import Asked, cursor, query
from operations.policy import Action, may, where

MOST, EVALUATIONS = 200, 24
IMPACTS = ("impact_person", "impact_team", "impact_organisation")
"""What a training tells of its effect, at each of the three levels."""
_TRAINING = (
    "title", "kind", "status", "jp", "sessions", "starts_on", "ends_on", "year", "counted", "portions", "same",
    "organiser", "host", "expires_on", "dealt_with",
)  # fmt: skip
_FEEDBACK = ("giver_name", "giver", "relation", "given_on", "kind", "text", "skills", "values", "confidential",
             "employee_name")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Career:
    """The newest 200 trainings and feedback entries, and the newest evaluations, that the actor may see, each newest
    first; and what plans hold of JP without a training yet."""

    trainings: list[dict[str, Any]]
    feedback: list[dict[str, Any]]
    evaluations: list[dict[str, Any]]
    plan_items: list[dict[str, Any]] = field(default_factory=list)


def rows_of(raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of one of an employee's histories; what was written past the panel in another shape is left out."""
    stored = raw.get(name)
    return [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []


def day_of(value: Any) -> date | None:
    """A stored date as a calendar day, None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def of_employee(actor: Actor, raw: Mapping[str, Any]) -> Career:
    """What makes up an employee's career, in the actor's reach: three round trips, one more where there are
    plans."""
    own = {"employee": [raw["_id"]]}
    trainings = Asked(filters=own, sort="starts_on", descending=True)
    feedback = Asked(filters=own, sort="given_on", descending=True)
    return Career(
        list(cursor(Training, query(actor, Training, trainings), trainings, _TRAINING).limit(MOST)),
        list(cursor(Feedback, query(actor, Feedback, feedback), feedback, _FEEDBACK).limit(MOST)),
        evaluations_of(actor, raw["_id"]),
        jp_sums.plan_items(actor, raw["_id"]),
    )


def evaluations_of(actor: Actor, employee: ObjectId, most: int = EVALUATIONS) -> list[dict[str, Any]]:
    """A person's newest evaluations that the actor may see, newest first; none for who may see none."""
    if not may(actor, Action.READ, "Evaluation"):
        return []
    query = {**where(actor, Evaluation), "employee": employee}
    return list(Evaluation._get_collection().find(query).sort([("ends_on", -1), ("_id", -1)]).limit(most))


def effects_of(actor: Actor, employee: ObjectId) -> list[dict[str, Any]]:
    """A person's trainings of whose effect anything is told, as far as the actor may see them, newest first."""
    asked = Asked(filters={"employee": [employee]}, sort="starts_on", descending=True)
    shown = ("title", "starts_on", "ends_on", *IMPACTS)
    found = cursor(Training, query(actor, Training, asked), asked, shown).limit(MOST)
    return [raw for raw in found if any(raw.get(name) for name in IMPACTS)]
