"""Minutes of a meeting: drafted from what was typed, approved as they stand, verified by their code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.meetings import SETTLED, Meeting
from models.minutes import Minutes, digest_of
from models.moments import WIB, now
from models.notes import Note
from models.wording import N_, Message
from operations import calendars, follow_ups, participants, policy, records
from operations.actors import Actor
from operations.approvals import seats_for
from operations.errors import WrongState
from operations.meeting_steps import EFFECTS, Moving, number_effect
from operations.references import fetch, label
from operations.seats import with_office

MOST = 5_000
SHORTEST = 12
"""Signs of a digest that stand for it at the foot of a paper."""


NOT_AS_READ = N_(
    "The minutes are not as you read them any more: something that was agreed has been edited. Read them again, then "
    "approve them."
)


def notes_of(actor: Actor, meeting: ObjectId, since: datetime | None = None) -> list[dict[str, Any]]:
    """The notes of a meeting that the actor may see, in the order they were placed; with `since` those written from
    then on, those taken out among them."""
    query: dict[str, Any] = {**policy.where(actor, Note), "meeting": meeting}
    query |= {"updated_at": {"$gte": since}} if since else {"removed": {"$ne": True}}
    found = Note._get_collection().find(query).limit(MOST)
    return sorted(found, key=lambda raw: (raw.get("order") or 0.0, raw["_id"]))


def draft(actor: Actor, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The minutes as they would read for the actor: plain values alone, so that they hash the same for good.

    Confidential notes are left out, whoever asks: minutes are for all who took part.
    """
    id = raw["_id"]
    people, notes = participants.of_meeting(actor, id), notes_of(actor, id)
    open_notes = [each for each in notes if each.get("kind") != "private" and (each.get("text") or "").strip()]
    named = fetch({"Employee": [who for who in (raw.get("chair"), raw.get("notetaker")) if who]})
    units = fetch({"Department": [raw["department"]]})
    return {
        "meeting": str(id),
        "title": raw.get("title") or "",
        "kind": raw.get("kind") or "",
        "period": raw.get("period") or "",
        "unit": label(units[raw["department"]]) if raw["department"] in units else "",
        "day": raw["day"].date().isoformat(),
        "starts": raw.get("starts") or "",
        "ends": raw.get("ends") or "",
        "place": raw.get("venue") or raw.get("link") or "",
        "chair": label(named[raw["chair"]]) if raw.get("chair") in named else "",
        "notetaker": label(named[raw["notetaker"]]) if raw.get("notetaker") in named else "",
        "agenda": [
            {"title": each.get("title") or "", "notes": _texts(open_notes, "point", slot=f"point:{each.get('key')}")}
            for each in raw.get("agenda") or ()
        ],
        "present": [_present(each) for each in people],
        "people": [_person(each, open_notes) for each in people if each.get("is_discussed")],
        "conclusions": [*_off_agenda(open_notes, raw), *_of_meeting(open_notes, people)],
        "follow_ups": [_agreed(each) for each in follow_ups.of_meeting(actor, id) if not _is_hidden(each, raw)],
    }


def _is_hidden(agreed: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Whether something agreed is confidential in a meeting that is not."""
    return bool(agreed.get("confidential")) and not raw.get("confidential")


def _of_meeting(notes: Iterable[Mapping[str, Any]], people: Iterable[Mapping[str, Any]]) -> list[str]:
    """The conclusions that do not stand with a person already."""
    told = {each["employee"] for each in people if each.get("is_discussed") and each.get("employee")}
    return _texts((each for each in notes if each.get("employee") not in told), "conclusion")


def _off_agenda(notes: Iterable[Mapping[str, Any]], raw: Mapping[str, Any]) -> list[str]:
    """What was written on items that were taken off the agenda afterwards."""
    slots = {f"point:{each.get('key')}" for each in raw.get("agenda") or ()}
    return _texts((each for each in notes if each.get("slot") not in slots), "point")


def _texts(notes: Iterable[Mapping[str, Any]], kind: str, **where: Any) -> list[str]:
    return [
        str(each["text"])
        for each in notes
        if each.get("kind") == kind and all(each.get(name) == value for name, value in where.items())
    ]


def _present(raw: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": str(raw.get("employee_name") or raw.get("guest") or ""),
        "from": str(raw.get("guest_from") or ""),
        "attendance": str(raw.get("attendance") or ""),
    }


def _person(raw: Mapping[str, Any], notes: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [each for each in notes if each.get("employee") == raw.get("employee")]
    advised = {each.get("parent") for each in mine if each.get("kind") == "advice"}  # these were taken up
    return {
        "employee": str(raw.get("employee") or ""),
        "name": str(raw.get("employee_name") or ""),
        "attendance": str(raw.get("attendance") or ""),
        "discussion": _texts(mine, "discussion"),
        "aspirations": [
            {
                "category": str(each.get("category") or ""),
                "text": str(each["text"]),
                "advice": [
                    {"by": str(advice.get("given_by") or ""), "text": str(advice["text"])}
                    for advice in mine
                    if advice.get("kind") == "advice" and advice.get("parent") == each.get("slot")
                ],
            }
            for each in mine
            if each.get("kind") == "aspiration" and (not each.get("proposed") or each.get("slot") in advised)
        ],
        "conclusion": _texts(mine, "conclusion"),
    }


def _agreed(raw: Mapping[str, Any]) -> dict[str, str]:
    due = raw.get("due")
    return {
        "text": str(raw.get("text") or ""),
        "employee": str(raw.get("employee") or ""),
        "about": str(raw.get("employee_name") or ""),
        "responsible": str(raw.get("pic") or ""),
        "pic": str(raw.get("pic_label") or ""),
        "due": due.date().isoformat() if due else "",
    }


def approved(meeting: ObjectId) -> list[Minutes]:
    """The minutes of a meeting and their addenda, in their order; whoever asks has been judged before."""
    return list(Minutes.objects(__raw__={"meeting": meeting}).order_by("number"))


def shown(actor: Actor, id: ObjectId) -> tuple[dict[str, Any], dict[str, Any], list[Minutes]]:
    """(the meeting, its minutes as approved or else as drafted, what was approved). Raises Missing."""
    raw = records.read(Meeting, id)
    policy.require(actor, policy.Action.READ, "Meeting", raw)
    held = approved(id) if raw.get("state") in SETTLED else []
    return raw, (dict(held[0].content) if held else draft(actor, raw)), held


@dataclass(frozen=True, slots=True)
class Verified:
    """What stands under a code: what was approved, what its meeting is called outside the panel, and, of minutes, the
    addenda that correct them."""

    held: Minutes
    title: str
    corrections: list[Minutes]


def verified(code: str) -> Verified | None:
    """What was approved under a code, None for no such code. The text itself is not told: the page says whether the
    paper's digest is the approved one's."""
    found = Minutes.objects(__raw__={"code": code}).first() if 16 <= len(code) <= 64 else None
    if found is None:
        return None
    raw = Meeting._get_collection().find_one({"_id": found.meeting}, {"confidential": 1}) or {"confidential": True}
    title = calendars.title_of({**raw, "title": found.content.get("title")})
    return Verified(found, title, [] if found.number else approved(found.meeting)[1:])


def is_digest(held: Minutes, text: str) -> bool:
    """Whether a text is the digest of what was approved, or its first 12 signs or more, as papers print them."""
    return len(text) >= SHORTEST and str(held.digest).startswith(text.lower())


def _approve(moving: Moving) -> None:
    """Write the minutes down for good in the transaction that approves them."""
    number_effect("minutes_number", "minutes")(moving)

    def write(moving: Moving, session: ClientSession) -> None:
        raw = moving.stored
        number = str(getattr(moving.change.record, "minutes_number", "") or "") if moving.change else ""
        drafted = draft(moving.actor, raw)
        if moving.read is not None and moving.read != digest_of(drafted):
            raise WrongState(Message(NOT_AS_READ))
        content = {**drafted, "number": number}
        made = {
            "_id": ObjectId(), "meeting": raw["_id"], "number": 0, "scope": raw.get("scope"), "content": content,
            "digest": digest_of(content), "code": secrets.token_urlsafe(18), "approved_at": now(),
            "approved_by": with_office(moving.actor, seats_for(moving.actor, raw, "minutes")),
            "approver": moving.actor.id,
        }  # fmt: skip
        collection = Minutes._get_collection()
        if collection.find_one({"meeting": raw["_id"], "number": 0}, {"_id": 1}, session=session) is None:
            collection.insert_one(made, session=session)

    moving.also.append(write)


def day_in_wib(at: Any) -> str:
    """A moment's day and time in WIB."""
    return f"{at.astimezone(WIB):%d-%m-%Y %H.%M}" if at else ""


EFFECTS["approve"] = _approve
