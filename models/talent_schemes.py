"""TalentScheme: how a unit weighs performance and potential, and where the levels of both begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mongoengine import EmbeddedDocument, EmbeddedDocumentListField, IntField, StringField

from models.base import Record
from models.fields import Reference, Text
from models.search import fold
from models.talent import Cuts
from models.wording import N_, Message

SOURCES = (
    ("year", N_("Predikat of the year")), ("before", N_("Predikat of the year before")),
    ("weighted", N_("Weighted score of the unit's criteria")),
)  # fmt: skip
"""What performance may be read from; all of it stands in settled evaluations."""


class Performance(EmbeddedDocument):
    """What counts as performance, and how much."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    source = StringField(verbose_name=N_("Read from"), choices=SOURCES, required=True)
    weight = IntField(verbose_name=N_("Weight, %"), min_value=0, max_value=100, required=True)


class Potential(EmbeddedDocument):
    """What counts as potential, and how much."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    name = Text(verbose_name=N_("Component"), required=True, max_length=80)
    weight = IntField(verbose_name=N_("Weight, %"), min_value=0, max_value=100, required=True)


@dataclass(frozen=True, slots=True)
class Rules:
    """A scheme as plain values. `performance` are (source, weight), `potential` (name, weight), `points` those of each
    predikat, `cuts` of performance and of potential."""

    performance: tuple[tuple[str, int], ...]
    potential: tuple[tuple[str, int], ...]
    points: Mapping[str, int]
    cuts: tuple[Cuts, Cuts]


USUAL = Rules(
    (("year", 60), ("before", 40)),
    (("Kompetensi manajerial", 30), ("Kompetensi sosial kultural", 20), ("Kemampuan intelektual dan penalaran", 30),
     ("Rekam jejak jabatan", 20)),
    {"1": 100, "2": 80, "3": 60, "4": 40, "5": 20}, (Cuts(70, 85), Cuts(60, 80)),
)  # fmt: skip
"""What holds where no unit has a scheme."""


def _performance() -> list[Performance]:
    return [Performance(source=source, weight=weight) for source, weight in USUAL.performance]


def _potential() -> list[Potential]:
    return [Potential(name=name, weight=weight) for name, weight in USUAL.potential]


def _points(field: str, default: int) -> IntField:
    return IntField(verbose_name=field, min_value=0, max_value=100, required=True, default=default)


class TalentScheme(Record):
    """Holds for its unit and below, from its year until a later one of the unit; a nearer unit's comes first. The
    weights of each axis make 100, and the levels begin in order."""

    OWNER = "department"
    SEARCHED = ("name",)
    meta: ClassVar[dict[str, Any]] = {
        "collection": "talent_schemes",
        "indexes": [
            ("name", "id"), ("scope", "name", "id"), "search_tokens",
            {"fields": ["department", "year"], "unique": True},
        ],
    }  # fmt: skip

    department = Reference("Department", verbose_name=N_("Unit"), required=True)
    name = Text(verbose_name=N_("Name"), required=True, max_length=120)
    year = IntField(verbose_name=N_("From the year"), min_value=2015, max_value=2100, required=True)
    performance = EmbeddedDocumentListField(Performance, verbose_name=N_("Performance"), default=_performance)
    excellent = _points(N_("Points of “Excellent”"), 100)
    good = _points(N_("Points of “Good”"), 80)
    improving = _points(N_("Points of “Needs improvement”"), 60)
    poor = _points(N_("Points of “Poor”"), 40)
    very_poor = _points(N_("Points of “Very poor”"), 20)
    expected_from = _points(N_("As expected from"), 70)
    above_from = _points(N_("Above expectation from"), 85)
    potential = EmbeddedDocumentListField(Potential, verbose_name=N_("Potential"), default=_potential)
    medium_from = _points(N_("Medium potential from"), 60)
    high_from = _points(N_("High potential from"), 80)
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)

    @property
    def label(self) -> str:
        return str(self.name or "")

    def problems(self) -> dict[str, Message]:
        found = {}
        for name in ("performance", "potential"):
            total = sum(each.weight or 0 for each in getattr(self, name))
            if total != 100:
                found[name] = Message(N_("The weights make %(total)s; they must make 100."), total=total)
        for name, keys in (("performance", [each.source for each in self.performance]),
                           ("potential", [fold(each.name or "") for each in self.potential])):  # fmt: skip
            if len(set(keys)) != len(keys):
                found[name] = Message(N_("Each of these may stand here once."))
        for low, high in (("expected_from", "above_from"), ("medium_from", "high_from")):
            if getattr(self, low) >= getattr(self, high):
                found[high] = Message(N_("The higher level begins above the lower one."))
        if not self.excellent >= self.good >= self.improving >= self.poor >= self.very_poor:
            found["good"] = Message(N_("A better predikat is worth at least as many points."))
        return found

    @property
    def rules(self) -> Rules:
        """The scheme as plain values."""
        worth = (self.excellent, self.good, self.improving, self.poor, self.very_poor)
        return Rules(
            tuple((str(each.source), int(each.weight)) for each in self.performance),
            tuple((str(each.name), int(each.weight)) for each in self.potential),
            {str(code): int(points) for code, points in enumerate(worth, 1)},
            (Cuts(self.expected_from, self.above_from), Cuts(self.medium_from, self.high_from)),
        )
