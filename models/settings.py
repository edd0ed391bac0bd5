"""State: small facts about this installation, one document each, by name."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, DynamicField, StringField


class State(Document):
    """A named fact, such as the hash of the one-time set-up link."""

    meta: ClassVar[dict[str, Any]] = {"collection": "state", "strict": False, "auto_create_index": False}

    name = StringField(primary_key=True)
    value = DynamicField()
    updated_at = DateTimeField()
