"""A unit's letterhead and Word templates, for whoever may see the unit."""

from __future__ import annotations

from typing import IO

from bson import ObjectId

from models.configurations import Layer
from operations import configuration, configuring, files, word_templates
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


def template(actor: Actor, unit: ObjectId, kind: str, of_draft: bool = False) -> bytes:
    """Our Word template of a paper, or the one in the unit's draft. Raises Missing."""
    configuring.path_for(actor, unit)
    if not of_draft:
        return word_templates.standard(kind)
    layer = configuring.draft_of(unit).layer or Layer()
    own = getattr(layer.settings, word_templates.OWN.get(kind, ""), None)
    if not isinstance(own, ObjectId):
        raise Missing()
    return files.read_kept(own)
