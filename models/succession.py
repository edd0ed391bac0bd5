"""SuccessionSlate: who could follow in a position, in order, and how ready each is (rencana suksesi)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, StringField

from models.base import Known, Record
from models.coming_dates import anniversary, month_after
from models.fields import Day, Reference, Text
from models.people import with_titles
from models.search import tokens
from models.wording import N_, Message

READINESS = (("now", N_("Ready now")), ("soon", N_("Ready in 1–2 years")), ("later", N_("Ready later")))


class Successor(EmbeddedDocument):
    """Somebody who could follow, and why they are thought to be that ready."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    employee = Reference("Employee", verbose_name=N_("Employee"), required=True)
    readiness = StringField(verbose_name=N_("Readiness"), choices=READINESS, required=True, default="later")
    reason = Text(verbose_name=N_("Reason"), max_length=300)


class SuccessionSlate(Record):
    """One a position of a unit. Confidential, and hidden from whom it names as successors. `retires_on` is the
    incumbent's pension by the rule of models.coming_dates, as of the last save."""

    OWNER = "department"
    SEARCHED = ("position",)
    DERIVED = Record.DERIVED | {"incumbent_name", "retires_on", "confidential"}
    meta: ClassVar[dict[str, Any]] = {
        "collection": "succession_slates",
        "indexes": [
            ("retires_on", "id"), ("scope", "retires_on", "id"), ("position", "id"), ("scope", "position", "id"),
            ("incumbent", "id"), ("candidates.employee", "id"), "search_tokens",
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    position = Text(verbose_name=N_("Position"), required=True)
    incumbent = Reference("Employee", verbose_name=N_("Held by"), help_text=N_("Left empty: vacant."))
    incumbent_name = StringField(verbose_name=N_("Held by"))
    retires_on = Day(verbose_name=N_("Retires on"))
    candidates = EmbeddedDocumentListField(Successor, verbose_name=N_("Successors, in order"))
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)
    confidential = BooleanField(default=True)

    @property
    def label(self) -> str:
        return str(self.position or "")

    @property
    def is_confidential(self) -> bool:
        return True

    def derive(self, known: Known) -> None:
        super().derive(known)
        raw = known.get(self.incumbent, {})
        name = with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")) if raw else None
        self.incumbent_name = name
        self.retires_on = retirement(raw.get("birth_date"), raw.get("retirement_age"))  # type: ignore[assignment]
        self.search_tokens = tokens([self.position, name])
        self.confidential = True
        self.hidden_from = sorted({each.employee for each in self.candidates})

    def problems(self) -> dict[str, Message]:
        named = [each.employee for each in self.candidates]
        if len(set(named)) != len(named):
            return {"candidates": Message(N_("Each of these may stand here once."))}
        if self.incumbent is not None and self.incumbent in named:
            return {"candidates": Message(N_("Who holds the position does not follow in it."))}
        return {}


def retirement(born: Any, age: Any) -> date | None:
    """The day of the pension: the 1st of the month after the birthday of that age; None where one is not known."""
    day = born.date() if isinstance(born, datetime) else born
    if not isinstance(day, date) or not isinstance(age, int) or not 0 < age < 100:
        return None
    return month_after(anniversary(day, age))
