"""Dates dealt with: a note, with who, when and why, that puts a date aside; and its taking back.

The note is a row of the record that the date follows from, so that both change in one transaction and the trail tells
it. It speaks of exactly one day: once the data names another day, that one is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson import ObjectId

from models.coming_dates import Coming, coming, licence
from models.dated import Dated, DealtWith
from models.entries import EmployeeEntry
from models.fields import tidy
from models.moments import now
from models.people import Employee, with_titles
from models.training import Training
from models.wording import N_, Message
from operations import policy, records
from operations.actors import Actor
from operations.audit import Origin
from operations.errors import Denied, Invalid, Missing
from operations.policy import Action

SOURCES: Mapping[str, type[Dated]] = {"Employee": Employee, "Training": Training, "EmployeeEntry": EmployeeEntry}
"""The records that dates follow from, by what lists call them."""
GONE = N_("This date is no longer there: the data it follows from has changed.")


@dataclass(frozen=True, slots=True)
class Found:
    """A date with the stored record it follows from, and that record's class."""

    coming: Coming
    raw: dict[str, Any]
    kind: type[Dated]

    @property
    def person(self) -> str:
        """Whom the date concerns."""
        held = self.raw
        named = with_titles(held.get("name"), held.get("title_front"), held.get("title_back"))
        return named if self.kind is Employee else str(held.get("employee_name") or "")


def read(actor: Actor, source: str, id: ObjectId, kind: str, day: date, action: Action = Action.READ) -> Found:
    """The date of that kind and day of a record. Raises Missing, Denied, and Invalid where there is none any more."""
    if source not in SOURCES:
        raise Missing()
    raw = records.read(SOURCES[source], id)
    document = SOURCES[source].kind_of(raw)
    assert issubclass(document, Dated)
    policy.require(actor, action, document.__name__, raw)
    dates = coming(raw) if source == "Employee" else licence(raw)
    found = next((each for each in dates if each.kind == kind and each.day == day), None)
    if found is None:
        raise Invalid({"": Message(GONE)})
    return Found(found, raw, document)


def may_note(actor: Actor, found: Found) -> bool:
    """Whether the actor may put a date aside and take that back: who may change the record, but not about oneself."""
    if found.kind.fixed(found.raw):
        return False
    try:
        policy.require(actor, Action.CHANGE, found.kind.__name__, found.raw)
    except (Missing, Denied):
        return False
    return True


def put_aside(actor: Actor, found: Found, reason: str, seen: int, origin: Origin) -> None:
    """Note that a date was dealt with. Twice is once. Raises Denied, Invalid (no reason), Conflict, Full."""
    told = tidy(reason, lines=False)
    if not told:
        raise Invalid({"reason": Message(N_("Say why: this date is shown no more."))})
    if found.coming.dealt is None:
        row = DealtWith(kind=found.coming.kind, day=found.coming.day, reason=told[:500], by_name=actor.name, at=now())
        _save(actor, found, [*_rows(found), row], seen, origin)


def take_back(actor: Actor, found: Found, seen: int, origin: Origin) -> None:
    """Take the note back: the date is open again. Raises Denied, Conflict, Full."""
    left = [row for row in _rows(found) if (row.kind, row.day) != (found.coming.kind, found.coming.day)]
    _save(actor, found, left, seen, origin)


def _rows(found: Found) -> list[DealtWith]:
    return [DealtWith._from_son(row) for row in found.raw.get("dealt_with") or ()]


def _save(actor: Actor, found: Found, rows: list[DealtWith], seen: int, origin: Origin) -> None:
    policy.require(actor, Action.CHANGE, found.kind.__name__, found.raw)
    records.forbid_fixed(found.kind, found.raw)
    records.save(actor, found.kind, found.raw, {"dealt_with": rows}, seen, origin)
