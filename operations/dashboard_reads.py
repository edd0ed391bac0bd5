"""What a dashboard is counted from: six reads at any size, each one aggregate that begins with the actor's reach.

A read gives the people it is about and not their number, so that every figure can be told to the row: who is counted
is who is listed behind it. The reads are people (with units and held meetings), trainings, learning hours, evaluations,
participants (with plans and feedback), and aspirations (with follow-ups). What is read second in one is small: of a
`$unionWith` the embedded server reads all but the first collection whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.departments import Department
from models.evaluations import Evaluation, EvaluationState
from models.feedback import Feedback
from models.follow_ups import OPEN, FollowUp
from models.meetings import HELD, Meeting, moment
from models.notes import Note, Participant
from models.people import Employee
from models.periods import Period, first_day, months_back, years_back
from models.references import RECORDS
from models.training import Training
from operations.actors import Actor
from operations.policy import Action, may
from operations.scoped_stages import AGENCY, WHOLE, Stage, midnight, month_number, scoped, within

Ids = set[ObjectId]
ByBucket = dict[int, Ids]
NOT_PLANNED = ("draft",)
"""States of a development plan in which nothing is planned yet."""
RATED = tuple(sorted(set(EvaluationState) - {EvaluationState.DRAFT}))
"""States of an evaluation in which somebody is evaluated."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dashboard is asked for: a period, one unit of the reach or all of it, and what is drawn over time: the
    twelve months up to the period's end, or the years up to it (`in_years`, of a whole year alone)."""

    period: Period
    unit: ObjectId | None = None
    in_years: bool = False

    @property
    def buckets(self) -> list[Period]:
        """What is drawn over time, in order; the period is the last ones of them."""
        return years_back(self.period) if self.in_years else months_back(self.period)

    @property
    def own(self) -> list[int]:
        """The keys of the buckets that make the period."""
        return [self.key(each) for each in self.buckets[-1 if self.in_years else -self.period.length :]]

    def key(self, bucket: Period) -> int:
        return bucket.year if self.in_years else bucket.first_month

    def within(self, name: str) -> Stage:
        """The condition of days in what is drawn over time."""
        return within(name, self.buckets[0].starts, self.buckets[-1].ends)

    def bucket(self, day: Any) -> Any:
        """The expression of the bucket that a stored date is in."""
        month = month_number(day)
        return {"$floor": {"$divide": [month, 12]}} if self.in_years else month


@dataclass(slots=True)
class People:
    """The active employees: each with agency, kind and scope (as `hours.state_of` asks), who leads whom, who retires when;
    the units by id as stored; and the meetings held in what is drawn over time, by id with their bucket."""

    rows: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    led_by: dict[ObjectId, ObjectId] = field(default_factory=dict)
    born: dict[ObjectId, tuple[Any, Any]] = field(default_factory=dict)
    units: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    held: dict[ObjectId, int] = field(default_factory=dict)


def union(kind: Any, stages: list[Stage]) -> Stage:
    """What goes on with another collection."""
    return {"$unionWith": {"coll": kind._get_collection_name(), "pipeline": stages}}


def rows_of(kind: Any, stages: list[Stage]) -> list[dict[str, Any]]:
    """All rows of a pipeline, in one round trip."""
    return list(kind._get_collection().aggregate(stages, batchSize=WHOLE))


def people(actor: Actor, asked: Asked) -> People:
    """The first read. Employees are told as arrays a kind and agency: a third of what documents would weigh."""
    pushed = {
        "ids": "$_id", "scopes": "$scope", "led_by": {"$ifNull": ["$superior", None]},
        "born": {"$ifNull": ["$birth_date", None]}, "ages": {"$ifNull": ["$retirement_age", None]},
    }  # fmt: skip
    status = {"status": {"$in": sorted(ACTIVE_STATUSES)}}
    stages = [
        *scoped(actor, Employee, status, asked.unit),
        {"$group": {"_id": {"agency": AGENCY, "kind": "$kind"}, **{n: {"$push": e} for n, e in pushed.items()}}},
        *_units(actor),
        *_meetings(actor, asked),
    ]
    found = People()
    for row in rows_of(Employee, stages):
        if "ids" in row:
            _take_people(found, row)
        elif "held" in row:
            found.held.update(dict.fromkeys(row["held"], row["_id"]))
        else:
            found.units[row["_id"]] = row
    return found


def _units(actor: Actor) -> list[Stage]:
    if not may(actor, Action.COUNT, "Department"):
        return []
    shown = {"$project": {"name": 1, "scope": 1}}
    return [union(Department, [*scoped(actor, Department, {}), shown])]


def _meetings(actor: Actor, asked: Asked) -> list[Stage]:
    """Meetings of the whole reach: people are met where their unit's people are, too."""
    if not may(actor, Action.COUNT, "Meeting"):
        return []
    first, last = asked.buckets[0], asked.buckets[-1]
    span = {"$gte": moment(first.starts, "00.00"), "$lt": moment(first_day(last.last_month + 1), "00.00")}
    stages = [
        *scoped(actor, Meeting, {"begins_at": span}),
        {"$match": {"state": {"$in": list(HELD)}}},
        {"$group": {"_id": asked.bucket("$day"), "held": {"$push": "$_id"}}},
    ]
    return [union(Meeting, stages)]


def _take_people(found: People, row: Mapping[str, Any]) -> None:
    told = row["_id"]
    columns = (row["ids"], row["scopes"], row["led_by"], row["born"], row["ages"])
    for id, scope, leader, born, age in zip(*columns, strict=True):
        found.rows[id] = {"kind": told.get("kind"), "scope": scope, "agency": told.get("agency")}
        found.born[id] = (born, age)
        if leader is not None:
            found.led_by[id] = leader


def trained(actor: Actor, asked: Asked) -> ByBucket:
    """Who finished a training, by when it ended."""
    years = {"year": {"$gte": asked.buckets[0].year, "$lte": asked.buckets[-1].year}}
    ended = {"$ifNull": ["$ends_on", "$starts_on"]}
    stages = [
        *scoped(actor, Training, years, asked.unit),
        {"$match": {"status": "done"}},
        {"$project": {"employee": 1, "ended": ended}},
        *by_bucket(asked.bucket("$ended"), "$employee"),
    ]
    return buckets_of(rows_of(Training, stages))


def by_bucket(bucket: Any, who: str) -> list[Stage]:
    """Each of `who` once a bucket."""
    return [
        {"$group": {"_id": {"bucket": bucket, "who": who}}},
        {"$group": {"_id": "$_id.bucket", "ids": {"$push": "$_id.who"}}},
    ]


def buckets_of(found: Iterable[Mapping[str, Any]]) -> ByBucket:
    return {int(row["_id"]): set(row["ids"]) for row in found if row["_id"] is not None}


def evaluated(actor: Actor, asked: Asked) -> tuple[ByBucket, Counter[str]]:
    """(who was rated, by the day their period ended; how many evaluations of the period have each predikat)."""
    bucket = asked.bucket("$ends_on")
    is_own = {"$gte": [bucket, asked.own[0]]}
    key = {"bucket": bucket, "who": "$employee", "predikat": {"$cond": [is_own, "$predikat", None]}}
    stages = [
        *scoped(actor, Evaluation, asked.within("ends_on"), asked.unit),
        {"$match": {"state": {"$in": list(RATED)}}},
        {"$group": {"_id": key, "count": {"$sum": 1}}},
        {
            "$group": {
                "_id": {"bucket": "$_id.bucket", "predikat": "$_id.predikat"},
                "ids": {"$push": "$_id.who"},
                "count": {"$sum": "$count"},
            }
        },
    ]
    by_bucket: ByBucket = defaultdict(set)
    ratings: Counter[str] = Counter()
    for row in rows_of(Evaluation, stages):
        if row["_id"].get("bucket") is None:
            continue
        by_bucket[int(row["_id"]["bucket"])].update(row["ids"])
        if row["_id"].get("predikat") is not None:
            ratings[str(row["_id"]["predikat"])] += row["count"]
    return dict(by_bucket), ratings
