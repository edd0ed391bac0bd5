"""Tokens of defined fields: what a filter finds by them is what a plain comparison finds, and the query stays short."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attributes import between, equal, tokens

LONGEST_DATES, LONGEST_NUMBERS = 190, 1_700
near = st.dates(date(2019, 12, 1), date(2031, 2, 28))
days = st.one_of(near, st.dates())
wholes = st.one_of(st.integers(-1200, 1200), st.integers(-(10**15) + 1, 10**15 - 1))
decimals = st.decimals(-(10**15) + 1, 10**15 - 1, allow_nan=False, allow_infinity=False, places=3)
numbers = st.one_of(wholes, decimals, st.decimals(-3, 3, places=3))


def is_found(value: Any, first: Any, last: Any) -> bool:
    return not set(tokens("k", value)).isdisjoint(between("k", first, last))


def is_between(value: Any, first: Any, last: Any) -> bool:
    return (first is None or first <= value) and (last is None or value <= last)


@given(value=days, first=st.none() | days, last=st.none() | days)
def test_a_range_of_dates_is_a_plain_comparison(value: date, first: date | None, last: date | None) -> None:
    if first is None and last is None:
        return
    assert is_found(value, first, last) == is_between(value, first, last)


@given(value=numbers, first=st.none() | numbers, last=st.none() | numbers)
def test_a_range_of_numbers_is_a_plain_comparison(value: Any, first: Any, last: Any) -> None:
    assert is_found(value, first, last) == is_between(value, first, last)


@given(value=numbers, end=st.decimals(-3, 3, places=6))
def test_ends_of_more_decimals_than_are_kept_are_compared_all_the_same(value: Any, end: Decimal) -> None:
    assert is_found(value, end, None) == (end <= value)
    assert is_found(value, None, end) == (value <= end)


@given(data=st.data())
def test_the_ends_themselves_are_within(data: st.DataObject) -> None:
    for kind in (days, numbers):
        first, last = sorted((data.draw(kind), data.draw(kind)))
        assert is_found(first, first, last) and is_found(last, first, last)
        assert is_found(first, first, None) and is_found(last, None, last)


@pytest.mark.parametrize("day", [date.min, date(1, 12, 31), date(1899, 12, 31), date(2000, 2, 29), date.max])
def test_the_edges_of_the_calendar(day: date) -> None:
    assert is_found(day, day, day) and is_found(day, date.min, None) and is_found(day, None, date.max)
    assert len(between("k", date.min, date.max)) == 100


@given(first=days, last=days)
def test_a_range_of_dates_is_few_tokens(first: date, last: date) -> None:
    found = between("k", first, last)
    assert len(found) == len(set(found)) <= LONGEST_DATES


@given(first=st.none() | numbers, last=st.none() | numbers)
def test_a_range_of_numbers_is_few_tokens(first: Any, last: Any) -> None:
    found = between("k", first, last)
    assert len(found) == len(set(found)) <= LONGEST_NUMBERS


def test_equality_is_one_token_of_its_own_field() -> None:
    assert list(tokens("k", "  Élan ")) == [equal("k", "elan")] == ["k=elan"]
    assert list(tokens("k", ["a", "b"])) == ["k=a", "k=b"] and list(tokens("k", True)) == ["k=1"]
    assert set(tokens("k", 1)).isdisjoint(tokens("l", 1))
