"""A run: rounds over all cases and sides, so that a change of the machine's mood hits everybody alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.cases import BARE, OURS, Case, all_cases
from benchmarks.defined import measure_defined
from benchmarks.ground import Ground, opened
from benchmarks.imports import Imported, import_twice
from benchmarks.lists import measure_lists
from benchmarks.meter import Cost, measure, middle, peak

SLOW = 10.0  # seconds: what takes longer once is not measured again

Costs = Mapping[str, Mapping[str, Cost]]
"""Median costs by case and side."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a size came to. `peaks` are the most bytes that an export held at once, by side."""

    people: int
    costs: Costs
    peaks: Mapping[str, int]
    imported: tuple[Imported, Imported]
    defined: Mapping[str, Cost]
    lists: Mapping[str, Cost]


def run(people: int, rounds: int) -> Result:
    """Measure everything on a fresh store of `people` employees."""
    with opened(people) as ground:
        return _on(ground, rounds)


def _on(ground: Ground, rounds: int) -> Result:
    cases = all_cases(ground)
    costs = _measured(cases, rounds)
    exports = cases[-1].sides
    peaks = {side: peak(exports[side]()) for side in (OURS, BARE)}
    lists = measure_lists(ground, rounds)
    return Result(ground.people, costs, peaks, import_twice(), measure_defined(ground, rounds), lists)


def _measured(cases: Sequence[Case], rounds: int) -> Costs:
    kept: dict[str, dict[str, list[Cost]]] = {case.name: {side: [] for side in case.sides} for case in cases}
    for number in range(rounds + 1):  # the first warms up; it counts where it is all there is
        for case in cases:
            for side in _turned(list(case.sides), number):
                found = kept[case.name][side]
                if not found or found[0].wall <= SLOW:
                    cost = measure(case.sides[side]())
                    found[:] = [cost] if number <= 1 else [*found, cost]
    return {name: {side: middle(found) for side, found in sides.items()} for name, sides in kept.items()}


def _turned(sides: list[str], number: int) -> list[str]:
    start = number % len(sides)
    return sides[start:] + sides[:start]
