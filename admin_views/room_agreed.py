"""What is agreed in the room, and what was agreed before: as a browser tells it, and as it is told back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from admin_views import meeting_texts, room_texts
from admin_views.formats import format_moment
from admin_views.translations import choice_labels, say
from models.dates import format_day
from models.follow_ups import ASKING, LONGEST, STATUSES, FollowUp
from models.moments import today
from models.wording import N_, Message
from operations import circles, follow_ups, quick_lines
from operations.actors import Actor
from operations.audit import Origin
from operations.careers import day_of
from operations.circles import Circle
from operations.errors import Conflict, Invalid
from operations.quick_lines import Read

NOTHING = N_("Say what is to be done.")
TOO_LONG = N_("This is longer than %(count)s characters. Shorten it.")
NO_DAY = N_("This is not a date.")
MEANWHILE = N_("Somebody else changed this just now. Look at it again.")


def row(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Something agreed."""
    due = day_of(raw.get("due"))
    return {
        "slot": str(raw.get("slot") or raw["_id"]), "version": raw.get("version") or 1, "text": raw.get("text") or "",
        "pic": raw.get("pic_label") or "", "pic_key": str(raw.get("pic") or ""),
        "due": format_day(due) if due else "", "day": due.isoformat() if due else "",
        "employee": str(raw.get("employee") or ""), "parent": raw.get("aspiration") or "",
        "is_ours": room_texts.SLOT.fullmatch(str(raw.get("slot") or "")) is not None,
    }  # fmt: skip


def carried(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Something that is open from before, with what its status is set by."""
    told = {name: raw.get(name) or "" for name in ("reason",)}
    return {**meeting_texts.agreed(raw), **told, "code": raw.get("status"), "version": raw.get("version") or 1}


def statuses() -> list[list[Any]]:
    """How far a follow-up may be: (code, label, whether a reason is asked for)."""
    labels = choice_labels(STATUSES)
    return [[code, labels[code], code in ASKING] for code, _ in STATUSES]


def back(found: Read) -> dict[str, Any]:
    """What a quick line was read as."""
    return {
        "text": found.text,
        "pic": found.pic.name if found.pic else found.pic_name if not found.choices else "",
        "is_known": found.pic is not None,
        "due": format_day(found.due) if found.due else "",
        "days": (found.due - today()).days if found.due else None,
        **unsure(found),
    }


def unsure(found: Read) -> dict[str, Any]:
    """What of a line could not be told: who may be meant, and a day that is none."""
    choices = [{"key": each.key, "name": each.name, "about": each.about} for each in found.choices]
    return {"who": found.who, "choices": choices, "more": found.more, "wrong": found.wrong}


def save(
    actor: Actor, meeting: ObjectId, unit: ObjectId | None, slot: str, said: Mapping[str, Any], origin: Origin
) -> dict[str, Any]:
    """Write down, change or take out something agreed, told as a quick line or by its parts. `unit` as circles.load."""
    seen = room_texts.seen(said)
    try:
        if said.get("removed") is True:
            follow_ups.take_out(actor, meeting, slot, seen, origin)
            return {"saved": True, "version": 0}
        circle = circles.load(actor, meeting, quick_lines.search_words(_names(said)), _ids(said), unit)
        values, found = _values(circle, said)
        made = follow_ups.agree(actor, meeting, slot, values, origin, seen, circle.known)
    except Conflict as error:
        return _conflict(error)
    told = {"saved": True, "version": made.version, "agreed": row(made.to_mongo().to_dict())}
    return {**told, "unsure": unsure(found)} if found and (found.choices or found.wrong) else told


def read_back(actor: Actor, meeting: ObjectId, unit: ObjectId | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a quick line is read as, before it is added; who is named in it comes with the key they are chosen by."""
    line = _text(said, "line")[:LONGEST]
    circle = circles.load(actor, meeting, quick_lines.search_words(quick_lines.names(line, today())), (), unit)
    return back(quick_lines.read(circle, line, today(), _choice(said)))


def _names(said: Mapping[str, Any]) -> list[str]:
    """Whom to search for, for what is told by parts or as a line. Raises Invalid where it says nothing or too much."""
    if "text" not in said:
        return quick_lines.names(_whole(said, "line"), today())
    return [_text(said, "who")[:120]] if _whole(said, "text") else []


def _ids(said: Mapping[str, Any]) -> list[ObjectId]:
    """The employees who are pointed at: who is chosen, and whom it is about."""
    return [ObjectId(id) for name in ("pic", "employee") if ObjectId.is_valid(id := _text(said, name))]


def _choice(said: Mapping[str, Any]) -> str:
    """The key of who is chosen."""
    text = _text(said, "pic")[:140]
    return str(ObjectId(text)) if ObjectId.is_valid(text) else text


def _conflict(error: Conflict) -> dict[str, Any]:
    stored: FollowUp = error.stored
    at = format_moment(error.at)[-5:] if error.at else ""
    theirs = row(stored.to_mongo().to_dict())
    return {"saved": False, "conflict": True, "version": stored.version, "theirs": theirs, "by": error.by, "at": at}


def _values(circle: Circle, said: Mapping[str, Any]) -> tuple[dict[str, Any], Read | None]:
    found, values = _read(circle, said)
    if found is not None:
        values |= {"pic": found.pic.id if found.pic else None, "pic_name": found.pic_name or None}
    if ObjectId.is_valid(_text(said, "employee")):
        values["employee"] = ObjectId(_text(said, "employee"))
    parent = said.get("parent")
    if isinstance(parent, str) and room_texts.SLOT.fullmatch(parent):
        values["aspiration"] = parent
    return values, found


def _read(circle: Circle, said: Mapping[str, Any]) -> tuple[Read | None, dict[str, Any]]:
    """(who is meant, what is to be done until when), by parts where `text` is told, else by the quick line."""
    choice = _choice(said)
    if "text" not in said:
        found = quick_lines.read(circle, _whole(said, "line"), today(), choice)
        if not found.text:
            raise Invalid({"text": Message(NOTHING)})
        return found, {"text": found.text, "due": found.due}
    values = {"text": _whole(said, "text"), "due": _date(_text(said, "due"))}
    if "who" not in said:
        return None, values
    return quick_lines.named(circle, _text(said, "who")[:120], choice), values


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


def _whole(said: Mapping[str, Any], name: str) -> str:
    text = _text(said, name).strip()
    if not text:
        raise Invalid({"text": Message(NOTHING)})
    if len(text) > LONGEST:
        raise Invalid({"text": Message(TOO_LONG, count=LONGEST)})
    return text


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({"due": Message(NO_DAY)}) from None


def set_status(actor: Actor, slot: str, said: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
    """Say how far something carried on is; where somebody said so meanwhile, what stands comes back."""
    id, seen = slot.partition(":")[2], room_texts.seen(said)
    if not ObjectId.is_valid(id):
        raise Invalid({"status": Message(MEANWHILE)})
    status, reason = _text(said, "status"), _text(said, "reason")
    try:
        made = follow_ups.change_status(actor, ObjectId(id), status, reason, seen, origin)
    except Conflict as error:
        now = carried(error.stored.to_mongo().to_dict())
        return {"saved": False, "error": say(MEANWHILE), "carried": now}
    return {"saved": True, "version": made.version, "carried": carried(made.to_mongo().to_dict())}
