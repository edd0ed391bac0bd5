"""Which groups of a round are told, and what of them: against an oracle, and against whoever reckons backwards."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import group_figures
from models.group_figures import GroupTold, pools, told

COUNTS = st.dictionaries(st.sampled_from(("peer", "subordinate", "other")), st.integers(0, 12))


@settings(max_examples=300, deadline=None)
@given(COUNTS, st.integers(3, 8))
def test_all_answers_are_told_in_groups_that_are_large_enough_or_none_is(counts: dict[str, int], minimum: int) -> None:
    found = pools(counts, minimum)
    there = [code for pool in found for code in pool]
    assert all(sum(counts[code] for code in pool) >= minimum for pool in found)
    assert len(there) == len(set(there))
    wanted = {code for code in counts if counts[code]}
    assert set(there) in (wanted, set())
    assert bool(found) == (sum(counts.values()) >= minimum)
    assert all(len(pool) == 1 for pool in found) or any(0 < count < minimum for count in counts.values())


def test_figures_equal_those_of_an_oracle_over_2000_random_rounds() -> None:
    dice = random.Random(360)
    for _ in range(2_000):
        minimum = dice.randint(3, 5)
        boxes = {
            code: [{f"q{n}": dice.randint(1, 5) for n in (1, 2) if dice.random() < 0.8} for _ in range(dice.randint(0, 7))]
            for code in ("self", "leader", "peer", "subordinate", "other")
        }  # fmt: skip
        for each in told(["q1", "q2"], [], boxes, minimum):
            sheets = [sheet for code in each.relations for sheet in boxes[code]]
            assert each.answers == len(sheets)
            is_named = each.relations in (("self",), ("leader",))
            figures = {figure.key: figure for figure in each.figures}
            for key in ("q1", "q2"):
                numbers = [sheet[key] for sheet in sheets if key in sheet]
                if len(numbers) < (1 if is_named else minimum):
                    assert key not in figures
                    continue
                if len(set(numbers)) == 1 and not is_named:
                    numbers[0] += 1 if numbers[0] < 3 else -1
                assert abs(float(figures[key].mean) - statistics.fmean(numbers)) < 0.0051
                assert abs(float(figures[key].spread) - statistics.pstdev(numbers)) < 0.0051
                assert figures[key].count == len(numbers)


def test_a_round_that_is_not_anonymous_tells_every_group() -> None:
    found = told(["q1"], ["q2"], {"peer": [{"q1": 5, "q2": "Baik"}], "other": [{"q1": 5}, {"q1": 5}]}, None)
    assert [(each.relations, each.answers, each.figures[0].spread) for each in found] == [
        (("peer",), 1, 0), (("other",), 2, 0),
    ]  # fmt: skip
    assert found[0].texts == [("q2", "Baik")]


def test_what_one_person_wrote_to_two_questions_is_not_known_to_be_one_persons() -> None:
    sheets = [{"q1": f"a{n}", "q2": f"b{n}"} for n in range(40)]
    found = told([], ["q1", "q2"], {"peer": sheets}, 3)[0].texts
    first, second = ([text[1:] for key, text in found if key == wanted] for wanted in ("q1", "q2"))
    assert sorted(first) == sorted(second) and first != second and first != [str(n) for n in range(40)]


Tell = Callable[[Mapping[str, Sequence[Mapping[str, Any]]]], Any]


def seen(boxes: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    return shown(told(["q1"], [], boxes, 3))


def shown(found: Sequence[GroupTold]) -> Any:
    return tuple(
        (each.relations, each.answers, tuple((f.count, f.mean, f.spread) for f in each.figures)) for each in found
    )


def recovered(tell: Tell, peers: int, subordinates: int) -> set[Any]:
    """Of all ways to answer: what is told where somebody's answer follows for sure. The one who reckons knows the
    rules, who was asked, and who answered."""
    worlds: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for answers in product(range(1, 6), repeat=peers + subordinates):
        sheets = [{"q1": number} for number in answers]
        boxes = {"leader": [{"q1": 4}], "peer": sheets[:peers], "subordinate": sheets[peers:]}
        worlds[tell(boxes)].append(answers)
    return {told for told, ways in worlds.items() if any(len(set(place)) == 1 for place in zip(*ways, strict=True))}


GROUPS = [(3, 0), (3, 1), (2, 1), (2, 2), (1, 3), (4, 0)]


@pytest.mark.parametrize("groups", GROUPS)
def test_nobodys_answer_follows_from_what_is_told(groups: tuple[int, int]) -> None:
    assert recovered(seen, *groups) == set()


def _without_minimum(boxes: Any) -> Any:
    return shown(told(["q1"], [], boxes, 1))


def _with_a_total(boxes: Any) -> Any:
    """Groups below the minimum left out, and a mean over all answers beside the rest."""
    large = {code: sheets for code, sheets in boxes.items() if len(sheets) >= 3 or code == "leader"}
    every = [sheet["q1"] for sheets in boxes.values() for sheet in sheets]
    return seen(large), Decimal(sum(every)) / len(every)


def _all_alike(boxes: Any) -> Any:
    return shown([group_figures._named(code, ["q1"], [], boxes[code]) for code in boxes if len(boxes[code]) >= 3])


def _before_and_after(boxes: Any) -> Any:
    """What is told of a round under way: of all but the last answer, and of all."""
    before = {**boxes, "peer": boxes["peer"][:-1]}
    return seen(before), seen(boxes)


WEAK: dict[str, tuple[Tell, int, int]] = {
    "no minimum": (_without_minimum, 2, 1),
    "a total over what is hidden": (_with_a_total, 3, 1),
    "unanimous groups as they are": (_all_alike, 3, 0),
    "told before it is closed": (_before_and_after, 4, 0),
}


@pytest.mark.parametrize("weakness", WEAK)
def test_a_planted_weakness_gives_somebody_away(weakness: str) -> None:
    tell, peers, subordinates = WEAK[weakness]
    assert recovered(tell, peers, subordinates)
