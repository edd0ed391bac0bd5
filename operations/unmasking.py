"""What is sensitive stays so, unless somebody changes it who may reveal it.

Those to whom a configuration was handed over may mark a field as sensitive, call it otherwise and move it. Anything
else, its kind and bounds among it, would tell of its values, if only through whom a rehearsal counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bson import ObjectId

from models.configurations import ConfigurationVersion, Layer
from models.definitions import FieldDefinition, TypeDefinition
from models.entries import entry_class
from models.layer_changes import differing
from models.references import RECORDS
from models.wording import N_, Message
from operations import configuration, policy
from operations.actors import Actor
from operations.errors import Invalid
from operations.policy import Action

FREE = frozenset({"label_id", "label_en", "help_id", "help_en", "section", "retired"})
"""What may be changed of a sensitive field by those who may not reveal it."""
_KEPT = N_("“%(name)s” is sensitive: only who may reveal its values may change more of it than names, help and place.")
_ONCE = N_("Values under the key of “%(name)s” were sensitive: only who may reveal them may show them openly.")
_READS = N_("“%(name)s” is sensitive: only who may reveal its values may let other fields depend on it.")
_BUILT_IN = N_("Only who may reveal the values of a sensitive field may take it off this list.")
Loosened = tuple[str, str, Message]
"""(where, what it is there, why it may not be)."""


def require_masked(actor: Actor, path: list[ObjectId], layer: Layer, before: Layer | None = None) -> None:
    """Raise Invalid where a layer of the unit at the end of `path` tells more of sensitive values than the one that
    holds, for an actor who may not reveal them. What the draft `before` said already is told when it is applied."""
    if policy.may(actor, Action.REVEAL, "Configuration", {"scope": path}):
        return
    known = {each[:2] for each in _loosened(path, before)} if before is not None else set()
    found = {where: why for where, what, why in _loosened(path, layer) if (where, what) not in known}
    if found:
        raise Invalid(found)


def _loosened(path: list[ObjectId], layer: Layer) -> Iterator[Loosened]:
    held = configuration.current()
    was = held.layers[path[-1]][1] if path[-1] in held.layers else Layer()
    kept = {(str(each.type), str(each.field)) for each in layer.settings.sensitive}
    for row in was.settings.sensitive:
        if (str(row.type), str(row.field)) not in kept:
            yield "settings/sensitive", f"{row.type}.{row.field}", Message(_BUILT_IN)
    for name in dict.fromkeys(str(each.name) for each in (*was.types, *layer.types)):
        own = was.type_of(name) or TypeDefinition(name=name)
        new = layer.type_of(name) or TypeDefinition(name=name)
        yield from _of_type(name, path, own, new)


def _of_type(name: str, path: list[ObjectId], own: TypeDefinition, new: TypeDefinition) -> Iterator[Loosened]:
    old, fresh = ({str(each.key): each for each in side.fields} for side in (own, new))
    above = configuration.current().fieldset(name, path[:-1]).definitions
    masked = {key: each for key, each in {**above, **old}.items() if each.sensitive}
    for key, field in old.items():
        told = fresh.get(key)
        if field.sensitive and (told is None or set(differing(field, told)) - FREE):
            yield f"{name}/{key}", _as_text(told), Message(_KEPT, name=str(field.label))
    for key, field in fresh.items():
        if key not in old and not field.sensitive and _was_masked(name, key, path[-1]):
            yield f"{name}/{key}", _as_text(field), Message(_ONCE, name=str(field.label))
        for other in _reads(field) - (_reads(old[key]) if key in old else set()):
            if other in masked:
                yield f"{name}/{key}", _as_text(field), Message(_READS, name=str(masked[other].label))
    before = {str(each.key) for each in own.refinements if each.required}
    for each in new.refinements:
        if each.required and each.key in masked and each.key not in before:
            yield f"{name}/{each.key}", "required", Message(_KEPT, name=str(masked[str(each.key)].label))


def _reads(field: FieldDefinition) -> set[str]:
    """The fields on which it depends whether this one is shown or required."""
    return {str(each) for each in (field.shown_if, field.required_if) if each}


def _as_text(part: Any) -> str:
    return "" if part is None else repr(sorted(part.to_mongo().items()))


def _was_masked(name: str, key: str, unit: ObjectId) -> bool:
    """Whether records of the unit have values under a key that was sensitive when a unit last defined it."""
    kinds = [each for each in RECORDS.values() if each.type_name() == name]
    kinds = kinds or [entry_class(name, owner) for owner in ("employee", "unit")]
    within = {"scope": unit, f"custom.{key}": {"$exists": True}}
    if not any(each._get_collection().find_one({**each.NARROWED, **within}, {"_id": 1}) for each in kinds):
        return False
    last: dict[ObjectId, bool] = {}
    for raw in ConfigurationVersion._get_collection().find({}, {"unit": 1, "layer.types": 1}).sort("number", 1):
        layer = Layer._from_son(raw.get("layer") or {})
        for field in (layer.type_of(name) or TypeDefinition(name=name)).fields:
            if field.key == key:
                last[raw["unit"]] = bool(field.sensitive)
    return any(last.values())
