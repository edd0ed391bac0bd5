"""FollowUp: what was agreed in a meeting, who does it until when, and what came of it (tindak lanjut)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, StringField

from models.base import Known, Record
from models.fields import Day, FileId, Reference, Text
from models.moments import today
from models.people import with_titles
from models.search import tokens
from models.wording import N_, Message

STATUSES = (
    ("open", N_("Open")), ("running", N_("Under way")), ("postponed", N_("Postponed")), ("done", N_("Done")),
    ("stopped", N_("Stopped")),
)  # fmt: skip
OPEN = ("open", "running", "postponed")
"""The statuses in which it is carried into the next meeting."""
LONGEST = 500
"""Characters of what is to be done, and of the quick line that says it."""
LAST = date(9999, 12, 31)
"""How what has no day ranks among days."""
ASKING = frozenset({"postponed", "stopped"})
"""The statuses that ask for a reason."""


class StatusRow(EmbeddedDocument):
    """A status it had, since which day, and why."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    on = Day(verbose_name=N_("Since"), required=True)
    status = StringField(verbose_name=N_("Status"), choices=STATUSES, required=True)
    reason = Text(verbose_name=N_("Reason"), max_length=500)


class FollowUp(Record):
    """Lies in the unit of its meeting. `aspiration` is the slot of the note it came from; `asked` marks a disposisi:
    BKPSDM is asked and answers in `reply`, which nobody else may set. `awaits_answer` and `ranks` follow from the rest:
    the latter is its day, or the last of all days where it has none, so that lists end with those."""

    OWNER = "department"
    SEARCHED = ("text", "pic_name", "employee_name")
    DERIVED = Record.DERIVED | {"employee_name", "pic_label", "history", "awaits_answer", "ranks", "sealed"}
    ANSWERED = frozenset({"reply"})
    meta: ClassVar[dict[str, Any]] = {
        "collection": "follow_ups",
        "indexes": [
            ("due", "id"), ("ranks", "id"), ("status", "ranks", "id"), ("scope", "ranks", "id"),
            ("scope", "status", "ranks"), ("series", "status"), ("meeting", "id"), ("employee", "status"),
            ("pic", "status", "ranks"), ("asked", "id"), ("awaits_answer", "ranks"),
            ("scope", "confidential", "ranks"), ("confidential", "ranks", "id"), "search_tokens",
            ("aspiration", "id"), ("scope", "aspiration"),
            {"fields": ["meeting", "slot"], "unique": True, "partialFilterExpression": {"slot": {"$exists": True}}},
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    text = Text(verbose_name=N_("What is to be done"), required=True, max_length=LONGEST)
    employee = Reference("Employee", verbose_name=N_("About"))
    employee_name = StringField(verbose_name=N_("About"))
    pic = Reference("Employee", verbose_name=N_("Person in charge"))
    pic_name = Text(verbose_name=N_("Person in charge (name)"), max_length=120, help_text=N_("If no employee here."))
    pic_label = StringField(verbose_name=N_("Person in charge"))
    due = Day(verbose_name=N_("Due"))
    status = StringField(verbose_name=N_("Status"), choices=STATUSES, required=True, default="open")
    reason = Text(verbose_name=N_("Reason"), max_length=500, help_text=N_("Asked for when it is postponed or stopped."))
    evidence = FileId(("image", "pdf"), verbose_name=N_("Evidence"), help_text=N_("PDF, JPEG or PNG, at most 8 MB."))
    history = EmbeddedDocumentListField(StatusRow, verbose_name=N_("History"))
    meeting = Reference("Meeting", verbose_name=N_("Meeting"))
    series = Reference("MeetingSeries", verbose_name=N_("Series"))
    slot = StringField(
        verbose_name=N_("Place in the meeting"), max_length=80, help_text="what the browser called it when it was typed"
    )
    aspiration = StringField(
        verbose_name=N_("Follows from"), max_length=80, help_text="the slot of the note it follows from"
    )
    asked = BooleanField(verbose_name=N_("Passed on to BKPSDM"), default=False)
    reply = Text(verbose_name=N_("Answer of BKPSDM"), lines=True, max_length=2000)
    awaits_answer = BooleanField(verbose_name=N_("Waits for an answer of BKPSDM"), default=False)
    ranks = Day(help_text="what lists sort by: see above")
    confidential = BooleanField(verbose_name=N_("Confidential"), default=False)
    sealed = BooleanField(help_text="its meeting takes no notes: in its room nothing of it is written any more")

    @property
    def label(self) -> str:
        return str(self.text or "")[:120]

    @property
    def is_confidential(self) -> bool:
        return bool(self.confidential)

    def derive(self, known: Known) -> None:
        super().derive(known)
        source = known.get(self.meeting, {})
        self.confidential = bool(self.confidential or source.get("confidential"))
        self.series = source.get("series") or self.series
        self.employee_name = _named(known.get(self.employee))
        self.pic_label = _named(known.get(self.pic)) or self.pic_name
        self.awaits_answer = bool(self.asked and not self.reply and self.status in OPEN)
        self.ranks = self.due or LAST  # type: ignore[assignment]
        self.search_tokens = tokens([self.text, self.employee_name, self.pic_label])
        if not self.history or self.history[-1].status != self.status:
            self.history.append(StatusRow(on=today(), status=self.status, reason=self.reason))

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.status in ASKING and not self.reason:
            found["reason"] = Message(N_("Say why."))
        if self.due and not 2000 <= self.due.year <= 2200:
            found["due"] = Message(N_("This year cannot be."))
        return found


def _named(raw: Any) -> Any:
    return with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")) if raw else None
