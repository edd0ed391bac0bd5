"""Ratings: the table of the regulation, cell by cell, and what is proposed, weighed and credited."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from models import ratings

ABOVE, EXPECTED, BELOW = "1", "2", "3"


@pytest.mark.parametrize(
    "results, behaviour, name",
    [
        (ABOVE, BELOW, "Poor"), (ABOVE, EXPECTED, "Good"), (ABOVE, ABOVE, "Excellent"),
        (EXPECTED, BELOW, "Poor"), (EXPECTED, EXPECTED, "Good"), (EXPECTED, ABOVE, "Good"),
        (BELOW, BELOW, "Very poor"), (BELOW, EXPECTED, "Needs improvement"), (BELOW, ABOVE, "Needs improvement"),
    ],
)  # fmt: skip
def test_the_predikat_of_two_ratings(results: str, behaviour: str, name: str) -> None:
    assert dict(ratings.PREDICATES)[ratings.predicate(results, behaviour) or ""] == name


def test_no_predikat_without_both() -> None:
    assert ratings.predicate(None, "1") is None and ratings.predicate("1", "") is None


@pytest.mark.parametrize(
    "codes, wanted",
    [(["1", "2", "2"], "2"), (["1", "3"], "3"), ([None, "1"], "1"), ([None, "x"], None), ([], None)],
)
def test_single_values_suggest_the_most_frequent_and_of_equals_the_lower(codes: list[str], wanted: str) -> None:
    assert ratings.overall(codes) == wanted


def test_a_year_is_proposed_by_the_most_frequent_and_of_equals_the_latest() -> None:
    assert ratings.proposed([("1", "2"), ("2", "2"), ("2", "3")]) == ("2", "2")
    assert ratings.proposed([("1", "2"), ("3", "2"), ("3", "1"), ("1", "1")]) == ("1", "1")
    assert ratings.proposed([]) is None


@pytest.mark.parametrize(
    "predikat, level, months, wanted",
    [("1", "ahli_pertama", 12, "18.750"), ("2", "ahli_muda", 12, "25.000"), ("3", "penyelia", 12, "18.750"),
     ("5", "pemula", 12, "0.938"), ("2", "mahir", 3, "3.125"), ("4", "ahli_utama", 12, "25.000")],
)  # fmt: skip
def test_angka_kredit(predikat: str, level: str, months: int, wanted: str) -> None:
    assert ratings.credit(predikat, level, months) == Decimal(wanted)


def test_no_angka_kredit_for_other_positions() -> None:
    assert ratings.credit("1", "administrator", 12) is None and ratings.credit(None, "mahir", 12) is None


def test_weights_of_a_hundred() -> None:
    assert ratings.weighted([(60, 80), (40, 55)]) == Decimal("70.00")
    assert ratings.weighted([(33, 90), (67, 71)]) == Decimal("77.27")


def test_people_rated_better_than_their_organisation() -> None:
    assert ratings.is_too_kind("3", Counter({"1": 3, "2": 5}))
    assert not ratings.is_too_kind("2", Counter({"1": 3, "2": 3}))
    assert not ratings.is_too_kind(None, Counter({"1": 3})) and not ratings.is_too_kind("1", Counter())
