"""Feedback: what somebody told an employee about their work (umpan balik berkelanjutan, PermenPANRB 6/2022)."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, ListField, StringField

from models import codes
from models.base import Known, Record
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.wording import N_, Message


class Feedback(Owned):
    """One entry of the feedback log. A confidential one is for BKPSDM and the leader, never for its subject."""

    SEARCHED = ("giver_name", "text")
    CONFIGURABLE = True
    meta: ClassVar[dict[str, Any]] = {
        "collection": "feedback",
        "indexes": [
            ("given_on", "id"),
            ("employee_sort", "id"),
            ("kind", "id"),
            ("relation", "id"),
            ("scope", "given_on", "id"),
            ("scope", "kind"),
            ("scope", "relation"),
            ("scope", "confidential", "given_on"),
            ("confidential", "id"),
            ("employee", "given_on"),
            "search_tokens",
            *Record.CUSTOM_INDEXES,
        ],
    }

    giver = Reference("Employee", verbose_name=N_("Given by"), help_text=N_("An employee, found by name or NIP."))
    giver_name = Text(verbose_name=N_("Given by (outside)"), help_text=N_("Who gave it, if no employee of the city."))
    relation = StringField(verbose_name=N_("Relation"), choices=codes.RELATIONS, required=True, default="leader")
    given_on = Day(verbose_name=N_("Date"), required=True)
    kind = StringField(verbose_name=N_("Kind"), choices=codes.FEEDBACK_KINDS, required=True, default="appreciation")
    text = Text(
        verbose_name=N_("Feedback"), lines=True, required=True, help_text=N_("What was seen, and what would help.")
    )
    skills = ListField(Text(max_length=60), verbose_name=N_("Skills"), help_text=N_("Separate with commas."))
    values = ListField(StringField(choices=codes.VALUES), verbose_name=N_("BerAKHLAK values"))
    confidential = BooleanField(
        verbose_name=N_("Confidential"), default=False, help_text=N_("Only BKPSDM and the leader may read it.")
    )
    acknowledged_on = Day(verbose_name=N_("Acknowledged"))
    response = Text(verbose_name=N_("Response"), lines=True)

    @property
    def label(self) -> str:
        day = f"{self.given_on:%d-%m-%Y}" if self.given_on else "–"
        return f"{self.employee_name or ''} ({day})"

    @property
    def is_confidential(self) -> bool:
        return bool(self.confidential)

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.hidden_from = [self.employee] if self.confidential else []

    def problems(self) -> dict[str, Message]:
        found = {}
        if not self.giver and not self.giver_name:
            found["giver"] = Message(N_("Say who gave the feedback."))
        if self.giver and self.giver == self.employee:
            found["giver"] = Message(N_("Nobody gives feedback to themselves."))
        if self.acknowledged_on and self.given_on and self.acknowledged_on < self.given_on:
            found["acknowledged_on"] = Message(N_("Acknowledged before it was given."))
        return found
