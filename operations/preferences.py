"""How one likes the panel: language, appearance, density, page size, columns. One's own alone, and no history of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.users import User
from operations.actors import Actor
from operations.errors import Denied

SETTINGS = ("locale", "theme", "density", "page_size")
MOST_COLUMNS = 60


def keep(actor: Actor, values: Mapping[str, Any]) -> None:
    """Keep these of `SETTINGS` for the actor; values outside a setting's choices are left out."""
    fields = {name: User._fields[name] for name in SETTINGS}
    known = {name: value for name, value in values.items() if name in fields and value in dict(fields[name].choices)}
    _write(actor, known)


def keep_columns(actor: Actor, screen: str, columns: Sequence[str]) -> None:
    """Keep the columns of one list, in their order; none: those it begins with."""
    if not screen.isidentifier():
        return
    _write(actor, {f"columns.{screen}": list(columns)[:MOST_COLUMNS]})


def _write(actor: Actor, values: Mapping[str, Any]) -> None:
    if actor.id is None:
        raise Denied()
    if values:
        User._get_collection().update_one({"_id": actor.id}, {"$set": dict(values)})
