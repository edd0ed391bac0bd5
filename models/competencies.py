"""What people should master and what they do: competencies, the standard of a position, a person's profile.

PermenPANRB 38/2017: managerial, socio-cultural and technical competencies, each at a level of 1–5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from bson import ObjectId
from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, StringField

from models.base import Known, Record
from models.codes import POSITION_KINDS, POSITION_LEVELS
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.search import fold
from models.wording import N_, Message

COMPETENCY_KINDS = (
    ("manajerial", N_("Managerial")), ("sosiokultural", N_("Socio-cultural")), ("teknis", N_("Technical")),
)  # fmt: skip
LEVELS = tuple((str(level), str(level)) for level in range(1, 6))
WAYS = (
    ("assessment", N_("Assessment centre")), ("test", N_("Competency test")), ("leader", N_("Judged by the leader")),
    ("self", N_("Judged by oneself")), ("portfolio", N_("Portfolio")),
)  # fmt: skip
FOR_ALL = ObjectId(b"for everyone")
"""Stands in the scope of the city's own tables: whoever may read such tables at all reads these."""
TWICE = N_("A competency stands here twice.")


class Shared(Record):
    """A table that a unit keeps for itself and all below; the city's is everybody's."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    OWNER = "department"
    SEARCHED = ("name",)
    DERIVED = Record.DERIVED | {"name_folded"}

    department = Reference("Department", verbose_name=N_("Unit"), required=True, help_text=N_("The city’s is for all."))
    name = Text(verbose_name=N_("Name"), required=True, max_length=160)
    name_folded = StringField(help_text="the name folded, for sorting")

    @property
    def label(self) -> str:
        return str(self.name or "")

    def place(self, known: Known) -> None:
        super().place(known)
        if len(self.scope) == 1:
            self.scope = [*self.scope, FOR_ALL]

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.name_folded = fold(self.name or "")


class Competency(Shared):
    """Something that people master at a level."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "competencies",
        "indexes": [
            ("name_folded", "id"), ("scope", "name_folded", "id"), ("kind", "id"), ("scope", "kind"), "search_tokens",
            {"fields": ["department", "name_folded"], "unique": True},
        ],
    }  # fmt: skip

    kind = StringField(verbose_name=N_("Kind"), choices=COMPETENCY_KINDS, required=True, default="manajerial")
    description = Text(verbose_name=N_("What it means"), lines=True, max_length=2000)


class Level(EmbeddedDocument):
    """A competency and its level."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    competency = Reference("Competency", verbose_name=N_("Competency"), required=True)
    level = StringField(verbose_name=N_("Level (1–5)"), choices=LEVELS, required=True)


def levels_of(raw: Mapping[str, Any]) -> dict[ObjectId, int]:
    """{competency: level} of a stored standard or profile; rows of another shape are left out."""
    rows = raw.get("levels")
    kept = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {
        row["competency"]: int(row["level"])
        for row in kept
        if isinstance(row.get("competency"), ObjectId) and str(row.get("level")) in dict(LEVELS)
    }


def _twice(rows: Any) -> dict[str, Message]:
    ids = [row.competency for row in rows]
    return {"levels": Message(TWICE)} if len(set(ids)) < len(ids) else {}


class PositionStandard(Shared):
    """What a position asks for (standar kompetensi jabatan). It holds for whoever has a position of this name, kind
    and level; what is empty asks for nothing. One that names none of them can be aimed at, but holds for nobody."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "position_standards",
        "indexes": [
            ("name_folded", "id"), ("scope", "name_folded", "id"), ("position_kind", "id"), ("scope", "position_kind"),
            ("position_level", "id"), ("scope", "position_level"), ("department", "id"), "search_tokens",
            {"fields": ["department", "name_folded"], "unique": True},
        ],
    }  # fmt: skip

    position_name = Text(verbose_name=N_("Position"), help_text=N_("The very name of a position; empty means any."))
    position_kind = StringField(verbose_name=N_("Kind of position"), choices=POSITION_KINDS)
    position_level = StringField(verbose_name=N_("Level of position"), choices=POSITION_LEVELS)
    levels = EmbeddedDocumentListField(Level, verbose_name=N_("Required competencies"))
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)

    def problems(self) -> dict[str, Message]:
        return _twice(self.levels)


class CompetencyProfile(Owned):
    """At which levels a person was found; of several the newest counts."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "competency_profiles",
        "indexes": [
            ("assessed_on", "id"), ("employee_sort", "id"), ("how", "id"), ("scope", "assessed_on", "id"),
            ("scope", "how"), ("employee", "assessed_on"), "search_tokens",
        ],
    }  # fmt: skip

    assessed_on = Day(verbose_name=N_("Assessed on"), required=True)
    how = StringField(verbose_name=N_("How"), choices=WAYS, required=True, default="assessment")
    assessor = Text(verbose_name=N_("Assessed by"))
    levels = EmbeddedDocumentListField(Level, verbose_name=N_("Levels found"))
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)

    @property
    def label(self) -> str:
        return str(self.employee_name or "")

    def problems(self) -> dict[str, Message]:
        return _twice(self.levels)
