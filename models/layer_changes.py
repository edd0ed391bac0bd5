"""What differs between two layers of a unit: what a draft changes, and what one version changed of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.configurations import Layer
from models.definitions import FieldDefinition


class Kind(StrEnum):
    """How something differs."""

    NEW = "new"
    GONE = "gone"  # was only ever in a draft, or a version is compared backwards
    RETIRED = "retired"
    BACK = "back"
    RETYPED = "retyped"
    REQUIRED = "required"
    CHOICES = "choices"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LayerChange:
    """One difference. `part` is `types` or `registers`; `names` are the properties that differ."""

    part: str
    type: str
    key: str
    label: Any
    kind: Kind
    before: str = ""
    after: str = ""
    names: tuple[str, ...] = ()


def is_same(before: Layer, after: Layer) -> bool:
    """Whether two layers say the same: neither what is empty nor a type of which nothing is said makes a difference."""
    return _told(before) == _told(after)


def _told(layer: Layer) -> Any:
    found = _bare(layer.to_mongo())
    return {**found, "types": [each for each in found.get("types", ()) if each.keys() != {"name"}]}


def _bare(value: Any) -> Any:
    """A part as it is stored, without what is empty."""
    if isinstance(value, Mapping):
        kept = {name: _bare(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def changes(before: Layer, after: Layer) -> list[LayerChange]:
    """Every difference, types first, in the order of the newer layer."""
    found = list(_type_changes(before, after))
    was = {str(each.key): each for each in before.registers}
    now = {str(each.key): each for each in after.registers}
    for key, each in now.items():
        if key not in was:
            found.append(LayerChange("registers", key, key, each.label, Kind.NEW))
        elif was[key].to_mongo() != each.to_mongo():
            kind = _turned(bool(was[key].retired), bool(each.retired)) or Kind.CHANGED
            found.append(LayerChange("registers", key, key, each.label, kind, names=differing(was[key], each)))
    gone = (LayerChange("registers", key, key, each.label, Kind.GONE) for key, each in was.items() if key not in now)
    return [*found, *gone, *_settings(before, after)]


def _settings(before: Layer, after: Layer) -> Iterator[LayerChange]:
    """Differences of what is neither a type nor a register, a change each."""
    names = [name for name in Layer._fields if name not in ("types", "registers")]
    old, new = before.to_mongo(), after.to_mongo()
    for name in names:
        if (old.get(name) or None) != (new.get(name) or None):
            yield LayerChange("settings", name, name, name, Kind.CHANGED, names=(name,))


def _type_changes(before: Layer, after: Layer) -> Iterator[LayerChange]:
    names = list(dict.fromkeys([str(each.name) for layer in (after, before) for each in layer.types]))
    for name in names:
        was, now = before.type_of(name), after.type_of(name)
        old = {str(each.key): each for each in (was.fields if was else ())}
        new = {str(each.key): each for each in (now.fields if now else ())}
        for key, field in new.items():
            if key not in old:
                yield LayerChange("types", name, key, field.label, Kind.NEW)
            else:
                yield from _field_changes(name, old[key], field)
        yield from (LayerChange("types", name, key, old[key].label, Kind.GONE) for key in old if key not in new)
        yield from _order(name, [key for key in old if key in new], [key for key in new if key in old], new)
        yield from _others(name, was, now)


def _field_changes(name: str, was: FieldDefinition, now: FieldDefinition) -> Iterator[LayerChange]:
    names = differing(was, now)
    if not names:
        return
    key, label = str(now.key), now.label
    turned = _turned(bool(was.retired), bool(now.retired))
    if turned:
        yield LayerChange("types", name, key, label, turned)
        return
    if "kind" in names:
        yield LayerChange("types", name, key, label, Kind.RETYPED, str(was.kind), str(now.kind), names)
    elif "choices" in names:
        yield LayerChange("types", name, key, label, Kind.CHOICES, names=names)
    elif "required" in names and now.required:
        yield LayerChange("types", name, key, label, Kind.REQUIRED, names=names)
    else:
        yield LayerChange("types", name, key, label, Kind.CHANGED, names=names)


def _turned(was: bool, now: bool) -> Kind | None:
    return None if was == now else Kind.RETIRED if now else Kind.BACK


def differing(was: Any, now: Any) -> tuple[str, ...]:
    """The properties in which two parts of the same kind differ."""
    old, new = was.to_mongo(), now.to_mongo()
    empty: tuple[Any, ...] = (None, "", [], False)
    return tuple(
        name
        for name in now._fields
        if old.get(name) != new.get(name) and not (old.get(name) in empty and new.get(name) in empty)
    )


def _order(name: str, old: list[str], new: list[str], fields: Any) -> Iterator[LayerChange]:
    if old != new:
        moved = next(key for key, other in zip(new, old, strict=True) if key != other)
        yield LayerChange("types", name, moved, fields[moved].label, Kind.MOVED)


def _others(name: str, was: Any, now: Any) -> Iterator[LayerChange]:
    """Sections and refinements, as a change each."""
    for part in ("sections", "refinements"):
        old = {each.key: each for each in (getattr(was, part) if was else ())}
        new = {each.key: each for each in (getattr(now, part) if now else ())}
        for key in dict.fromkeys([*new, *old]):
            if key in old and key in new and old[key].to_mongo() == new[key].to_mongo():
                continue
            kind = Kind.CHANGED if key in old and key in new else Kind.NEW if key in new else Kind.GONE
            yield LayerChange(part, name, str(key), getattr(new.get(key) or old[key], "label_id", None) or key, kind)
