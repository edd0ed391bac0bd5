"""Coaching sessions: what was talked about and agreed, and the two forms: the session, and the competence."""

from __future__ import annotations

from typing import Any

from flask import request

from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE
from admin_views.shapes import Shape
from models.coaching import CoachingSession
from models.moments import today
from models.wording import N_
from operations import coaching
from operations.actors import Actor


class CoachingSessions(RecordView):
    document = CoachingSession
    title = N_("Coaching sessions")
    singular = N_("Coaching session")
    group = N_("Development")
    icon = "heart-handshake"
    order = 43
    search_hint = N_("Topic, name or NIP")
    empty = N_("No sessions yet. Write one down here or at the item of a plan that it belongs to.")
    sort = ("held_on", True)
    columns = (
        "topic",
        EMPLOYEE,
        "mentor",
        "kind",
        "held_on",
        "mean",
    )
    more_columns = ("item", "agreed", "department")
    sortable = {"held_on": "held_on", "kind": "kind"}
    filters = ("department", "employee", "mentor", "kind", "held_on", "item")
    sections = (
        Section(N_("Session"), ("employee", "item", "kind", "mentor", "held_on", "topic", "agreed")),
        Section(N_("Form 1: the session"), ("statements",)),
        Section(N_("Form 2: the competence"), ("competences",)),
    )

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """A new session is rated on the statements of the person's unit, and is of today."""
        found = super()._prefilled(actor, shape) or {}
        if "clone" in request.args:
            return {**found, "statements": [{**row, "score": None} for row in found.get("statements", ())]}
        texts = coaching.statements(actor, found.get("employee"))
        return {"held_on": today(), "statements": [{"text": text} for text in texts], **found}
