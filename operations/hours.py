"""Learning hours (JP): what people have in a year and will have by its end, the rule for each, and who stands how.

The one definition that every screen, figure and paper reads; what a training counts by itself it carries already
(models.learning_hours). A year is the calendar year; a PPPK's is the year of the contract that begins in it. A page
reads Standing once, in two round trips at any size and one more where there are plans, so that every number on it is
made of the very rows behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from bson import ObjectId

from models.learning_hours import Standard, account, whole, year_begins, year_of
from models.people import Employee
from operations import configuration, listing
from operations.actors import Actor
from operations.indexes import hint
from operations.jp_sums import (
    BATCH,
    COUNTING,
    MET,
    NEEDED,
    OVER,
    SHORT,
    STATES,
    WITHIN,
    are_set,
    reached,
    rule_of,
    state,
    state_of,
)
from operations.listing import Asked
from operations.policy import Action

__all__ = [
    "MET", "NEEDED", "OVER", "SHORT", "STATES", "WITHIN", "Hours", "Person", "Standing", "Tally", "are_set", "by_unit",
    "counts", "of_person", "of_today", "people", "reached", "rule_of", "state", "state_of", "tally",
]  # fmt: skip
Raw = Mapping[str, Any]
SHOWN = ("name", "title_front", "title_back", "nip", "golongan", "department")


class Hours:
    """JP of a person's year: finished, what is still planned for it, the rule, and what each training adds to it."""

    def __init__(self, raw: Raw, trainings: Iterable[Raw], year: int, items: Iterable[Raw] = ()) -> None:
        self.year, self.standard = year, rule_of(raw, year)
        self.rule, self.limit = self.standard.rule, self.standard.limit
        self.begins = year_begins(raw)
        mine = [each for each in trainings if each.get("year") == year]
        self.lines = account(each for each in mine if each.get("status") == "done")
        self.forecast_lines = account(each for each in mine if each.get("status") in COUNTING)
        self.done = sum(each.jp for each in self.lines.values())
        self.in_plan = sum(whole(each.get("jp")) for each in items if each.get("year") == year)
        self.planned = sum(each.jp for each in self.forecast_lines.values()) - self.done + self.in_plan

    @property
    def forecast(self) -> int:
        """What there will be by the end of the year, if all that is scheduled or under way is finished."""
        return self.done + self.planned

    @property
    def is_broken(self) -> bool:
        """Whether the rule is broken by what is finished: short of a floor, or over a ceiling."""
        return self.done > self.limit if self.rule == "ceiling" else self.rule == "floor" and self.done < self.limit


def of_person(raw: Raw, trainings: Iterable[Raw], year: int, items: Iterable[Raw] = ()) -> Hours:
    """JP of an employee in `year`, from all of their trainings and what plans hold (jp_sums.plan_items)."""
    return Hours(raw, trainings, year, items)


def of_today(raw: Raw, trainings: Iterable[Raw], today: date, items: Iterable[Raw] = ()) -> Hours:
    """As `of_person`, in the year that runs today: of a PPPK that of their contract."""
    return Hours(raw, trainings, year_of(today, year_begins(raw)), items)


class Person(NamedTuple):
    """Somebody for whom a rule holds. `place` sorts by name; `agency` is the unit below the city they lie in."""

    id: ObjectId
    place: str
    unit: Any
    agency: Any
    standard: Standard
    done: int
    forecast: int

    def stands(self, ahead: bool = False) -> str:
        """How they stand now, or `ahead` by the end of the year."""
        return state(self.standard, self.forecast if ahead else self.done) or ""

    def missing(self, ahead: bool = False) -> int:
        """JP short of the floor, or beyond the ceiling."""
        jp = self.forecast if ahead else self.done
        over = jp - self.standard.limit
        return max(over if self.standard.rule == "ceiling" else -over, 0)


@dataclass(slots=True)
class Tally:
    """Of some people: how many stand in each state now and by the end of the year, and the JP that are missing."""

    people: int
    now: Counter[str]
    ahead: Counter[str]
    missing: int
    missing_ahead: int

    @property
    def under_floor(self) -> int:
        """People for whom a floor holds."""
        return self.now[SHORT] + self.now[MET]


def tally(people: Iterable[Person]) -> Tally:
    """What these people come to."""
    found = Tally(0, Counter(), Counter(), 0, 0)
    for each in people:
        found.people += 1
        found.now[each.stands()] += 1
        found.ahead[each.stands(True)] += 1
        if each.standard.rule == "floor":
            found.missing += each.missing()
            found.missing_ahead += each.missing(True)
    return found


class Standing:
    """Everybody in reach, and in `unit` where one is given, for whom a rule holds in `year`, by name."""

    def __init__(self, actor: Actor, year: int, unit: ObjectId | None = None, action: Action = Action.READ) -> None:
        with configuration.pinned():
            self.people = self._read(actor, year, unit, action)
        self.year = year

    @staticmethod
    def _read(actor: Actor, year: int, unit: ObjectId | None, action: Action) -> list[Person]:
        sums = reached(actor, year, unit, action)
        filters = {"department": [unit]} if unit else {}
        wanted = listing.query(actor, Employee, Asked(filters=filters), action)
        shown = dict.fromkeys((*NEEDED, "name_folded", "department"), 1)
        rows = Employee._get_collection().find(wanted, shown, batch_size=BATCH)
        named = hint(Employee, wanted, None)
        found = (_person(raw, sums, year) for raw in (rows.hint(named) if named else rows))
        return sorted((each for each in found if each is not None), key=lambda each: (each.place, each.id))

    @cached_property
    def whole(self) -> Tally:
        """What all of them come to."""
        return tally(self.people)

    def by_agency(self) -> dict[Any, Tally]:
        """What each unit below the city comes to, by its id."""
        groups: dict[Any, list[Person]] = {}
        for each in self.people:
            groups.setdefault(each.agency, []).append(each)
        return {id: tally(people) for id, people in groups.items()}

    def those(self, state: str, ahead: bool = False) -> list[Person]:
        """Those who stand so, by name; all of them where `state` is none of STATES."""
        return [each for each in self.people if state not in STATES or each.stands(ahead) == state]


def _person(raw: Mapping[str, Any], sums: Mapping[Any, tuple[int, int]], year: int) -> Person | None:
    standard = rule_of(raw, year)
    if standard.rule is None:
        return None
    done, forecast = sums.get(raw["_id"], (0, 0))
    stored = raw.get("scope")
    scope = [each for each in stored if isinstance(each, ObjectId)] if isinstance(stored, list) else []
    unit = raw["department"] if isinstance(raw.get("department"), ObjectId) else None
    place = str(raw.get("name_folded") or "")
    return Person(raw["_id"], place, unit, next(iter(scope[1:2] or scope), None), standard, done, forecast)


def by_unit(actor: Actor, year: int) -> dict[Any, Tally]:
    """How the people of each unit below the city stand: two round trips, one more where there are plans."""
    return Standing(actor, year, action=Action.COUNT).by_agency()


def counts(actor: Actor, year: int) -> dict[str, int]:
    """How many in reach stand in each state."""
    return {state: count for state, count in Standing(actor, year, action=Action.COUNT).whole.now.items() if count}


def people(
    actor: Actor, state: str, year: int, asked: Asked, unit: ObjectId | None = None
) -> tuple[list[dict[str, Any]], int]:
    """(a page of the employees in reach who stand so, by name, each with `jp` and `limit`; how many in all)."""
    found = Standing(actor, year, unit).those(state)
    page = found[asked.offset : asked.offset + asked.size]
    query = {"_id": {"$in": [each.id for each in page]}}
    stored = {raw["_id"]: raw for raw in Employee._get_collection().find(query, dict.fromkeys((*SHOWN, *NEEDED), 1))}
    rows = [{**stored[each.id], "jp": each.done, "limit": each.standard.limit} for each in page if each.id in stored]
    return rows, len(found)
