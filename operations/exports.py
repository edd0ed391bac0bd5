"""Exporting records: in batches, within the actor's reach, and logged before the first row leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bson import ObjectId
from mongoengine import Document

from models.audit import Act
from models.people import Employee
from operations import configuration, listing, policy
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


def nips(actor: Actor, employees: Iterable[ObjectId]) -> dict[ObjectId, str]:
    """The NIPs of these employees, as far as the actor may see them and their unit does not hide them; one trip."""
    query = {**policy.where(actor, Employee), "_id": {"$in": sorted(set(employees))}}
    found = Employee._get_collection().find(query, {"nip": 1, "scope": 1}).batch_size(BATCH)
    return {
        raw["_id"]: str(raw.get("nip") or "")
        for raw in found
        if "nip" not in configuration.fieldset(Employee, raw.get("scope") or ()).sensitive
    }


def _cut(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(found, BATCH)):
        yield batch
