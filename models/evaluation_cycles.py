"""EvaluationCycle: a period for which a unit's people are evaluated, opened for all of them at once."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from mongoengine import IntField, StringField

from models.base import Known, Record
from models.fields import Day, Reference, Text
from models.ratings import ORGANISATION
from models.steps import Step
from models.wording import N_, Message

CLOSES = N_("A closed cycle takes no more changes: every evaluation in it stays as it is.")


class CycleState(StrEnum):
    """How far a cycle is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


CYCLE_STATES = (("draft", N_("Draft")), ("open", N_("Open")), ("closed", N_("Closed")))
_S = CycleState
CYCLE_STEPS = (
    Step("open", (_S.DRAFT,), _S.OPEN, N_("Open for everybody of the unit")),
    Step("close", (_S.OPEN,), _S.CLOSED, N_("Close the cycle"), "evaluation", sure=CLOSES),
)
CADENCES = (("monthly", N_("Monthly")), ("quarterly", N_("Quarterly")), ("yearly", N_("Yearly")))
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
"""How many months a period has."""
_ROMAN = ("", "I", "II", "III", "IV")
_MONTH_NAMES = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
NOT_IN_DRAFT = N_("This cycle is open: its people are being evaluated, and it is not changed any more.")
CLOSED = N_("This cycle is closed: nothing of it is changed any more.")
OBJECTION_DAYS = 14


def period_name(cadence: Any, year: Any, number: Any) -> str:
    """What a period is called on Indonesian papers: `Triwulan III 2026`, `Maret 2026`, `Tahun 2026`."""
    if cadence == "yearly" or not isinstance(number, int):
        return f"Tahun {year}"
    if cadence == "quarterly":
        return f"Triwulan {_ROMAN[number] if 1 <= number <= 4 else number} {year}"
    return f"{_MONTH_NAMES[number - 1] if 1 <= number <= 12 else number} {year}"


class EvaluationCycle(Record):
    """`number` counts the periods of the year: 1–12 months, 1–4 quarters, 1 for a year. One cycle a unit and period."""

    OWNER = "department"
    STEPPED = frozenset({"state"})
    DERIVED = Record.DERIVED | {"starts_on", "ends_on", "name"}
    SEARCHED = ("name",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "evaluation_cycles",
        "indexes": [
            ("ends_on", "id"), ("scope", "ends_on", "id"), ("state", "id"), ("scope", "state", "id"),
            ("cadence", "id"), ("scope", "cadence", "id"), "search_tokens",
            {"fields": ["department", "cadence", "year", "number"], "unique": True},
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    cadence = StringField(verbose_name=N_("Period"), choices=CADENCES, required=True, default="quarterly")
    year = IntField(verbose_name=N_("Year"), min_value=2015, max_value=2100, required=True)
    number = IntField(
        verbose_name=N_("Which one of the year"), min_value=1, max_value=12, required=True, default=1,
        help_text=N_("The month 1–12, the quarter 1–4, or 1 for a year."),
    )  # fmt: skip
    name = StringField(verbose_name=N_("Period"))
    starts_on = Day(verbose_name=N_("Starts"))
    ends_on = Day(verbose_name=N_("Ends"))
    organisation = StringField(
        verbose_name=N_("Rating of the organisation"), choices=ORGANISATION,
        help_text=N_("What the unit itself achieved; the ratings of its people are held against it."),
    )  # fmt: skip
    objection_days = IntField(
        verbose_name=N_("Days to object"), min_value=0, max_value=60, required=True, default=OBJECTION_DAYS,
        help_text=N_("Counted from the rating; 14 by custom."),
    )  # fmt: skip
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)
    state = StringField(verbose_name=N_("State"), choices=CYCLE_STATES, required=True, default="draft")

    @property
    def label(self) -> str:
        return period_name(self.cadence, self.year, self.number)

    @property
    def months(self) -> int:
        """How many months its period has."""
        return MONTHS.get(str(self.cadence), 12)

    def derive(self, known: Known) -> None:
        months = self.months
        first = months * ((self.number or 1) - 1) + 1
        last = first + months - 1
        if self.year and last <= 12:
            self.starts_on = date(self.year, first, 1)  # type: ignore[assignment]
            self.ends_on = date(self.year, last, calendar.monthrange(self.year, last)[1])  # type: ignore[assignment]
        self.name = self.label
        super().derive(known)

    def problems(self) -> dict[str, Message]:
        most = 12 // self.months
        if self.number and self.number > most:
            return {"number": Message(N_("Such a year has %(most)s periods."), most=most)}
        return {}

    @classmethod
    def fixed(cls, raw: Mapping[str, Any]) -> Message | None:
        if raw.get("state") == CycleState.CLOSED:
            return Message(CLOSED)
        return Message(NOT_IN_DRAFT) if raw.get("state") == CycleState.OPEN else None
