"""Notes of a meeting, each saved by itself: nothing is ever overwritten that its writer did not see.

A save says which version it saw. Where the note stands at another one, both texts come back and nothing is written;
the same text again is no conflict. A repeated token is the same save.

What a page saves is one chain: where the note's last save was the same page's, nobody wrote in between, and its next
one follows whatever version it had heard of, for an answer may be lost. One that comes after a later one says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bson import ObjectId

from models.fields import tidy
from models.meetings import AHEAD, WRITABLE, Meeting
from models.notes import Note, Participant
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.changes import Change
from operations.commits import Stale, Taken, commit
from operations.errors import Invalid, Missing, WrongState
from operations.meeting_parts import placed, stands, with_meeting
from operations.policy import Action

WRITTEN = ("text", "category", "given_by", "parent", "order", "removed", "proposed")
"""What a browser may say of a note besides what it is about."""
CLOSED = N_("This meeting takes no notes now. What you typed is kept in this browser.")
TURNS = 5
NOBODY = N_("This person is not in the meeting.")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: `saved` at `version`, or (`conflict`) what stands there, from whom and since when.

    Saved with `values`: the same page has saved these since, and they stand.
    """

    saved: bool
    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None


def save(actor: Actor, meeting: ObjectId, slot: str, said: Mapping[str, Any], seen: int, origin: Origin) -> Saved:
    """Save what a note says; `seen` 0 begins it. Five round trips with its revision, six for a new one.

    Raises Missing, Denied, Invalid, Full, and WrongState where the meeting takes no notes.
    """
    values = {name: said[name] for name in WRITTEN if name in said}
    values["source"] = source_of(actor, said)
    if not seen:
        return _begin(actor, meeting, slot, {**values, **_about(said)}, origin)
    return _again(actor, meeting, slot, values, seen, origin)


def source_of(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Which page of the actor's something comes from, and which of its acts it is; None where that is not told."""
    chain = said.get("chain")
    return {"chain": f"{actor.id}:{chain}", "stamp": said.get("stamp") or 0} if chain else None


def _about(said: Mapping[str, Any]) -> dict[str, Any]:
    employee = said.get("employee")
    found: dict[str, Any] = {"kind": said.get("kind")}
    return {**found, "employee": ObjectId(employee)} if employee else found


def _require(actor: Actor, place: Mapping[str, Any] | None) -> None:
    """Raise Missing where the actor may not see the meeting, WrongState where it takes no notes."""
    if place is None:
        raise Missing()
    policy.require(actor, Action.READ, "Meeting", place)
    if place.get("state") not in WRITABLE:
        raise WrongState(Message(CLOSED))


def _begin(
    actor: Actor, meeting: ObjectId, slot: str, values: dict[str, Any], origin: Origin, turns: int = TURNS
) -> Saved:
    who = values.get("employee")
    place, participant = (
        with_meeting(Participant, {"meeting": meeting, "employee": who}) if who else (_meeting(meeting), None)
    )
    _require(actor, place)
    assert place is not None
    if who and participant is None:
        raise Invalid({"employee": Message(NOBODY)})
    written = {**values, "slot": slot, "written_by": actor.name, "source": _at(values, 1)}
    made = plan_note(actor, place, written, origin, participant)
    try:
        commit([made])
    except Taken:
        return _met(actor, meeting, slot, values, origin)
    except Stale:  # the meeting closed or moved, or the person was taken out, at this very moment
        if not turns:
            raise WrongState(Message(CLOSED)) from None
        return _begin(actor, meeting, slot, values, origin, turns - 1)
    return Saved(True, 1)


def _meeting(id: ObjectId) -> dict[str, Any] | None:
    found: dict[str, Any] | None = Meeting._get_collection().find_one({"_id": id})
    return found


def plan_note(
    actor: Actor, place: Mapping[str, Any], values: Mapping[str, Any], origin: Origin, who: Any = None
) -> Change:
    """A new note of a meeting that was read, ready to commit; it stands only while that still takes it.

    One about somebody, the participant `who`, holds them instead of the meeting: they are sealed with it and move with
    it, and of several who write at the same moment only those wait for each other who write about the same person.
    """
    known: dict[ObjectId, Any] = {place["_id"]: {**place, "kind": "Meeting"}}
    if who is not None:
        known[who["employee"]] = {"_id": who["employee"], "kind": "Employee", "scope": place["scope"]}
    made = records.plan_create(actor, Note, {**values, "meeting": place["_id"]}, origin, known)
    assert made.guard is not None
    if who is not None:
        made.guard = _held(who)
        return made
    states = [*WRITABLE, *(AHEAD if values.get("proposed") else ())]
    made.guard["match"] = {"state": {"$in": sorted(states)}, **placed(place)}
    return made


def _held(who: Mapping[str, Any]) -> dict[str, Any]:
    return {"collection": Participant._get_collection_name(), "id": who["_id"], "match": stands(who)}


def _met(
    actor: Actor, meeting: ObjectId, slot: str, values: Mapping[str, Any], origin: Origin, turns: int = TURNS
) -> Saved:
    """After the slot or the token was taken: this very save, made before, or somebody else's beginning of the note."""
    place, stored = with_meeting(Note, {"meeting": meeting, "slot": slot})
    if stored is None:
        raise Missing()
    policy.require(actor, Action.READ, "Note", stored)
    if _says(stored, values):
        return Saved(True, stored["version"])
    if not turns or not _follows(stored, values):  # a token that says two things is no save of either
        return _conflict(stored)
    policy.require(actor, Action.CHANGE, "Note", stored)
    return _change(actor, place, stored, values, 0, origin, turns - 1)


def _again(
    actor: Actor, meeting: ObjectId, slot: str, values: Mapping[str, Any], seen: int, origin: Origin, turns: int = TURNS
) -> Saved:
    """Change a note as it stands now."""
    place, stored = with_meeting(Note, {"meeting": meeting, "slot": slot})
    _require(actor, place)
    if stored is None:
        raise Missing()
    policy.require(actor, Action.CHANGE, "Note", stored)
    return _change(actor, place, stored, values, seen, origin, turns)


def _change(
    actor: Actor,
    place: Any,
    stored: dict[str, Any],
    values: Mapping[str, Any],
    seen: int,
    origin: Origin,
    turns: int = TURNS,
) -> Saved:
    if _says(stored, values):
        return Saved(True, stored["version"])
    follows = _follows(stored, values)
    if follows and stored["source"]["stamp"] >= values["source"]["stamp"]:
        return replace(_conflict(stored), saved=True)
    if stored["version"] != seen and not follows:
        return _conflict(stored)
    known: dict[ObjectId, Any] = {place["_id"]: {**place, "kind": "Meeting"}}
    written = {**values, "written_by": actor.name, "source": _at(values, stored["version"] + 1)}
    made = records.plan_change(actor, Note, stored, written, origin, known)
    made.when = stands(stored)
    if stored.get("removed") and not made.after.get("removed"):
        made.guard = _brought_back(stored)
    try:
        commit([made])
    except Taken:
        return _met(actor, place["_id"], stored["slot"], values, origin, turns)
    except Stale:  # each turn somebody got through, or the meeting closed or moved
        if not turns:
            raise WrongState(Message(CLOSED)) from None
        return _again(actor, place["_id"], stored["slot"], values, seen, origin, turns - 1)
    return Saved(True, made.after["version"])


def _brought_back(stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """Whoever a note is about that is brought back: they may have been taken out since, which a note forbids."""
    if not stored.get("employee"):
        return None
    query = {"meeting": stored["meeting"], "employee": stored["employee"]}
    who = Participant._get_collection().find_one(query)
    if who is None:
        raise Invalid({"employee": Message(NOBODY)})
    return _held(who)


def _at(values: Mapping[str, Any], version: int) -> dict[str, Any] | None:
    """Where a save comes from, bound to the version that it makes: any other write of the note ends the chain."""
    return {**values["source"], "version": version} if values["source"] else None


def _follows(stored: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether the stored note is what the same page has saved last."""
    held, mine = stored.get("source") or {}, values["source"] or {}
    return bool(mine) and held.get("chain") == mine["chain"] and held.get("version") == stored["version"]


def _says(stored: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a stored note says all of this already, whoever said it."""
    told = ((name, _tidied(name, value)) for name, value in values.items() if name != "source")
    return all((stored.get(name) or None) == (value or None) for name, value in told)


def _tidied(name: str, value: Any) -> Any:
    return tidy(value, name == "text") if isinstance(value, str) and name in ("text", "given_by") else value


def _conflict(stored: Mapping[str, Any]) -> Saved:
    values = {name: stored.get(name) for name in WRITTEN}
    return Saved(False, stored["version"], values, stored.get("written_by") or "", stored.get("updated_at"))
