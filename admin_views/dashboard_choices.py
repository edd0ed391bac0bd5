"""What a dashboard can be asked for, and how periods are called in the reader's language."""

from __future__ import annotations

from typing import Any

from babel.dates import get_month_names
from bson import ObjectId

from admin_views.translations import language, say
from models import periods
from models.moments import today
from models.periods import Period
from models.wording import N_, Message
from operations.dashboards import Board

YEARS = 6
"""So many years can be chosen, this one and those before it."""
_QUARTERS = ("I", "II", "III", "IV")


def month_name(each: Period, with_year: bool = True) -> str:
    """`March 2026`, or the month alone."""
    name = get_month_names("wide", locale=language())[int(each.part[1:])]
    return f"{name} {each.year}" if with_year else str(name)


def bucket_label(each: Period, is_first: bool) -> str:
    """`Mar` for a month, with its year where that is new; `2026` for a year."""
    if not each.part:
        return str(each.year)
    name = str(get_month_names("abbreviated", locale=language())[int(each.part[1:])])
    return f"{name} {each.year}" if is_first or each.part == "m1" else name


def period_label(period: Period) -> str:
    """`2026`, `Quarter III 2026`, `March 2026` in the reader's language."""
    if not period.part:
        return str(period.year)
    if period.length == 1:
        return month_name(period)
    return say(Message(N_("Quarter %(number)s %(year)s"), number=_QUARTERS[int(period.part[1:]) - 1], year=period.year))


def choices(board: Board) -> dict[str, Any]:
    """What can be chosen: [(value, label, is chosen)] of years, parts of a year, units, and what is drawn over time."""
    asked = board.asked
    this, period = today().year, asked.period
    years = sorted({*range(this - YEARS + 1, this + 1), period.year}, reverse=True)
    parts = [("", say(N_("Whole year"))), *((each, _part_label(each)) for each in periods.PARTS)]
    return {
        "years": [(each, str(each), each == period.year) for each in years],
        "parts": [(each, label, each == period.part) for each, label in parts],
        "units": [(str(id), name, id == asked.unit) for id, name in _units(board)],
        "over": [("", say(N_("12 months")), not asked.in_years), ("years", say(N_("4 years")), asked.in_years)],
    }


def _part_label(part: str) -> str:
    if part.startswith("m"):
        return month_name(Period(2026, part), with_year=False)
    return say(Message(N_("Quarter %(number)s"), number=_QUARTERS[int(part[1:]) - 1]))


def _units(board: Board) -> list[tuple[ObjectId, str]]:
    """The units that can be chosen, by name: those right below the highest of the reach, and the one chosen."""
    depths = {id: len(raw.get("scope") or ()) for id, raw in board.people.units.items()}
    level = min(depths.values(), default=0) + 1
    found = [id for id, depth in depths.items() if depth == level or id == board.asked.unit]
    named = [(id, str(board.people.units[id].get("name") or "")) for id in found]
    return sorted(named, key=lambda pair: pair[1].casefold())
