"""The room of a meeting: one page to write in while it goes on. Each thing that is written is saved by itself.

The browser keeps what it has not got through (static/js/room.js) and sends it again, in order, under the same token.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from flask import jsonify, render_template, request
from flask_admin import expose

from admin_views import meeting_texts, room_agreed, room_texts, room_worker
from admin_views.base import Page
from admin_views.form_screen import requested_id
from admin_views.session import actor_or_none, current_actor, origin
from admin_views.translations import say
from models.follow_ups import LONGEST
from models.meetings import Meeting, MeetingState
from models.moments import now
from models.notes import ATTENDANCES, Participant
from models.notes import LONGEST as LONGEST_NOTE
from models.wording import N_, Message
from operations import (
    configuration,
    follow_ups,
    meeting_clock,
    meeting_notes,
    meeting_rights,
    meeting_steps,
    meetings,
    minutes,
    participants,
    presence,
    records,
)
from operations import policy as rules
from operations.actors import Actor
from operations.errors import Invalid, Missing, OperationError, WrongState
from operations.policy import Action, may

MOST = 50
"""Things that one request saves."""
OVERLAP = timedelta(seconds=10)
"""A note carries the moment at which its save began: it may come to be seen after a later moment was asked for."""
TOKEN = re.compile(r"[0-9a-zA-Z_-]{1,64}")
TOO_MUCH = N_("This cannot be read. Reload the page; what you typed stays in this browser.")


class Room(Page):
    title = N_("Room of a meeting")

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.CREATE, "Note")

    @expose("/")
    def index(self) -> Any:
        """The page, with all that is there so far."""
        actor, at = current_actor(), now()
        raw = self._meeting(actor, requested_id())
        id = raw["_id"]
        people = participants.of_meeting(actor, id)
        phrases = str(configuration.settings(raw.get("scope")).phrases or "").splitlines()
        data = {
            "meeting": str(id),
            "who": str(actor.id),
            "takes_notes": meeting_steps.takes_notes(raw),
            "is_running": raw.get("state") == MeetingState.RUNNING,
            "agenda": [room_texts.point(each) for each in raw.get("agenda") or ()],
            "clock": room_texts.clock(raw),
            "people": [room_texts.person(each) for each in people],
            "notes": [room_texts.note(each) for each in minutes.notes_of(actor, id)],
            "agreed": [room_agreed.row(each) for each in follow_ups.of_meeting(actor, id)],
            "carried": [room_agreed.carried(each) for each in follow_ups.carried(actor, raw)],
            "phrases": [each.strip() for each in phrases if each.strip()][:50],
            "categories": room_texts.categories(),
            "attendances": room_texts.codes(ATTENDANCES),
            "statuses": room_agreed.statuses(),
            "longest": LONGEST,
            "longest_note": LONGEST_NOTE,
            "state": str(raw.get("state") or ""),
            "sees_private": self._sees_private(actor, raw),
            "words": room_texts.words(),
            "urls": {
                **{name: self.get_url(f".{name}", id=str(id)) for name in ("changes", "about")},
                **{
                    name: self.get_url(f".{name}", id=str(id), unit=str(raw["department"])) for name in ("save", "read")
                },
                "worker": self.get_url(".worker", v=room_worker.version()),
            },
            "at": at.isoformat(),
        }
        steps = [meeting_texts.step(each) for each in meeting_rights.steps(actor, raw) if each.key in ("end", "submit")]
        return render_template(
            "room.html",
            view=self,
            title=raw.get("title") or "",
            raw=raw,
            when=meeting_texts.when(raw),
            state=meeting_texts.state(raw),
            look=meeting_texts.LOOKS.get(str(raw.get("state")), ""),
            data=data,
            steps=steps,
            reason=meeting_texts.reason(raw) if raw.get("state") == MeetingState.MINUTES else None,
            version_seen=raw.get("version") or 1,
            step_url=self.get_url("meetings.step_view"),
            meeting_url=self.get_url("meetings.details_view", id=str(id)),
        )

    @expose("/offline/")
    def offline(self) -> Any:
        """What a browser shows in place of a room that it cannot load: of nobody's meeting."""
        return room_worker.page()

    @expose("/worker.js")
    def worker(self) -> Any:
        return room_worker.script()

    def _meeting(self, actor: Actor, id: ObjectId) -> dict[str, Any]:
        raw = records.read(Meeting, id)
        rules.require(actor, Action.READ, "Meeting", raw)
        return raw

    def _sees_private(self, actor: Actor, raw: dict[str, Any]) -> bool:
        return may(actor, Action.CREATE, "Note", {**raw, "confidential": True})

    @expose("/save/", methods=("POST",))
    def save(self) -> Any:
        """Save some things in order: [{slot, seen, token, …}] gives [{slot, saved, version, …}], each by itself."""
        actor, id = current_actor(), requested_id()
        try:
            sent = request.get_json(silent=True)
        except RecursionError:  # a body that is nothing but brackets
            sent = None
        if not isinstance(sent, list) or len(sent) > MOST or not all(isinstance(each, dict) for each in sent):
            return jsonify(error=say(TOO_MUCH)), 422
        return jsonify([self._saved(actor, id, each) for each in sent])

    def _saved(self, actor: Actor, id: ObjectId, said: dict[str, Any]) -> dict[str, Any]:
        slot = said.get("slot")
        if not isinstance(slot, str) or not room_texts.SLOT.fullmatch(slot):
            return {"slot": str(slot)[:80], "saved": False, "error": say(TOO_MUCH)}
        try:
            if slot.startswith("agreed:"):
                return {"slot": slot, **room_agreed.save(actor, id, _unit(), slot, said, origin(_token(said)))}
            if slot.startswith("status:"):
                return {"slot": slot, **room_agreed.set_status(actor, slot, said, origin(_token(said)))}
            if slot.startswith("attend:"):
                return {"slot": slot, **self._attend(actor, id, slot, said)}
            if slot.startswith("timer:"):
                source = meeting_notes.source_of(actor, room_texts.read_source(said))
                meeting_clock.press(actor, id, *room_texts.read_press(said), origin(_token(said)), source)
                return {"slot": slot, "saved": True, "version": 1}
            told = room_texts.read_note(said)
            found = meeting_notes.save(actor, id, slot, told, room_texts.seen(said), origin(_token(said)))
        except WrongState as error:
            return {"slot": slot, "saved": False, "closed": True, "error": say(error.message)}
        except OperationError as error:
            return {"slot": slot, "saved": False, "error": say(error.message)}
        return {"slot": slot, **room_texts.saved(found)}

    def _attend(self, actor: Actor, id: ObjectId, slot: str, said: dict[str, Any]) -> dict[str, Any]:
        """Whether somebody is there; nothing said takes it back."""
        who, attendance = slot.partition(":")[2], said.get("attendance") or None
        if not ObjectId.is_valid(who) or attendance not in (None, *dict(ATTENDANCES)):
            raise Invalid({"attendance": Message(TOO_MUCH)})
        stored = records.read(Participant, ObjectId(who))
        if stored["meeting"] != id:
            raise Missing()
        source = meeting_notes.source_of(actor, room_texts.read_source(said))
        values = {"attendance": attendance, "pressed": source}
        participants.change(actor, stored["_id"], values, origin(), stored)  # again does no harm
        return {"saved": True, "version": 1}

    @expose("/read/")
    def read(self) -> Any:
        """What a quick line is read as, before it is added."""
        return jsonify(room_agreed.read_back(current_actor(), requested_id(), _unit(), request.args))

    @expose("/changes/")
    def changes(self) -> Any:
        """What was written since a moment, by whomever, and who else is here."""
        actor, at = current_actor(), now()
        raw, here = presence.meeting_and_here(actor, requested_id())
        people = [room_texts.person(each) for each in participants.of_meeting(actor, raw["_id"])]
        place, slot = room_texts.read_place(request.args)
        presence.mark(actor, raw["_id"], here, place, slot)
        since = _moment(request.args.get("since", ""))
        since = since - OVERLAP if since else None
        agreed = [room_agreed.row(each) for each in follow_ups.of_meeting(actor, raw["_id"])]
        return jsonify(
            at=at.isoformat(),
            takes_notes=meeting_steps.takes_notes(raw),
            is_running=raw.get("state") == MeetingState.RUNNING,
            state=str(raw.get("state") or ""),
            state_label=meeting_texts.state(raw),
            clock=room_texts.clock(raw),
            notes=[room_texts.note(each) for each in minutes.notes_of(actor, raw["_id"], since)],
            **_changed("people", people),
            **_changed("agreed", agreed),
            here=presence.others(actor, here, [each["employee"] for each in people]),
        )

    @expose("/about/")
    def about(self) -> Any:
        """What is known of a person: the part at the right, as HTML."""
        actor = current_actor()
        raw = self._meeting(actor, requested_id())
        who = requested_id("employee")
        if not meetings.is_participant(raw["_id"], who):
            raise Missing()
        found = meetings.context(actor, raw, who)
        promised = [room_agreed.carried(each) for each in found["promised"]]
        return render_template("_room_about.html", view=self, **room_texts.about(found), promised=promised)


def _changed(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows with a mark of them, for a page that polls; the mark alone where it names the one that it has."""
    mark = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]
    told = {f"{name}_mark": mark}
    return told if request.args.get(f"{name}_mark") == mark else {**told, name: rows}


def _unit() -> ObjectId | None:
    """The unit of the meeting as the page was told it: what may be another by now."""
    text = request.args.get("unit", "")
    return ObjectId(text) if ObjectId.is_valid(text) else None


def _token(said: dict[str, Any]) -> str | None:
    token = said.get("token")
    return token if isinstance(token, str) and TOKEN.fullmatch(token) else None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo and 2000 <= found.year <= 2200 else None
