"""TalentAssessment: where somebody stood among the nine boxes in one year, with every point that put them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from mongoengine import BooleanField, EmbeddedDocument, EmbeddedDocumentListField, IntField, ListField, StringField

from models import talent
from models.amounts import Amount
from models.base import Known
from models.fields import Day, Reference, Text
from models.owned import Owned
from models.ratings import PREDICATES
from models.search import fold
from models.talent import Cuts, Point
from models.talent_schemes import SOURCES, USUAL, Rules
from models.wording import N_, Message


class Measured(EmbeddedDocument):
    """A part of performance as the settled evaluations gave it: its points, and what they were read from."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    source = StringField(verbose_name=N_("Read from"), choices=SOURCES, required=True)
    weight = IntField(verbose_name=N_("Weight, %"), min_value=0, max_value=100, required=True)
    points = Amount(verbose_name=N_("Points"), places=2)
    predicates = ListField(StringField(choices=PREDICATES), verbose_name=N_("Predikat"))
    evaluations = ListField(Reference("Evaluation"))


class Component(EmbeddedDocument):
    """A part of potential, scored by people."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    name = Text(verbose_name=N_("Component"), required=True, max_length=80)
    weight = IntField(
        verbose_name=N_("Weight, %"), min_value=0, max_value=100, help_text=N_("Set by the scheme of the unit.")
    )
    score = IntField(verbose_name=N_("Score (0–100)"), min_value=0, max_value=100)
    remark = Text(verbose_name=N_("Seen in"), max_length=200)


class TalentAssessment(Owned):
    """One a person and year. Confidential, and never shown to the person (domain: Talent box). Weights and cut-offs
    stand in it as they were; operations.talent sets them and what performance was read from."""

    SEARCHED = ("note",)
    DERIVED = Owned.DERIVED | {
        "confidential", "performance_points", "potential_points", "box", "measured_on",
    }  # fmt: skip
    meta: ClassVar[dict[str, Any]] = {
        "collection": "talent_assessments",
        "indexes": [
            ("year", "box", "id"), ("box", "id"), ("scope", "year", "box", "id"), ("scope", "box", "id"),
            ("employee_sort", "id"), ("scope", "employee_sort", "id"), "search_tokens",
            {"fields": ["employee", "year"], "unique": True},
        ],
    }  # fmt: skip

    year = IntField(verbose_name=N_("Year"), min_value=2015, max_value=2100, required=True)
    components = EmbeddedDocumentListField(Component, verbose_name=N_("Potential"))
    performance = EmbeddedDocumentListField(Measured, verbose_name=N_("Performance"))
    expected_from = IntField(verbose_name=N_("As expected from"), default=USUAL.cuts[0].middle)
    above_from = IntField(verbose_name=N_("Above expectation from"), default=USUAL.cuts[0].high)
    medium_from = IntField(verbose_name=N_("Medium potential from"), default=USUAL.cuts[1].middle)
    high_from = IntField(verbose_name=N_("High potential from"), default=USUAL.cuts[1].high)
    performance_points = Amount(verbose_name=N_("Performance"), places=2)
    potential_points = Amount(verbose_name=N_("Potential"), places=2)
    box = IntField(verbose_name=N_("Box"), min_value=1, max_value=9)
    measured_on = Day(verbose_name=N_("Performance read on"))
    note = Text(verbose_name=N_("Note"), lines=True, max_length=2000)
    confidential = BooleanField(default=True)

    @property
    def label(self) -> str:
        return f"{self.employee_name or ''} ({self.year})"

    @property
    def is_confidential(self) -> bool:
        return True

    @property
    def cuts(self) -> tuple[Cuts, Cuts]:
        """Where the levels of performance and of potential began."""
        return Cuts(self.expected_from, self.above_from), Cuts(self.medium_from, self.high_from)

    @property
    def axes(self) -> tuple[list[Point], list[Point]]:
        """The points of performance and of potential."""
        measured = [Point(str(each.source), each.weight or 0, _known(each.points)) for each in self.performance]
        scored = [
            Point(str(each.name), each.weight or 0, None if each.score is None else Decimal(each.score))
            for each in self.components
        ]
        return measured, scored

    def derive(self, known: Known) -> None:
        super().derive(known)
        self.confidential, self.hidden_from = True, [self.employee]
        points = [talent.total(axis) for axis in self.axes]
        self.performance_points, self.potential_points = points  # type: ignore[assignment]
        self.box = talent.box(points[0], points[1], self.cuts)

    def problems(self) -> dict[str, Message]:
        names = [fold(each.name or "") for each in self.components]
        if len(set(names)) != len(names):
            return {"components": Message(N_("Each of these may stand here once."))}
        return {}


def _known(value: Any) -> Decimal | None:
    """Points as they are reckoned with; what was written past the panel in another type is not known."""
    return value if isinstance(value, Decimal) and value.is_finite() else None


def placed(rules: Rules, year: int, evaluations: Iterable[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """The values of an assessment that follow from a scheme and from the person's stored settled evaluations."""
    by_year: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for raw in evaluations:
        by_year[raw.get("year") or 0].append(raw)
    (expected, above), (medium, high) = ((each.middle, each.high) for each in rules.cuts)
    return {
        "performance": [_measured(rules, source, weight, by_year, year) for source, weight in rules.performance],
        "expected_from": expected, "above_from": above, "medium_from": medium, "high_from": high,
        "measured_on": today,
    }  # fmt: skip


def _measured(
    rules: Rules, source: str, weight: int, by_year: Mapping[int, Sequence[Mapping[str, Any]]], year: int
) -> Measured:
    rows = _that_count(by_year.get(year - (source == "before"), ()))
    told = [(raw, _worth(rules, source, raw)) for raw in rows]
    found = [(raw, points) for raw, points in told if points is not None]
    points = sum((points for _, points in found), Decimal(0)) / len(found) if found else None
    return Measured(
        source=source, weight=weight, points=None if points is None else points.quantize(talent.PLACES),
        predicates=[str(raw["predikat"]) for raw, _ in found if raw.get("predikat")],
        evaluations=[raw["_id"] for raw, _ in found],
    )  # fmt: skip


def _that_count(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The yearly evaluation alone where there is one, else all periods of the year."""
    yearly = [raw for raw in rows if raw.get("cadence") == "yearly"]
    return yearly or list(rows)


def _worth(rules: Rules, source: str, raw: Mapping[str, Any]) -> Decimal | None:
    if source != "weighted":
        points = rules.points.get(str(raw.get("predikat")))
        return None if points is None else Decimal(points)
    value = raw.get("weighted")
    return value.to_decimal() if value is not None and hasattr(value, "to_decimal") else value


def merged(rules: Rules, rows: Iterable[Component]) -> tuple[list[Component], list[str]]:
    """(the components of a scheme with the scores and remarks of `rows` by name, the names that it does not have)."""
    given = {fold(row.name or ""): row for row in rows}
    found = []
    for name, weight in rules.potential:
        row = given.pop(fold(name), None)
        made = Component(name=name, weight=weight)
        if row is not None:
            made.score, made.remark = row.score, row.remark
        found.append(made)
    return found, [str(row.name) for row in given.values()]
