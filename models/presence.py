"""Presence: who has the room of a meeting open right now. Forgotten by itself; no record of what anybody did."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, Document, ObjectIdField


class Presence(Document):
    """Those in one meeting's room, under the meeting's id."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "presence",
        "strict": False,
        "auto_create_index": False,
        "indexes": [{"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    meeting = ObjectIdField(primary_key=True)
    here = DictField(help_text="by user: {name, at: the last they were heard of, place: whom they write about, slot}")
    expires_at = DateTimeField(required=True, help_text="when nobody can be there any more")
