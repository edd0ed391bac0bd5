"""The figures of the first page: each a title, how it is read, and rows that lead to exactly what they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names
from flask import url_for

from admin_views.addresses import path_of
from admin_views.formats import format_count
from admin_views.translations import language, say
from models.codes import GOLONGAN, KINDS, POSITION_KINDS
from models.wording import N_, Message
from operations.hours import MET, OVER, SHORT, WITHIN
from operations.statistics import MISSING, Statistics, month_ends

HOURS = (
    (SHORT, N_("PNS short of their JP")),
    (MET, N_("PNS with enough JP")),
    (WITHIN, N_("PPPK within their JP")),
    (OVER, N_("PPPK over their JP")),
)
_RULE = N_("PNS need 20 JP or more, PPPK have 24 or fewer, where their unit says nothing else; amber breaks the rule.")
BROKEN = frozenset({SHORT, OVER})
GROUPS = (
    ("golongan", N_("Employees by golongan"), GOLONGAN),
    ("kind", N_("Employees by kind"), KINDS),
    ("position_kind", N_("Employees by kind of position"), POSITION_KINDS),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its count, the address of the rows it counts, last year's count, whether it breaks a rule, and what else
    its row tells, as (text, address)."""

    label: str
    value: int
    url: str | None
    before: int | None = None
    is_broken: bool = False
    note: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart that is a table as well. `shape` is `bars` (lying, by name) or `columns` (standing, by time)."""

    key: str
    title: str
    base: str
    reading: str
    shape: str
    rows: list[Row]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(row.value or row.before for row in self.rows)

    @property
    def has_notes(self) -> bool:
        return any(row.note for row in self.rows)


def of(found: Statistics) -> list[Figure]:
    """Every figure, in the order they are read."""
    people = say(Message(N_("of %(count)s employees"), count=format_count(found.employees)))
    lead = say(N_("Choose a bar to see the people it counts."))
    grouped = [
        Figure(name, say(title), people, lead, "bars", _groups(found, name, codes)) for name, title, codes in GROUPS
    ]
    return [_hours(found), _months(found), *grouped]


def _hours(found: Statistics) -> Figure:
    rows = [
        Row(say(label), found.hours.get(state, 0), url_for("hours.index", state=state), is_broken=state in BROKEN)
        for state, label in HOURS
    ]
    return Figure(
        "hours",
        say(Message(N_("Learning hours %(year)s"), year=found.year)),
        say(Message(N_("of %(count)s employees"), count=format_count(sum(found.hours.values())))),
        say(_RULE),
        "bars",
        rows,
    )


def _months(found: Statistics) -> Figure:
    names = get_month_names("abbreviated", locale=language())
    rows = []
    for month in range(1, 13):
        first, last = month_ends(found.year, month)
        url = url_for("trainings.index_view", starts_on_from=f"{first:%d-%m-%Y}", starts_on_to=f"{last:%d-%m-%Y}")
        rows.append(Row(names[month], found.months[month - 1], url, found.months_before[month - 1]))
    return Figure(
        "months",
        say(Message(N_("Trainings by month %(year)s"), year=found.year)),
        say(Message(N_("%(count)s trainings"), count=format_count(sum(found.months)))),
        say(Message(N_("By the day they begin; the thin line is %(year)s."), year=found.year - 1)),
        "columns",
        rows,
    )


def _groups(found: Statistics, name: str, codes: tuple[tuple[str, str], ...]) -> list[Row]:
    counts: Mapping[str, int] = found.groups[name]
    index = path_of("employees.index_view")
    rows = [Row(say(label), counts[code], f"{index}?{name}={code}") for code, label in codes if counts.get(code)]
    unknown = sum(count for code, count in counts.items() if code not in dict(codes) and code != MISSING)
    missing: list[tuple[Any, int]] = [(N_("not given"), counts.get(MISSING, 0)), (N_("unknown code"), unknown)]
    return rows + [Row(say(label), count, None) for label, count in missing if count]
