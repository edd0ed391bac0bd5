"""Answering a round. What is anonymous goes into a box that keeps neither who nor when; the rest under its name.

The box is the one thing written past operations.records, whose history would tell who wrote what and when. What it
tells for it stands in the round's own history: how many answers the results tell of, written as these are made.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_connection
from pymongo.client_session import ClientSession

from models.feedback_rounds import FeedbackRound, RoundState
from models.fields import tidy
from models.moments import today
from models.question_sets import HIGHEST, LOWEST
from models.round_answers import AnswerBox, RoundAnswer
from models.wording import N_, Message
from operations import records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.careers import day_of
from operations.commits import Stale, Taken, can_write, commit
from operations.errors import Full, Invalid, WrongState
from operations.round_links import Asked

LONGEST = 2000
TRIES = 50
NOT_YET = N_("This round takes answers from %(day)s.")
NOT_READY = N_("This round is being opened just now. Try again in a minute; what you typed is kept in this browser.")
CLOSED = N_("This round was closed: it takes no answers any more.")
NOTHING = N_("Answer at least one question.")
TOO_LONG = N_("At most %(count)s characters, this has %(length)s.")
_dice = random.SystemRandom()


def sheet_of(questions: Sequence[Mapping[str, Any]], sent: Mapping[str, str]) -> dict[str, Any]:
    """The answers that were sent, by the question's key; what is left open is left out. Raises Invalid."""
    found: dict[str, Any] = {}
    problems = {}
    for each in questions:
        key = str(each.get("key"))
        value = tidy(sent.get(key, ""), lines=True)
        if value is None:
            continue
        if each.get("kind") == "text":
            found[key] = value
            if len(value) > LONGEST:
                problems[key] = Message(TOO_LONG, count=LONGEST, length=len(value))
        elif value in [str(number) for number in range(LOWEST, HIGHEST + 1)]:
            found[key] = int(value)
        else:
            problems[key] = Message(N_("This is not one of the choices."))
    if not found and not problems:
        problems[""] = Message(NOTHING)
    if problems:
        raise Invalid(problems)
    return found


def answer(key: str, asked: Asked, invitation: ObjectId, sent: Mapping[str, str], origin: Origin) -> None:
    """Keep what somebody answers about one person.

    Of an anonymous round the first answer stands, and one that comes after it is taken in silence: otherwise whoever
    holds a link could ask it whether it was used. Raises Missing, Invalid, Full and WrongState.
    """
    about = asked.about(invitation)
    first = day_of(asked.round.get("opens_on"))
    if first is not None and today() < first:
        raise WrongState(Message(NOT_YET, day=f"{first:%d-%m-%Y}"))
    sheet = sheet_of(asked.round.get("questions") or [], sent)
    if asked.round.get("anonymous"):
        put(mark(key, about["_id"]), about, sheet)
    else:
        _sign(about, sheet, origin)


def mark(key: str, invitation: ObjectId) -> str:
    """What stands in a box for an invitation that was used: made with the panel's key, which is not in the store."""
    return hmac.new(key.encode(), b"round-spent:" + invitation.binary, hashlib.sha256).hexdigest()


def new_box(round: ObjectId, employee: ObjectId, relation: str) -> dict[str, Any]:
    """An empty box, to be inserted."""
    return {
        "_id": secrets.token_hex(16), "round": round, "employee": employee, "relation": relation, "sheets": [],
        "spent": [], "stamp": secrets.token_hex(8),
    }  # fmt: skip


def put(mark: str, about: Mapping[str, Any], sheet: Mapping[str, Any]) -> None:
    """Put a sheet into the box of its group, unless its mark is there: the box is written anew in any case."""
    if not can_write():
        raise Full()
    group = {name: about[name] for name in ("round", "employee", "relation")}
    for _ in range(TRIES):
        box = AnswerBox._get_collection().find_one(group)
        if box is None:
            raise WrongState(Message(NOT_READY))
        if box.get("sealed"):
            raise WrongState(Message(CLOSED))
        seen = {"_id": box["_id"], "stamp": box["stamp"], "sealed": {"$ne": True}}
        if _replace(seen, _with(box, mark, sheet)):
            return
    raise WrongState(Message(NOT_READY))


def _replace(seen: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Write a box anew if it is still as it was seen; in a transaction, which waits for one that closes the round."""

    def write(session: ClientSession) -> bool:
        done = AnswerBox._get_collection().update_one(seen, {"$set": dict(values)}, session=session)
        return bool(done.matched_count)

    with get_connection().start_session() as session:
        return session.with_transaction(write)


def _with(box: Mapping[str, Any], mark: str, sheet: Mapping[str, Any]) -> dict[str, Any]:
    is_new = mark not in box["spent"]
    sheets, spent = [*box["sheets"], *([dict(sheet)] * is_new)], [*box["spent"], *([mark] * is_new)]
    _dice.shuffle(sheets)
    _dice.shuffle(spent)
    return {"sheets": sheets, "spent": spent, "stamp": secrets.token_hex(8)}


def _sign(about: Mapping[str, Any], sheet: Mapping[str, Any], origin: Origin) -> None:
    """Write an answer under its giver's name, or change the one that is there."""
    for _ in range(5):
        stored = RoundAnswer._get_collection().find_one({"invitation": about["_id"]})
        if stored is None:
            values = {name: about[name] for name in ("round", "employee", "giver", "relation")}
            made = records.plan_create(
                SYSTEM, RoundAnswer, {**values, "invitation": about["_id"], "sheet": sheet}, origin
            )
            assert made.guard is not None
        else:
            made = records.plan_change(SYSTEM, RoundAnswer, stored, {"sheet": sheet}, origin)
            if not made.entry.get("changes"):
                return
        made.also.append(lambda session: _hold_open(about["round"], session))
        try:
            commit([made])
        except (Stale, Taken):
            continue
        return
    raise WrongState(Message(NOT_READY))


def _hold_open(round: ObjectId, session: ClientSession) -> None:
    """Conflict with whoever closes the round at the same time."""
    query, touch = {"_id": round, "state": RoundState.OPEN.value}, {"$set": {"held_at": ObjectId()}}
    if not FeedbackRound._get_collection().update_one(query, touch, session=session).matched_count:
        raise WrongState(Message(CLOSED))


def signed(invitation: ObjectId) -> dict[str, Any]:
    """What somebody answered under their name so far, by the question's key."""
    stored = RoundAnswer._get_collection().find_one({"invitation": invitation}) or {}
    return stored.get("sheet") or {}
