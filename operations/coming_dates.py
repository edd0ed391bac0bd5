"""Which dates of a career are near: as long ahead as the unit wants to be told, and whatever is past and undone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bson import ObjectId

from models.coming_dates import Coming, coming, licence
from operations import configuration

Leads = Mapping[str, tuple[int, ...]]
LEAD: Leads = {
    "promotion": (6, 3), "kgb": (3,), "retirement": (15, 12, 6), "contract": (6, 3, 1), "probation": (6, 3, 1),
    "satyalancana": (6,), "licence": (6,),
}  # fmt: skip
"""How many months ahead each is told where the unit has set nothing, the farthest first: domain.md §6."""


def of_person(raw: Mapping[str, Any], trainings: Iterable[Mapping[str, Any]], today: date) -> list[Coming]:
    """The near and the overdue dates of a stored employee, certificates that end among them, in order. No trip."""
    lead = leads(raw.get("scope"))
    return [each for each in whole(raw, trainings) if notice(lead, each.kind, each.day, today) is not None]


def whole(raw: Mapping[str, Any], trainings: Iterable[Mapping[str, Any]]) -> list[Coming]:
    """All open dates of a stored employee and of the certificates, in order."""
    status = str(raw.get("status") or "")
    found = [*coming(raw), *(each for held in trainings for each in licence(held, status))]
    return sorted((each for each in found if each.dealt is None), key=lambda each: (each.day, each.kind))


def leads(scope: Any) -> Leads:
    """How long ahead the unit at the end of `scope` is told of each kind of date."""
    rows = configuration.settings(scope).lead_times
    return {**LEAD, **{str(row.date): tuple(row.numbers) for row in rows if row.numbers}}


def notice(lead: Leads, kind: str, day: date, today: date) -> int | None:
    """The notice that a day stands under, in months: of 15, 12 and 6 the 12th from the 12th month before on. None while
    it is farther away than all; 0 where it is past."""
    if day < today:
        return 0
    left = months(today, day)
    return min((each for each in lead.get(kind, ()) if each >= left), default=None)


def months(today: date, day: date) -> int:
    """The whole months until a day, a part counted as one; none for what is past."""
    return max(0, (day.year - today.year) * 12 + day.month - today.month + (day.day > today.day))


def ahead(today: date, count: int) -> date:
    """The last day that is so many months away or less."""
    place = today.year * 12 + today.month - 1 + count
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def horizons(today: date) -> Iterator[tuple[dict[str, Any], dict[str, date]]]:
    """Where which dates are near: (query of a scope, the last near day of each kind), for every unit that sets lead
    times of its own and for the rest. Each record lies in exactly one of these."""
    held = configuration.current()
    own = [unit for unit, (_, layer) in held.layers.items() if layer.settings and layer.settings.lead_times]
    paths = {unit: configuration.path_of(unit) for unit in own}
    for unit in own:
        below = [each for each in own if each != unit and unit in paths[each]]
        yield _within(unit, below), _last(today, leads(paths[unit]))
    yield ({"scope": {"$nin": sorted(own)}} if own else {}), _last(today, LEAD)


def _within(unit: ObjectId, below: list[ObjectId]) -> dict[str, Any]:
    if not below:
        return {"scope": unit}
    return {"$and": [{"scope": unit}, {"scope": {"$nin": sorted(below)}}]}


def _last(today: date, lead: Leads) -> dict[str, date]:
    return {kind: ahead(today, max(numbers)) for kind, numbers in lead.items()}
