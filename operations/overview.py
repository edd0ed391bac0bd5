"""Figures of an actor's own units, for the first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.audit import AuditEntry
from models.base import now
from models.departments import Department
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from models.wording import N_
from operations import listing
from operations.actors import Actor
from operations.listing import Asked
from operations.policy import Action, may

LATEST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, and the list that shows exactly the rows it counts."""

    label: str
    value: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def figures(actor: Actor) -> list[Figure]:
    """Counts within the actor's reach; a document they may not read gives none."""
    year = now().year
    asked: tuple[tuple[str, Any, dict[str, Any], str, dict[str, Any]], ...] = (
        (N_("Employees"), Employee, {}, "employees.index_view", {}),
        (N_("Trainings this year"), Training, {"year": [year]}, "trainings.index_view", {"year": year}),
        (N_("Feedback entries"), Feedback, {}, "feedback.index_view", {}),
        (
            N_("Units to review"), Department, {"needs_review": True}, "departments.index_view", {"needs_review": "1"},
        ),
    )  # fmt: skip
    return [
        Figure(label, _count(actor, kind, filters), endpoint, arguments)
        for label, kind, filters, endpoint, arguments in asked
        if may(actor, Action.READ, kind.__name__)
    ]


def _count(actor: Actor, kind: Any, filters: Mapping[str, Any]) -> str:
    found = listing.find(actor, kind, Asked(filters=filters, size=1), ("_id",))
    return f"{found.total:,}".replace(",", ".") + ("+" if found.capped else "")


def recent(actor: Actor) -> list[dict[str, Any]]:
    """The latest changes, for those who may read the audit trail."""
    if not may(actor, Action.READ, AuditEntry.__name__):
        return []
    asked = Asked(filters={"action": ["create", "change", "delete"]}, sort="at", descending=True)
    wanted = listing.query(actor, AuditEntry, asked)
    return list(listing.cursor(AuditEntry, wanted, asked, ("at", "actor_name", "label", "action")).limit(LATEST))
