"""Who else takes notes in a room, and where: told with each poll, which reads it in the round trip of the meeting.

A poll writes only what is new: that somebody came, went on to another part, or was last heard of a while ago.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.meetings import Meeting
from models.moments import now
from models.presence import Presence
from operations import policy
from operations.actors import Actor
from operations.errors import Missing
from operations.policy import Action

GONE = timedelta(seconds=45)
RENEWED = timedelta(seconds=15)
WHOLE = "meeting"
"""The place of one who writes about nobody in particular."""
Here = Mapping[str, Mapping[str, Any]]


def meeting_and_here(actor: Actor, id: ObjectId) -> tuple[dict[str, Any], Here]:
    """(a stored meeting that the actor may see, who is in its room): one round trip. Raises Missing."""
    lookup = {"from": Presence._get_collection_name(), "localField": "_id", "foreignField": "_id", "as": "room"}
    found = next(iter(Meeting._get_collection().aggregate([{"$match": {"_id": id}}, {"$lookup": lookup}])), None)
    if found is None:
        raise Missing()
    room = found.pop("room")
    policy.require(actor, Action.READ, "Meeting", found)
    return found, (room[0].get("here") or {}) if room else {}


def others(actor: Actor, here: Here, people: Collection[str]) -> list[dict[str, str]]:
    """The others in a room: name, place and slot. A place is told to those alone who see that person there."""
    since = now() - GONE
    return [
        {"name": each["name"], "place": place, "slot": each.get("slot") or "" if place else ""}
        for user, each in sorted(here.items())
        if user != str(actor.id) and each["at"] > since
        for place in [each["place"] if each["place"] in (WHOLE, *people) else ""]
    ]


def mark(actor: Actor, meeting: ObjectId, here: Here, place: str, slot: str) -> None:
    """Let the actor be seen at a place, unless that was told a moment ago; who is gone is forgotten on the way.

    Where a confidential note is written nobody is told that it is.
    """
    moment = now()
    told = {"name": actor.name, "place": place, "slot": "" if slot.startswith("private:") else slot}
    held = here.get(str(actor.id))
    if held and held["at"] > moment - RENEWED and all(held.get(name) == value for name, value in told.items()):
        return
    gone = {f"here.{user}": "" for user, each in here.items() if _is_gone(each, moment) and user != str(actor.id)}
    put = {f"here.{actor.id}": {**told, "at": moment}, "expires_at": moment + GONE}
    update = {"$set": put, **({"$unset": gone} if gone else {})}
    try:
        Presence._get_collection().update_one({"_id": meeting}, update, upsert=True)
    except DuplicateKeyError:
        return  # two came first at once: the next poll tells of it


def _is_gone(each: Mapping[str, Any], moment: datetime) -> bool:
    return bool(each["at"] <= moment - GONE)
