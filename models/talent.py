"""The nine boxes of talent: performance × potential, from points to levels to a box, and what would move one. Pure.

PermenPANRB 3/2020, amended 20/2025. Points run from 0 to 100; weights and cut-offs are a unit's own (TalentScheme).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from models.wording import N_, Message

LOW, MIDDLE, HIGH = 0, 1, 2
PERFORMANCE_LEVELS = (N_("Below expectation"), N_("As expected"), N_("Above expectation"))
POTENTIAL_LEVELS = (N_("Low potential"), N_("Medium potential"), N_("High potential"))
BOXES = {
    (HIGH, HIGH): 9, (MIDDLE, HIGH): 8, (HIGH, MIDDLE): 7, (LOW, HIGH): 6, (MIDDLE, MIDDLE): 5, (HIGH, LOW): 4,
    (LOW, MIDDLE): 3, (MIDDLE, LOW): 2, (LOW, LOW): 1,
}  # fmt: skip
"""{(performance, potential): box}."""
LEVELS = {box: levels for levels, box in BOXES.items()}
POOL = (9, 8, 7)
"""The boxes that a succession slate is filled from, best first."""
_FIT, _COACH, _COUNSEL = N_("fit the position"), N_("coach"), N_("counsel")
_DEVELOP, _RETAIN, _ROTATE = N_("develop competence"), N_("retain"), N_("rotate")
TREATMENTS: dict[int, tuple[str, ...]] = {
    9: (N_("promote"), _RETAIN, N_("succession pool")), 8: (_RETAIN, N_("succession pool"), _ROTATE),
    7: (_RETAIN, N_("rotate or enrich the work"), _DEVELOP), 6: (_FIT, _COACH, _COUNSEL),
    5: (_FIT, _COACH, _DEVELOP), 4: (_ROTATE, _DEVELOP), 3: (_COACH, _COUNSEL, _DEVELOP, _FIT),
    2: (_COACH, _DEVELOP, _FIT), 1: (N_("handle by the regulation"),),
}  # fmt: skip
"""What the regulation recommends for each box, in its order."""
PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that counts on an axis: what, its weight in percent, and its points (None: nothing is known)."""

    what: str
    weight: int
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the middle and the high level of an axis begin, both included."""

    middle: int
    high: int

    def level(self, points: Decimal) -> int:
        """The level of so many points."""
        return HIGH if points >= self.high else MIDDLE if points >= self.middle else LOW

    def next_above(self, points: Decimal) -> int | None:
        """The points from which the next level holds; None at the highest one."""
        return {LOW: self.middle, MIDDLE: self.high}.get(self.level(points))

    def floor(self, points: Decimal) -> int | None:
        """The points below which the present level is lost; None at the lowest one."""
        return {MIDDLE: self.middle, HIGH: self.high}.get(self.level(points))


@dataclass(frozen=True, slots=True)
class Move:
    """How somebody would come to another level of an axis: by so many points more, to which box, and by which single
    things alone: (what, the points it would need)."""

    by: Decimal
    level: int
    box: int
    alone: tuple[tuple[str, Decimal], ...]


def total(points: Iterable[Point]) -> Decimal | None:
    """The weighted points of an axis. What nothing is known of is left out, and its weight falls to the rest in
    proportion; None where nothing is known at all."""
    known = [(each.weight, each.points) for each in points if each.points is not None and each.weight > 0]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return None
    return (sum((weight * value for weight, value in known), Decimal(0)) / whole).quantize(PLACES)


def box(performance: Decimal | None, potential: Decimal | None, cuts: tuple[Cuts, Cuts]) -> int | None:
    """The box of somebody with so many points on both axes; None while one of them is not known."""
    if performance is None or potential is None:
        return None
    return BOXES[cuts[0].level(performance), cuts[1].level(potential)]


def move_up(points: Sequence[Point], cuts: Cuts, place: tuple[int, int], axis: int) -> Move | None:
    """What would lift somebody to the next level of one axis (0 performance, 1 potential); `place` are their levels
    now. None at the highest level, and where nothing is known."""
    now = total(points)
    wanted = cuts.next_above(now) if now is not None else None
    if now is None or wanted is None:
        return None
    levels = (place[0] + 1, place[1]) if axis == 0 else (place[0], place[1] + 1)
    alone = tuple((each.what, needed) for each in points if (needed := _needed(each, points, wanted)) is not None)
    return Move(wanted - now, levels[axis], BOXES[levels], alone)


def _needed(point: Point, points: Sequence[Point], wanted: int) -> Decimal | None:
    """The whole points that one thing would need for the axis to come to `wanted`, all else as it is; None where 100
    would not do."""
    known = [each for each in points if each.points is not None and each.weight > 0]
    if point not in known:
        return None
    whole = sum(each.weight for each in known)
    rest = sum((each.weight * (each.points or Decimal(0)) for each in known if each is not point), Decimal(0))
    needed = (Decimal(wanted * whole - rest) / point.weight).quantize(Decimal(1), ROUND_CEILING)
    return needed if needed <= 100 else None


def treatment(number: int) -> list[Message]:
    """What is recommended for a box."""
    return [Message(each) for each in TREATMENTS.get(number, ())]
