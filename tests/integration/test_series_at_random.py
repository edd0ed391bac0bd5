"""Random lives of a series of meetings: what is open is asked after in exactly one meeting, whatever is moved, skipped,
reopened, held or sent back. Judged by a small model of its own, which knows nothing of the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.follow_ups import FollowUp
from models.meetings import STEPS, Meeting
from models.series import MeetingSeries
from operations import follow_ups, meeting_steps, meetings, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import Invalid, WrongState
from tests.makers import make_unit

FIRST = date(2098, 1, 7)
AHEAD, NOTED, OPEN = ("draft", "invited"), ("running", "minutes"), ("open", "running", "postponed")
LEADS = {step.key: {state.value: step.after.value for state in step.before} for step in STEPS}
"""Where each step leads, by the state it is taken in."""
MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([*LEADS, "start", "end", "cancel", "redraft"]), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(-40, 40)),
        st.tuples(st.just("agree"), st.integers(0, 5), st.just(0)),
        st.just(("outside", 0, 0)),
        st.tuples(st.sampled_from(["done", "stopped", "postponed", "open", "running"]), st.integers(0, 9), st.just(0)),
        st.sampled_from([("ahead", 0, 0), ("start", 0, 0), ("agree", 1, 0)]),
    ),
    min_size=8,
    max_size=24,
)


@dataclass
class Held:
    """A meeting as the model has it."""

    id: Any
    serial: int
    day: date
    state: str = "draft"


@dataclass
class Promise:
    """Something agreed, as the model has it; outside the series where it has no meeting."""

    id: Any
    meeting: Held | None
    status: str = "open"


@dataclass
class Life:
    """A series and a meeting outside it in the store, and what the model holds of them."""

    series: Any
    alone: Any
    meetings: list[Held] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    def asked_after(self) -> dict[Any, list[Any]]:
        """What each meeting must ask after: each open promise in the first meeting to be held that is not its own."""
        order = sorted(
            (each for each in self.meetings if each.state in ("running", *AHEAD)),
            key=lambda each: (each.state != "running", each.day, each.serial),
        )
        found: dict[Any, list[Any]] = {each.id: [] for each in self.meetings}
        for promise in self.promises:
            others = [each for each in order if each is not promise.meeting]
            if promise.status in OPEN and others:
                found[others[0].id].append(promise.id)
        return found

    def make(self, name: str, which: int, days: int) -> None:
        """One move; one that the model does not allow must be refused."""
        held = self.meetings[which % len(self.meetings)]
        if name in LEADS:
            self.step(held, name)
        elif name == "move":
            self.shift(held, held.day + timedelta(days=days))
        elif name == "agree":
            noted = [each for each in self.meetings if each.state in NOTED]
            self.agree(noted[which % len(noted)] if noted and which else held)
        elif name == "outside":
            self.agree(None)
        elif name == "ahead":
            assert meetings.make_ahead(SYSTEM, self.series, Origin()) == 0, (
                "what was moved or skipped is not made again"
            )
        elif self.promises:
            self.settle(self.promises[which % len(self.promises)], name)

    def step(self, held: Held, key: str) -> None:
        version = records.read(Meeting, held.id)["version"]
        act = lambda: meeting_steps.move(SYSTEM, held.id, key, version, "Karena")  # noqa: E731
        if _done(act, held.state in LEADS[key]):
            held.state = LEADS[key][held.state]

    def shift(self, held: Held, day: date) -> None:
        if held.state in AHEAD:
            records.change(SYSTEM, Meeting, held.id, {"day": day}, records.read(Meeting, held.id)["version"])
            held.day = day

    def agree(self, held: Held | None) -> None:
        slot, said = f"agreed:{len(self.promises)}", {"text": "Janji"}
        place = held.id if held else self.alone
        made: list[Any] = []
        act = lambda: made.append(follow_ups.agree(SYSTEM, place, slot, said, Origin()))  # noqa: E731
        if _done(act, held is None or held.state in NOTED):
            self.promises.append(Promise(made[0].id, held))

    def settle(self, promise: Promise, status: str) -> None:
        version = records.read(FollowUp, promise.id)["version"]
        follow_ups.change_status(SYSTEM, promise.id, status, "Karena", version, Origin())
        promise.status = status


def _done(act: Callable[[], Any], allowed: bool) -> bool:
    """Whether the act was done, which is so exactly where it is allowed."""
    if allowed:
        act()
    else:
        with pytest.raises((WrongState, Invalid)):
            act()
    return allowed


def begin() -> Life:
    """A unit of its own: other lives' meetings are none of this one's."""
    values = {"department": make_unit().id, "title": "Mingguan"}
    series: Any = records.create(
        SYSTEM, MeetingSeries, {**values, "cadence": "weekly", "discusses_all": False, "starts_on": FIRST}
    )
    meetings.make_ahead(SYSTEM, series, Origin())
    held = meetings.of_series(SYSTEM, series.id)
    alone = records.create(SYSTEM, Meeting, {**values, "day": FIRST})
    meeting_steps.move(SYSTEM, alone.id, "type_up", 1)
    return Life(series, alone.id, [Held(raw["_id"], number, raw["day"].date()) for number, raw in enumerate(held)])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_what_is_open_is_asked_after_once(city: SimpleNamespace, moves: list[tuple[str, int, int]]) -> None:
    life = begin()
    for move in moves:
        life.make(*move)
        found = {
            each.id: [raw["_id"] for raw in follow_ups.carried(SYSTEM, records.read(Meeting, each.id))]
            for each in life.meetings
        }
        assert found == life.asked_after(), move
