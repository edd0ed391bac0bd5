"""Which groups of an anonymous round are told, and what of them, so that nobody's answer follows from it. Pure.

A group below the minimum is told together with others or not at all, and there is no figure over more than what is
told anyway: whatever is added or taken away, the rest is never one group that was kept back. Where all of a group
answered alike, its figures are those of a group in which one answered a step nearer to the middle: else "all said 5"
would tell what each of them said.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.feedback_rounds import GIVERS, NAMED
from models.question_sets import HIGHEST, LOWEST

Sheet = Mapping[str, Any]
Pool = tuple[str, ...]
"""The relations that are told as one group."""
ORDER = tuple(code for code, _ in GIVERS)


@dataclass(frozen=True, slots=True)
class Figure:
    """How a group answered one question of a scale: `count` of them did."""

    key: str
    count: int
    mean: Decimal
    spread: Decimal


@dataclass(frozen=True, slots=True)
class GroupTold:
    """All that is told of one group. `texts` are (key, text) in an order drawn anew for each question."""

    relations: Pool
    answers: int
    figures: list[Figure] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


def pools(counts: Mapping[str, int], minimum: int) -> list[Pool]:
    """The groups that are told, of these numbers of answers: all answers are in them, or none at all.

    Small groups are told together; are they too few even so, with the smallest of the others.
    """
    there = sorted((code for code in counts if counts[code] > 0), key=ORDER.index)
    small = [code for code in there if counts[code] < minimum]
    large = [code for code in there if counts[code] >= minimum]
    if not small:
        return [(code,) for code in large]
    if sum(counts[code] for code in small) < minimum:
        if not large:
            return []
        small.append(large.pop(large.index(min(large, key=lambda code: counts[code]))))
    found = [*((code,) for code in large), tuple(sorted(small, key=ORDER.index))]
    return sorted(found, key=lambda pool: ORDER.index(pool[0]))


def told(
    scales: Sequence[str], texts: Sequence[str], boxes: Mapping[str, Sequence[Sheet]], minimum: int | None
) -> list[GroupTold]:
    """What is told of the sheets of each relation; without a minimum (nothing is anonymous) of every group as it is."""
    found = [_named(code, scales, texts, boxes[code]) for code in NAMED if boxes.get(code)]
    hidden = {code: sheets for code, sheets in boxes.items() if code not in NAMED}
    if minimum is None:
        return [*found, *(_named(code, scales, texts, hidden[code]) for code in ORDER if hidden.get(code))]
    for pool in pools({code: len(sheets) for code, sheets in hidden.items()}, minimum):
        sheets = [sheet for code in pool for sheet in hidden[code]]
        figures = [f for key in scales if (f := _guarded(key, _numbers(sheets, key), minimum)) is not None]
        found.append(GroupTold(pool, len(sheets), figures, _shuffled(sheets, texts)))
    return found


def _named(code: str, scales: Sequence[str], texts: Sequence[str], sheets: Sequence[Sheet]) -> GroupTold:
    figures = [figure(key, numbers) for key in scales if (numbers := _numbers(sheets, key))]
    return GroupTold((code,), len(sheets), figures, _shuffled(sheets, texts))


def _guarded(key: str, numbers: list[int], minimum: int) -> Figure | None:
    """A figure that tells nobody's answer; None where too few answered this very question."""
    if len(numbers) < minimum:
        return None
    return figure(key, apart(numbers) if len(set(numbers)) == 1 else numbers)


def apart(numbers: Sequence[int]) -> list[int]:
    """Numbers that are all alike with one of them a step nearer to the middle."""
    step = 1 if numbers[0] < (LOWEST + HIGHEST) / 2 else -1
    return [numbers[0] + step, *numbers[1:]]


def figure(key: str, numbers: Sequence[int]) -> Figure:
    """Mean and spread (standard deviation of the whole group), both to two decimals."""
    count, mean = len(numbers), Decimal(sum(numbers)) / len(numbers)
    variance = sum(((number - mean) ** 2 for number in numbers), Decimal(0)) / count
    return Figure(key, count, _two(mean), _two(variance.sqrt()))


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _numbers(sheets: Iterable[Sheet], key: str) -> list[int]:
    values = (sheet.get(key) for sheet in sheets)
    return [value for value in values if isinstance(value, int) and LOWEST <= value <= HIGHEST]


def _shuffled(sheets: Iterable[Sheet], texts: Sequence[str]) -> list[tuple[str, str]]:
    """The texts of each question by themselves, so that no two of them are known to be one person's."""
    found, kept = [], list(sheets)
    for key in texts:
        said = [str(sheet[key]) for sheet in kept if sheet.get(key)]
        random.SystemRandom().shuffle(said)
        found += [(key, text) for text in said]
    return found


def joined(figures: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """The mean over figures of (count, mean), each weighing by its count; None of none."""
    rows = list(figures)
    total = sum(count for count, _ in rows)
    return _two(sum((count * mean for count, mean in rows), Decimal(0)) / total) if total else None
