"""What a person lacks: against the standard of a position, and by the evaluation that a plan rests on. Pure.

PP 11/2017: competence is developed from a competency gap (profile against the standard of the present and of the next
position) and from a performance gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.codes import VALUES
from models.competencies import FOR_ALL, levels_of
from models.ratings import BELOW
from models.search import fold
from models.wording import N_

RATED = (("results", N_("Work results")), ("behaviour", N_("Work behaviour")), *VALUES)
"""What an evaluation rates, in order."""
Levels = Mapping[ObjectId, int]


@dataclass(frozen=True, slots=True)
class CompetencyGap:
    """A competency below what is asked for: `held` (None: never assessed), and what the present and the target position
    ask for (None: nothing)."""

    competency: ObjectId
    held: int | None
    present: int | None
    target: int | None

    @property
    def size(self) -> int:
        """How many levels are missing to the higher of the two; all of them where it was never assessed."""
        return max(self.present or 0, self.target or 0) - (self.held or 0)

    @property
    def is_present(self) -> bool:
        """Whether it is missing in the present position, not only on the way to the target."""
        return (self.present or 0) > (self.held or 0)


def competency_gaps(held: Levels, present: Levels, target: Levels) -> list[CompetencyGap]:
    """Every competency below what one of the two standards asks for: those that the present position lacks first, the
    largest first."""
    every = (CompetencyGap(id, held.get(id), present.get(id), target.get(id)) for id in {*present, *target})
    found = [each for each in every if each.size > 0]
    return sorted(found, key=lambda each: (not each.is_present, -each.size, each.competency))


def performance_gaps(evaluation: Mapping[str, Any]) -> list[str]:
    """What a stored evaluation rates below expectation, in the order of `RATED`."""
    return [name for name, _ in RATED if evaluation.get(name) == BELOW]


def standard_for(person: Mapping[str, Any], standards: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The stored standard that holds for a stored employee: all it names must be theirs; of several the one that says
    most (its name weighs more than its level, that more than its kind), then that of the nearest unit, then the
    newest. None where none holds."""
    fitting = [(weight, each) for each in standards if (weight := _weight(person, each))]
    if not fitting:
        return None
    return max(fitting, key=lambda pair: (pair[0], _depth(pair[1]), str(pair[1]["_id"])))[1]


def _weight(person: Mapping[str, Any], standard: Mapping[str, Any]) -> int:
    """How much of a person's position a standard names; 0 where it names nothing, or another position."""
    total = 0
    for name, weight in (("position_name", 4), ("position_level", 2), ("position_kind", 1)):
        wanted = standard.get(name)
        if not wanted:
            continue
        if fold(str(wanted)) != fold(str(person.get(name) or "")):
            return 0
        total += weight
    return total


def _depth(standard: Mapping[str, Any]) -> int:
    scope = standard.get("scope")
    return len([each for each in scope if each != FOR_ALL]) if isinstance(scope, list) else 0


def required(standard: Mapping[str, Any] | None) -> dict[ObjectId, int]:
    """{competency: level} that a stored standard asks for; nothing without one."""
    return levels_of(standard) if standard else {}
