"""The follow-ups that concern an actor, as views of one list: those of their own, of their units, and those that wait
for an answer; each with how many are open and overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.fields import Day
from models.follow_ups import OPEN, FollowUp
from models.meetings import Meeting
from models.moments import today
from models.notes import Note
from models.wording import N_
from operations import listing, policy
from operations.actors import Actor
from operations.indexes import hint
from operations.listing import COUNTED, Asked
from operations.policy import Action, may

_OPEN = tuple(("status", status) for status in OPEN)


@dataclass(frozen=True, slots=True)
class View:
    """A view by its filters: as operations.listing takes them, and as the pairs of an address."""

    key: str
    label: str
    filters: Mapping[str, Any]
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of a view are open, and how many of these are past their day; `capped`: at least so many are open."""

    open: int
    overdue: int
    capped: bool


def views(actor: Actor) -> list[View]:
    """The views that an actor has, their own first."""
    found = []
    if actor.employee is not None:
        filters = {"pic": [actor.employee], "status": list(OPEN)}
        found.append(View("mine", N_("Mine"), filters, (("pic", str(actor.employee)), *_OPEN)))
    is_city = any(seat.everywhere for seat in actor.seats)
    found.append(View("units", N_("All units") if is_city else N_("My unit’s"), {"status": list(OPEN)}, _OPEN))
    if may(actor, Action.ANSWER, "FollowUp"):
        asked = (("awaits_answer", "1"),)
        found.append(View("asked", N_("Wait for an answer of BKPSDM"), {"awaits_answer": True}, asked))
    return found


def standing(actor: Actor, view: View) -> Standing:
    """How a view stands: one round trip."""
    wanted = listing.query(actor, FollowUp, Asked(filters=view.filters))
    late = {"$cond": [{"$lt": ["$ranks", Day().to_mongo(today())]}, 1, 0]}
    group = {"_id": None, "open": {"$sum": 1}, "overdue": {"$sum": late}}
    named = hint(FollowUp, wanted, None)
    more = {"hint": dict(named)} if named else {}
    pipeline = [{"$match": wanted}, {"$sort": {"ranks": 1}}, {"$limit": COUNTED + 1}, {"$group": group}]
    found = next(iter(FollowUp._get_collection().aggregate(pipeline, **more)), {"open": 0, "overdue": 0})
    return Standing(min(found["open"], COUNTED), found["overdue"], found["open"] > COUNTED)


def source_of(actor: Actor, raw: Mapping[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """(the meeting in which a stored follow-up was agreed, the aspiration it follows from), each as far as the actor
    may see it. At most two round trips."""
    if not raw.get("meeting") or not may(actor, Action.READ, "Meeting"):
        return None, None
    meeting = listing.one(actor, Meeting, raw["meeting"], ("title", "day", "kind"))
    if meeting is None or not raw.get("aspiration"):
        return meeting, None
    told = {"meeting": raw["meeting"], "slot": raw["aspiration"], "removed": {"$ne": True}}
    return meeting, Note._get_collection().find_one({**policy.where(actor, Note), **told}, {"text": 1})
