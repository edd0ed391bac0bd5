"""Closed for maintenance: switched by the operator, kept in the store, so that every web process knows within seconds.

A request asks no more than a variable; each process looks into the store by itself, in the background.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.errors import PyMongoError

from models.moments import now
from models.settings import State
from models.users import Role
from operations.actors import Actor

NAME = "maintenance"
PAUSE = 2.0
"""Seconds between two looks of a process."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The panel is closed; `until` is when the operator means to open it again."""

    until: datetime


_known: Closed | None = None


def closed() -> Closed | None:
    """Whether the panel is closed, as this process last saw."""
    return _known


def may_enter(actor: Actor | None) -> bool:
    """HR admins work on while it is closed."""
    return _known is None or (actor is not None and actor.has_role(Role.HR_ADMIN))


def close(length: timedelta) -> Closed:
    """Close the panel for about that long; it stays closed until `open_again`."""
    until = now() + length
    State._get_collection().update_one(
        {"_id": NAME}, {"$set": {"value": {"until": until}, "updated_at": now()}}, upsert=True
    )
    return Closed(until)


def open_again() -> bool:
    """Open the panel; False where it was open."""
    return State._get_collection().delete_one({"_id": NAME}).deleted_count > 0


def look() -> Closed | None:
    """Read the store, and let this process know."""
    global _known
    found = State._get_collection().find_one({"_id": NAME})
    value = found.get("value") if found else None
    until = value.get("until") if isinstance(value, dict) else None
    _known = Closed(until if isinstance(until, datetime) else now()) if found else None
    return _known


def follow(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Look until `stop`; for a daemon thread of every web process. While the store is away the last answer holds."""
    while not stop.wait(pause):
        try:
            look()
        except PyMongoError:
            continue
