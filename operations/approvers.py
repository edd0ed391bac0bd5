"""Who could approve the minutes of a meeting: told before they are submitted, and while they wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.notes import Participant
from models.users import User, own_rows
from operations.approvals import roles
from operations.meeting_rights import is_own
from operations.seats import holds_today


def of_minutes(raw: Mapping[str, Any]) -> list[str]:
    """The names of the accounts that may approve a stored meeting's minutes today by a seat of their own: none who took
    or submitted them, and none who is talked about. Two round trips."""
    scope, wanted = list(raw.get("scope") or ()), roles(raw, "minutes")
    query = {"is_active": True, "memberships.unit": {"$in": scope}}
    found = User._get_collection().find(query, dict.fromkeys(("name", "employee", "memberships"), 1))
    near = [user for user in found if _has_seat(user, set(scope), wanted) and not _wrote(user, raw)]
    people = [user["employee"] for user in near if user.get("employee")]
    about = {"meeting": raw["_id"], "employee": {"$in": people}, "is_discussed": True}
    told = {row["employee"] for row in Participant._get_collection().find(about, {"employee": 1})}
    return sorted(str(user.get("name") or "") for user in near if user.get("employee") not in told)


def _has_seat(user: Mapping[str, Any], scope: set[Any], wanted: frozenset[str]) -> bool:
    rows = (row for row in own_rows(user) if row.get("unit") in scope and holds_today(row))
    return any(row.get("role") in wanted for row in rows)


def _wrote(user: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    return is_own(raw, {user["_id"]}, {user.get("employee")} - {None})
