"""Department: a unit of the city's government, a node of one tree."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, StringField

from models.base import Known, Record
from models.codes import UNIT_KINDS
from models.fields import Day, Reference, Text
from models.search import tokens
from models.wording import N_, Message


class Department(Record):
    """A perangkat daerah or a unit within one. Its own `department` is itself; its scope ends with itself."""

    SEARCHED = ("name", "code")
    meta: ClassVar[dict[str, Any]] = {
        "collection": "departments",
        "indexes": [
            {"fields": ["code"], "unique": True, "partialFilterExpression": {"code": {"$exists": True}}},
            ("name", "id"),
            ("code", "id"),
            ("kind", "id"),
            ("scope", "name", "id"),
            "parent",
            "search_tokens",
            "needs_review",
        ],
    }

    code = Text(verbose_name=N_("Code"), max_length=20, help_text=N_("Short and unique, such as DINSOS."))
    name = Text(verbose_name=N_("Name"), required=True)
    kind = StringField(verbose_name=N_("Kind"), choices=UNIT_KINDS, default="unit", required=True)
    parent = Reference("Department", verbose_name=N_("Part of"), help_text=N_("The unit directly above."))
    head = Reference("Employee", verbose_name=N_("Head"))
    address = Text(verbose_name=N_("Address"), lines=True, max_length=500)
    phone = Text(verbose_name=N_("Telephone"), max_length=60)
    email = Text(verbose_name=N_("E-mail"), max_length=120)
    website = Text(verbose_name=N_("Website"), max_length=120)
    valid_from = Day(verbose_name=N_("Valid from"))
    valid_until = Day(verbose_name=N_("Valid until"))
    needs_review = BooleanField(
        verbose_name=N_("Needs review"), default=False, help_text=N_("Made by an import; check name and place.")
    )
    source_name = Text(verbose_name=N_("Name in imports"), help_text=N_("How imported files call this unit."))

    @property
    def label(self) -> str:
        return str(self.name or "")

    def place(self, known: Known) -> None:
        self.department = self.id
        self.scope = [*known.get(self.parent, {}).get("scope", ()), self.id]

    def derive(self, known: Known) -> None:
        self.place(known)
        self.search_tokens = tokens((self.name, self.code))

    def problems(self) -> dict[str, Message]:
        found = {}
        if self.id in self.scope[:-1]:
            found["parent"] = Message(N_("A unit cannot lie within itself."))
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            found["valid_until"] = Message(N_("The end lies before the start."))
        return found
