"""Meetings as calendars take them (RFC 5545): one as an invitation or its cancellation, all of somebody's as a feed.

Times are told in UTC: WIB knows no summer time, so every calendar shows them right without a table of zones. Mails
and calendars leave the panel and are kept elsewhere, so a confidential meeting tells but that there is one, and when.
The words are Indonesian, as those of all letters of the city.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bson import ObjectId
from icalendar import Calendar, Event, vCalAddress

from models.meetings import Meeting, MeetingState
from models.moments import WIB, now
from operations import policy
from operations.actors import Actor

PRODUCT = "-//Jenjang//Rapat//ID"
UNNAMED = "Rapat"
"""What a confidential meeting is called outside the panel."""
BEFORE, AHEAD, MOST = timedelta(days=90), timedelta(days=400), 2000
"""How far a feed goes back and ahead, and how many meetings it tells at most."""
_STATUS: dict[Any, str] = {MeetingState.DRAFT: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}
_TOLD = ("title", "begins_at", "ends_at", "venue", "link", "state", "confidential", "calendar_sequence", "updated_at")
_OF_MONTH = (*_TOLD, "day", "starts", "ends", "department")


def uid(meeting: ObjectId) -> str:
    """What a calendar knows a meeting by for good."""
    return f"{meeting}@jenjang"


def title_of(raw: Mapping[str, Any]) -> str:
    """What a meeting is called outside the panel."""
    return UNNAMED if raw.get("confidential") else str(raw.get("title") or UNNAMED)


def place_of(raw: Mapping[str, Any]) -> str:
    """Where a meeting is, as told outside the panel."""
    if raw.get("confidential"):
        return ""
    return ", ".join(str(raw[name]) for name in ("venue", "link") if raw.get(name))


def invitation(raw: Mapping[str, Any], sender: str = "", guest: str = "") -> bytes:
    """A stored meeting as a request to come, from `sender` to `guest` (e-mail addresses)."""
    return _calendar("REQUEST", [_event(raw, "CONFIRMED", sender, guest)])


def cancellation(raw: Mapping[str, Any], sender: str = "", guest: str = "") -> bytes:
    """That a meeting to which somebody was invited is not, or not now."""
    return _calendar("CANCEL", [_event(raw, "CANCELLED", sender, guest)])


def entry(raw: Mapping[str, Any]) -> bytes:
    """A stored meeting as an entry of its own, from nobody to nobody: as it is, or that it is not."""
    if raw.get("state") == MeetingState.CANCELLED:
        return cancellation(raw)
    return _calendar("PUBLISH", [_event(raw, _STATUS.get(raw.get("state"), "CONFIRMED"))])


def feed(actor: Actor) -> bytes:
    """All meetings that the actor may see now, from three months back to a year ahead; of too many the latest."""
    moment = now()
    query = {**policy.where(actor, Meeting), "begins_at": {"$gte": moment - BEFORE, "$lt": moment + AHEAD}}
    found = _find(query, _TOLD, -1)[::-1]
    return _calendar("PUBLISH", [_event(raw, _STATUS.get(raw.get("state"), "CONFIRMED")) for raw in found])


def month(actor: Actor, first: date) -> list[dict[str, Any]]:
    """The meetings of the month that begins on `first` which the actor may see, in order."""
    after = (first.replace(day=28) + timedelta(days=7)).replace(day=1)
    begins, ends = (datetime(day.year, day.month, 1, tzinfo=WIB) for day in (first, after))
    return _find({**policy.where(actor, Meeting), "begins_at": {"$gte": begins, "$lt": ends}}, _OF_MONTH)


def _find(query: Mapping[str, Any], names: Iterable[str], order: int = 1) -> list[dict[str, Any]]:
    found = Meeting._get_collection().find(query, dict.fromkeys(names, 1))
    return list(found.sort([("begins_at", order), ("_id", order)]).limit(MOST))


def _calendar(method: str, events: Iterable[Event]) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    if method == "PUBLISH":
        made.add("x-wr-calname", "Rapat Jenjang")
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _event(raw: Mapping[str, Any], status: str, sender: str = "", guest: str = "") -> Event:
    made = Event()
    made.add("uid", uid(raw["_id"]))
    made.add("sequence", int(raw.get("calendar_sequence") or 0))
    made.add("dtstamp", (raw.get("updated_at") or raw["begins_at"]).astimezone(UTC))
    made.add("dtstart", raw["begins_at"].astimezone(UTC))
    made.add("dtend", raw["ends_at"].astimezone(UTC))
    made.add("summary", title_of(raw))
    made.add("status", status)
    if place_of(raw):
        made.add("location", place_of(raw))
    if not raw.get("confidential") and str(raw.get("link") or "").startswith(("https://", "http://")):
        made.add("url", raw["link"])
    if raw.get("confidential"):
        made.add("class", "PRIVATE")
    if sender:
        made.add("organizer", vCalAddress(f"mailto:{sender}"))
    if guest:
        made.add("attendee", _guest(guest))
    return made


def _guest(address: str) -> vCalAddress:
    """Who is invited. Their calendar is asked for no reply, as nobody reads the sender's mail: links are for that."""
    made = vCalAddress(f"mailto:{address}")
    made.params["ROLE"] = "REQ-PARTICIPANT"
    made.params["RSVP"] = "FALSE"
    return made
