"""MeetingSeries: meetings that come again, and the days they come on."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice, takewhile
from typing import Any, ClassVar

from mongoengine import BooleanField, IntField, StringField

from models.base import Record
from models.fields import ClockTime, Day, Reference, Text
from models.meetings import KINDS, ends_early
from models.wording import N_, Message

CADENCES = (
    ("weekly", N_("Every week")), ("biweekly", N_("Every two weeks")), ("monthly", N_("Every month")),
    ("quarterly", N_("Every quarter")), ("custom", N_("Every so many weeks")),
)  # fmt: skip
_MONTHS = {"monthly": 1, "quarterly": 3}
_WEEKS = {"weekly": 1, "biweekly": 2}
AHEAD = 6
"""How many meetings a series has made ahead."""


class MeetingSeries(Record):
    """What its meetings have in common. A monthly one keeps the weekday: the second Tuesday of each month."""

    OWNER = "department"
    SEARCHED = ("title",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "meeting_series",
        "indexes": [
            ("title", "id"),
            ("scope", "title", "id"),
            ("starts_on", "id"),
            ("confidential", "title", "id"),
            "search_tokens",
        ],
    }

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    title = Text(verbose_name=N_("Title"), required=True)
    kind = StringField(verbose_name=N_("Kind"), choices=KINDS, required=True, default="evaluation")
    cadence = StringField(verbose_name=N_("How often"), choices=CADENCES, required=True, default="monthly")
    weeks = IntField(verbose_name=N_("Weeks between"), min_value=1, max_value=52, help_text=N_("Of the last choice."))
    starts_on = Day(verbose_name=N_("First meeting"), required=True)
    ends_on = Day(verbose_name=N_("Last meeting at the latest"))
    starts = ClockTime(verbose_name=N_("Begins (WIB)"), required=True, default="09.00", help_text=N_("09.00"))
    ends = ClockTime(verbose_name=N_("Ends (WIB)"), help_text=N_("11.00"))
    venue = Text(verbose_name=N_("Venue"))
    link = Text(verbose_name=N_("Link"), max_length=500)
    chair = Reference("Employee", verbose_name=N_("Chair"))
    notetaker = Reference("Employee", verbose_name=N_("Minute taker"))
    discusses_all = BooleanField(
        verbose_name=N_("Talk about everybody of the unit"), default=True, help_text=N_("Else people are picked.")
    )
    discussed_unit = Reference(
        "Department", verbose_name=N_("Of these, only those of"), help_text=N_("A unit below. Left empty: all.")
    )
    confidential = BooleanField(verbose_name=N_("Confidential"), default=False)

    @property
    def label(self) -> str:
        return str(self.title or "")

    @property
    def is_confidential(self) -> bool:
        return bool(self.confidential)

    def problems(self) -> dict[str, Message]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            return {"ends_on": Message(N_("The end lies before the start."))}
        if self.cadence == "custom" and not self.weeks:
            return {"weeks": Message(N_("Say how many weeks lie between."))}
        return ends_early(self.starts, self.ends)

    def slots(self, after: date, most: int = AHEAD) -> list[date]:
        """The next days of the series after a day, at most so many."""
        if not self.starts_on:
            return []
        days = takewhile(lambda day: self.ends_on is None or day <= self.ends_on, self._days())
        return list(islice((day for day in days if day > after), most))

    def _days(self) -> Iterator[date]:
        first: Any = self.starts_on
        months = _MONTHS.get(str(self.cadence))
        if months:
            week = (first.day - 1) // 7
            yield from (_nth(first, months * number, week) for number in range(1200))
            return
        weeks = _WEEKS.get(str(self.cadence)) or self.weeks or 1
        yield from (first + timedelta(weeks=weeks * number) for number in count() if number < 6000)


def _nth(first: date, months: int, week: int) -> date:
    """The day of that many months later on the same weekday of the same week; of a fifth week the month's last."""
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    one = date(year, month, 1)
    day = 1 + (first.weekday() - one.weekday()) % 7 + 7 * week
    return date(year, month, day if day <= calendar.monthrange(year, month)[1] else day - 7)
