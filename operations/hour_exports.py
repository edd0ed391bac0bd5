"""The list of learning hours as rows of a file: logged before the first row leaves, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.audit import Act
from operations import exports, policy
from operations.actors import Actor
from operations.audit import Origin, note
from operations.errors import Denied
from operations.hours import SHOWN, Person
from operations.policy import Action
from operations.references import fetch

BATCH = 2_000


def batches(
    actor: Actor, people: Sequence[Person], detail: Mapping[str, Any], origin: Origin
) -> Iterator[list[tuple[Person, dict[str, Any], dict[Any, dict[str, Any]]]]]:
    """(person, their stored document with `nip` as far as it may be seen, units by id) a person. Raises Denied at once,
    before any row."""
    if not all(policy.may(actor, Action.EXPORT, name) for name in ("Employee", "Training")):
        raise Denied()
    note(actor, Act.EXPORT, origin, detail, document="Training")
    return _read(actor, people)


def _read(actor: Actor, people: Sequence[Person]) -> Iterator[list[Any]]:
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        units = {each.unit for each in batch if each.unit}
        found = fetch({"Employee": [each.id for each in batch], "Department": units}, SHOWN)
        nips = exports.nips(actor, (each.id for each in batch))
        yield [
            (each, {**found[each.id], "nip": nips.get(each.id, "")}, found)
            for each in batch
            if each.id in found
        ]  # fmt: skip
