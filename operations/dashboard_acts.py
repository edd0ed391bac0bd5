"""What a dashboard counts of what was done and said: who was met, planned for and given feedback; aspirations and what
came of them. Two reads, as operations.dashboard_reads has them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models.feedback import Feedback
from models.follow_ups import OPEN, FollowUp
from models.notes import Note, Participant
from models.plans import DevelopmentPlan, PlanState
from operations.actors import Actor
from operations.dashboard_reads import Asked, ByBucket, by_bucket, ids, rows_of, union
from operations.policy import Action, may
from operations.scoped_stages import AGENCY, Stage, midnight, scoped


@dataclass(slots=True)
class Acts:
    """Who was met, by bucket; for whom something is planned, by year; which leaders gave feedback, by bucket."""

    met: ByBucket = field(default_factory=lambda: defaultdict(set))
    planned: ByBucket = field(default_factory=dict)
    gave: ByBucket = field(default_factory=dict)


def acts(actor: Actor, asked: Asked, held: Mapping[ObjectId, int]) -> Acts:
    """What was done with people: of held meetings those present when they were talked about, plans, feedback."""
    found = Acts()
    for row in rows_of(Participant, [*_met(actor, held), *_planned(actor, asked), *_gave(actor, asked)]):
        if row["of"] == "met":
            found.met[held[row["_id"]]].update(row["ids"])
        elif row["_id"] is not None:
            getattr(found, row["of"])[int(row["_id"])] = ids(row["ids"])
    return found


def _met(actor: Actor, held: Mapping[ObjectId, int]) -> list[Stage]:
    """Where the reach is some units, these find them; where it is everything, the meetings do."""
    of_meetings = {"meeting": {"$in": list(held)}}
    found = scoped(actor, Participant, {})
    found = [{"$match": of_meetings}] if found == [{"$match": {}}] else [*found, {"$match": of_meetings}]
    return [
        *found,
        {"$match": {"is_discussed": True, "attendance": "present", "employee": {"$type": "objectId"}}},
        {"$group": {"_id": "$meeting", "ids": {"$push": "$employee"}}},
        {"$addFields": {"of": "met"}},
    ]


def _planned(actor: Actor, asked: Asked) -> list[Stage]:
    """For whom there is a plan beyond its draft."""
    if not may(actor, Action.COUNT, "DevelopmentPlan"):
        return []
    years = {"year": {"$gte": asked.buckets[0].year, "$lt": asked.buckets[-1].year + 1}}
    stages = [
        *scoped(actor, DevelopmentPlan, years, asked.unit),
        {"$match": {"state": {"$ne": PlanState.DRAFT.value}}},
        {"$match": {"year": {"$type": "number"}}},
        *by_bucket("$year", "$employee"),
        {"$addFields": {"of": "planned"}},
    ]
    return [union(DevelopmentPlan, stages)]


def _gave(actor: Actor, asked: Asked) -> list[Stage]:
    if not may(actor, Action.COUNT, "Feedback"):
        return []
    stages = [
        *scoped(actor, Feedback, asked.within("given_on")),
        {"$match": {"relation": "leader", "giver": {"$type": "objectId"}}},
        *by_bucket(asked.bucket("$given_on"), "$giver"),
        {"$addFields": {"of": "gave"}},
    ]
    return [union(Feedback, stages)]


@dataclass(slots=True)
class Said:
    """Aspirations as (note, agency, category, whether somebody answered), and how many follow-ups of an agency are open
    and how many of these late."""

    hopes: list[tuple[ObjectId, Any, str, bool]] = field(default_factory=list)
    open: Counter[Any] = field(default_factory=Counter)
    late: Counter[Any] = field(default_factory=Counter)


def said(actor: Actor, asked: Asked, today: date) -> Said:
    """The aspirations of all time and what came of them; what is open was agreed at any time, too."""
    stages = [*_hopes(actor, asked)]
    if may(actor, Action.COUNT, "FollowUp"):
        stages.append(union(FollowUp, _promises(actor, asked, midnight(today))))
    found = Said()
    for row in rows_of(Note, stages):
        agency = row["_id"].get("agency")
        if "ids" in row:
            told = (agency, str(row["_id"].get("category") or ""), bool(row["_id"].get("is_answered")))
            found.hopes += [(id, *told) for id in row["ids"]]
        else:
            found.open[agency] += row["count"]
            found.late[agency] += row["count"] if row["_id"].get("is_late") else 0
    return found


def _hopes(actor: Actor, asked: Asked) -> list[Stage]:
    """An aspiration is answered by advice on it, or by what was agreed from it: both know it by meeting and slot."""
    is_hope = {"$eq": ["$kind", "aspiration"]}
    is_said = {"$gt": [{"$strLenCP": {"$trim": {"input": "$text"}}}, 0]}
    shown = {
        "meeting": 1, "category": {"$cond": [is_hope, "$category", None]}, "agency": AGENCY,
        "slot": {"$cond": [is_hope, "$slot", "$parent"]},
        "hope": {"$cond": [is_hope, "$_id", None]}, "is_answer": {"$not": [is_hope]},
        "is_said": {"$cond": [{"$eq": [{"$type": "$text"}, "string"]}, is_said, False]},
    }  # fmt: skip
    grouped = {
        "_id": {"meeting": "$meeting", "slot": "$slot"}, "hope": {"$max": "$hope"}, "agency": {"$max": "$agency"},
        "category": {"$max": "$category"}, "is_answered": {"$max": "$is_answer"},
    }  # fmt: skip
    key = {"agency": "$agency", "category": "$category", "is_answered": "$is_answered"}
    return [
        *scoped(actor, Note, {"kind": {"$in": ["advice", "aspiration"]}}, asked.unit),
        {"$match": {"removed": {"$ne": True}}},
        {"$project": shown},
        {"$match": {"is_said": True}},
        *_agreed(actor, asked),
        {"$group": grouped},
        {"$match": {"hope": {"$type": "objectId"}}},
        {"$group": {"_id": key, "ids": {"$push": "$hope"}}},
    ]


def _agreed(actor: Actor, asked: Asked) -> list[Stage]:
    if not may(actor, Action.COUNT, "FollowUp"):
        return []
    shown = {"meeting": 1, "slot": "$aspiration", "is_answer": {"$literal": True}}
    return [union(FollowUp, [*scoped(actor, FollowUp, {"aspiration": {"$gt": ""}}, asked.unit), {"$project": shown}])]


def _promises(actor: Actor, asked: Asked, today: datetime) -> list[Stage]:
    is_late = {"$and": [{"$eq": [{"$type": "$due"}, "date"]}, {"$lt": ["$due", today]}]}
    return [
        *scoped(actor, FollowUp, {"status": {"$in": list(OPEN)}}, asked.unit),
        {"$group": {"_id": {"agency": AGENCY, "is_late": is_late}, "count": {"$sum": 1}}},
    ]
