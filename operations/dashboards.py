"""A dashboard: how many people were evaluated, met, planned for and trained, how they stand with their hours, and what
was hoped and promised, of one's reach or one unit of it.

Every figure is a set of people or of records (`Board`), so that what is listed behind it is what it counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bson import ObjectId

from models.coming_dates import anniversary, month_after
from models.meetings import moment
from models.moments import now, today
from models.periods import Period
from operations import configuration, dashboard_acts, dashboard_reads, hours
from operations.actors import Actor
from operations.dashboard_reads import Asked, ByBucket, Ids, People
from operations.policy import Action, may

COVERAGE = ("evaluated", "met", "planned", "trained")
AGES = (("d30", 30), ("d90", 90), ("d180", 180), ("older", None))
"""How long aspirations wait: at most so many days; the last ones for longer."""
LATE = 90
"""Days within which an aspiration should be answered."""
AHEAD = 5
"""For how many years retirements are told."""


@dataclass(frozen=True, slots=True)
class Hope:
    """An aspiration: its note, the agency it was said in, its category, and whether somebody answered."""

    id: ObjectId
    agency: ObjectId | None
    category: str
    is_answered: bool

    @property
    def at(self) -> datetime:
        """When it was written down; one that was sent ahead of a meeting counts from then on."""
        return self.id.generation_time

    def waited(self, moment: datetime) -> timedelta:
        """How long it has been said by then."""
        return moment - self.at


@dataclass(slots=True)
class Board:
    """What was counted. `sets` are the active people of each figure, `over` those of each bucket, `rated` how many
    evaluations of a bucket have each predikat, `open` and `late` the follow-ups by agency."""

    asked: Asked
    at: datetime
    people: People
    sets: dict[str, Ids]
    over: dict[str, list[Ids]] = field(default_factory=dict)
    rated: Mapping[int, Counter[str]] = field(default_factory=dict)
    hopes: list[Hope] = field(default_factory=list)
    open: Counter[Any] = field(default_factory=Counter)
    late: Counter[Any] = field(default_factory=Counter)

    @property
    def active(self) -> Ids:
        return self.sets["active"]

    def by_agency(self, ids: Iterable[ObjectId]) -> Counter[Any]:
        """How many of these people work for each agency."""
        return Counter(self.people.rows[id]["agency"] for id in ids)

    @property
    def ratings(self) -> Counter[str]:
        """How many evaluations of the period have each predikat."""
        return sum((self.rated.get(key, Counter()) for key in self.asked.own), Counter())

    def waiting(self) -> list[Hope]:
        """The aspirations of all time that nobody answered."""
        return [each for each in self.hopes if not each.is_answered]

    def unanswered_long(self) -> list[Hope]:
        """Those of them that were said more than LATE days ago."""
        return [each for each in self.waiting() if each.waited(self.at) > timedelta(days=LATE)]

    def said(self) -> list[Hope]:
        """The aspirations of the period."""
        first, after = moments(self.asked.period)
        return [each for each in self.hopes if first <= each.at < after]

    def take(self, name: str, buckets: ByBucket) -> None:
        """Take a figure that is told over time: who is in the period, and in each bucket."""
        asked = self.asked
        self.over[name] = [buckets.get(asked.key(each), set()) & self.active for each in asked.buckets]
        self.sets[name] = set().union(*self.over[name][-len(asked.own) :])


def moments(period: Period) -> tuple[datetime, datetime]:
    """When a period begins in WIB, and when what comes after it does."""
    return moment(period.starts, "00.00"), moment(period.ends + timedelta(days=1), "00.00")


def of_actor(actor: Actor, asked: Asked) -> Board:
    """All of an actor's figures: six round trips. Raises Denied for who counts no employees."""
    return _read(actor, asked, tuple(LOADERS))


def for_figure(actor: Actor, asked: Asked, figure: str) -> Board:
    """As much of the board as tells one figure (`met`, `jp-short`, `retires-2028`, `hopes`): two round trips."""
    return _read(actor, asked, (_LOADED_BY.get(figure.partition("-")[0], ""),))


def _read(actor: Actor, asked: Asked, names: Iterable[str]) -> Board:
    people = dashboard_reads.people(actor, asked)
    board = Board(asked, now(), people, {"active": set(people.rows)})
    board.sets |= retiring(people, board.at.date().year)
    with configuration.pinned():
        for name in names:
            kind, load = LOADERS.get(name, ("", None))
            if load is not None and may(actor, Action.COUNT, kind):
                load(actor, board)
    return board


def _trained(actor: Actor, board: Board) -> None:
    board.take("trained", dashboard_reads.trained(actor, board.asked))


def _hours(actor: Actor, board: Board) -> None:
    board.sets |= standing(board.people, dashboard_reads.jp(actor, board.asked), board.asked.period.year)


def _evaluated(actor: Actor, board: Board) -> None:
    buckets, board.rated = dashboard_reads.evaluated(actor, board.asked)
    board.take("evaluated", buckets)


def _acts(actor: Actor, board: Board) -> None:
    """Leaders are those who have active people under them in the reach."""
    people, asked = board.people, board.asked
    done = dashboard_acts.acts(actor, asked, people.held)
    board.take("met", done.met)
    board.sets["planned"] = done.planned.get(asked.period.year, set()) & board.active
    leaders = dashboard_reads.ids(row["superior"] for row in people.rows.values()) & board.active
    board.sets["gave"] = leaders & set().union(*(done.gave.get(key, set()) for key in asked.own))
    board.sets["silent"] = leaders - board.sets["gave"]


def _said(actor: Actor, board: Board) -> None:
    found = dashboard_acts.said(actor, board.asked, today())
    board.hopes = [Hope(*each) for each in found.hopes]
    board.open, board.late = found.open, found.late


LOADERS: Mapping[str, tuple[str, Callable[[Actor, Board], None]]] = {
    "trained": ("Training", _trained), "hours": ("Training", _hours), "evaluated": ("Evaluation", _evaluated),
    "acts": ("Participant", _acts), "said": ("Note", _said),
}  # fmt: skip
"""What fills a board, a round trip each, and the document of which one must be able to count some."""
_LOADED_BY = {
    "trained": "trained", "jp": "hours", "evaluated": "evaluated", "met": "acts", "planned": "acts", "gave": "acts",
    "silent": "acts", "hopes": "said",
}  # fmt: skip


def standing(people: People, jp: Mapping[Any, int], year: int) -> dict[str, Ids]:
    """Who stands how with their learning hours in a year, by operations.hours.STATES with `jp-` before it."""
    found: dict[str, Ids] = {f"jp-{state}": set() for state in hours.STATES}
    for id, row in people.rows.items():
        state = hours.state_of(row, jp.get(id, 0), year)
        if state:
            found[f"jp-{state}"].add(id)
    return found


def retiring(people: People, year: int) -> dict[str, Ids]:
    """Who of the active PNS retires in the coming years (`retires`) and in each of them (`retires-2028`), and who
    should have before (`retires-past`)."""
    found: dict[str, Ids] = {f"retires-{each}": set() for each in ("past", *range(year, year + AHEAD))}
    for id, row in people.rows.items():
        when = retirement(row["kind"], row["birth_date"], row["retirement_age"])
        key = None if when is None else f"retires-{when.year if when.year >= year else 'past'}"
        if key in found:
            found[key].add(id)
    found["retires"] = set().union(*(ids for key, ids in found.items() if key != "retires-past"))
    return found


def retirement(kind: Any, born: Any, age: Any) -> date | None:
    """The day a PNS retires (BUP): the 1st of the month after that birthday; None for whom none is known."""
    is_known = isinstance(born, datetime) and born.year < 2200 and isinstance(age, int) and 0 < age < 100
    return month_after(anniversary(born.date(), age)) if kind in ("pns", "cpns") and is_known else None


def by_age(hopes: Iterable[Hope], moment: datetime) -> dict[str, list[Hope]]:
    """Aspirations by how long they have waited, see AGES."""
    limits = [timedelta(days=limit) for _, limit in AGES if limit is not None]
    found: dict[str, list[Hope]] = defaultdict(list)
    for each in hopes:
        found[AGES[bisect_left(limits, each.waited(moment))][0]].append(each)
    return found
