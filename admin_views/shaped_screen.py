"""Which fields a screen has: those of the unit that a record lies in, a list is narrowed to, or an actor works for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from bson import ObjectId
from werkzeug.datastructures import MultiDict

from admin_views.shapes import Shape
from models.fieldsets import FieldSet
from models.references import RECORDS
from operations import configuration, policy, records
from operations.actors import Actor
from operations.errors import Missing
from operations.policy import Action

KEPT = 200


class ShapedScreen:
    """The shapes of a RecordView, one a FieldSet, the latest 200 kept."""

    document: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._shapes: OrderedDict[str, Shape] = OrderedDict()
        self._shapes_lock = Lock()
        super().__init__(*args, **kwargs)

    def shape(self, fieldset: FieldSet) -> Shape:
        """This screen with these defined fields."""
        with self._shapes_lock:
            found = self._shapes.get(fieldset.digest)
            if found is None:
                found = self._shapes[fieldset.digest] = Shape(self, fieldset)
                while len(self._shapes) > KEPT:
                    self._shapes.popitem(last=False)
            return found

    def shape_at(self, path: list[ObjectId]) -> Shape:
        """This screen in the unit at the end of a path from the root."""
        kind = self.document
        if not getattr(kind, "CONFIGURABLE", False):
            return self.shape(configuration.NONE)
        return self.shape(configuration.fieldset(kind, path))

    def shape_of(self, raw: Mapping[str, Any]) -> Shape:
        """This screen for a stored record."""
        return self.shape_at(raw.get("scope") or [])

    def list_shape(self, actor: Actor, args: MultiDict[str, str]) -> Shape:
        """This screen for a list: of the one unit it is narrowed to, else of where the actor's units meet.

        A unit out of reach is as none asked for: what it has defined is not told by its id in an address.
        """
        asked = [text for text in args.getlist("department") if ObjectId.is_valid(text)]
        path = configuration.path_of(ObjectId(asked[0])) if len(asked) == 1 else []
        if path and policy.may(actor, Action.READ, "Department", {"scope": path}):
            return self.shape_at(path)
        return self.shape_at(shared_path([configuration.path_of(seat.unit) for seat in actor.seats]))

    def new_shape(self, actor: Actor, given: Mapping[str, Any]) -> Shape:
        """This screen for a record to be made, by what it was given so far: its owner, else the actor's unit."""
        return self.shape_at(self.new_path(actor, given))

    def new_path(self, actor: Actor, given: Mapping[str, Any]) -> list[ObjectId]:
        """The path of where a record to be made will lie, by what it was given so far; an owner out of the actor's
        reach is as none given."""
        owner = getattr(self.document, "OWNER", None)
        text = str(given.get(owner) or "") if owner else ""
        path = self._owner_path(owner, ObjectId(text)) if owner and ObjectId.is_valid(text) else []
        if path and policy.may(actor, Action.READ, "Department", {"scope": path}):
            return path
        return shared_path([configuration.path_of(seat.unit) for seat in actor.seats])

    def _owner_path(self, owner: str, id: ObjectId) -> list[ObjectId]:
        to = self.document._fields[owner].to
        if to == "Department":
            return configuration.path_of(id)
        if not configuration.current().layers:
            return []
        try:
            return list(records.read(RECORDS[to], id).get("scope") or ())
        except Missing:
            return []


def shared_path(paths: list[list[ObjectId]]) -> list[ObjectId]:
    """What several paths from the root have in common."""
    shared: list[ObjectId] = []
    for units in zip(*paths, strict=False):
        if len(set(units)) > 1:
            break
        shared.append(units[0])
    return shared
