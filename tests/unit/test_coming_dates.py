"""Dates that matter: what comes when, against a counting of days that knows nothing of the product's rules in code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coming_dates import anniversary, coming, is_capped, month_after

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(1950, 1, 1), date(2026, 12, 31))


def make(**values: Any) -> dict[str, Any]:
    stored = {name: datetime(v.year, v.month, v.day, tzinfo=UTC) if isinstance(v, date) else v
              for name, v in values.items()}  # fmt: skip
    return {"status": "01", "kind": "pns", **stored}


def days(raw: dict[str, Any]) -> dict[str, date]:
    return {each.kind: each.day for each in coming(raw, TODAY)}


@given(DAYS, st.integers(1, 70))
def test_an_anniversary_is_the_same_day_or_the_first_of_march(day: date, years: int) -> None:
    found = anniversary(day, years)
    assert found.year == day.year + years
    assert (found.month, found.day) in ((day.month, day.day), (3, 1))


@given(DAYS)
def test_the_month_after_begins_the_day_after_this_one_ends(day: date) -> None:
    walked = day
    while walked.month == day.month:
        walked += timedelta(days=1)
    assert month_after(day) == walked


@pytest.mark.parametrize(
    ("since", "due"),
    [(date(2022, 10, 1), date(2026, 10, 1)), (date(2022, 10, 2), date(2026, 11, 1)), (date(2020, 2, 29), date(2024, 3, 1))],
)  # fmt: skip
def test_a_promotion_comes_on_the_first_after_four_years(since: date, due: date) -> None:
    assert days(make(golongan="31", golongan_since=since)) == {"promotion": due}
    assert days(make(golongan="45", golongan_since=since)) == {}, "there is no rank above"
    assert days(make(golongan="31", golongan_since=since, kind="pppk")) == {}
    assert days(make(golongan="31", golongan_since=since, status="99")) == {}


@pytest.mark.parametrize(
    ("level", "below", "at"),
    [("sd", "14", "21"), ("smp", "22", "23"), ("sma", "31", "32"), ("d2", "31", "32"), ("d3", "32", "33"),
     ("d4", "33", "34"), ("s1", "33", "34"), ("s2", "34", "41"), ("s3", "41", "42")],
)  # fmt: skip
def test_education_caps_the_rank(level: str, below: str, at: str) -> None:
    rows = [{"level": "sd"}, {"level": level}]
    assert not is_capped({"golongan": below, "educations": rows})
    assert is_capped({"golongan": at, "educations": rows})
    assert not is_capped({"golongan": at}) and not is_capped({"golongan": at, "educations": "odd"})
    told = coming(make(golongan=at, golongan_since=date(2020, 1, 1), educations=rows), TODAY)
    assert [each.capped for each in told] == [True]


def test_pension_starts_the_month_after_the_birthday() -> None:
    assert days(make(birth_date=date(1968, 12, 31), retirement_age=58)) == {"retirement": date(2027, 1, 1)}
    assert days(make(birth_date=date(1968, 12, 1), retirement_age=60)) == {"retirement": date(2029, 1, 1)}


def test_contracts_and_probation() -> None:
    assert days(make(kind="pppk", status="71", contract_end=date(2026, 12, 31))) == {"contract": date(2026, 12, 31)}
    assert days(make(kind="cpns", cpns_since=date(2026, 4, 1))) == {"probation": date(2027, 4, 1)}


@given(st.dates(date(1980, 1, 1), date(2026, 11, 25)))
def test_the_next_honour_is_the_first_that_is_not_past(since: date) -> None:
    found = days(make(cpns_since=since)).get("satyalancana")
    left = [date(since.year + years, 3, 1) if (since.month, since.day) == (2, 29) and (since.year + years) % 4
            else since.replace(year=since.year + years) for years in (10, 20, 30)]  # fmt: skip
    assert found == min((day for day in left if day >= TODAY), default=None)


@given(st.dictionaries(
    st.sampled_from(["golongan", "golongan_since", "birth_date", "retirement_age", "contract_end", "cpns_since", "kind",
                     "educations"]),
    st.none() | st.integers() | st.text() | st.lists(st.none() | st.dictionaries(st.text(), st.none()))
    | st.datetimes(),
))  # fmt: skip
def test_odd_values_are_no_error(raw: dict[str, Any]) -> None:
    coming({"status": "01", "kind": "pns", **raw}, TODAY)
