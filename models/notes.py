"""What belongs to one meeting: who takes part, and what is written down about whom.

Each thing that is written is a record of its own, so that two who write at the same time only ever meet where they
write the very same thing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, DictField, FloatField, IntField, StringField

from models.base import Known, Record
from models.fields import Reference, Text
from models.people import with_titles
from models.wording import N_, Message

ATTENDANCES = (
    ("present", N_("Present")), ("excused", N_("Excused")), ("sick", N_("Ill")), ("on_duty", N_("On duty elsewhere")),
)  # fmt: skip
ANSWERS = (("coming", N_("Coming")), ("unable", N_("Unable to come")))
CATEGORIES = (
    ("functional", N_("Functional position")), ("promotion", N_("Promotion")), ("transfer", N_("Transfer")),
    ("training", N_("Training")), ("study", N_("Further education")), ("internship", N_("Internship")),
    ("mentoring", N_("Mentoring")), ("workplace", N_("Workplace and welfare")), ("other", N_("Other")),
)  # fmt: skip
NOTE_KINDS = (
    ("discussion", N_("Discussion")), ("aspiration", N_("Aspiration")), ("advice", N_("Advice")),
    ("point", N_("Agenda item")), ("conclusion", N_("Conclusion")), ("private", N_("Confidential note")),
)  # fmt: skip
LONGEST = 8000
MOST_THERE = 500
"""People that a meeting has at most."""


class MeetingPart(Record):
    """Lies where its meeting lies, and is as confidential. `sealed` while the meeting takes no notes."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    OWNER = "meeting"
    DERIVED = Record.DERIVED | {"department", "sealed", "confidential"}

    meeting = Reference("Meeting", verbose_name=N_("Meeting"), required=True)
    sealed = BooleanField(default=False, help_text="its meeting is in no state in which notes are taken")
    confidential = BooleanField(verbose_name=N_("Confidential"), default=False)

    @property
    def is_confidential(self) -> bool:
        return bool(self.confidential)

    def place(self, known: Known) -> None:
        super().place(known)
        owner = known.get(self.meeting, {})
        self.confidential = bool(owner.get("confidential")) or self.is_private

    @property
    def is_private(self) -> bool:
        """Whether it is confidential in a meeting that is not."""
        return False


class Participant(MeetingPart):
    """Somebody at a meeting: an employee, talked about (`is_discussed`) or not, or a guest by name."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "participants",
        "indexes": [
            ("meeting", "order"), ("employee", "meeting"), ("scope", "id"),
            {
                "fields": ["meeting", "employee"], "unique": True,
                "partialFilterExpression": {"employee": {"$exists": True}},
            },
        ],
    }  # fmt: skip
    DERIVED = MeetingPart.DERIVED | {"employee_name", "order", "pressed"}

    employee = Reference("Employee", verbose_name=N_("Employee"))
    employee_name = StringField(verbose_name=N_("Name"), help_text="with titles, as of the last change")
    guest = Text(verbose_name=N_("Guest"), max_length=120, help_text=N_("Somebody who is no employee of the city."))
    guest_from = Text(verbose_name=N_("From"), max_length=120)
    email = Text(verbose_name=N_("E-mail"), max_length=120)
    is_discussed = BooleanField(verbose_name=N_("Talked about"), default=False)
    order = IntField(verbose_name=N_("Place"), default=0)
    attendance = StringField(verbose_name=N_("Attendance"), choices=ATTENDANCES)
    pressed = DictField(help_text="of the last attendance set in the room: {chain: the page, stamp: grows there}")
    answer = StringField(verbose_name=N_("Answer"), choices=ANSWERS)
    answer_reason = Text(verbose_name=N_("Reason"), max_length=300)
    answered_at = DateTimeField(verbose_name=N_("Answered"))

    @property
    def label(self) -> str:
        return str(self.employee_name or self.guest or "")

    def derive(self, known: Known) -> None:
        super().derive(known)
        who = known.get(self.employee)
        if who is not None:
            self.employee_name = with_titles(who.get("name"), who.get("title_front"), who.get("title_back"))

    def problems(self) -> dict[str, Message]:
        if not self.employee and not self.guest:
            return {"employee": Message(N_("Say who takes part."))}
        return {}


class Note(MeetingPart):
    """One thing that was written: the discussion of a person, an aspiration, advice on one, a conclusion.

    `slot` says which: `discussion:<employee>` and the like where there is one, else what the browser made up. It is
    unique in the meeting, so that two who begin the same note meet in it.
    """

    DERIVED = MeetingPart.DERIVED | {"written_by", "order", "source"}
    meta: ClassVar[dict[str, Any]] = {
        "collection": "notes",
        "indexes": [
            {"fields": ["meeting", "slot"], "unique": True}, ("employee", "kind", "id"), ("scope", "kind", "id"),
            ("meeting", "updated_at"), ("kind", "id"),
        ],
    }  # fmt: skip

    slot = StringField(verbose_name=N_("Place in the meeting"), required=True, regex=r"^[a-z]+:[0-9a-zA-Z_-]{1,64}$")
    kind = StringField(verbose_name=N_("Kind"), choices=NOTE_KINDS, required=True)
    employee = Reference("Employee", verbose_name=N_("About"))
    parent = StringField(
        verbose_name=N_("Advice on"), help_text="the slot of the aspiration that advice is on", max_length=80
    )
    category = StringField(verbose_name=N_("Category"), choices=CATEGORIES)
    given_by = Text(verbose_name=N_("Given by"), max_length=120)
    text = Text(verbose_name=N_("Text"), lines=True, max_length=LONGEST)
    order = FloatField(default=0.0, help_text="place among its like")
    proposed = BooleanField(
        verbose_name=N_("Sent before the meeting"), default=False, help_text="by the employee, not taken up yet"
    )
    written_by = StringField(help_text="the name of who wrote it last")
    source = DictField(help_text="of the last save: {chain: the page that it came from, stamp: grows there, version}")
    removed = BooleanField(
        verbose_name=N_("Taken out"), default=False, help_text="can be brought back while the meeting is open"
    )

    @property
    def label(self) -> str:
        return " ".join(str(self.text or "").split())[:80]

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.search_tokens = []
        self.hidden_from = [self.employee] if self.is_private and self.employee else []
