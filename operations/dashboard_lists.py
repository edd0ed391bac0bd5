"""What stands behind the figures of a dashboard, row by row: the very people and aspirations that they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.notes import Note
from models.people import Employee
from operations import dashboards, policy
from operations.actors import Actor
from operations.dashboard_reads import Asked, Ids
from operations.dashboards import COVERAGE, Board, Hope
from operations.errors import Denied, Missing
from operations.indexes import hint
from operations.listing import Asked as Page
from operations.policy import Action

NOT = "not-"
"""Before the name of a coverage: the others."""
_PERSON = ("name", "title_front", "title_back", "nip", "kind", "golongan", "position_name", "department")
_NOTE = ("employee", "text", "category", "meeting", "confidential")


@dataclass(frozen=True, slots=True)
class Which:
    """Which aspirations: those of the period, of one category (`none`: of none) and answered or not; or, of all time,
    those that wait so long for an answer (one of AGES, or `late`)."""

    category: str | None = None
    is_answered: bool | None = None
    age: str | None = None

    def of(self, board: Board) -> list[Hope]:
        found = self._aged(board) if self.age else board.said()
        category = "" if self.category == "none" else self.category
        return [
            each
            for each in found
            if self.category is None or each.category == category
            if self.is_answered is None or each.is_answered == self.is_answered
        ]

    def _aged(self, board: Board) -> list[Hope]:
        if self.age == "late":
            return board.unanswered_long()
        return dashboards.by_age(board.waiting(), board.at).get(str(self.age), [])


def people(actor: Actor, asked: Asked, figure: str, page: Page) -> tuple[list[dict[str, Any]], int]:
    """(a page of the employees that a figure counts, by name; how many in all). Three round trips.

    Raises Missing for what is no figure, or no unit of the reach, and Denied for who may count but not read.
    """
    if not policy.may(actor, Action.READ, "Employee"):
        raise Denied()
    board = in_reach(dashboards.for_figure(actor, asked, figure.removeprefix(NOT)))
    chosen = members(board, figure)
    wanted = policy.where(actor, Employee)
    named = hint(Employee, wanted, "name_folded")
    found = Employee._get_collection().find({**wanted, "_id": {"$in": list(chosen)}}, dict.fromkeys(_PERSON, 1))
    found = (found.hint(named) if named else found).sort([("name_folded", 1), ("_id", 1)])
    return list(found.skip(page.offset).limit(page.size)), len(chosen)


def members(board: Board, figure: str) -> Ids:
    """The people of a figure. Raises Missing for what is none."""
    name = figure.removeprefix(NOT)
    if name not in board.sets or (name != figure and name not in COVERAGE):
        raise Missing()
    return board.sets[name] if name == figure else board.active - board.sets[name]


def in_reach(board: Board) -> Board:
    """The board. Raises Missing where a unit was asked for that the actor does not know of."""
    if board.asked.unit is not None and board.asked.unit not in board.people.units:
        raise Missing()
    return board


def aspirations(actor: Actor, asked: Asked, which: Which, page: Page) -> tuple[list[dict[str, Any]], int]:
    """(a page of the aspirations that a figure counts, the oldest first, as stored with `answered`; how many in all).
    Three round trips. Raises as `people` does."""
    if not policy.may(actor, Action.READ, "Note"):
        raise Denied()
    board = in_reach(dashboards.for_figure(actor, asked, "hopes"))
    chosen = sorted(which.of(board), key=lambda each: each.id)
    shown = {each.id: each for each in chosen[page.offset : page.offset + page.size]}
    query = {"$and": [policy.where(actor, Note)], "_id": {"$in": list(shown)}}
    found = Note._get_collection().find(query, dict.fromkeys(_NOTE, 1)).sort("_id", 1)
    return [{**raw, "answered": shown[raw["_id"]].is_answered} for raw in found], len(chosen)
