"""Dates that matter as a list, a count and a month: of employees, their certificates and their registers, in order.

Each of the two groups is one aggregate: its first stage is the actor's reach and a few tokens of one index
(models.dated), its second the days themselves. So a page is two trips at any size, and the overdue stand first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.base import Record
from models.dated import CAPPED, DEALT, cover
from models.entries import EmployeeEntry, entry_class
from models.fields import Day
from models.people import Employee
from models.training import Training
from models.unit_settings import DATES
from operations import configuration, date_refresh
from operations.actors import Actor
from operations.coming_dates import horizons
from operations.indexes import hint
from operations.listing import COUNTED, DEEPEST
from operations.policy import Action, may, reaches, where

ATTENTION, OVERDUE, ALL, CAP, DONE = "attention", "overdue", "all", "capped", "dealt"
VIEWS = (ATTENTION, OVERDUE, ALL, CAP, DONE)
KINDS = tuple(code for code, _ in DATES)
LICENCE = "licence"
_SHOWN = ("scope", "department", "employee", "employee_name", "employee_status", "title", "register", "expires_on")
_BATCH = 10_000
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for. `view`: what needs attention (overdue, or within the lead time of its unit), what is overdue,
    all that is open, promotions that the education does not allow, or what was dealt with. `first` and `last` are days
    of a period, both within; None: no bound."""

    view: str = ATTENTION
    kinds: tuple[str, ...] = KINDS
    unit: ObjectId | None = None
    first: date | None = None
    last: date | None = None
    offset: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order: {_id, of, k, d, …}, as stored. `total` is exact, or a floor where `capped`. `pending`: some dates
    of stored records are being computed (operations.date_refresh)."""

    rows: list[Raw]
    total: int
    capped: bool
    pending: bool = False


def find(actor: Actor, sought: Sought, today: date) -> Page:
    """A page of dates: two round trips, one where only one group is asked for."""
    most = max(COUNTED, min(sought.offset, DEEPEST) + sought.size) + 1
    order = {"dates.d": 1, "dates.k": 1, "sort": 1, "_id": 1}
    found = _read(actor, sought, today, [{"$sort": order}, {"$limit": most}])
    rows = sorted((raw for raw in found if "dates" in raw), key=_place)
    shown = [_flat(raw) for raw in rows[sought.offset : sought.offset + sought.size]]
    return Page(shown, min(len(rows), most - 1), len(rows) >= most, len(rows) < len(found))


def every(actor: Actor, sought: Sought, today: date) -> list[Raw]:
    """All rows of what is asked, in order: for an export."""
    return find(actor, replace(sought, offset=0, size=DEEPEST), today).rows


def count(actor: Actor, sought: Sought, today: date) -> tuple[int, bool]:
    """(how many there are, whether there are more)."""
    found = _read(actor, sought, today, [{"$limit": COUNTED + 1}, {"$group": {"_id": None, "n": {"$sum": 1}}}])
    total = sum(raw["n"] for raw in found if "n" in raw)
    return min(total, COUNTED), total > COUNTED


def by_day(actor: Actor, sought: Sought, today: date) -> dict[date, dict[str, int]]:
    """How many dates of each kind lie on each day of what is asked."""
    group = {"$group": {"_id": {"d": "$dates.d", "k": "$dates.k"}, "n": {"$sum": 1}}}
    held: dict[date, dict[str, int]] = {}
    for raw in _read(actor, sought, today, [group]):
        if "n" in raw:
            day = held.setdefault(raw["_id"]["d"].date(), {})
            day[raw["_id"]["k"]] = day.get(raw["_id"]["k"], 0) + raw["n"]
    return held


def _read(actor: Actor, sought: Sought, today: date, after: list[Raw]) -> list[Raw]:
    found: list[Raw] = []
    own = tuple(kind for kind in sought.kinds if kind != LICENCE)
    if own and may(actor, Action.READ, "Employee"):
        ask = _Asking(replace(sought, kinds=own), today)
        found += ask.run([("Employee", where(actor, Employee))], after)
    if LICENCE in sought.kinds and sought.view != CAP:
        ask = _Asking(replace(sought, kinds=(LICENCE,)), today)
        sources = [("Training", where(actor, Training))] if may(actor, Action.READ, "Training") else []
        sources += [("EmployeeEntry", query) for query in _entries(actor)]
        found += ask.run(sources, after) if sources else []
    return found


def _entries(actor: Actor) -> list[Raw]:
    """The query of entries of registers about employees that end, as far as the actor sees them; none without."""
    keys = {str(e.key) for _, e in configuration.current().registers if e.expiry_field and e.owner == "employee"}
    parts = []
    for key in sorted(keys):
        kind = entry_class(key, "employee")
        parts += [{"register": key, **reach.query()} for reach in reaches(actor, kind.__name__, Action.READ)]
    return [parts[0] if len(parts) == 1 else {"$or": parts}] if parts else []


class _Asking:
    """One group's aggregate: what finds its records, what finds their days, and how sources are put together."""

    def __init__(self, sought: Sought, today: date) -> None:
        self.sought, self.today = sought, today
        self.near = list(horizons(today)) if sought.view == ATTENTION else []

    def run(self, sources: list[tuple[str, Raw]], after: list[Raw]) -> list[Raw]:
        """The rows of these sources. Jobs that compute dates are told beside them, so that nobody takes a list that is
        being filled for a whole one."""
        (name, query), *rest = sources
        first = _OF[name]
        wanted = self._matching(query)
        pipeline = [*self._stages(name, wanted), *self._united(rest), *after]
        if first is Employee:
            under_way = {"kind": date_refresh.JOB, "state": {"$in": ["waiting", "running"]}}
            pipeline.append({"$unionWith": {"coll": "jobs", "pipeline": [{"$match": under_way}]}})
        named = hint(first, wanted, None)
        more = {"hint": dict(named)} if named else {}
        return list(first._get_collection().aggregate(pipeline, batchSize=_BATCH, allowDiskUse=True, **more))

    def _united(self, rest: list[tuple[str, Raw]]) -> Iterator[Raw]:
        for name, query in rest:
            stages = self._stages(name, self._matching(query))
            yield {"$unionWith": {"coll": _OF[name]._get_collection_name(), "pipeline": stages}}

    def _stages(self, name: str, wanted: Raw) -> list[Raw]:
        sort = "$name_folded" if name == "Employee" else "$employee_sort"
        told = ("scope", "department") if name == "Employee" else (*_SHOWN, "dealt_with")
        shown = {**dict.fromkeys(told, 1), "dates": 1, "sort": sort, "of": {"$literal": name}}
        return [{"$match": wanted}, {"$project": shown}, {"$unwind": "$dates"}, {"$match": self._days()}]

    def _matching(self, query: Raw) -> Raw:
        found: Raw = {**query, "date_tokens": _any(self._tokens())}
        if self.sought.unit is None:
            return found
        within = {"scope": self.sought.unit}
        return {"$and": [found, within]} if "scope" in found or "$or" in found else {**found, **within}

    def _tokens(self) -> list[str]:
        sought = self.sought
        if sought.view in (CAP, DONE):
            return [CAPPED if sought.view == CAP else DEALT]
        return [token for kind in sought.kinds for token in cover(kind, sought.first, self._last(kind))]

    def _last(self, kind: str) -> date | None:
        """The last day of a kind that any unit asks for."""
        ends = [self.sought.last] if self.sought.last else []
        ends += [day for day in (self._last_overdue(),) if day]
        if self.near:
            ends.append(max(days[kind] for _, days in self.near))
        return min(ends, default=None)

    def _last_overdue(self) -> date | None:
        return self.today - timedelta(days=1) if self.sought.view == OVERDUE else None

    def _days(self) -> Raw:
        sought = self.sought
        found: Raw = {"dates.k": _any(list(sought.kinds)), "dates.x": {"$exists": sought.view == DONE}}
        if sought.view in (ATTENTION, OVERDUE, CAP):
            found["dates.c"] = {"$exists": sought.view == CAP}
        ends = [each for each in (sought.last, self._last_overdue()) if each]
        bounds: Raw = {"$gte": Day().to_mongo(sought.first or date.min)}  # a bound is met by days alone
        found["dates.d"] = bounds | ({"$lt": Day().to_mongo(_after(min(ends)))} if ends else {})
        return {**found, "$or": list(self._near())} if self.near else found

    def _near(self) -> Iterator[Raw]:
        for scope, days in self.near:
            for day in sorted(set(days.values())):
                kinds = [kind for kind in self.sought.kinds if days[kind] == day]
                if kinds:
                    yield {**scope, "dates.k": _any(kinds), "dates.d": {"$lt": Day().to_mongo(_after(day))}}


_OF: Mapping[str, type[Record]] = {"Employee": Employee, "Training": Training, "EmployeeEntry": EmployeeEntry}


def _after(day: date) -> date:
    """The day after, below which an upper bound is told (operations.scoped_stages.within)."""
    return day + timedelta(days=1) if day < date.max else day


def _any(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else {"$in": values}


def _place(raw: Raw) -> tuple[Any, ...]:
    held = raw["dates"]
    return held["d"], held["k"], str(raw.get("sort") or ""), str(raw["_id"])


def _flat(raw: Raw) -> Raw:
    held = raw["dates"]
    return {**raw, "k": held["k"], "d": held["d"].date(), "c": bool(held.get("c")), "x": bool(held.get("x"))}
