"""The timers of a meeting that is under way: started and paused, by whomever takes notes.

A press goes through the door like any change: judged, in a transaction, once for its token, and told in the trail. But
it is no version of the meeting: nobody who is about to end it, or has its form open, shall be told that they are late
because a timer was pressed; and while a timer ticks nothing is written at all.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bson import ObjectId

from models import clocks
from models.meetings import Meeting, MeetingState
from models.moments import now
from models.notes import Participant
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.commits import Stale, Taken, commit
from operations.errors import Invalid, Missing, WrongState
from operations.meeting_parts import with_meeting
from operations.policy import Action

LONGEST_AGO = timedelta(hours=12)
TRIES = 8
_UNTOLD = ("record", "version", "changes")
"""What a press does not tell of itself: it stands in the trail, not in the versions of the meeting."""


def press(
    actor: Actor,
    meeting: ObjectId,
    key: str,
    runs: bool,
    ago: timedelta,
    origin: Origin,
    source: dict[str, Any] | None = None,
) -> None:
    """Start or pause the timer of an item or a person, as pressed so long ago; what ran before in its lane pauses.
    `source` as in clocks.counted.

    Raises Missing, Denied, Full, Invalid for a key that the meeting has not, and WrongState unless it is under way.
    """
    at = now() - min(max(ago, timedelta()), LONGEST_AGO)
    for _ in range(TRIES):
        stored, is_there = _read(meeting, key)
        policy.require(actor, Action.CHANGE, "Meeting", stored)
        if stored.get("state") != MeetingState.RUNNING:
            raise WrongState(Message(N_("Timers run while the meeting is under way.")))
        if not is_there:
            raise Invalid({"": Message(N_("This is not on the agenda any more."))})
        held = stored.get("clock")
        clock = clocks.pressed(held, key, runs, clocks.counted(held, at, source))
        if clock is not None and source:
            clock["by"] = source
        if clock is None or _write(actor, stored, clock, {"started" if runs else "paused": key}, origin):
            return
    raise WrongState(Message(N_("Somebody else pressed a timer just now. Press again.")))


def _read(meeting: ObjectId, key: str) -> tuple[dict[str, Any], bool]:
    """(the stored meeting, whether the key is that of an item, or of an employee who takes part). Raises Missing."""
    if clocks.lane(key) != "person":
        stored = records.read(Meeting, meeting)
        return stored, any(each.get("key") == key for each in stored.get("agenda") or ())
    place, participant = with_meeting(Participant, {"meeting": meeting, "employee": ObjectId(key)})
    if place is None:
        raise Missing()
    return place, participant is not None


def _write(actor: Actor, stored: dict[str, Any], clock: dict[str, Any], told: dict[str, Any], origin: Origin) -> bool:
    """Write a clock over the one that was read; False where somebody was first."""
    made = records.plan_change(actor, Meeting, stored, {"clock": clock}, origin)
    made.when = {"clock.at": (stored.get("clock") or {}).get("at")}
    made.entry = {name: value for name, value in made.entry.items() if name not in _UNTOLD} | {"detail": told}
    try:
        commit([made])
    except Stale:
        return False
    except Taken:
        return True  # this very press, made before: its answer was lost
    return True
