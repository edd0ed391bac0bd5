"""Bringing a configuration, or parts of one, into a unit's draft: from a template, a file, or another dinas.

A part is called `types/Employee`, `types/Employee/str_number` or `registers/izin_praktik`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from mongoengine import EmbeddedDocumentListField

from models.configurations import Configuration, ConfigurationDraft, Layer
from models.definitions import TypeDefinition
from models.wording import N_, Message
from operations import configuration, configuring
from operations.actors import Actor
from operations.errors import Invalid
from operations.layer_parts import ROWS, TYPES, copied, keep_ids, name_of, picked, says
from operations.policy import Action
from operations.portable_fields import STAYS


@dataclass(frozen=True, slots=True)
class Pick:
    """A part that can be picked; `inside` names the one that it comes along with."""

    name: str
    label: str
    inside: str = ""


def parts_of(layer: Layer) -> list[Pick]:
    """What can be picked of a layer, in its order; the fields of a register come along with it."""
    registers = {str(each.key) for each in layer.registers}
    found: list[Pick] = []
    for each in layer.types:
        if each.name not in registers:
            whole = f"{TYPES}/{each.name}"
            found += [Pick(whole, Message(str(each.name))), *_inside(each, whole)]
    for name, field in Layer._fields.items():
        value = getattr(layer, name)
        if name == TYPES or name in STAYS or not says(value):
            continue
        rows = value if isinstance(field, EmbeddedDocumentListField) else ()
        found += [Pick(f"{name}/{name_of(row)}", getattr(row, "label", name_of(row))) for row in rows]
        found += [] if rows else [Pick(name, Message(getattr(field, "verbose_name", None) or name.capitalize()))]
    return found


def _inside(each: TypeDefinition, whole: str) -> Iterator[Pick]:
    for field in each.fields:
        if not field.retired:
            yield Pick(f"{whole}/{field.key}", field.label, whole)
    for refined in each.refinements:
        yield Pick(f"{whole}/{refined.key}", str(refined.label_id or refined.key), whole)


def replace_with(actor: Actor, unit: ObjectId, layer: Layer) -> ConfigurationDraft:
    """Make `layer` the unit's draft, but for who may change it, which stays. Raises as configuring.edit does."""
    return configuring.edit(actor, unit, lambda draft: put(draft, layer))


def put(draft: Layer, layer: Layer) -> None:
    """Give `draft` everything of `layer` that can be carried from one unit to another; its own files stay."""
    whole = copied(layer)
    keep_ids(whole, draft)
    for name in Layer._fields:
        if name not in STAYS:
            setattr(draft, name, getattr(whole, name))


def merge(actor: Actor, unit: ObjectId, layer: Layer, parts: Iterable[str]) -> ConfigurationDraft:
    """Copy parts of `layer`, and what these need of it, into the unit's draft, in place of its own of the same key.

    Raises Invalid with a problem a part for one that there is not, or whose key a unit above has; nothing is kept.
    """
    path = configuring.path_for(actor, unit, Action.CHANGE)
    held = configuration.current()
    brought = picked(layer, parts, lambda name: set(held.fieldset(name, path[:-1]).definitions))
    problems = dict(_inherited(brought, held, path[:-1]))
    if problems:
        raise Invalid(problems)
    return configuring.edit(actor, unit, lambda draft: _join(draft, brought, held, path[:-1]))


def copy_from(actor: Actor, unit: ObjectId, source: ObjectId, parts: Iterable[str]) -> ConfigurationDraft:
    """Copy parts of what holds in another unit, as `merge` does. Raises Missing for one that the actor may not see."""
    return merge(actor, unit, layer_of(actor, source), parts)


def layer_of(actor: Actor, unit: ObjectId) -> Layer:
    """A copy of what a unit has defined and holds now. Raises Missing for one that the actor may not see."""
    configuring.path_for(actor, unit)
    return copied(configuration.current().layers.get(unit, (0, Layer()))[1])


def _inherited(brought: Layer, held: Configuration, above: list[ObjectId]) -> Iterator[tuple[str, Message]]:
    """What is brought under a key that a unit above has."""
    told = N_("A unit above has “%(name)s” already: it holds here without being copied.")
    for each in brought.types:
        known = held.fieldset(str(each.name), above).definitions
        for field in each.fields:
            if field.key in known:
                yield f"{TYPES}/{each.name}/{field.key}", Message(told, name=str(field.label))
    for name in ROWS:
        known_names = {name_of(row) for unit in above for row in _rows(held, unit, name)}
        for row in getattr(brought, name):
            if name_of(row) in known_names:
                yield f"{name}/{name_of(row)}", Message(told, name=str(getattr(row, "label", name_of(row))))


def _rows(held: Configuration, unit: ObjectId, name: str) -> Any:
    return getattr(held.layers[unit][1], name) if unit in held.layers else ()


def _join(draft: Layer, brought: Layer, held: Configuration, above: list[ObjectId]) -> None:
    brought = copied(brought)
    said = {name for name in Layer._fields if name not in STAYS and says(getattr(brought, name))}
    keep_ids(brought, draft)
    for each in brought.types:
        own = draft.type_of(str(each.name))
        sections = {key for key, _ in held.fieldset(str(each.name), above).sections}
        each.sections = [row for row in each.sections if row.key not in sections]
        if own is None:
            draft.types.append(each)
            continue
        for name in ("sections", "fields", "refinements"):
            setattr(own, name, _joined(getattr(own, name), getattr(each, name)))
    for name in said - {TYPES}:
        value = getattr(brought, name)
        setattr(draft, name, _joined(getattr(draft, name), value) if name in ROWS else value)


def _joined(own: Any, brought: Any) -> list[Any]:
    """Rows with others put in, each in the place of that of its name."""
    new = {name_of(row): row for row in brought}
    kept = [new.pop(name_of(row), row) for row in own]
    return [*kept, *new.values()]
