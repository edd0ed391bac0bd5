"""Minutes: the approved text of a meeting, written once; what is corrected later is an addendum, approved likewise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, Document, IntField, ListField, ObjectIdField, StringField


class Minutes(Document):
    """`content` is what was approved, as operations.minutes drafts it; `digest` its hash, `code` what the QR code on
    paper leads to. `number` is 0 for the minutes themselves, then 1, 2, … for their addenda."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "minutes",
        "strict": False,
        "auto_create_index": False,
        "indexes": [
            {"fields": ["meeting", "number"], "unique": True}, {"fields": ["code"], "unique": True}, ("scope", "id"),
        ],
    }  # fmt: skip

    meeting = ObjectIdField(required=True)
    number = IntField(required=True)
    scope = ListField(ObjectIdField(), help_text="the meeting's units when it was approved")
    content = DictField(required=True)
    digest = StringField(required=True, help_text="SHA-256 of the canonical JSON of the content")
    code = StringField(required=True)
    approved_at = DateTimeField(required=True)
    approved_by = StringField(required=True)
    approver = ObjectIdField()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content, the same for the same content however it came back from the store."""
    told = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
