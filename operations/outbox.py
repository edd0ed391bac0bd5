"""The outbox: mails that wait in the store are sent, each by one worker at a time, and again where it failed.

A worker claims a mail under a lease before it sends. One that dies while it sends leaves a mail that another sends once
the lease is over, under the same Message-ID. So nothing is lost, and mail programs show once what came twice.
"""

from __future__ import annotations

import logging
import smtplib
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from mongoengine import ConnectionFailure
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from models.moments import now
from models.outbox import Mail, MailState
from models.wording import N_
from operations.smtp import Line, Post, compose, said

LEASE = timedelta(minutes=10)
"""Longer than a server can take over one mail (operations.smtp.TIMEOUT a word)."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
TRIES = 15
"""With these pauses a server may be away for almost two days."""
TOO_LATE = N_("Its time was over before it could be sent.")
UNWRITABLE = N_("To this address no mail can be written.")
_log = logging.getLogger(__name__)


def draft(meeting: ObjectId, participant: ObjectId, sender: str, **values: Any) -> dict[str, Any]:
    """A mail ready to insert; `values` are kind, to, subject, text, ics and until."""
    id, moment = ObjectId(), now()
    domain = sender.rpartition("@")[2] or "jenjang"
    return {
        "_id": id, "message_id": f"<{id}.{uuid.uuid4().hex[:12]}@{domain}>", "state": MailState.WAITING.value,
        "tries": 0, "next_at": moment, "leased_until": moment, "created_at": moment, "meeting": meeting,
        "participant": participant, **values,
    }  # fmt: skip


def supersede(meeting: ObjectId, participants: Sequence[ObjectId], session: ClientSession) -> dict[Any, dict[str, Any]]:
    """Take back what still waits to be sent to these people of a meeting, for what comes after it tells more; what is
    being sent goes out. Returns the oldest mail that was taken back from each."""
    waiting = {
        "meeting": meeting, "participant": {"$in": list(participants)}, "state": MailState.WAITING.value,
        "leased_until": {"$lte": now()},
    }  # fmt: skip
    found = list(Mail._get_collection().find(waiting, {"participant": 1, "kind": 1, "tries": 1}, session=session))
    if found:
        gone = {"$set": {"state": MailState.SUPERSEDED.value}, "$unset": {"text": "", "ics": ""}}
        Mail._get_collection().update_many({"_id": {"$in": [raw["_id"] for raw in found]}}, gone, session=session)
    return {raw["participant"]: raw for raw in sorted(found, key=lambda raw: raw["_id"], reverse=True)}


def failed(about: ObjectId) -> dict[Any, str]:
    """Why the last mail about a meeting or a round failed, by who should have got it; none for whom one got through."""
    found = Mail._get_collection().find({"meeting": about}, {"participant": 1, "state": 1, "reason": 1}).sort("_id", 1)
    last = {raw["participant"]: raw for raw in found if raw["state"] != MailState.SUPERSEDED}
    return {id: raw.get("reason") or "" for id, raw in last.items() if raw["state"] == MailState.FAILED}


def claim(holder: str, moment: datetime) -> dict[str, Any] | None:
    """The mail that is due first, for `holder` alone until its lease is over; None where none is due."""
    due = {"state": MailState.WAITING.value, "next_at": {"$lte": moment}, "leased_until": {"$lte": moment}}
    taken = {"$set": {"holder": holder, "leased_until": moment + LEASE}, "$inc": {"tries": 1}}
    found: dict[str, Any] | None = Mail._get_collection().find_one_and_update(
        due, taken, sort=[("next_at", 1)], return_document=ReturnDocument.AFTER
    )
    return found


def deliver(post: Post, holder: str, is_over: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one after the other, until `is_over`; returns how many were sent.

    Ends early where the server cannot be reached: what is due stays so.
    """
    line, count = Line(post), 0
    try:
        while not is_over() and (mail := claim(holder, now())) is not None:
            try:
                line.open()
            except (smtplib.SMTPException, OSError) as error:
                _again(mail, error)
                break
            count += _send(line, mail)
    finally:
        line.close()
    return count


def run(post: Post, stop: threading.Event, pause: float = 5.0) -> None:
    """Deliver until `stop`, looking every `pause` seconds; for a thread or a process of its own, any number of them."""
    holder = uuid.uuid4().hex
    while not stop.is_set():
        try:
            count = deliver(post, holder, stop.is_set)
            if count:
                _log.info("%d mails were sent", count)
        except (PyMongoError, ConnectionFailure) as error:  # the latter while the connection is made anew
            _log.error("the outbox cannot be read or written: %s", type(error).__name__)
        stop.wait(pause)


def pause_after(tries: int) -> timedelta:
    """How long a mail waits after so many tries: twice as long each time."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def _send(line: Line, mail: Mapping[str, Any]) -> bool:
    if now() >= mail["until"]:
        return _settle(mail, {"state": MailState.FAILED.value, "reason": TOO_LATE})
    try:
        line.send(compose(mail, line.post.sender))
    except (smtplib.SMTPException, OSError) as error:
        line.close()  # after an error the conversation may be anywhere
        return _again(mail, error)
    except (ValueError, IndexError):  # email.headerregistry raises either at an address that is none
        return _settle(mail, {"state": MailState.FAILED.value, "reason": UNWRITABLE})
    _settle(mail, {"state": MailState.SENT.value, "sent_at": now()}, {"text": "", "ics": "", "reason": ""})
    return True


def _again(mail: Mapping[str, Any], error: smtplib.SMTPException | OSError) -> bool:
    """Have it tried later, or give it up; either way with the reason."""
    reason, is_final = said(error)
    _log.warning("mail %s was not sent at try %d: %s", mail["_id"], mail["tries"], type(error).__name__)
    if is_final or mail["tries"] >= TRIES:
        return _settle(mail, {"state": MailState.FAILED.value, "reason": reason})
    moment = now()
    return _settle(mail, {"reason": reason, "next_at": moment + pause_after(mail["tries"]), "leased_until": moment})


def _settle(mail: Mapping[str, Any], values: Mapping[str, Any], gone: Mapping[str, Any] | None = None) -> bool:
    """Write what became of a mail, unless its lease was over and another worker has it."""
    update: dict[str, Any] = {"$set": dict(values), **({"$unset": dict(gone)} if gone else {})}
    Mail._get_collection().update_one({"_id": mail["_id"], "holder": mail["holder"]}, update)
    return False
