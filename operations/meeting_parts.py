"""What belongs to a meeting, read together with it: people wait for each round trip on a poor line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.meetings import Meeting
from models.notes import MeetingPart

Raw = dict[str, Any]


def with_meeting(kind: type[MeetingPart], query: Mapping[str, Any]) -> tuple[Raw | None, Raw | None]:
    """(the meeting, the record of it that the query finds), as stored and unjudged: one round trip, and one more for
    the meeting alone where there is no such record; None is what there is not. The query names the meeting."""
    lookup = {"from": Meeting._get_collection_name(), "localField": "meeting", "foreignField": "_id", "as": "place"}
    found = next(iter(kind._get_collection().aggregate([{"$match": dict(query)}, {"$lookup": lookup}])), None)
    if found is None:
        return Meeting._get_collection().find_one({"_id": query["meeting"]}), None
    place = found.pop("place")
    return (place[0] if place else None), found


def stands(raw: Mapping[str, Any]) -> Raw:
    """What must still hold of a stored record of a meeting when something of it is written: it takes notes, and lies
    where it lay and is as confidential as it was when it was read. A meeting that moves takes its records along without
    a version of theirs."""
    return {"sealed": {"$ne": True}, **placed(raw)}


def placed(raw: Mapping[str, Any]) -> Raw:
    """That a stored record lies where it lay and is as confidential as it was."""
    return {"scope": raw.get("scope"), "confidential": True if raw.get("confidential") else {"$ne": True}}
