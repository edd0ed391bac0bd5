"""The nine boxes, against a second reckoning: 2,000 random people, random schemes; what would move them does."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import pytest
from bson import Decimal128, ObjectId

from models import talent
from models.talent import BOXES, Cuts
from models.talent_assessments import Component, TalentAssessment, merged, placed
from models.talent_schemes import USUAL, Performance, Rules, TalentScheme

TODAY = date(2026, 11, 25)
NUMBERS = {("high", "high"): 9, ("middle", "high"): 8, ("high", "middle"): 7, ("low", "high"): 6,
           ("middle", "middle"): 5, ("high", "low"): 4, ("low", "middle"): 3, ("middle", "low"): 2,
           ("low", "low"): 1}  # fmt: skip


def split(rng: random.Random, count: int) -> list[int]:
    """So many weights that make 100."""
    marks = sorted(rng.sample(range(1, 100), count - 1))
    return [after - before for before, after in zip([0, *marks], [*marks, 100], strict=True)]


def scheme(rng: random.Random) -> Rules:
    sources = rng.sample(("year", "before", "weighted"), rng.randrange(1, 4))
    names = rng.sample(("A", "B", "C", "D"), rng.randrange(1, 5))
    worth = sorted((rng.randrange(101) for _ in range(5)), reverse=True)
    cuts = [Cuts(*sorted(rng.sample(range(20, 100), 2))) for _ in range(2)]
    return Rules(
        tuple(zip(sources, split(rng, len(sources)), strict=True)), tuple(zip(names, split(rng, len(names)), strict=True)),
        {str(code): points for code, points in enumerate(worth, 1)}, (cuts[0], cuts[1]),
    )  # fmt: skip


def evaluations(rng: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "_id": ObjectId(), "year": rng.choice((2025, 2026)), "predikat": str(rng.randrange(1, 6)),
            "cadence": rng.choice(("quarterly", "quarterly", "yearly")),
            **({"weighted": Decimal128(f"{rng.randrange(10_000) / 100:.2f}")} if rng.random() < 0.5 else {}),
        }
        for _ in range(rng.randrange(6))
    ]  # fmt: skip


def rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def average(rows: list[tuple[int, Decimal]]) -> Decimal | None:
    """The weighted average of (weight, points)."""
    whole = sum(weight for weight, _ in rows)
    return rounded(sum(Fraction(weight) * Fraction(value) for weight, value in rows) / whole) if whole else None


def reckoned(rules: Rules, held: list[dict[str, Any]], scores: dict[str, int | None]) -> tuple[Any, Any, Any]:
    """(points of performance, of potential, box) from the wording of the scheme."""
    rows = []
    for source, weight in rules.performance:
        mine = [raw for raw in held if raw["year"] == (2025 if source == "before" else 2026)]
        if any(raw["cadence"] == "yearly" for raw in mine):
            mine = [raw for raw in mine if raw["cadence"] == "yearly"]
        if source == "weighted":
            values = [Fraction(raw["weighted"].to_decimal()) for raw in mine if "weighted" in raw]
        else:
            values = [Fraction(rules.points[raw["predikat"]]) for raw in mine]
        if values:
            rows.append((weight, rounded(sum(values) / len(values))))
    performance = average(rows)
    potential = average(
        [(weight, Decimal(scores[name])) for name, weight in rules.potential if scores[name] is not None]
    )
    if performance is None or potential is None:
        return performance, potential, None
    sides = []
    for value, cuts in zip((performance, potential), rules.cuts, strict=True):
        sides.append("high" if value >= cuts.high else "middle" if value >= cuts.middle else "low")
    return performance, potential, NUMBERS[sides[0], sides[1]]


def assess(rules: Rules, held: list[dict[str, Any]], scores: dict[str, int | None]) -> TalentAssessment:
    rows, strange = merged(rules, [Component(name=name.lower(), score=score) for name, score in scores.items()])
    assert strange == []
    made = TalentAssessment(employee=ObjectId(), year=2026, components=rows, **placed(rules, 2026, held, TODAY))
    made.derive({})
    return made


def test_2000_people_by_random_schemes_and_what_would_move_them() -> None:
    rng, seen, moved = random.Random(9), set(), 0
    for _ in range(2_000):
        rules, held = scheme(rng), evaluations(rng)
        scores = {name: rng.choice((None, rng.randrange(101), rng.randrange(101))) for name, _ in rules.potential}
        made = assess(rules, held, scores)
        assert (made.performance_points, made.potential_points, made.box) == reckoned(rules, held, scores)
        seen.add(made.box)
        moved += moves_as_told(made)
    assert seen == {None, *range(1, 10)} and moved > 500


def moves_as_told(made: TalentAssessment) -> int:
    """How many single things would lift the potential as told: at those points a level higher, at one less not."""
    place, (_, cuts), (_, axis) = talent.LEVELS.get(made.box or 0), made.cuts, made.axes
    found = talent.move_up(axis, cuts, place, 1) if place else None
    if found is None or place is None:
        return 0
    assert found.by > 0 and found.box == BOXES[place[0], place[1] + 1]
    for name, needed in found.alone:
        for given, is_lifted in ((needed, True), (needed - 1, False)):
            points = [replace(each, points=given) if each.what == name else each for each in axis]
            total = talent.total(points)
            assert total is not None and (cuts.level(total) > place[1]) == is_lifted
    return len(found.alone)


def test_boxes_are_numbered_as_in_the_regulation() -> None:
    names = ("low", "middle", "high")
    assert {(names[x], names[y]): box for (x, y), box in BOXES.items()} == NUMBERS
    assert set(talent.TREATMENTS) == set(range(1, 10)) and talent.treatment(9)[0] == "promote"


def test_a_component_that_the_scheme_does_not_have_is_told() -> None:
    rows, strange = merged(USUAL, [Component(name="Zodiak", score=90), Component(name="rekam jejak JABATAN", score=70)])
    assert strange == ["Zodiak"] and [(row.weight, row.score) for row in rows][-1] == (20, 70)


@pytest.mark.parametrize(
    "values, field",
    [({"performance": [Performance(source="year", weight=90)]}, "performance"), ({"above_from": 70}, "above_from"),
     ({"medium_from": 85}, "high_from"), ({"good": 30}, "good"), ({}, None),
     ({"performance": [Performance(source="year", weight=50), Performance(source="year", weight=50)]}, "performance")],
)  # fmt: skip
def test_a_scheme_is_sound(values: dict[str, Any], field: str | None) -> None:
    assert list(TalentScheme(name="Uji", **values).problems()) == ([field] if field else [])
