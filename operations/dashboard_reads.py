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
from typing import Any

from bson import ObjectId

from models.codes import ACTIVE_STATUSES
from models.departments import Department
from models.evaluations import Evaluation, EvaluationState
from models.meetings import HELD, Meeting, moment
from models.people import Employee
from models.periods import Period, first_day, months_back, years_back
from models.training import Training
from operations import jp_sums
from operations.actors import Actor
from operations.policy import Action, may
from operations.scoped_stages import WHOLE, Stage, month_number, scoped, within

Ids = set[ObjectId]
ByBucket = dict[int, Ids]
NOT_PLANNED = ("draft",)
"""States of a development plan in which nothing is planned yet."""
MOST = 1_000_000
"""More JP than anybody has: what is no number is not below it."""
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


_PUSHED = {
    "ids": "_id", "superior": "superior", "birth_date": "birth_date", "retirement_age": "retirement_age",
    "cpns_since": "cpns_since", "pns_since": "pns_since",
}  # fmt: skip


@dataclass(slots=True)
class People:
    """The active employees with `agency` and the stored fields that figures need, the units in reach, and the meetings
    held in what is drawn over time with their bucket; each by id."""

    rows: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    units: dict[ObjectId, dict[str, Any]] = field(default_factory=dict)
    held: dict[ObjectId, int] = field(default_factory=dict)


def union(kind: Any, stages: list[Stage]) -> Stage:
    """What goes on with another collection."""
    return {"$unionWith": {"coll": kind._get_collection_name(), "pipeline": stages}}


def rows_of(kind: Any, stages: list[Stage]) -> list[dict[str, Any]]:
    """All rows of a pipeline, in one round trip."""
    return list(kind._get_collection().aggregate(stages, batchSize=WHOLE))


def people(actor: Actor, asked: Asked) -> People:
    """The first read. Employees are told as arrays a place, kind and status: half of what documents would weigh."""
    key = {"scope": "$scope", "kind": "$kind", "status": "$status"}
    pushed = {name: {"$push": {"$ifNull": [f"${stored}", None]}} for name, stored in _PUSHED.items()}
    stages = [
        *scoped(actor, Employee, {"status": {"$in": sorted(ACTIVE_STATUSES)}}, asked.unit),
        {"$group": {"_id": key, **pushed}},
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
    return [union(Department, [*scoped(actor, Department, {"name": {"$gt": ""}}), shown])]


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
    shared = {name: row["_id"].get(name) for name in ("scope", "kind", "status")}
    shared["kind"] = shared["kind"] if isinstance(shared["kind"], str) else None
    agency = agency_of(shared["scope"])
    for values in zip(*(row[name] for name in _PUSHED), strict=True):
        each = dict(zip(_PUSHED, values, strict=True))
        found.rows[each["ids"]] = {**shared, "agency": agency, **each}


def agency_of(scope: Any) -> ObjectId | None:
    """The agency that a record lies in: the unit right below the city, or the city itself."""
    units = [unit for unit in scope if isinstance(unit, ObjectId)] if isinstance(scope, list) else []
    return units[1] if len(units) > 1 else units[0] if units else None


def trained(actor: Actor, asked: Asked) -> ByBucket:
    """Who finished a training, by when it ended: a PPPK's may count in the contract year that began the year before."""
    years = {"year": {"$gte": asked.buckets[0].year - 1, "$lt": asked.buckets[-1].year + 1}}
    ended = {"$ifNull": ["$ends_on", "$starts_on"]}
    stages = [
        *scoped(actor, Training, years, asked.unit),
        {"$match": {"status": "done"}},
        {"$project": {"employee": 1, "ended": ended}},
        *by_bucket(asked.bucket("$ended"), "$employee"),
    ]
    return buckets_of(rows_of(Training, stages))


def jp(actor: Actor, asked: Asked) -> dict[Any, int]:
    """The JP of each employee that count in the period's year, for those who have any: as operations.hours counts."""
    stages = [
        *scoped(actor, Training, {"year": asked.period.year}, asked.unit),
        {"$match": {"status": "done"}},
        *jp_sums.stages(),
    ]
    found = rows_of(Training, stages)
    return {row["_id"]: int(row["done"]) for row in found if isinstance(row["_id"], ObjectId) and row["done"] < MOST}


def by_bucket(bucket: Any, who: str) -> list[Stage]:
    """Each of `who` once a bucket."""
    return [
        {"$group": {"_id": {"bucket": bucket, "who": who}}},
        {"$group": {"_id": "$_id.bucket", "ids": {"$push": "$_id.who"}}},
    ]


def ids(found: Iterable[Any]) -> Ids:
    """Those that are ids: a store may hold anything."""
    return {each for each in found if isinstance(each, ObjectId)}


def buckets_of(found: Iterable[Mapping[str, Any]]) -> ByBucket:
    """The people of each bucket; none of what is in no bucket."""
    return {int(row["_id"]): ids(row["ids"]) for row in found if row["_id"] is not None}


def evaluated(actor: Actor, asked: Asked) -> tuple[ByBucket, dict[int, Counter[str]]]:
    """(who was rated, by the day their period ended; how many evaluations of a bucket have each predikat, of the period
    alone where years are drawn)."""
    bucket = asked.bucket("$ends_on")
    told = {"$cond": [{"$gte": [bucket, asked.own[0]]}, "$predikat", None]} if asked.in_years else "$predikat"
    whole = {"bucket": "$_id.bucket", "predikat": "$_id.predikat"}
    stages = [
        *scoped(actor, Evaluation, asked.within("ends_on"), asked.unit),
        {"$match": {"state": {"$in": list(RATED)}}},
        {"$group": {"_id": {"bucket": bucket, "who": "$employee", "predikat": told}, "count": {"$sum": 1}}},
        {"$group": {"_id": whole, "ids": {"$push": "$_id.who"}, "count": {"$sum": "$count"}}},
    ]
    who: ByBucket = defaultdict(set)
    ratings: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows_of(Evaluation, stages):
        if row["_id"].get("bucket") is not None:
            key = int(row["_id"]["bucket"])
            who[key].update(ids(row["ids"]))
            ratings[key][str(row["_id"].get("predikat"))] += row["count"]
    return who, ratings
