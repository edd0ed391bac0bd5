"""What people say of a meeting through their links: whether they come, and what they would like talked about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.fields import tidy
from models.meetings import AHEAD, MeetingState
from models.moments import now
from models.notes import ANSWERS, CATEGORIES, Note, Participant
from models.wording import N_, Message
from operations import meeting_notes, participants
from operations.actors import SYSTEM
from operations.answer_links import OVER, Asked
from operations.audit import Origin
from operations.commits import Stale, Taken, commit
from operations.errors import Invalid, Missing, WrongState
from operations.meeting_parts import with_meeting
from operations.throttle import refuse_above

MOST = 5
"""Aspirations that one person sends ahead of a meeting."""
LONGEST = 2000
OFTEN = "20 per hour"
"""How often one person may send anything through a link."""
BEGUN = N_("This meeting takes no answers any more: it has begun.")
CANCELLED = N_("This meeting was cancelled: no answer is needed.")
SAY_WHY = N_("Say why you cannot come.")
NONE_SAID = N_("Write at least one aspiration.")
TOO_LONG = N_("At most %(count)s characters each.")
TOO_OFTEN = N_("Too many tries. Wait an hour and try again.")


def is_open(asked: Asked) -> bool:
    """Whether the meeting still takes answers."""
    return asked.meeting.get("state") in AHEAD


def closed(asked: Asked) -> Message:
    """Why the meeting takes no answers."""
    return Message(CANCELLED if asked.meeting.get("state") == MeetingState.CANCELLED else BEGUN)


def answer(asked: Asked, code: str, reason: str, origin: Origin) -> None:
    """Keep whether a participant comes; saying the same again writes nothing. Raises Invalid, WrongState, Throttled."""
    _require_open(asked)
    if code not in dict(ANSWERS):
        raise Invalid({"answer": Message(N_("Choose one of the two."))})
    why = reason.strip()[:300] if code == "unable" else ""
    if code == "unable" and not why:
        raise Invalid({"reason": Message(SAY_WHY)})
    stored = asked.participant
    if (stored.get("answer"), stored.get("answer_reason") or "") == (code, why):
        return
    values = {"answer": code, "answer_reason": why or None, "answered_at": now()}
    participants.change(SYSTEM, stored["_id"], values, origin)


def takes_aspirations(asked: Asked) -> bool:
    """Whether this participant may send any: an employee, while the meeting is ahead."""
    return is_open(asked) and asked.participant.get("employee") is not None


def sent(asked: Asked) -> list[dict[str, Any]]:
    """What this participant has sent, in order, with what was taken out since."""
    query = {"meeting": asked.meeting["_id"], "slot": {"$in": _slots(asked)}}
    return sorted(Note._get_collection().find(query), key=lambda raw: str(raw["slot"]))


def aspire(asked: Asked, said: Iterable[tuple[str, str]], origin: Origin) -> int:
    """Write aspirations, each (category, text), as proposals in the participant's name; returns how many are new.

    The slots are numbered, so that two forms sent at once never make more than MOST. A text sent before is not sent
    twice. Raises Invalid, Missing, WrongState and Throttled.
    """
    _require_open(asked)
    rows = _checked(said)
    made = 0
    for category, text in rows:
        made += _propose(asked, category, text, origin)
    return made


def _checked(said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = [(category, text.strip()) for category, text in said if text.strip()][:MOST]
    if not rows:
        raise Invalid({"": Message(NONE_SAID)})
    if any(len(text) > LONGEST for _, text in rows):
        raise Invalid({"": Message(TOO_LONG, count=LONGEST)})
    if any(category not in dict(CATEGORIES) for category, _ in rows):
        raise Invalid({"": Message(N_("Choose a category for each."))})
    return rows


def _propose(asked: Asked, category: str, text: str, origin: Origin) -> bool:
    """Write one in the first free slot; whether there was one and it is no repetition."""
    for _ in range(MOST):
        held = sent(asked)
        free = [slot for slot in _slots(asked) if slot not in {raw["slot"] for raw in held}]
        if not free or any(raw.get("text") == tidy(text, True) for raw in held):
            return False
        who = asked.participant
        values = {
            "slot": free[0], "kind": "aspiration", "employee": who["employee"], "category": category, "text": text,
            "proposed": True, "written_by": who.get("employee_name"),
        }  # fmt: skip
        try:
            commit([meeting_notes.plan_note(SYSTEM, asked.meeting, values, origin, who)])
        except Taken:
            continue  # the same person's other window took the slot
        except Stale:
            asked = _as_it_stands(asked)
            continue
        return True
    return False


def _as_it_stands(asked: Asked) -> Asked:
    """The participant and their meeting once more, which somebody changed meanwhile. Raises Missing where they take
    part no more, and WrongState where the meeting takes no answers."""
    query = {"_id": asked.participant["_id"], "meeting": asked.meeting["_id"]}
    meeting, participant = with_meeting(Participant, query)
    if meeting is None or participant is None:
        raise Missing(Message(OVER))
    found = Asked(participant, meeting)
    if not is_open(found):
        raise WrongState(closed(found))
    return found


def _slots(asked: Asked) -> list[str]:
    return [f"aspiration:sent-{asked.participant.get('employee')}-{number + 1}" for number in range(MOST)]


def _require_open(asked: Asked) -> None:
    refuse_above(OFTEN, f"link:{asked.participant['_id']}", Message(TOO_OFTEN))
    if not is_open(asked):
        raise WrongState(closed(asked))
