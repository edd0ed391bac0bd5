"""What a list shows to a role at first: the columns and filters that its unit has set for it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from models.setting_rows import ListView
from operations import configuration
from operations.actors import Actor


def _view(screen: str, actor: Actor) -> ListView | None:
    """The setting for this list and one of the actor's roles, in the unit where they have it."""
    for seat in actor.seats:
        views = configuration.settings(configuration.path_of(seat.unit)).views
        found = next((each for each in views if each.screen == screen and each.role in (None, seat.role.value)), None)
        if found is not None:
            return found
    return None


def columns_at_first(screen: str, actor: Actor) -> list[str]:
    """The keys of the columns that are set for the actor, if any are."""
    found = _view(screen, actor)
    return [str(key) for key in found.columns] if found is not None else []


def first_sight(screen: str, actor: Actor) -> MultiDict[str, str]:
    """The arguments of a list whose address has none: the filters that are set for the actor."""
    found = _view(screen, actor)
    pairs = parse_qsl(str(found.filters or "")) if found is not None else []
    return MultiDict((name, value) for name, value in pairs if name not in ("page", "columns", "size"))
