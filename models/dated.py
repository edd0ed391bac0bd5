"""Dated: a record that dates follow from. They are kept with it, so that lists find them by index.

`date_tokens` holds, under one multikey index, the buckets that each date lies in: its month, year, decade and century,
as `kgb=2027-04`. A period is the shortest list of such tokens (as models.attributes does it), and the rows of `dates`
tell the day itself. What was dealt with has the token `dealt` alone; a promotion that is capped also has `capped`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from mongoengine import DateTimeField, DictField, EmbeddedDocument, EmbeddedDocumentListField, ListField, StringField

from models.attributes import between
from models.base import Record
from models.coming_dates import Coming
from models.fields import Day, Text
from models.unit_settings import DATES
from models.wording import N_

DEALT, CAPPED = "dealt", "capped"
FIRST, LAST = date(1900, 1, 1), date(2399, 12, 31)
"""Between these lies every token: what is before stands at the first."""
_SIZES = (7, 4, 3, 2)


class DealtWith(EmbeddedDocument):
    """A note that a date was dealt with though no data says so: who put it aside, when and why."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    kind = StringField(verbose_name=N_("Date"), choices=DATES, required=True)
    day = Day(verbose_name=N_("Day"), required=True)
    reason = Text(verbose_name=N_("Reason"), max_length=500, required=True)
    by_name = Text(verbose_name=N_("By"), max_length=200)
    at = DateTimeField(verbose_name=N_("When"))


class Dated(Record):
    """A record with dates. `derive` of a subclass keeps them by `keep_dates`."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True, "strict": False, "auto_create_index": False}
    DATED: ClassVar[frozenset[str]] = frozenset({"dates", "date_tokens"})
    DERIVED = Record.DERIVED | DATED
    STEPPED = frozenset({"dealt_with"})

    dates = ListField(DictField(), help_text="{k: kind, d: day, c: capped, x: dealt with}, see models.coming_dates")
    date_tokens = ListField(StringField(), help_text="the buckets of its open dates, see models.dated")
    dealt_with = EmbeddedDocumentListField(DealtWith, verbose_name=N_("Dates dealt with"))

    def told(self, names: Iterable[str]) -> dict[str, Any]:
        """What dates follow from, with what was dealt with, as a stored record has it."""
        noted = [{"kind": row.kind, "day": row.day} for row in self.dealt_with]
        held = self._data  # past the descriptors, which cost more than all that is counted with these
        return {**{name: held.get(name) for name in names}, "dealt_with": noted}

    def keep_dates(self, found: Iterable[Coming]) -> None:
        """Keep these dates and what finds them."""
        held = list(found)
        self.dates, self.date_tokens = rows(held), tokens(held)


def rows(found: Iterable[Coming]) -> list[dict[str, Any]]:
    """Dates as they are stored."""
    return [
        {
            "k": each.kind,
            "d": datetime(each.day.year, each.day.month, each.day.day, tzinfo=UTC),
            **({"c": True} if each.capped else {}),
            **({"x": True} if each.dealt else {}),
        }
        for each in found
    ]


def tokens(found: Iterable[Coming]) -> list[str]:
    """What finds these dates."""
    held: set[str] = set()
    for each in found:
        if each.dealt:
            held.add(DEALT)
            continue
        day = max(each.day, FIRST).isoformat()
        held.update(f"{each.kind}={day[:size]}" for size in _SIZES)
        if each.capped:
            held.add(CAPPED)
    return sorted(held)


def cover(kind: str, first: date | None, last: date | None) -> list[str]:
    """The tokens of which every open date of a kind from `first` to `last` has one; others of the same months may."""
    begins = max(first or FIRST, FIRST).replace(day=1)
    ends = min(max(last or LAST, FIRST), LAST)
    return between(kind, begins, ends.replace(day=monthrange(ends.year, ends.month)[1]))
