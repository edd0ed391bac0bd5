"""Period: the year, quarter or month that figures are about, and the periods before it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.evaluation_cycles import period_name

FIRST, LAST = 2000, 2100
"""The years that can be asked for."""
PARTS = ("q1", "q2", "q3", "q4", *(f"m{month}" for month in range(1, 13)))
"""Quarters and months of a year, as addresses name them."""
_CADENCES = {12: "yearly", 3: "quarterly", 1: "monthly"}


def month_of(day: date) -> int:
    """A month as one number that goes on from year to year."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of such a month."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A whole year, or a quarter or month of one."""

    year: int
    part: str = ""

    @property
    def length(self) -> int:
        """How many months it has."""
        return {"": 12, "q": 3, "m": 1}[self.part[:1]]

    @property
    def first_month(self) -> int:
        number = int(self.part[1:]) if self.part else 1
        return self.year * 12 + (number - 1) * self.length

    @property
    def last_month(self) -> int:
        return self.first_month + self.length - 1

    @property
    def starts(self) -> date:
        return first_day(self.first_month)

    @property
    def ends(self) -> date:
        """Its last day."""
        return first_day(self.last_month + 1) - timedelta(days=1)

    @property
    def name(self) -> str:
        """`Tahun 2026`, `Triwulan III 2026`, `Maret 2026`, as on Indonesian papers."""
        return period_name(_CADENCES[self.length], self.year, int(self.part[1:]) if self.part else 1)


def read(year: str, part: str, today: date) -> Period:
    """The period an address asks for; this year where it cannot be read."""
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and FIRST <= int(year) <= LAST
    return Period(int(year) if is_year else today.year, part if part in PARTS else "")


def month(number: int) -> Period:
    """The month of such a number, see `month_of`."""
    return Period(number // 12, f"m{number % 12 + 1}")


def months_back(period: Period, count: int = 12) -> list[Period]:
    """So many months up to the period's end, the last one last."""
    return [month(period.last_month - back) for back in reversed(range(count))]


def years_back(period: Period, count: int = 4) -> list[Period]:
    """So many years up to the period's own, the last one last."""
    return [Period(period.year - back) for back in reversed(range(count))]
