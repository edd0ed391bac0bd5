"""The configuration that holds now, the same for all of one request, and read anew by every worker once it changes.

The store names the present revision. A request learns it in the trip that finds its session and reads the rest only
when it is another than this process knows, so that a change is right in every worker at its next request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from models.configurations import Configuration, ConfigurationVersion
from models.departments import Department
from models.fieldsets import NONE, FieldSet
from models.settings import State
from models.unit_settings import UnitSettings
from models.wording import N_, Message
from operations.errors import Invalid, OperationError


class Applying(OperationError):
    """A version is being applied in steps: nothing is shown or written until it holds, or is taken back."""

    def __init__(self) -> None:
        super().__init__(Message(N_("The configuration is being applied right now. Try again in a moment.")))


NAME = "configuration"
"""The State that names the revision: {revision, heads: {unit: number}}, and while steps are written, `applying`."""
RECONFIGURED = N_("The fields of this form were changed just now. Open it again to see them; nothing was saved.")
EMPTY = Configuration()
_newest: Configuration = EMPTY
_pinned: ContextVar[Configuration | None] = ContextVar("configuration", default=None)


def current() -> Configuration:
    """What holds for this request or job; outside of one, what holds at this moment (one round trip)."""
    pinned = _pinned.get()
    return pinned if pinned is not None else at(stored())


def stored(session: ClientSession | None = None) -> Any:
    """The State that names the present revision, as it is stored."""
    return State._get_collection().find_one({"_id": NAME}, session=session)


def require(checked: set[Any], state: Mapping[str, Any] | None) -> None:
    """Raise Invalid where records were checked against another revision than the State's, Applying while it changes."""
    told = (state or {}).get("value") or {}
    if checked != {told.get("revision")}:
        raise Invalid({"": Message(RECONFIGURED)})
    if told.get("applying"):
        raise Applying()


def at(state: Mapping[str, Any] | None) -> Configuration:
    """The configuration of a stored State, from memory where this process knows it."""
    global _newest
    told = state.get("value") if state else None
    if not isinstance(told, Mapping) or told.get("revision") is None:
        return EMPTY
    if told.get("applying"):
        raise Applying()
    known = _newest
    if known.revision != told["revision"]:
        known = _newest = Configuration(told["revision"], _layers(told.get("heads") or {}))
    return known


def _layers(heads: Mapping[str, int]) -> dict[ObjectId, tuple[int, Any]]:
    keys = [{"unit": ObjectId(unit), "number": number} for unit, number in heads.items()]
    found = ConfigurationVersion.objects(__raw__={"$or": keys}) if keys else ()
    return {each.unit: (each.number, each.layer) for each in found}


def pin(state: Mapping[str, Any] | None) -> None:
    """Let this request work with the configuration of that State to its end."""
    _pinned.set(at(state))


def pin_newest() -> None:
    """After a change: let the rest of this request work with what holds now, if anything was pinned."""
    if _pinned.get() is not None:
        pin(stored())


def unpin() -> None:
    """Forget what was pinned."""
    _pinned.set(None)


@contextmanager
def pinned(found: Configuration | None = None) -> Iterator[Configuration]:
    """One configuration for a whole job: the present one, or `found`."""
    held = found if found is not None else current()
    token = _pinned.set(held)
    try:
        yield held
    finally:
        _pinned.reset(token)


def fieldset(kind: Any, scope: Any) -> FieldSet:
    """The fields defined for a document's class in the unit at the end of `scope`, its path from the root."""
    if not getattr(kind, "CONFIGURABLE", False) or not isinstance(scope, list):
        return NONE
    return current().fieldset(kind.type_name(), [unit for unit in scope if isinstance(unit, ObjectId)])


def settings(scope: Any) -> UnitSettings:
    """The settings that hold in the unit at the end of `scope`, its path from the root."""
    units = scope if isinstance(scope, list) else []
    return current().settings([unit for unit in units if isinstance(unit, ObjectId)])


def path_of(unit: ObjectId | None) -> list[ObjectId]:
    """A unit's path from the root, itself last; empty for one that is gone. Kept as long as the revision holds, which
    ends when a unit moves."""
    if unit is None:
        return []
    held = current()
    if not held.layers:
        return [unit]
    if unit not in held.paths:
        raw = Department._get_collection().find_one({"_id": unit}, {"scope": 1}) or {}
        held.paths[unit] = list(raw.get("scope") or ())
    return held.paths[unit]


def renewed(heads: Mapping[str, int]) -> dict[str, Any]:
    """The State's value of a new revision."""
    return {"revision": ObjectId(), "heads": dict(heads)}
