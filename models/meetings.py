"""Meeting: an evaluation meeting of a dinas, from its invitation to its approved minutes; and the steps between.

States and roles: domain.md §7. What was typed in it are notes (models.notes), what was agreed follow-ups.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.base import Known, Record
from models.dates import format_day
from models.fields import CLOCK, ClockTime, Day, Hidden, Reference, Text
from models.moments import WIB
from models.steps import Step
from models.wording import N_, Message


class MeetingState(StrEnum):
    """How far a meeting is."""

    DRAFT = "draft"
    INVITED = "invited"
    RUNNING = "running"
    MINUTES = "minutes"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATES = (
    ("draft", N_("Draft")), ("invited", N_("Invited")), ("running", N_("Under way")),
    ("minutes", N_("Minutes in draft")), ("submitted", N_("Minutes submitted")), ("approved", N_("Minutes approved")),
    ("closed", N_("Closed")), ("cancelled", N_("Cancelled")),
)  # fmt: skip
KINDS = (
    ("evaluation", N_("Evaluation meeting")), ("dialogue", N_("Performance dialogue")), ("coaching", N_("Coaching")),
)  # fmt: skip
WRITABLE = frozenset({MeetingState.RUNNING, MeetingState.MINUTES})
"""The states in which notes are taken."""
AHEAD = frozenset({MeetingState.DRAFT, MeetingState.INVITED})
"""The states of a meeting that is still to come."""
OFF = frozenset({MeetingState.DRAFT, MeetingState.CANCELLED})
"""The states of a meeting that nobody is invited to, or not any more."""
SETTLED = frozenset({MeetingState.APPROVED, MeetingState.CLOSED})
"""The states in which the minutes stand: nothing of the meeting changes any more."""
SEALED = SETTLED | {MeetingState.SUBMITTED, MeetingState.CANCELLED}
"""The states in which nothing of a meeting is written any more."""
FIXED = N_("This meeting stands as it is: nothing of it is changed now. Approved minutes are corrected by addenda.")
HELD = tuple(sorted(WRITABLE | SETTLED | {MeetingState.SUBMITTED}))
"""The states of a meeting that was begun, or typed up afterwards."""


_S = MeetingState
SEALS = N_("Approved minutes are never changed: later corrections are written beside them, as addenda.")
STEPS = (
    Step("invite", (_S.DRAFT,), _S.INVITED, N_("Send the invitation"), "invitation"),
    Step("start", (_S.DRAFT, _S.INVITED), _S.RUNNING, N_("Begin the meeting")),
    Step("type_up", (_S.DRAFT, _S.INVITED), _S.MINUTES, N_("It was held: type it up")),
    Step("end", (_S.RUNNING,), _S.MINUTES, N_("End the meeting")),
    Step("resume", (_S.MINUTES,), _S.RUNNING, N_("Go on with the meeting")),
    Step("submit", (_S.MINUTES,), _S.SUBMITTED, N_("Submit the minutes")),
    Step("approve", (_S.SUBMITTED,), _S.APPROVED, N_("Approve the minutes"), "minutes", sure=SEALS),
    Step("withdraw", (_S.SUBMITTED,), _S.MINUTES, N_("Take back to write on"), "submitted"),
    Step("return", (_S.SUBMITTED,), _S.MINUTES, N_("Send back"), "minutes", True),
    Step("close", (_S.APPROVED,), _S.CLOSED, N_("Close the meeting")),
    Step("redraft", (_S.INVITED, _S.RUNNING, _S.CANCELLED), _S.DRAFT, N_("Back to draft"), "write", True),
    Step(
        "cancel", (_S.DRAFT, _S.INVITED, _S.RUNNING, _S.MINUTES, _S.SUBMITTED), _S.CANCELLED, N_("Cancel the meeting"),
        "write", True,
    ),
)  # fmt: skip
STEP = {step.key: step for step in STEPS}


class AgendaPoint(EmbeddedDocument):
    """A point of the agenda; how long it took is in the meeting's `clock`, under its key."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    key = Hidden(max_length=20, help_text="shorter than an id: timers tell items from people by it")
    title = Text(verbose_name=N_("Item"), required=True)
    minutes = IntField(verbose_name=N_("Length in minutes"), min_value=1, max_value=480)
    presenter = Text(verbose_name=N_("Presenter"), max_length=120)


class Meeting(Record):
    """One meeting. `slot` is the day for which its series made it: it stays when the meeting is moved."""

    OWNER = "department"
    CONFIGURABLE = True
    SEARCHED = ("title", "period", "venue")
    STEPPED = frozenset({"state"})
    DERIVED = Record.DERIVED | {
        "begins_at",
        "ends_at",
        "letter_number",
        "minutes_number",
        "calendar_sequence",
        "calendar_told",
        "submitted_by",
        "clock",
        "left_out",
        "withdrawn",
        "took",
    }
    meta: ClassVar[dict[str, Any]] = {
        "collection": "meetings",
        "indexes": [
            ("begins_at", "id"), ("title", "id"), ("state", "id"), ("kind", "id"), ("series", "begins_at"),
            ("day", "id"), ("scope", "begins_at", "id"), ("scope", "state", "id"), ("scope", "kind", "id"),
            ("state", "begins_at", "id"), ("scope", "state", "begins_at"),
            ("scope", "confidential", "begins_at"), ("confidential", "begins_at", "id"), "search_tokens",
            {"fields": ["series", "slot"], "unique": True, "partialFilterExpression": {"slot": {"$exists": True}}},
            *Record.CUSTOM_INDEXES,
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    title = Text(verbose_name=N_("Title"), required=True)
    kind = StringField(verbose_name=N_("Kind"), choices=KINDS, required=True, default="evaluation")
    period = Text(verbose_name=N_("Period"), max_length=60, help_text=N_("Such as TW IV 2026."))
    day = Day(verbose_name=N_("Date"), required=True)
    starts = ClockTime(verbose_name=N_("Begins (WIB)"), required=True, default="09.00", help_text=N_("09.00"))
    ends = ClockTime(verbose_name=N_("Ends (WIB)"), help_text=N_("Left empty: after two hours."))
    venue = Text(verbose_name=N_("Venue"))
    link = Text(verbose_name=N_("Link"), max_length=500, help_text=N_("Of a meeting on line."))
    chair = Reference("Employee", verbose_name=N_("Chair"))
    notetaker = Reference("Employee", verbose_name=N_("Minute taker"))
    agenda = EmbeddedDocumentListField(AgendaPoint, verbose_name=N_("Agenda"))
    remarks = Text(verbose_name=N_("Remarks in the invitation"), lines=True, max_length=1000)
    confidential = BooleanField(
        verbose_name=N_("Confidential"), default=False, help_text=N_("Only BKPSDM and the leader may see it.")
    )
    series = Reference("MeetingSeries", verbose_name=N_("Series"))
    slot = Day(verbose_name=N_("Day in its series"), help_text="the day its series made it for")
    state = StringField(verbose_name=N_("State"), choices=STATES, required=True, default="draft")
    reason = Text(verbose_name=N_("Reason"), lines=True, max_length=500, help_text="of the last step that asks for one")
    begins_at = DateTimeField(help_text="UTC")
    ends_at = DateTimeField(help_text="UTC")
    letter_number = Text(verbose_name=N_("Number of the letter"), help_text="of the invitation")
    letter_day = Day(verbose_name=N_("Date of the letter"))
    minutes_number = Text(verbose_name=N_("Number of the minutes"))
    left_out = ListField(ObjectIdField(), help_text="employees who were taken out by hand: no series brings them back")
    withdrawn = ListField(
        DictField(),
        help_text="who was taken out since the invitation, as the participants they were: they are to be told",
    )
    took = ListField(ObjectIdField(), help_text="employees who took the minutes or submitted them, whoever does so now")
    submitted_by = ObjectIdField(help_text="the user who submitted the minutes: somebody else approves them")
    clock = DictField(help_text="how long each item and person took, see models.clocks; no version of the meeting")
    calendar_sequence = IntField(default=0, help_text="SEQUENCE of its calendar entry: grows with each change told")
    calendar_told = StringField(help_text="what calendars were told of it last; nothing before the first invitation")

    @property
    def label(self) -> str:
        return f"{self.title or ''} ({format_day(self.day)})" if self.day else str(self.title or "")

    @property
    def is_confidential(self) -> bool:
        return bool(self.confidential)

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        return Message(FIXED) if str(raw.get("state")) in SEALED else None

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.begins_at, self.ends_at = self.span()
        self._name_points()
        self._tell()

    def _name_points(self) -> None:
        """Give each item a key of its own that no other item of this meeting has had: notes and timers hold it."""
        held: set[str | None] = {None, ""}
        for point in self.agenda:
            if point.key in held:
                point.key = secrets.token_hex(6)
            held.add(point.key)

    def _tell(self) -> None:
        """Count what its invitation told and is so no more; of a draft that nobody was invited to nothing is counted.

        What was told is kept beside the count, so that deriving a record once more counts nothing twice.
        """
        if self.calendar_told is None and self.state != MeetingState.INVITED:
            return
        told = self.tells()
        if self.calendar_told is not None and told != self.calendar_told:
            self.calendar_sequence = int(self.calendar_sequence or 0) + 1
        self.calendar_told = told

    def tells(self) -> str:
        """What calendars are told of it, as one text to compare; a meeting that is off tells but that."""
        if self.state in OFF:
            return "off"
        open_parts = () if self.confidential else (self.title, self.venue, self.link)
        return "\n".join(str(part or "") for part in (self.begins_at, self.ends_at, *open_parts))

    def span(self) -> tuple[datetime | None, datetime | None]:
        """When it begins and ends; two hours where no end is told. An end before the beginning is not taken any more;
        what is stored so means the next day."""
        if not self.day:
            return None, None
        begins = moment(self.day, str(self.starts or ""))
        ends = moment(self.day, str(self.ends)) if self.ends else begins + timedelta(hours=2)
        return begins, ends if ends > begins else ends + timedelta(days=1)

    def problems(self) -> dict[str, Message]:
        if self.day and not 2000 <= self.day.year <= 2200:
            return {"day": Message(N_("This year cannot be."))}
        return ends_early(self.starts, self.ends)


def ends_early(starts: Any, ends: Any) -> dict[str, Message]:
    """The problem of clock times of which the end does not come after the beginning; none where one is no time."""
    times = [each for each in (starts, ends) if isinstance(each, str) and CLOCK.fullmatch(each)]
    is_early = len(times) == 2 and times[1] <= times[0]
    return {"ends": Message(N_("It ends before it begins."))} if is_early else {}


def moment(day: date, clock: str) -> datetime:
    """The moment of a clock time (`09.30`) on a day, in WIB; midnight where it is no time."""
    hours, _, minutes = clock.replace(":", ".").partition(".")
    is_time = hours.isdigit() and minutes.isdigit()
    return datetime.combine(day, time(int(hours), int(minutes)) if is_time else time(), WIB)
