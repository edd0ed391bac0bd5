"""Dates as people in an Indonesian office write them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from models.wording import N_, Message

_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ENGLISH = {
    "january": 1,
    "february": 2,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "october": 10,
    "december": 12,
}
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"agt": 8, "ags": 8, "okt": 10, "nop": 11}
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)} | _ENGLISH | _SHORT | {"aug": 8, "oct": 10, "dec": 12}
_FORMS = (
    re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<short>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<day>\d{1,2})[- ](?P<month>[a-z]+)[- ](?P<year>\d{4})"),
)


class DateError(ValueError):
    """A text that is no date; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def parse_day(text: str) -> date:
    """A date from `17-08-1980`, `17/8/1980`, `1980-08-17` or `17 Agustus 1980`; raises DateError."""
    bare = " ".join(text.lower().replace(",", " ").split())
    for form in _FORMS:
        match = form.fullmatch(bare)
        if match:
            told = match.groupdict()
            return _date(told.get("year") or f"20{told['short']}", told["month"], told["day"], text)
    raise DateError(Message(N_("“%(text)s” is not a date. Write it as 17-08-1980."), text=text[:40]))


def _date(year: str, month: str, day: str, text: str) -> date:
    number = int(month) if month.isdigit() else MONTHS.get(month, 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise DateError(Message(N_("There is no such day: “%(text)s”."), text=text[:40])) from None


def format_day(day: date | None) -> str:
    """`17-08-1980`, or nothing."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}" if day else ""


def long_day(day: date) -> str:
    """`Selasa, 1 Desember 2026`: as letters write it."""
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def months_after(day: date, months: int) -> date:
    """That many months later, on the last day of a month that has no such day."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
