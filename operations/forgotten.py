"""Never forgotten: who was not talked about or not answered for long, and what promise is past its day, by agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.follow_ups import OPEN, FollowUp
from models.moments import now
from models.people import Employee
from operations import aspirations, policy, who_to_discuss
from operations.actors import Actor

MOST = 60
"""People told by name a unit."""
_SHOWN = ("name", "title_front", "title_back", "nip", "position_name", "scope", "name_folded")


@dataclass(slots=True)
class Forgotten:
    """An agency: how many active people it has, who was not met since, which of their aspirations nobody answered since
    (`unanswered`, as notes), and how many promises are open or late."""

    unit: ObjectId
    people: int = 0
    unmet: list[dict[str, Any]] = field(default_factory=list)
    unmet_count: int = 0
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    open: int = 0
    late: int = 0


def by_agency(actor: Actor, months: int, today: date) -> list[Forgotten]:
    """Every agency within reach, the one with the most unmet people first. Seven round trips, whatever the size."""
    since = now() - timedelta(days=30 * months)
    met = who_to_discuss.met_since(actor, since)
    found: dict[ObjectId, Forgotten] = {}
    query = {**policy.where(actor, Employee), "status": {"$in": sorted(ACTIVE_STATUSES)}}
    for raw in Employee._get_collection().find(query, dict.fromkeys(_SHOWN, 1)):
        unit = _agency(raw.get("scope"))
        if unit is None:
            continue
        row = found.setdefault(unit, Forgotten(unit))
        row.people += 1
        if raw["_id"] not in met:
            row.unmet_count += 1
            row.unmet.append(raw)
    for raw in aspirations.unanswered(actor, before=since):
        unit = _agency(raw.get("scope"))
        if unit is not None:
            found.setdefault(unit, Forgotten(unit)).unanswered.append(raw)
    for raw in _promises(actor):
        unit = _agency(raw.get("scope"))
        if unit is not None:
            row = found.setdefault(unit, Forgotten(unit))
            row.open += 1
            row.late += bool(raw.get("due") and raw["due"].date() < today)
    for row in found.values():
        row.unmet = sorted(row.unmet, key=lambda raw: str(raw.get("name_folded") or ""))[:MOST]
    return sorted(found.values(), key=lambda row: (-row.unmet_count, str(row.unit)))


def _agency(scope: Any) -> ObjectId | None:
    """The agency that somebody works for: the unit right below the city."""
    units = [unit for unit in scope or () if isinstance(unit, ObjectId)]
    return units[1] if len(units) > 1 else units[0] if units else None


def _promises(actor: Actor) -> Iterable[dict[str, Any]]:
    query = {**policy.where(actor, FollowUp), "status": {"$in": list(OPEN)}}
    return FollowUp._get_collection().find(query, {"scope": 1, "due": 1})
