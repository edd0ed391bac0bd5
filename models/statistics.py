"""Snapshot: figures that were counted, kept for a while because counting reads every record in reach."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, Document, StringField


class Snapshot(Document):
    """Counts alone, no names: two users with the same reach share one."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "statistics",
        "strict": False,
        "auto_create_index": False,
        "indexes": [{"fields": ["fresh_until"], "expireAfterSeconds": 86_400}],
    }

    key = StringField(primary_key=True, help_text="the year and a hash of the reach")
    values = DictField(required=True)
    counted_at = DateTimeField(required=True)
    fresh_until = DateTimeField(required=True)
