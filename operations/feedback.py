"""Feedback of the log: acknowledged by whom it is about, and responded to."""

from __future__ import annotations

from datetime import date

from bson import ObjectId

from models.feedback import Feedback
from models.moments import today
from models.wording import N_, Message
from operations import records
from operations.actors import Actor
from operations.audit import Origin
from operations.careers import day_of
from operations.errors import Invalid


def acknowledge(
    actor: Actor, id: ObjectId, seen: int, day: date | None, response: str, origin: Origin = records.FORM
) -> Feedback:
    """Record that somebody has taken note of feedback on a day (today), and what they said to it, if anything.

    A day that stands stays where none is given, and so does a response. Raises Missing, Denied, Invalid, Full and
    Conflict.
    """
    stored = records.read(Feedback, id)
    day = day or day_of(stored.get("acknowledged_on")) or today()
    if day > today():
        raise Invalid({"acknowledged_on": Message(N_("This day is still to come."))})
    values = {"acknowledged_on": day, "response": response.strip() or stored.get("response")}
    made = records.change_stored(actor, Feedback, stored, values, seen, origin)
    assert isinstance(made, Feedback)
    return made
