"""Tokens of defined fields: what makes a filter on any of them one seek in one index.

`attributes` of a record holds `key=value` texts under one multikey index. Equality is one token. A range is a few: a
value also has a token for each larger bucket it lies in (a day its month, year, decade and century, a number its
leading digits), and a range is the shortest list of buckets that fill it. This needs neither `$elemMatch` nor an index
a field, and is index-backed on MongoDB and on the embedded store alike.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from models.search import fold

_SHIFT = 10**18  # makes every number positive: all have 19 digits, which sort as they count
_WIDTH = 19
_STEPS = (19, 17, 15, 13, 11, 9, 7, 5, 3, 1)  # digits of a bucket, the number itself first
_SCALE = 1000  # a decimal field keeps three decimals
LONGEST = 80


def tokens(key: str, value: Any) -> Iterable[str]:
    """The tokens of a plain value (models.fieldsets.plain) of the field `key`."""
    if isinstance(value, list):
        for each in value:
            yield from tokens(key, each)
    elif isinstance(value, bool):
        yield f"{key}={int(value)}"
    elif isinstance(value, date):
        yield from (f"{key}={value.isoformat()[:size]}" for size in (10, 7, 4, 3, 2))
    elif isinstance(value, (int, Decimal)):
        yield from _number_tokens(key, value)
    elif value is not None and not isinstance(value, dict):
        yield equal(key, value)


def equal(key: str, value: Any) -> str:
    """The token of exactly this text, code or id; of a long text its beginning."""
    return f"{key}={fold(str(value))[:LONGEST]}"


def _number_tokens(key: str, value: int | Decimal) -> Iterable[str]:
    if Decimal(value).is_finite():
        digits = _digits(value, ROUND_FLOOR)
        yield from (f"{key}={digits[:size]}~" for size in _STEPS)


def _digits(value: int | Decimal, rounding: str) -> str:
    scaled = int((Decimal(value) * _SCALE).to_integral_value(rounding)) + _SHIFT
    return f"{min(max(scaled, 0), 10**_WIDTH - 1):0{_WIDTH}}"


def between(key: str, first: Any, last: Any) -> list[str]:
    """The tokens of which a value from `first` to `last` (both within, either None) has one, for dates and numbers."""
    if isinstance(first if first is not None else last, date):
        return [f"{key}={text}" for text in _days(first or date.min, last or date.max)]
    low = _digits(first, ROUND_CEILING) if first is not None else "0" * _WIDTH
    high = _digits(last, ROUND_FLOOR) if last is not None else "9" * _WIDTH
    return [f"{key}={text}~" for text in _numbers(int(low), int(high))]


def _days(day: date, last: date) -> Iterable[str]:
    while day <= last:
        size, end = next((size, end) for size, end in _buckets(day) if end <= last)
        yield day.isoformat()[:size]
        if end == date.max:
            return
        day = end + timedelta(days=1)


def _buckets(day: date) -> Iterable[tuple[int, date]]:
    """(characters of its token, last day) of every bucket that begins with this day, the largest first."""
    if (day.month, day.day) == (1, 1):
        for size, years in ((2, 100), (3, 10), (4, 1)):
            if day.year % years == 0 or day.year == 1:  # there is no year 0
                yield size, date(day.year - day.year % years + years - 1, 12, 31)
    if day.day == 1:
        yield 7, _month_end(day)
    yield 10, day


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _numbers(low: int, high: int) -> Iterable[str]:
    while low <= high:
        size = _WIDTH
        for wider in _STEPS[1:]:
            span = 10 ** (_WIDTH - wider)
            if low % span or low + span - 1 > high:
                break
            size = wider
        span = 10 ** (_WIDTH - size)
        yield f"{low:0{_WIDTH}}"[:size]
        low += span
