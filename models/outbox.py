"""Mail: one e-mail that waits to be sent, was sent, or could not be; written in the transaction of what it tells."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, IntField, ObjectIdField, StringField


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


ENDING = frozenset({"cancellation", "withdrawal"})
"""Kinds of mail after which the receiver has nothing to come to: the meeting is off, or they are no longer invited."""


class Mail(Document):
    """`message_id` is made once, so that a mail that was sent twice after all is shown once. What was sent keeps
    neither its text nor its attachment: they hold the receiver's links."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "outbox",
        "strict": False,
        "auto_create_index": False,
        "indexes": [("state", "next_at"), ("meeting", "state"), {"fields": ["message_id"], "unique": True}],
    }

    kind = StringField(required=True, help_text="invitation, update, cancellation or withdrawal; round or reminder")
    to = StringField(required=True)
    subject = StringField(required=True)
    text = StringField()
    ics = StringField(help_text="the calendar entry that goes with it, with its METHOD")
    message_id = StringField(required=True)
    state = StringField(required=True, choices=[(each.value, each.value) for each in MailState])
    tries = IntField(default=0)
    next_at = DateTimeField(help_text="not before this moment")
    leased_until = DateTimeField(help_text="nobody but its holder sends it before this moment")
    holder = StringField(help_text="the worker that tries now, or tried last")
    until = DateTimeField(help_text="after this moment it tells nothing any more")
    reason = StringField(help_text="why the last try failed")
    sent_at = DateTimeField()
    created_at = DateTimeField()
    job = ObjectIdField(help_text="that wrote it, of mails that a job writes")
    meeting = ObjectIdField(required=True, help_text="or the round of feedback")
    participant = ObjectIdField(required=True)
