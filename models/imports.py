"""ImportJob: one uploaded spreadsheet on its way into the records."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, IntField, ListField, ObjectIdField, StringField

from models.base import Record
from models.wording import N_

JOB_STATES = (
    ("received", N_("Received")), ("planned", N_("Preview ready")), ("applying", N_("Being applied")),
    ("applied", N_("Applied")), ("failed", N_("Failed")),
)  # fmt: skip


class ImportJob(Record):
    """What was uploaded, what the preview found, what applying did. `counts` has new, changed, unchanged, problem."""

    SEARCHED = ("filename",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "imports",
        "indexes": [("created_at", "id"), ("state", "id"), "search_tokens"],
    }

    filename = StringField(verbose_name=N_("File"), required=True, max_length=200)
    file = ObjectIdField(required=True, help_text="the uploaded file in GridFS")
    actor = ObjectIdField(required=True)
    state = StringField(verbose_name=N_("State"), choices=JOB_STATES, default="received")
    counts = DictField(help_text="rows by label: new, changed, unchanged, problem")
    digest = StringField(help_text="SHA-256 of the plan the preview showed; confirming carries it")
    done = IntField(default=0, help_text="rows applied so far")
    total = IntField(default=0, help_text="rows to apply")
    problems = ListField(DictField(), help_text="[{row, column, value, message, values}], at most 500")
    message = StringField(help_text="why it failed")
    heartbeat_at = DateTimeField()

    @property
    def label(self) -> str:
        return str(self.filename)
