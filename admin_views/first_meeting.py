"""The step “First meeting” of a set-up: the form of a unit's first series, and what stands once it is planned."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import flash, request, url_for

from admin_views import forms, meeting_texts
from admin_views.form_choices import ChoiceField
from admin_views.form_fields import RecordForm, Said
from admin_views.paper_links import papers
from admin_views.session import origin
from admin_views.translations import say
from models.fieldsets import FieldSet
from models.meetings import Meeting, MeetingState
from models.series import MeetingSeries
from models.unit_settings import CADENCES
from models.wording import N_
from operations import configuration, first_meeting, invitations
from operations.actors import Actor
from operations.errors import Invalid

ASKED = ("title", "cadence", "starts_on", "starts", "venue", "link", "chair")
ABOUT = "discussed_unit"
LETTER = (("invitation", "pdf"), ("invitation", "docx"))


def form_of(actor: Actor, unit: ObjectId, view: Any) -> RecordForm:
    """The form of a unit's first series: what was sent, else what is usual; with what the unit requires of each of its
    meetings. `view` is the screen of meetings, which knows where references are looked up."""
    sent = request.form if request.method == "POST" else None
    fieldset = _fieldset(unit)
    whole = forms.record_form(MeetingSeries, (*ASKED, *_required(fieldset)), fieldset)
    cadence = ChoiceField(label=Said(MeetingSeries.cadence.verbose_name), codes=CADENCES)
    form: RecordForm = type("FirstMeetingForm", (whole,), {"cadence": cadence})(
        sent, data=None if sent else first_meeting.usual(actor, unit)
    )
    view.set_references(actor, form, None)
    return form


def _fieldset(unit: ObjectId) -> FieldSet:
    return configuration.fieldset(Meeting, configuration.path_of(unit))


def _required(fieldset: FieldSet) -> list[str]:
    """The defined fields without which the unit's meetings cannot be saved."""
    return [
        path
        for path, field in fieldset.fields.items()
        if not field.is_computed and (field.definition.required or field.definition.required_if)
    ]


def drawn(actor: Actor, unit: ObjectId, form: RecordForm) -> dict[str, Any]:
    """The form as the page shows it."""
    chosen = request.form.get(ABOUT, "")
    return {
        "fields": [form[name] for name in (*ASKED, *_required(_fieldset(unit)))],
        "about": [(str(id), name, str(id) == chosen) for id, name in first_meeting.units_below(actor, unit)],
        "is_numbered": bool(configuration.settings(configuration.path_of(unit)).numbers),
    }


def send(actor: Actor, unit: ObjectId, form: RecordForm) -> list[str]:
    """Plan what was sent and invite to its first meeting; returns what is wrong that belongs to no control."""
    fieldset = _fieldset(unit)
    try:
        values = forms.whole_values(MeetingSeries, form, request.form, fieldset)
        about = request.form.get(ABOUT, "")
        values[ABOUT] = ObjectId(about) if ObjectId.is_valid(about) else None
        more = {path: values.pop(path) for path in _required(fieldset) if path in values}
        came = origin(request.form.get("form_token"))
        _invite(actor, first_meeting.plan(actor, unit, values, more, came))
    except Invalid as error:
        return forms.put_problems(form, error.problems)
    return []


def invite_again(actor: Actor, unit: ObjectId) -> None:
    """Invite to the first meeting of a series that is planned already."""
    held = first_meeting.of_unit(actor, unit)
    if held and held[1]:
        _invite(actor, held[1]["_id"])


def _invite(actor: Actor, meeting: ObjectId) -> None:
    refused = first_meeting.invite(actor, meeting, origin())
    told = say(refused) if refused else say(N_("The first meeting is planned and its invitation is ready."))
    flash(told, "warning" if refused else "success")


def planned(actor: Actor, unit: ObjectId) -> dict[str, Any] | None:
    """The unit's series and its first meeting as the page shows them; None where there is none yet."""
    held = first_meeting.of_unit(actor, unit)
    if held is None:
        return None
    series, meeting = held
    found = {
        "label": str(series.get("title") or ""),
        "url": url_for("meeting_series.details_view", id=str(series["_id"])),
        "meeting": None,
    }
    return {**found, "meeting": _told(meeting)} if meeting else found


def _told(raw: dict[str, Any]) -> dict[str, Any]:
    id = raw["_id"]
    return {
        "label": str(raw.get("title") or ""),
        "when": meeting_texts.when(raw),
        "state": meeting_texts.state(raw),
        "look": meeting_texts.LOOKS.get(str(raw.get("state")), ""),
        "number": str(raw.get("letter_number") or ""),
        "is_draft": raw.get("state") == MeetingState.DRAFT,
        "papers": papers(id, LETTER),
        "url": url_for("meetings.details_view", id=str(id)),
        "room_url": url_for("room.index", id=str(id)),
        "sends_mails": invitations.sends_mails(),
    }
