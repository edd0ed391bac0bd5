"""Links by which people answer a round without an account: one a person and round, signed, until the round's last day.

Nothing is kept of them: neither that one was opened nor that it was used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from itsdangerous import BadData, URLSafeTimedSerializer

from models.feedback_rounds import FeedbackRound, RoundState
from models.moments import today
from models.people import Employee
from models.round_invitations import RoundInvitation
from models.wording import N_, Message
from operations.careers import day_of
from operations.errors import Missing

PAGE = "round-answer"
"""The path of the page behind a link."""
LONGEST = 400 * 86_400
OVER = N_("This link is not valid, or not any more: a round takes answers until its last day. Ask who gave it to you.")
_NAMED = ("name", "title_front", "title_back")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose link it is: the round, the person who answers, and what they are asked, as stored."""

    round: dict[str, Any]
    giver: dict[str, Any]
    invitations: list[dict[str, Any]]

    def about(self, invitation: ObjectId) -> dict[str, Any]:
        """One of their invitations. Raises Missing."""
        found = next((each for each in self.invitations if each["_id"] == invitation), None)
        if found is None:
            raise Missing(Message(OVER))
        return found


def sign(key: str, round: ObjectId, giver: ObjectId) -> str:
    """The token of somebody who is asked in a round."""
    return _signer(key).dumps(f"{round}{giver}")


def read(key: str, token: str) -> Asked:
    """Who has this token. Raises Missing for any that is tampered with, or whose round is not open: all alike."""
    try:
        told = str(_signer(key).loads(token, max_age=LONGEST))
    except BadData:
        raise Missing(Message(OVER)) from None
    id, giver = ObjectId(told[:24]), ObjectId(told[24:])
    stored = FeedbackRound._get_collection().find_one({"_id": id})
    last = day_of(stored.get("closes_on")) if stored else None
    if stored is None or stored.get("state") != RoundState.OPEN or last is None or today() > last:
        raise Missing(Message(OVER))
    query = {"round": id, "giver": giver}
    found = sorted(RoundInvitation._get_collection().find(query), key=_place)
    who = Employee._get_collection().find_one({"_id": giver}, dict.fromkeys(_NAMED, 1))
    if who is None or not found:
        raise Missing(Message(OVER))
    return Asked(stored, who, found)


def _place(raw: dict[str, Any]) -> tuple[bool, str]:
    return raw.get("relation") != "self", str(raw.get("employee_name") or "")


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="jenjang.round")
