"""What each write of an item does to its plan in the same transaction: it is counted, and meets the plan's steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.plan_items import PlanItem, progress
from models.plans import DevelopmentPlan, PlanState
from operations.changes import Change
from operations.commits import Stale

_UNDER_WAY = [PlanState.SUBMITTED.value, PlanState.AGREED.value, PlanState.APPROVED.value]


def counted(change: Change) -> list[Callable[[ClientSession], None]]:
    """What counts an item in its plan, and in the one it is moved from; Stale where the plan took a step meanwhile."""
    if not issubclass(change.kind, PlanItem):
        return []
    before, after = change.stored or {}, change.after
    plans = {raw["plan"]: None for raw in (before, after) if isinstance(raw.get("plan"), ObjectId)}
    return [partial(_count, change, plan, _difference(plan, before, after)) for plan in plans]


def _difference(plan: ObjectId, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, int]:
    sides = [progress([str(raw.get("status"))] if raw.get("plan") == plan else []) for raw in (before, after)]
    (done, total), (done_after, total_after) = sides
    return {"done": done_after - done, "total": total_after - total}


def _count(change: Change, plan: ObjectId, more: Mapping[str, int], session: ClientSession) -> None:
    seen = change.stored or change.after
    state: Any = {"$in": _UNDER_WAY} if seen.get("sealed") else PlanState.DRAFT.value
    query = {"_id": plan} if change.stored is None and seen.get("sealed") else {"_id": plan, "state": state}
    counts = {name: by for name, by in more.items() if by}
    update: dict[str, Any] = {"$set": {"held_at": ObjectId()}, **({"$inc": counts} if counts else {})}
    if not DevelopmentPlan._get_collection().update_one(query, update, session=session).matched_count:
        raise Stale(change)
