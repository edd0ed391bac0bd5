"""Meetings: the list, and each meeting with its people, its agenda, what was agreed, and its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from flask import current_app, flash, redirect, request
from flask_admin import expose
from werkzeug.datastructures import MultiDict

from admin_views import meeting_texts
from admin_views.base import RecordView, Section
from admin_views.columns import Column, Raw
from admin_views.form_fields import RecordForm
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.list_tabs import ALL, Tab
from admin_views.paper_links import papers
from admin_views.session import current_actor, origin
from admin_views.shapes import Shape
from admin_views.translations import say
from models.meetings import HELD, SETTLED, STEP, Meeting, MeetingState
from models.minutes import digest_of
from models.wording import N_, Message
from operations import (
    approvers,
    aspirations,
    follow_ups,
    invitations,
    meeting_papers,
    meeting_rights,
    meeting_steps,
    meetings,
    minutes,
    participants,
    who_to_discuss,
)
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action, may


def _when(raw: Mapping[str, Any], labels: Labels) -> str:
    return meeting_texts.when(raw)


def _state(raw: Mapping[str, Any], labels: Labels) -> str:
    return meeting_texts.state(raw)


_COMING = (MeetingState.DRAFT, MeetingState.INVITED, MeetingState.RUNNING)
_HELD = (MeetingState.MINUTES, MeetingState.SUBMITTED, MeetingState.APPROVED, MeetingState.CLOSED)
NAMED = 8
"""People that a message names at most: it is kept in a cookie."""
_OVER = SETTLED | {MeetingState.CANCELLED}
TABS = (
    Tab("coming", N_("Upcoming"), (*(("state", state.value) for state in _COMING), ("sort", "begins_at"))),
    Tab("held", N_("Held"), (*(("state", state.value) for state in _HELD), ("sort", "begins_at"), ("desc", "1"))),
    Tab("all", N_("All"), ALL),
)


class Meetings(RecordView):
    document = Meeting
    title = N_("Meetings")
    singular = N_("Meeting")
    group = N_("Development")
    icon = "calendar-event"
    order = 40
    details_template = "meeting.html"
    search_hint = N_("Title, period or place")
    empty = N_("No meetings yet. Plan one here, or a series of them.")
    sort = ("begins_at", True)
    columns = (
        "title",
        Column("begins_at", N_("Date"), ("day", "starts", "ends"), _when, "begins_at"),
        Column("state", N_("State"), ("state",), _state, "state"),
        "kind",
        "department",
        "chair",
    )
    more_columns = ("period", "venue", "notetaker", "letter_number", "minutes_number", "series", "confidential")
    sortable = {"title": "title", "kind": "kind"}
    filters = ("department", "state", "day", "kind", "confidential")
    sections = (
        Section(N_("Meeting"), ("department", "title", "kind", "period", "confidential")),
        Section(N_("Date and place"), ("day", "starts", "ends", "venue", "link", "chair", "notetaker")),
        Section(N_("Agenda and remarks"), ("agenda", "remarks")),
    )

    def at_first(self, actor: Actor) -> MultiDict[str, str]:
        """What is to come, the nearest first, where the unit has set nothing else."""
        return super().at_first(actor) or MultiDict(TABS[0].pairs)

    def tabs(self, actor: Actor) -> Sequence[Tab]:
        return TABS

    def new_form(self, actor: Actor, record: Any, shape: Shape) -> RecordForm:
        form = super().new_form(actor, record, shape)
        if record is None and request.method == "GET" and "clone" not in request.args:
            path = self.new_path(actor, request.args)
            for point in meetings.usual_agenda(path):
                form["agenda"].append_entry({"title": point.title, "minutes": point.minutes})
        return form

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        found = super().details(actor, dict(raw), acts, shown)
        id = raw["_id"]
        people = participants.of_meeting(actor, id)
        agreed = follow_ups.of_meeting(actor, id)
        is_open = raw.get("state") in participants.AHEAD | participants.WRITABLE
        changes = is_open and may(actor, Action.CHANGE, "Meeting", raw)
        steps = meeting_rights.steps(actor, raw)
        is_empty = not any(each.get("is_discussed") for each in people)
        sent = aspirations.untaken(actor, id) if is_open else {}
        return {
            **found,
            "edit_url": found["edit_url"] if is_open else None,
            "subtitle": meeting_texts.when(raw),
            "state": meeting_texts.state(raw),
            "look": meeting_texts.LOOKS.get(str(raw.get("state")), ""),
            "reason": meeting_texts.reason(raw),
            "approval": self._approval(actor, raw),
            "steps": [meeting_texts.meeting_step(each, raw, is_empty) for each in steps],
            "digest": digest_of(minutes.draft(actor, raw)) if any(each.key == "approve" for each in steps) else "",
            "step_url": self.get_url(".step_view"),
            "people": [meeting_texts.person(each, raw, sent) for each in people],
            "untaken": sum(sent.values()) if changes and raw["state"] == MeetingState.MINUTES else 0,
            "people_url": self.get_url(".people_view") if changes else None,
            "to_tell": self._to_tell(raw, people, may(actor, Action.CHANGE, "Meeting", raw)),
            "sends_mails": invitations.sends_mails(),
            "lookup_url": self.lookup_url("chair", "Employee") if changes else None,
            "below_url": self.lookup_url("department", "Department") if changes else None,
            "agreed": [meeting_texts.agreed(each) for each in agreed],
            "unsettled": meeting_texts.unsettled(agreed) if changes and raw["state"] == MeetingState.MINUTES else 0,
            "carried": [meeting_texts.agreed(each) for each in follow_ups.carried(actor, raw)],
            "room_url": self.get_url("room.index", id=str(id)) if meeting_steps.takes_notes(raw) else None,
            "papers": papers(id, self._papers(raw)),
            "minutes_url": self.get_url("minutes.index", id=str(id)) if raw.get("state") in HELD else None,
        }

    def _approval(self, actor: Actor, raw: Raw) -> dict[str, Any] | None:
        if raw.get("state") in _OVER:
            return None
        told = meeting_rights.forbidden(actor, raw, STEP["approve"])
        return meeting_texts.approval(raw, approvers.of_minutes(raw), told if told in meeting_rights.TOO_NEAR else None)

    def _papers(self, raw: Raw) -> tuple[tuple[str, str], ...]:
        if raw.get("state") == MeetingState.CANCELLED:
            return meeting_papers.CANCELLED
        return meeting_papers.PAPERS if raw.get("state") in HELD else meeting_papers.BEFORE

    def _to_tell(self, raw: Raw, people: list[dict[str, Any]], changes: bool) -> list[dict[str, Any]]:
        """Who is to be told by hand, those first who are no longer invited; for who keeps the meeting with the words to
        pass on, links and all."""
        was_invited = raw.get("state") == MeetingState.CANCELLED and bool(raw.get("letter_number"))
        if raw.get("state") != MeetingState.INVITED and not was_invited:
            return []
        found = invitations.to_tell(raw["_id"], [*invitations.withdrawn(raw, people), *people])
        settings, key = current_app.config["JENJANG"], str(current_app.config["SECRET_KEY"])
        mailing = invitations.Mailing("", settings.address(), key)
        return [
            {
                **each,
                "reason": say(each["reason"]),
                "message": invitations.message(mailing, raw, each["who"]) if changes else "",
            }
            for each in found
        ]

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take a meeting a step further."""
        actor, id = current_actor(), requested_id()
        sent = request.form
        try:
            key, reason, read = (sent.get(name, "") for name in ("step", "reason", "digest"))
            made = meeting_steps.move(actor, id, key, seen_version(), reason, origin(), read)
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            if made.state == MeetingState.RUNNING:
                return redirect(self.get_url("room.index", id=str(id)))
            told = N_("%(label)s: now “%(state)s”.")
            flash(say(Message(told, label=made.label, state=meeting_texts.state_named(made.state))), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")

    @expose("/people/", methods=("POST",))
    def people_view(self) -> Any:
        """Let people take part: one picked, a guest, or all of a choice; or take one out."""
        actor, id = current_actor(), requested_id()
        raw = self.stored(actor, id)
        sent = request.form
        count: int | None = None
        leaving = [ObjectId(each) for each in sent.getlist("remove") if ObjectId.is_valid(each)]
        if leaving:
            self._take_out(actor, raw, leaving)
        elif ObjectId.is_valid(sent.get("employee", "")):
            count = participants.add(actor, raw, [ObjectId(sent["employee"])], "discussed" in sent, origin())
        elif sent.get("guest", "").strip():
            values = {"guest": sent["guest"], "guest_from": sent.get("guest_from"), "email": sent.get("email")}
            participants.add_guest(actor, raw, values, origin())
            count = 1
        elif sent.get("choice") in ("all", "unmet", "open", "hoping"):
            below = sent.get("below", "")
            unit = ObjectId(below) if ObjectId.is_valid(below) else raw["department"]
            found = who_to_discuss.to_discuss(actor, raw, unit, sent["choice"], _months(sent.get("months", "")))
            count = participants.add(actor, raw, [each["_id"] for each in found], True, origin())
        else:
            nobody = N_("Mark the people first.") if "marked" in sent else N_("Pick somebody, or say who the guest is.")
            flash(say(nobody), "warning")
        if count == 0:
            flash(say(N_("Nobody was added: all of them take part already, or there are none.")), "warning")
        elif count:
            flash(say(Message(N_("%(count)s people added."), count=count)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}#people")

    def _take_out(self, actor: Actor, raw: dict[str, Any], leaving: list[ObjectId]) -> None:
        gone, staying = participants.remove(actor, raw["_id"], leaving, origin())
        if gone:
            flash(say(Message(N_("Taken out: %(count)s."), count=gone)), "success")
        if staying:
            told = N_("Notes are about %(names)s. Take those out first.")
            more = [f"+{len(staying) - NAMED}"] if len(staying) > NAMED else []
            flash(say(Message(told, names=", ".join([*staying[:NAMED], *more]))), "warning")


def _months(text: str) -> int:
    """For how long nobody was met, as a form tells it; half a year where it cannot be read."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 3
    return int(text) if is_number and 0 < int(text) <= 120 else 6
