"""How the feedback on a person developed: by skill and by BerAKHLAK value, half-year by half-year. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from models.search import fold


class Half(NamedTuple):
    """A half of a year: 1 to June, 2 from July."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Half:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def before(self) -> Half:
        return Half(self.year, 1) if self.number == 2 else Half(self.year - 1, 2)


@dataclass(slots=True)
class Trend:
    """One skill or value: how often it was appreciated, and how often helped on, in each half-year."""

    name: str
    praised: Counter[Half] = field(default_factory=Counter)
    advised: Counter[Half] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.praised.total() + self.advised.total()


def halves(last: Half, count: int) -> list[Half]:
    """So many half-years up to one, the earliest first."""
    found = [last]
    while len(found) < count:
        found.append(found[-1].before)
    return found[::-1]


def trends(rows: Iterable[Mapping[str, Any]], name: str) -> list[Trend]:
    """The trends of stored feedback by what its list `name` holds (`skills`, `values`), the most told first. What is
    written in capitals elsewhere is the same skill; one entry counts once for each."""
    found: dict[str, Trend] = {}
    for raw in rows:
        day, said = raw.get("given_on"), raw.get(name)
        if not isinstance(day, date) or not isinstance(said, list):
            continue
        for key, text in {fold(each): each for each in reversed(said) if isinstance(each, str) and each}.items():
            trend = found.setdefault(key, Trend(text))
            kept = trend.praised if raw.get("kind") == "appreciation" else trend.advised
            kept[Half.of(day)] += 1
    return sorted(found.values(), key=lambda trend: (-trend.total, trend.name))
