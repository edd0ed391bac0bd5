"""Single changes of a layer, as the form builder makes them; operations.configuring.edit keeps each in the draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.configurations import Layer
from models.definitions import KINDS, Choice, FieldDefinition, Refinement, SectionDefinition, TypeDefinition
from models.fields import tidy
from models.layer_checks import Limits, key_for
from models.unit_settings import UnitSettings, settings_problems
from models.validation import field_problems
from models.wording import N_, Message
from operations.errors import Invalid, Missing

FIXED = frozenset({"key", "retired"})
"""What a field's editor does not set."""


def type_in(layer: Layer, name: str) -> TypeDefinition:
    """What the layer says of a type of record, made where it says nothing yet."""
    found = layer.type_of(name)
    if found is None:
        found = TypeDefinition(name=name)
        layer.types.append(found)
    return found


def field_in(layer: Layer, name: str, key: str) -> FieldDefinition:
    """A field that the layer defines itself. Raises Missing."""
    own = layer.type_of(name)
    found = next((each for each in own.fields if each.key == key), None) if own else None
    if found is None:
        raise Missing()
    return found


def add_field(layer: Layer, name: str, label: str, kind: str, section: str, limits: Limits) -> str:
    """Add a field at the end of a section; returns its key, made of its label. Raises Invalid."""
    if kind not in dict(KINDS) or not label.strip():
        raise Invalid({"label_id": Message(N_("Give the field a name and a kind."))})
    own = type_in(layer, name)
    if len(own.fields) >= limits.fields:
        told = N_("At most %(count)s fields, those inherited included.")
        raise Invalid({"label_id": Message(told, count=limits.fields)})
    key = key_for(label, (str(each.key) for each in own.fields))
    made = FieldDefinition(key=key, kind=kind, label_id=label.strip()[:80], section=section or None)
    if kind in ("choice", "choices"):
        made.choices = [Choice(code="pilihan_1", label_id="Pilihan 1")]
    own.fields.append(made)
    return key


def change_field(layer: Layer, name: str, key: str, values: Mapping[str, Any]) -> None:
    """Set properties of a field; a new choice gets its code from its label. Raises Missing, Invalid."""
    found = field_in(layer, name, key)
    for property, value in values.items():
        if property in FieldDefinition._fields and property not in FIXED:
            setattr(found, property, value if value != "" else None)
    _code_choices(found)
    problems = {name: message for name, message in field_problems(found) if not name.startswith("choices-")}
    if problems:
        raise Invalid(problems)


def _code_choices(field: FieldDefinition) -> None:
    taken = {str(each.code) for each in field.choices if each.code}
    for each in field.choices:
        if not each.code and each.label_id:
            each.code = key_for(each.label_id, taken)
            taken.add(each.code)
    taken = {str(each.key) for each in field.columns if each.key}
    for column in field.columns:
        if not column.key and column.label_id:
            column.key = key_for(column.label_id, taken)
            taken.add(column.key)


def move_field(layer: Layer, name: str, key: str, before: str, section: str | None = None) -> None:
    """Put a field before another one (`before` empty: last), in that one's section or the one named. Raises Missing."""
    found = field_in(layer, name, key)
    own = type_in(layer, name)
    own.fields.remove(found)
    places = [str(each.key) for each in own.fields]
    if before in places:
        found.section = own.fields[places.index(before)].section if section is None else section or None
        own.fields.insert(places.index(before), found)
        return
    if section is not None:
        found.section = section or None
    own.fields.append(found)


def arrange_fields(layer: Layer, name: str, places: Mapping[str, int]) -> None:
    """Put the fields that the layer defines in the order of their places; one without a place stays where it stood."""
    own = type_in(layer, name)
    held = {str(each.key): number * 10 for number, each in enumerate(own.fields, 1)}
    own.fields.sort(key=lambda each: places.get(str(each.key), held[str(each.key)]))


def shift_field(layer: Layer, name: str, key: str, step: int) -> None:
    """Move a field one place up (-1) or down (1) among those of its section, or into the neighbouring one."""
    own = type_in(layer, name)
    found = field_in(layer, name, key)
    order = [each for each in own.fields if not each.retired]
    place = order.index(found) + step if found in order else -1
    if not 0 <= place < len(order):
        return
    other = order[place]
    if other.section != found.section:
        found.section = other.section
        return
    one, two = own.fields.index(found), own.fields.index(other)
    own.fields[one], own.fields[two] = own.fields[two], own.fields[one]


def retire_field(layer: Layer, name: str, key: str, is_new: bool) -> None:
    """Take a field out of use; one that never held anywhere is deleted. Raises Missing."""
    found = field_in(layer, name, key)
    if is_new:
        type_in(layer, name).fields.remove(found)
    else:
        found.retired = True


def return_field(layer: Layer, name: str, key: str) -> None:
    """Bring a retired field back, its values with it. Raises Missing."""
    field_in(layer, name, key).retired = False


def add_section(layer: Layer, name: str, label: str, taken: Iterable[str] = ()) -> str:
    """Add a section; returns its key, which is none of those `taken` by sections that are there already. Raises
    Invalid."""
    own = type_in(layer, name)
    key = key_for(label, {*taken, *(str(each.key) for each in own.sections)})
    made = SectionDefinition(key=key)
    _call(made, label)
    own.sections.append(made)
    return key


def rename_section(layer: Layer, name: str, key: str, label: str, english: str = "") -> None:
    """Call a section of the layer otherwise; its key stays, and with it the fields that stand in it. Raises Missing,
    Invalid."""
    _call(_section_in(layer, name, key), label, english)


def _section_in(layer: Layer, name: str, key: str) -> SectionDefinition:
    own = layer.type_of(name)
    found = next((each for each in own.sections if each.key == key), None) if own else None
    if found is None:
        raise Missing()
    return found


def _call(section: SectionDefinition, label: str, english: str = "") -> None:
    told = {"label_id": tidy(label[:200]), "label_en": tidy(english[:200])}
    if not told["label_id"]:
        raise Invalid({"label_id": Message(N_("Give the section a name."))})
    for name, text in told.items():
        setattr(section, name, text and text[:80])


def remove_section(layer: Layer, name: str, key: str, into: str = "") -> None:
    """Remove a section of the layer; its fields, retired ones too, go to the end of the one named, or into none.

    Raises Missing.
    """
    own = type_in(layer, name)
    own.sections.remove(_section_in(layer, name, key))
    for each in own.fields:
        if each.section == key:
            each.section = into or None


def change_settings(layer: Layer, values: Mapping[str, Any]) -> None:
    """Set settings of the unit; a letter's number gets its key from its label. Raises Invalid."""
    settings = layer.settings
    for name, value in values.items():
        if name in UnitSettings._fields:
            setattr(settings, name, value if value != "" else None)
    for view in settings.views:
        view.read_address()
    taken = {str(each.key) for each in settings.numbers if each.key}
    for each in settings.numbers:
        if not each.key and each.label_id:
            each.key = key_for(each.label_id, taken)
            taken.add(each.key)
    problems = {**dict(field_problems(settings)), **dict(settings_problems(settings))}
    found = {name: message for name, message in problems.items() if name.partition("-")[0] in values}
    if found:
        raise Invalid(found)


def refine_field(layer: Layer, name: str, key: str, values: Mapping[str, Any]) -> None:
    """Say what the unit calls otherwise or makes stricter of an inherited field; nothing said drops it."""
    own = type_in(layer, name)
    found = next((each for each in own.refinements if each.key == key), None)
    if found is None:
        found = Refinement(key=key)
        own.refinements.append(found)
    for property, value in values.items():
        if property in Refinement._fields and property != "key":
            setattr(found, property, value if value != "" else None)
    if not any(getattr(found, property) for property in Refinement._fields if property != "key"):
        own.refinements.remove(found)
