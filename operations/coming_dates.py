"""Which dates of a career are near: as long ahead as the unit wants to be told, and whatever is past and undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.coming_dates import Coming, coming
from models.wording import N_, Message
from operations import configuration
from operations.careers import day_of

CERTIFICATE = N_("Certificate: %(title)s")
LEAD = {"promotion": 6, "retirement": 15, "contract": 6, "probation": 6, "satyalancana": 6, "licence": 6}
"""How many months ahead each is told where the unit has set nothing: domain.md §6."""


def of_person(raw: Mapping[str, Any], trainings: Iterable[Mapping[str, Any]], today: date) -> list[Coming]:
    """The near dates of a stored employee, certificates that end among them, in order. No round trip."""
    lead = {**LEAD, **_told(raw)}
    found = [*coming(raw, today), *_licences(trainings, today)]
    near = [each for each in found if _months(today, each.day) <= lead.get(each.kind, 0)]
    return sorted(near, key=lambda each: (each.day, each.kind))


def _told(raw: Mapping[str, Any]) -> dict[str, int]:
    rows = configuration.settings(raw.get("scope")).lead_times
    return {str(each.date): each.numbers[0] for each in rows if each.numbers}


def _months(today: date, day: date) -> int:
    """The whole months until a day, a part counted as one; none for what is past."""
    return max(0, (day.year - today.year) * 12 + day.month - today.month + (day.day > today.day))


def _licences(trainings: Iterable[Mapping[str, Any]], today: date) -> Iterable[Coming]:
    """Certificates that are to end; those that have ended are history."""
    for raw in trainings:
        ends = day_of(raw.get("expires_on"))
        if ends is not None and ends >= today:
            yield Coming("licence", ends, Message(CERTIFICATE, title=raw.get("title") or ""))
