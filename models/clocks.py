"""The clock of a meeting: how long each item of its agenda took, and how long each person was talked about.

One item runs at a time, and one person beside it: people are talked about within an item. Stored as
{at, by: {chain, stamp}, spent: {key: seconds}, running: {lane: {key, since}}}; nothing is written while it ticks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

Raw = Mapping[str, Any]
_SOON = timedelta(milliseconds=1)


def lane(key: str) -> str:
    """Whether a key is a person's, by their id, or an item's."""
    return "person" if ObjectId.is_valid(key) else "item"


def spent(clock: Raw | None, at: datetime) -> dict[str, float]:
    """The seconds of each key until that moment, those that run among them."""
    clock = clock or {}
    found = {str(key): float(value) for key, value in (clock.get("spent") or {}).items()}
    for each in (clock.get("running") or {}).values():
        ran = max(0.0, (at - each["since"]).total_seconds())
        found[each["key"]] = round(found.get(each["key"], 0.0) + ran, 3)
    return found


def running(clock: Raw | None) -> list[str]:
    """The keys that run, at most one a lane."""
    return sorted(each["key"] for each in ((clock or {}).get("running") or {}).values())


def counted(clock: Raw | None, at: datetime, source: Raw | None) -> datetime:
    """When a press counts that was made about that moment. `source` is {chain: the page, stamp: grows there}: what one
    page presses comes in the order in which it was pressed, however long each was on its way."""
    clock = clock or {}
    held = clock.get("by") or {}
    is_next = bool(source and held) and held["chain"] == source["chain"] and held["stamp"] < source["stamp"]  # type: ignore[index]
    return max(at, clock["at"] + _SOON) if is_next else at


def pressed(clock: Raw | None, key: str, runs: bool, at: datetime) -> dict[str, Any] | None:
    """The clock after a key was started or paused at that moment; None where that says nothing new.

    A press that comes late, from a browser that was off line, counts from when it was made; where a later one is known
    already, that one holds.
    """
    clock = clock or {}
    if clock.get("at") and at <= clock["at"]:
        return None
    held = dict(clock.get("running") or {})
    mine = held.pop(lane(key), None)
    if (mine is not None and mine["key"] == key) == runs:
        return None
    ran = {mine["key"]: spent(clock, at)[mine["key"]]} if mine is not None else {}
    if runs:
        held[lane(key)] = {"key": key, "since": at}
    return {"at": at, "spent": {**(clock.get("spent") or {}), **ran}, "running": held}


def stopped(clock: Raw | None, at: datetime) -> dict[str, Any] | None:
    """The clock with nothing running, as a meeting ends; None where nothing ran."""
    if not running(clock):
        return None
    return {"at": at, "spent": spent(clock, at), "running": {}}
