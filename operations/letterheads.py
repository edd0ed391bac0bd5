"""A unit's letterhead: its lines, and its logo for whoever may see the unit."""

from __future__ import annotations

from typing import IO

from bson import ObjectId

from models.configurations import Layer
from operations import configuration, configuring, files
from operations.actors import Actor
from operations.errors import Missing


def logo(actor: Actor, unit: ObjectId, of_draft: bool = False) -> tuple[IO[bytes], str, str, int]:
    """The unit's logo as (stream, name, content type, length), its own or inherited. Raises Missing."""
    path = configuring.path_for(actor, unit)
    settings = configuration.settings(path)
    if of_draft:
        draft = configuring.draft_of(unit)
        settings = configuration.current().with_layer(unit, draft.layer or Layer()).settings(path)
    if not isinstance(settings.logo, ObjectId):
        raise Missing()
    return files.stream(settings.logo)
