"""Who sits where: the leading posts of every unit first, then everybody else, spread by the units' weights."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from seeds.posts import Post, head_post, other_leaders, secretary_post
from seeds.units import Unit


class Seat(NamedTuple):
    """A place to fill. `superior` is the key of the seat above, `key` its own if others may sit under it."""

    unit: Unit
    post: Post | None = None
    key: str = ""
    superior: tuple[str, ...] = ()
    """Keys to try, nearest first: a small sample may leave some of them empty."""

    @property
    def is_head(self) -> bool:
        return self.key == _head(self.unit.code)


def seats(rng: random.Random, units: Sequence[Unit], people: int) -> Iterator[Seat]:
    """`people` seats, a superior always before those under them; a sample too small for all drops the lowest."""
    leaders = list(leading_seats(units))
    yield from leaders[:people]
    working = [unit for unit in units if unit.parent]
    weights = [unit.weight for unit in working]
    for unit in rng.choices(working, weights, k=max(0, people - len(leaders))):
        yield Seat(unit, None, "", (_head(unit.code), *_agency_keys(unit)))


def leading_seats(units: Iterable[Unit]) -> Iterator[Seat]:
    """Every leading post, from the top: the heads of agencies (Sekda first), secretaries, then the units within."""
    agencies = [unit for unit in units if unit.is_agency and unit.parent]
    inner = [unit for unit in units if not unit.is_agency]
    for unit in agencies:
        yield Seat(unit, head_post(unit), _head(unit.code), () if unit.code == "SETDA" else (_head("SETDA"),))
    for unit in agencies:
        if post := secretary_post(unit):
            yield Seat(unit, post, _secretary(unit.code), (_head(unit.code),))
        yield from (Seat(unit, post, "", (_head(unit.code),)) for post in other_leaders(unit))
    for unit in inner:
        above = _agency_keys(unit)
        yield Seat(unit, head_post(unit), _head(unit.code), above if unit.kind == "subbag" else above[-1:])


def _head(code: str) -> str:
    return f"head {code}"


def _secretary(code: str) -> str:
    return f"secretary {code}"


def _agency_keys(unit: Unit) -> tuple[str, ...]:
    return (_secretary(unit.agency), _head(unit.agency))
