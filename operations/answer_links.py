"""Links that let somebody without an account say one thing about one meeting: signed, for one purpose, not for ever.

The signature says who and what for; until when follows from the meeting as it stands now, so that a link lives on with
a meeting that is put off, and none outlives the day after it begins. Nothing is kept in the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bson import ObjectId
from itsdangerous import BadData, URLSafeTimedSerializer

from models.meetings import Meeting
from models.moments import now
from models.notes import Participant
from models.wording import N_, Message
from operations.errors import Missing

LASTS = timedelta(days=1)
"""How long a link lives after its meeting began."""
LONGEST = timedelta(days=400)
"""How long one lives at most, however often its meeting is put off."""
OVER = N_("This link is not valid, or not any more: it ends a day after the meeting begins. Ask who invited you.")


class Purpose(StrEnum):
    """What a link is for; its value is the path of its page."""

    ANSWER = "answer"
    ASPIRATION = "aspiration"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose link it is: a participant and their meeting, as stored."""

    participant: dict[str, Any]
    meeting: dict[str, Any]


def sign(key: str, purpose: Purpose, participant: ObjectId) -> str:
    """The token of a participant for one purpose."""
    return _signer(key, purpose).dumps(str(participant))


def read(key: str, purpose: Purpose, token: str) -> Asked:
    """Who has this token. Raises Missing for any that is tampered with, over, or of another purpose: all alike."""
    try:
        told = _signer(key, purpose).loads(token, max_age=int(LONGEST.total_seconds()))
    except BadData:
        raise Missing(Message(OVER)) from None
    stored = Participant._get_collection().find_one({"_id": ObjectId(told)})
    meeting = Meeting._get_collection().find_one({"_id": stored["meeting"]}) if stored else None
    if stored is None or meeting is None or now() >= meeting["begins_at"] + LASTS:
        raise Missing(Message(OVER))
    return Asked(stored, meeting)


def _signer(key: str, purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=f"jenjang.{purpose}")
