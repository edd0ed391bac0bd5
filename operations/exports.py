"""Exporting records: in batches, within the actor's reach, and logged before the first row leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from mongoengine import Document

from models.audit import Act
from operations import listing, policy
from operations.actors import Actor
from operations.audit import Origin, note
from operations.errors import Denied
from operations.listing import Asked
from operations.policy import Action

BATCH = 2_000


def batches(
    actor: Actor, kind: type[Document], asked: Asked, fields: Sequence[str], detail: Mapping[str, Any], origin: Origin
) -> Iterator[list[dict[str, Any]]]:
    """The stored documents of what is asked, 2,000 at a time. Raises Denied at once, before any row."""
    if not policy.may(actor, Action.EXPORT, kind.__name__):
        raise Denied()
    wanted = listing.query(actor, kind, asked, Action.EXPORT)
    note(actor, Act.EXPORT, origin, detail, document=kind.__name__)
    found = listing.cursor(kind, wanted, asked, fields).batch_size(BATCH)
    return _cut(iter(found))


def _cut(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(found, BATCH)):
        yield batch
