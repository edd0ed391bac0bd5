"""ImportJob: one uploaded spreadsheet on its way into the records."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.base import Record
from models.fields import FileId
from models.wording import N_


class JobState(StrEnum):
    """How far an import is. APPLYING outlives a crash: applying again continues it."""

    RECEIVED = "received"
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"


JOB_STATES = (
    ("received", N_("Received")), ("planned", N_("Preview ready")), ("applying", N_("Being applied")),
    ("applied", N_("Applied")),
)  # fmt: skip
TRANSITIONS = {
    "received": ("planned",),
    "planned": ("planned", "applying"),
    "applying": ("applying", "applied"),  # and back to planned where nothing was written: operations.import_claims
    "applied": (),
}
MOST_PROBLEMS = 500


class ImportJob(Record):
    """What was uploaded, what the preview found, what applying did.

    `counts` are rows by label (new, changed, unchanged, problem): the preview's, and once applied what came of them.
    A job lies in its actor's unit. `applied`, `done` and `heartbeat_at` are written with each batch of rows, in its
    transaction, as long as `run` is still the run that writes.
    """

    SEARCHED = ("filename",)
    OWNER = "department"
    DERIVED = Record.DERIVED | {
        "applied", "done", "refused", "heartbeat_at", "row_problems", "plan", "preview", "refusal",
    }  # fmt: skip
    meta: ClassVar[dict[str, Any]] = {
        "collection": "imports",
        "indexes": [("created_at", "id"), ("state", "id"), ("scope", "created_at", "id"), "search_tokens"],
    }

    document = StringField(
        verbose_name=N_("Records"), default="Employee", required=True, help_text="the class of the records in it"
    )
    filename = StringField(verbose_name=N_("File"), required=True, max_length=200)
    file = FileId(("sheet",), verbose_name=N_("File"), required=True, help_text="the uploaded file in GridFS")
    actor = ObjectIdField(verbose_name=N_("Account"), help_text="the user's id; none for the system")
    actor_name = StringField(verbose_name=N_("Who"))
    state = StringField(verbose_name=N_("State"), choices=JOB_STATES, default="received", required=True)
    counts = DictField(verbose_name=N_("Rows"), help_text="rows by label: new, changed, unchanged, problem")
    blank = IntField(verbose_name=N_("Blank rows"), default=0, help_text="blank rows that were skipped")
    ignored = ListField(StringField(), verbose_name=N_("Columns not used"))
    new_units = ListField(StringField(), verbose_name=N_("New units"), help_text="names of the units it makes")
    digest = StringField(
        verbose_name=N_("Mark of the preview"),
        help_text="SHA-256 of the plan the preview showed; confirming carries it",
    )
    run = StringField(
        verbose_name=N_("Run"),
        help_text="who works on it: host, process and a random part; the last one alone may write",
    )
    plan = StringField(help_text="the name under which the rows of the preview are kept")
    applied = DictField(help_text="rows written so far, by label")
    done = IntField(default=0, help_text="rows settled so far: written or refused")
    refused = IntField(default=0, help_text="rows refused so far: somebody was faster")
    total = IntField(verbose_name=N_("Rows in all"), default=0, help_text="rows to write")
    row_problems = ListField(DictField(), help_text="[{row, column, value, message, values}], at most 500")
    preview = DictField(help_text="what the preview's page shows, as its reader saw it: {locale, …}; empty: plan again")
    refusal = DictField(help_text="{message, values, during}: why reading or applying ended before its time")
    heartbeat_at = DateTimeField(help_text="the last sign of life of the run")

    @property
    def label(self) -> str:
        return str(self.filename)


class ImportRow(Document):
    """A row of a preview that changes something, as it will be written (operations.import_staging); gone once it is."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "import_rows",
        "strict": False,
        "auto_create_index": False,
        "indexes": [("job", "plan"), {"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }

    job = ObjectIdField(required=True)
    plan = StringField(required=True, help_text="the name of the plan it is of; one plan of a job counts")
    is_unit = BooleanField(required=True, help_text="a unit to be made; units come before rows")
    row = IntField(help_text="its number as the spreadsheet shows it")
    place = StringField(help_text="the unit the record comes to lie in")
    nip = StringField()
    name = StringField()
    label = StringField(help_text="new or changed")
    change = DictField(required=True, help_text="{id, stored, after, entry, guard, when, revision}")
    points = ListField(help_text="[document, id] of what the record points at besides its owner")
    expires_at = DateTimeField(required=True, help_text="when the preview is too old to be confirmed")
