"""Addenda to approved minutes: each one with its steps. They are begun on the page of the minutes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin_views import meeting_texts, minutes_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Raw
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, say
from models.addenda import ADDENDUM_STATES, Addendum
from models.wording import N_, Message
from operations import addenda
from operations.actors import Actor
from operations.errors import Invalid


class Addenda(RecordView):
    document = Addendum
    title = N_("Addenda")
    singular = N_("Addendum")
    icon = "file-text"
    details_template = "addendum.html"
    search_hint = N_("Words")
    empty = N_("No addenda. Approved minutes are corrected from their page.")
    sort = ("id", True)
    columns = ("concerns", "meeting", "state", "number", "updated_at")
    more_columns = ("text", "reason")
    filters = ("state",)
    sections = (Section(N_("Addendum"), ("meeting", "concerns", "text")),)

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        state = str(raw.get("state"))
        return {
            **super().details(actor, dict(raw), acts, shown),
            "state": choice_labels(ADDENDUM_STATES).get(state, state),
            "look": meeting_texts.LOOKS.get(state, ""),
            "reason": raw.get("reason") or "",
            "steps": [meeting_texts.step(each) for each in addenda.steps(actor, raw)],
            "approval": meeting_texts.waits_for(addenda.approvers_of(raw)),
            "step_url": self.get_url(".step_view"),
            "minutes_url": self.get_url("minutes.index", id=str(raw["meeting"])),
        }

    def _item(self, actor: Actor, raw: dict[str, Any], name: str, shown: Labels) -> dict[str, Any]:
        """The text is read as it will stand beside the minutes: bold, italics and lists drawn."""
        item = super()._item(actor, raw, name, shown)
        return (
            {**item, "value": minutes_texts.note(str(raw.get("text") or "")), "drawn": True} if name == "text" else item
        )

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take an addendum a step further."""
        actor, id, sent = current_actor(), requested_id(), request.form
        try:
            made = addenda.move(actor, id, sent.get("step", ""), seen_version(), sent.get("reason", ""), origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(ADDENDUM_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")
