"""Job: long work that a worker does in batches, under a lease, so that another goes on where one died."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, Document, IntField, ObjectIdField, StringField


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


KEPT = 90 * 86_400
"""Seconds after which a finished job is forgotten."""


class Job(Document):
    """One job. Its `kind` names the function that does it (operations.jobs), `record` what it is about."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "jobs",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            ("state", "next_at"), ("record", "-id"), {"fields": ["finished_at"], "expireAfterSeconds": KEPT},
        ],
    }  # fmt: skip

    kind = StringField(required=True)
    record = ObjectIdField(required=True)
    arguments = DictField(help_text="plain values that the function needs besides")
    actor_name = StringField(help_text="who asked for it")
    state = StringField(choices=[state.value for state in JobState], required=True)
    done = IntField(help_text="records dealt with so far")
    total = IntField(help_text="records to deal with, as far as known")
    tries = IntField(help_text="how often it was begun")
    reason = StringField(help_text="why it failed, in the operator's words")
    holder = StringField(help_text="the run that has it (operations.runs)")
    leased_until = DateTimeField(help_text="until when nobody else takes it, unless its process is gone")
    next_at = DateTimeField(help_text="not begun before")
    created_at = DateTimeField(required=True)
    finished_at = DateTimeField()
