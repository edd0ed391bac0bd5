"""Periods: what an address asks for, their days, and those before them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.periods import PARTS, Period, month, month_of, months_back, read, years_back

PERIODS = st.builds(Period, st.integers(2001, 2099), st.sampled_from(["", *PARTS]))
TODAY = date(2026, 11, 29)


@given(PERIODS)
def test_a_period_has_its_months_and_no_other_day(period: Period) -> None:
    days = (period.starts + timedelta(days=n) for n in range((period.ends - period.starts).days + 1))
    months = sorted({month_of(day) for day in days})
    assert months == list(range(period.first_month, period.last_month + 1)) and len(months) == period.length
    assert period.starts.day == 1 and (period.ends + timedelta(days=1)).day == 1


@given(PERIODS)
def test_what_is_drawn_over_time_ends_with_the_period(period: Period) -> None:
    back = months_back(period)
    assert len(back) == 12 and back[-1].ends == period.ends and back[-period.length].starts == period.starts
    assert all(one.ends + timedelta(days=1) == two.starts for one, two in itertools.pairwise(back))
    assert [each.year for each in years_back(period)] == [period.year - n for n in (3, 2, 1, 0)]


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_month(day: date) -> None:
    assert month(month_of(day)).starts <= day <= month(month_of(day)).ends


def test_what_cannot_be_read_is_this_year() -> None:
    for year in ("", "x", "1999", "2101", "20261", "²026", "-202"):
        assert read(year, "", TODAY) == Period(2026)
    assert read("2024", "q3", TODAY) == Period(2024, "q3") and read("2024", "m13", TODAY) == Period(2024)
    assert (Period(2026, "q3").name, Period(2026, "m3").name) == ("Triwulan III 2026", "Maret 2026")
