"""A dashboard: how many people were evaluated, met, planned for and trained, how they stand with their hours, and what
was hoped, promised and said, of one's reach or one unit of it.

Every figure is a set of people or of records (`Board`), so that what is listed behind it is what it counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.base import now
from models.coming_dates import anniversary, month_after
from models.meetings import moment
from models.periods import Period
from operations import dashboard_acts, dashboard_reads, hours
from operations.actors import Actor
from operations.dashboard_acts import Acts, Said
from operations.dashboard_reads import Asked, ByBucket, Ids, People
from operations.follow_ups import today
from operations.policy import Action, may

COVERAGE = ("evaluated", "met", "planned", "trained")
AGES = (("new", 30), ("month", 90), ("quarter", 180), ("old", 0))
"""How long aspirations wait: up to so many days, the last group for longer."""
LATE = 90
"""Days after which an aspiration should have been answered."""
AHEAD = 5
"""For how many years retirements are told."""


@dataclass(frozen=True, slots=True)
class Hope:
    """An aspiration: its note, the agency it was said in, its category, when, and whether somebody answered."""

    id: ObjectId
    agency: ObjectId | None
    category: str
    at: datetime
    is_answered: bool

    def age(self, moment: datetime) -> int:
        """Whole days since."""
        return (moment - self.at).days


@dataclass(slots=True)
class Board:
    """What was counted. `sets` are the active people of each figure, `over` those of each bucket, `ratings` the
    evaluations by predikat, `open` and `late` the follow-ups by agency."""

    asked: Asked
    at: datetime
    people: People
    sets: dict[str, Ids]
    over: dict[str, list[Ids]] = field(default_factory=dict)
    ratings: Counter[str] = field(default_factory=Counter)
    hopes: list[Hope] = field(default_factory=list)
    open: Counter[Any] = field(default_factory=Counter)
    late: Counter[Any] = field(default_factory=Counter)

    def by_agency(self, ids: Iterable[ObjectId]) -> Counter[Any]:
        """How many of these people work for each agency."""
        return Counter(self.people.rows[id]["agency"] for id in ids)

    def waiting(self) -> list[Hope]:
        """The aspirations of all time that nobody answered."""
        return [each for each in self.hopes if not each.is_answered]

    def of_period(self) -> list[Hope]:
        """The aspirations that were said in the period."""
        first, after = moments(self.asked.period)
        return [each for each in self.hopes if first <= each.at < after]


def moments(period: Period) -> tuple[datetime, datetime]:
    """When a period begins in WIB, and when what comes after it does."""
    return moment(period.starts, "00.00"), moment(period.ends + timedelta(days=1), "00.00")


def of_actor(actor: Actor, asked: Asked) -> Board:
    """All of an actor's figures: six round trips. Raises Denied for who counts no employees."""
    people = dashboard_reads.people(actor, asked)
    active = set(people.rows)
    board = Board(asked, now(), people, {"active": active})
    told: dict[str, ByBucket] = {}
    if may(actor, Action.COUNT, "Training"):
        told["trained"] = dashboard_reads.trained(actor, asked)
        board.sets |= standing(people, _reached(actor, asked))
    if may(actor, Action.COUNT, "Evaluation"):
        told["evaluated"], board.ratings = dashboard_reads.evaluated(actor, asked)
    if may(actor, Action.COUNT, "Participant"):
        done = dashboard_acts.acts(actor, asked, people.held)
        told["met"] = done.met
        board.sets |= _planned(active, done, asked) | leading(people, done.gave, asked)
    for name, buckets in told.items():
        board.over[name] = [buckets.get(asked.key(each), set()) & active for each in asked.buckets]
        board.sets[name] = in_period(buckets, asked) & active
    board.sets |= retiring(people, board.at.date().year)
    if may(actor, Action.COUNT, "Note"):
        _take(board, dashboard_acts.said(actor, asked, today()))
    return board


def _take(board: Board, said: Said) -> None:
    board.hopes = [hope(*each) for each in said.hopes]
    board.open, board.late = said.open, said.late


def hope(id: ObjectId, agency: Any, category: str, is_answered: bool) -> Hope:
    """An aspiration as it is read; it counts from when it was written down."""
    return Hope(id, agency, category, id.generation_time, is_answered)


def in_period(buckets: ByBucket, asked: Asked) -> Ids:
    """Whoever is in one of the period's buckets."""
    return set().union(*(buckets.get(key, set()) for key in asked.own))


def _planned(active: Ids, done: Acts, asked: Asked) -> dict[str, Ids]:
    return {"planned": done.planned.get(asked.period.year, set()) & active}


def leading(people: People, gave: ByBucket, asked: Asked) -> dict[str, Ids]:
    """The leaders, who have active people under them in the reach: those who gave feedback as such, and the others."""
    leaders = set(people.led_by.values()) & set(people.rows)
    giving = in_period(gave, asked) & leaders
    return {"gave": giving, "silent": leaders - giving}


def _reached(actor: Actor, asked: Asked) -> Mapping[Any, hours.Reached]:
    return hours.reached(actor, asked.period.year, Action.COUNT)


def standing(people: People, reached: Mapping[Any, hours.Reached]) -> dict[str, Ids]:
    """Who stands how with their learning hours, by operations.hours.STATES with `jp-` before it."""
    found: dict[str, Ids] = {f"jp-{state}": set() for state in hours.STATES}
    for id, row in people.rows.items():
        state = hours.state_of(row, reached.get(id, (0,))[0])
        if state:
            found[f"jp-{state}"].add(id)
    return found


def retiring(people: People, year: int) -> dict[str, Ids]:
    """Who of the active PNS retires in each of the coming years (`retires-2028`), and who should have before."""
    found: dict[str, Ids] = {f"retires-{each}": set() for each in range(year, year + AHEAD)}
    found["retires-past"] = set()
    for id, (born, age) in people.born.items():
        when = retirement(people.rows[id].get("kind"), born, age)
        if when is None:
            continue
        key = f"retires-{when.year}" if when.year >= year else "retires-past"
        if key in found:
            found[key].add(id)
    return found


def retirement(kind: Any, born: Any, age: Any) -> date | None:
    """The day a PNS retires (BUP): the 1st of the month after that birthday; None for whom none is known."""
    is_known = isinstance(born, datetime) and born.year < 2200 and isinstance(age, int) and 0 < age < 100
    if kind not in ("pns", "cpns") or not is_known:
        return None
    return month_after(anniversary(born.date(), age))


def by_age(hopes: Iterable[Hope], moment: datetime) -> dict[str, list[Hope]]:
    """Aspirations by how long they have waited, see AGES."""
    limits = [limit for _, limit in AGES[:-1]]
    found: dict[str, list[Hope]] = defaultdict(list)
    for each in hopes:
        found[AGES[bisect_right([limit + 1 for limit in limits], each.age(moment))][0]].append(each)
    return found
