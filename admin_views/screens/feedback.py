"""Feedback: the log of what leaders and colleagues tell an employee."""

from __future__ import annotations

from typing import Any

from flask import redirect
from flask_admin import expose

from admin_views import acknowledging
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Column, Raw
from admin_views.form_fields import RecordForm
from admin_views.form_screen import requested_id
from admin_views.formats import Labels
from models.feedback import Feedback as FeedbackRecord
from models.wording import N_
from operations import configuration, feedback
from operations.actors import Actor
from operations.policy import Action


def _start(raw: Any, labels: Any) -> str:
    text = " ".join(str(raw.get("text") or "").split())
    return text if len(text) <= 90 else text[:89] + "…"


def _whole(raw: Any, labels: Any) -> str:
    return str(raw.get("text") or "")


class Feedback(RecordView):
    document = FeedbackRecord
    title = N_("Feedback")
    singular = N_("Feedback")
    group = N_("Development")
    icon = "message"
    order = 30
    search_hint = N_("Words of the feedback, name or NIP")
    details_template = "feedback.html"
    empty = N_("No feedback yet. Add the first here, or on an employee's page.")
    sort = ("given_on", True)
    columns = (
        EMPLOYEE,
        "given_on",
        Column("text", N_("Feedback"), ("text",), _start, whole=_whole),
        "kind",
        "relation",
        "giver",
        "confidential",
    )
    more_columns = ("giver_name", "department", "skills", "values", "acknowledged_on", "response")
    sortable = {"given_on": "given_on", "kind": "kind", "relation": "relation"}
    filters = ("department", "employee", "kind", "relation", "confidential", "given_on")
    sections = (
        Section(N_("Feedback"), ("employee", "given_on", "kind", "relation", "giver", "giver_name", "text")),
        Section(N_("What it touches"), ("skills", "values", "confidential")),
        Section(N_("Answer"), ("acknowledged_on", "response")),
    )

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        url = self.get_url(".acknowledge_view") if self.allowed(actor, Action.CHANGE, dict(raw)) else None
        return {**super().details(actor, dict(raw), acts, shown), **acknowledging.offered(raw, url)}

    @expose("/acknowledge/", methods=("POST",))
    def acknowledge_view(self) -> Any:
        """Record that the person has taken note, and what they said."""
        acknowledging.keep(feedback.acknowledge)
        return redirect(f"{self.get_url('.details_view')}?id={requested_id()}")

    def set_references(self, actor: Actor, form: RecordForm, raw: Raw | None) -> None:
        super().set_references(actor, form, raw)
        if "skills" in form:
            path = (raw or {}).get("scope") or self.new_path(actor, {"employee": form["employee"].data})
            form["skills"].offered = configuration.settings(path).skills
