"""What waits for an actor: things that need somebody's hand, each with the list of exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mongoengine import Document

from models.base import now
from models.departments import Department
from models.imports import ImportJob
from models.people import Employee
from models.training import Training
from models.wording import N_
from operations import listing, register_waiting
from operations.actors import Actor
from operations.listing import Asked
from operations.policy import Action, may

CONTRACT_NOTICE = timedelta(days=90)
REGISTER_LIST = "registers.index_view"
"""The list of one register, which its argument `key` names."""


@dataclass(frozen=True, slots=True)
class Waits:
    """One kind of waiting thing: which records, who has to act (a right on the document), and its list's address."""

    label: str
    kind: type[Document]
    right: Action
    endpoint: str
    filters: Callable[[date], Mapping[str, Any]]
    arguments: Callable[[date], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting kind with how many there are; `capped`: at least so many."""

    label: str
    count: int
    capped: bool
    endpoint: str
    arguments: Mapping[str, Any]


KINDS: tuple[Waits, ...] = (
    Waits(
        N_("import previews not yet applied"), ImportJob, Action.CHANGE, "imports.new",
        lambda today: {"state": ["planned"]}, lambda today: {},
    ),
    Waits(
        N_("units to review"), Department, Action.CHANGE, "departments.index_view",
        lambda today: {"needs_review": True}, lambda today: {"needs_review": "1"},
    ),
    Waits(
        N_("trainings proposed"), Training, Action.CHANGE, "trainings.index_view",
        lambda today: {"status": ["proposed"]}, lambda today: {"status": "proposed"},
    ),
    Waits(
        N_("contracts ending within 90 days"), Employee, Action.READ, "employees.index_view",
        lambda today: {"contract_end": (today, today + CONTRACT_NOTICE + timedelta(days=1))},
        lambda today: {
            "contract_end_from": f"{today:%d-%m-%Y}", "contract_end_to": f"{today + CONTRACT_NOTICE:%d-%m-%Y}",
        },
    ),
)  # fmt: skip


def for_actor(actor: Actor) -> list[Waiting]:
    """What waits for the actor: in the order of `KINDS`, then of its registers; what there is none of is left out."""
    today = now().date()
    found = []
    for each in KINDS:
        if not may(actor, each.right, each.kind.__name__):
            continue
        page = listing.find(actor, each.kind, Asked(filters=each.filters(today), size=1), ("_id",))
        if page.total:
            found.append(Waiting(each.label, page.total, page.capped, each.endpoint, each.arguments(today)))
    return [*found, *_entries(actor)]


def _entries(actor: Actor) -> Iterator[Waiting]:
    """Register entries that wait for a step of the actor's."""
    for place, count, capped in register_waiting.counts(actor):
        units = sorted(str(unit) for unit in place.units)
        arguments = {"key": place.register, "department": units, "state": place.states}
        yield Waiting(place.label, count, capped, REGISTER_LIST, arguments)
