"""Configuration: what each unit has defined, and what therefore holds in any place of the tree.

A unit's part is a Layer. What holds in a unit are the layers from the city down to it, one upon the other: a unit
inherits what lies above it and may add, call otherwise or require; it can take nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from bson import ObjectId
from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.definitions import FieldDefinition, Refinement, TypeDefinition
from models.fieldsets import NONE, PREFIX, FieldSet, make_field
from models.registers import RegisterDefinition
from models.unit_settings import UnitSettings, merged
from models.wording import N_


class Layer(EmbeddedDocument):
    """All that one unit has configured."""

    meta: ClassVar[dict[str, Any]] = {"strict": False}

    types = EmbeddedDocumentListField(TypeDefinition)
    registers = EmbeddedDocumentListField(RegisterDefinition)
    settings = EmbeddedDocumentField(UnitSettings, default=UnitSettings)
    delegated = BooleanField(default=False, help_text="handed over: the unit's own secretary may change it")

    def says_of(self, name: str) -> bool:
        """Whether anything in it concerns a type of record."""
        return self.type_of(name) is not None or any(each.type == name for each in self.settings.sensitive)

    def register_of(self, key: str) -> RegisterDefinition | None:
        """Its register of that key."""
        return next((each for each in self.registers if each.key == key), None)

    def type_of(self, name: str) -> TypeDefinition | None:
        """What it adds to a type of record."""
        return next((each for each in self.types if each.name == name), None)


class ConfigurationVersion(Document):
    """One version of a unit's layer, as it was applied; never changed, so that each can be compared and restored."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "configurations",
        "strict": False,
        "auto_create_index": False,
        "indexes": [{"fields": ["unit", "number"], "unique": True}],
    }

    unit = ObjectIdField(required=True)
    number = IntField(verbose_name=N_("Version"), required=True)
    layer = EmbeddedDocumentField(Layer)
    at = DateTimeField(required=True)
    by = ObjectIdField(help_text="the user's id; none for the system")
    by_name = StringField()
    note = StringField(help_text="why, in the words of whoever applied it")
    counts = DictField(help_text="what applying it did: {affected, changed, invalid}")
    restores = IntField(help_text="the number of the version that this one brings back")


class ConfigurationDraft(Document):
    """What is being changed of a unit's layer and holds nowhere yet. One a unit; its `_id` is the unit's."""

    meta: ClassVar[dict[str, Any]] = {"collection": "configuration_drafts", "strict": False, "auto_create_index": False}

    unit = ObjectIdField(primary_key=True)
    base = IntField(default=0, help_text="the version it began with; 0: none")
    layer = EmbeddedDocumentField(Layer)
    restores = IntField(help_text="the version whose layer this is, unchanged: what came after it is undone")
    decisions = DictField(help_text="what becomes of values that do not fit, see operations.rehearsal")
    version = IntField(default=1, help_text="counts writes")
    at = DateTimeField()
    by_name = StringField()
    run = StringField(help_text="the process that keeps it for the moment of applying a file; none where people draft")


class Conversion(Document):
    """What applying a version changed in one record, so that it can be taken back to the byte."""

    meta: ClassVar[dict[str, Any]] = {
        "collection": "configuration_conversions",
        "strict": False,
        "auto_create_index": False,
        "indexes": [("unit", "number"), "record"],
    }

    unit = ObjectIdField(required=True)
    number = IntField(required=True)
    document = StringField(required=True, help_text="the record's class name")
    record = ObjectIdField(required=True)
    names = ListField(StringField(), help_text="the stored top-level fields that it changed")
    before = DictField(help_text="these fields before; absent ones are absent")
    after = DictField(help_text="the same after")


@dataclass(frozen=True)
class Configuration:
    """The layers that hold now, by unit, each with its version's number. Immutable; one a revision."""

    revision: Any = None
    layers: Mapping[ObjectId, tuple[int, Layer]] = field(default_factory=dict)
    paths: dict[ObjectId, list[ObjectId]] = field(default_factory=dict, repr=False, compare=False)
    _found: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def fieldset(self, name: str, scope: Iterable[Any]) -> FieldSet:
        """The fields defined for a type of record in the unit at the end of `scope`, which is a path from the root."""
        units = tuple(unit for unit in scope if unit in self.layers and self.layers[unit][1].says_of(name))
        if not units:
            return NONE
        found: FieldSet = self.remembered((name, units), lambda: self._merge(name, units))
        return found

    def _merge(self, name: str, units: tuple[ObjectId, ...]) -> FieldSet:
        definitions: dict[str, FieldDefinition] = {}
        sections: dict[str, Any] = {}
        owners: dict[str, ObjectId] = {}
        for unit in units:
            own: Any = self.layers[unit][1].type_of(name) or TypeDefinition(name=name)
            sections.update((str(each.key), each.label) for each in own.sections)
            for each in own.fields:
                if not each.retired and each.key not in definitions:
                    definitions[str(each.key)], owners[str(each.key)] = each, unit
            for refined in own.refinements:
                if refined.key in definitions:
                    definitions[refined.key] = refine(definitions[refined.key], refined)
        fields = {PREFIX + key: make_field(each) for key, each in definitions.items()}
        digest = "-".join(f"{unit}.{self.layers[unit][0]}" for unit in units)
        hidden = frozenset(str(e.field) for e in self.settings(units).sensitive if e.type == name)
        return FieldSet(fields, definitions, tuple(sections.items()), owners, f"{name}-{digest}", hidden)

    def with_layer(self, unit: ObjectId, layer: Layer, number: int = -1) -> Configuration:
        """This configuration with another layer of one unit: what a draft would make of it."""
        return Configuration(ObjectId(), {**self.layers, unit: (number, layer)})

    def settings(self, scope: Iterable[Any]) -> UnitSettings:
        """The settings that hold in the unit at the end of `scope`."""
        units = tuple(unit for unit in scope if unit in self.layers)
        lying = (self.layers[unit][1].settings or UnitSettings() for unit in units)
        found: UnitSettings = self.remembered(("settings", units), lambda: merged(list(lying)))
        return found

    def remembered(self, key: Any, find: Callable[[], Any]) -> Any:
        """What follows from this configuration, found once; it holds as long as the revision does."""
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]

    def named(self, name: str, path: str) -> Any:
        """A defined field of a type by its path, as the first unit that has it defines it; None for none."""
        for _, definition in self.defined():
            for each in definition.fields if definition.name == name else ():
                if PREFIX + str(each.key) == path:
                    return make_field(each)
        return None

    def defines(self, name: str) -> bool:
        """Whether any unit says something of a type of record."""
        return any(layer.type_of(name) for _, layer in self.layers.values())

    @cached_property
    def registers(self) -> tuple[tuple[ObjectId, RegisterDefinition], ...]:
        """Every register with the unit that defines it, retired ones too, in the order of menus."""
        found = [(unit, each) for unit, (_, layer) in self.layers.items() for each in layer.registers]
        return tuple(sorted(found, key=lambda pair: (pair[1].order or 0, str(pair[1].label))))

    def registers_at(self, path: Iterable[Any]) -> list[tuple[ObjectId, RegisterDefinition]]:
        """The live registers of the unit at the end of `path`, each with the unit that defines it."""
        units = set(path)
        return [(unit, each) for unit, each in self.registers if unit in units and not each.retired]

    def register_at(self, key: str, path: Iterable[Any]) -> RegisterDefinition | None:
        """The register of that key in the unit at the end of `path`, be it retired."""
        units = set(path)
        return next((each for unit, each in self._by_key.get(key, ()) if unit in units), None)

    def registers_of(self, key: str, owner: str | None = None) -> list[tuple[ObjectId, RegisterDefinition]]:
        """The live registers of that key, wherever in the tree."""
        found = [(unit, each) for unit, each in self._by_key.get(key, ()) if not each.retired]
        return [(unit, each) for unit, each in found if owner in (None, each.owner)]

    @cached_property
    def _by_key(self) -> Mapping[str, list[tuple[ObjectId, RegisterDefinition]]]:
        found: dict[str, list[tuple[ObjectId, RegisterDefinition]]] = {}
        for unit, each in self.registers:
            found.setdefault(str(each.key), []).append((unit, each))
        return found

    def defined(self) -> Iterator[tuple[ObjectId, TypeDefinition]]:
        """Every unit's part of every type."""
        for unit, (_, layer) in self.layers.items():
            for each in layer.types:
                yield unit, each


def refine(definition: FieldDefinition, by: Refinement) -> FieldDefinition:
    """A definition as a unit below has it: its label and help, and required or listed where it asks for that."""
    found = FieldDefinition._from_son(definition.to_mongo())
    if by.label_id:
        found.label_id, found.label_en = by.label_id, by.label_en
    if by.help_id:
        found.help_id, found.help_en = by.help_id, by.help_en
    found.required = bool(found.required or by.required)
    found.listed = bool(found.listed or by.listed)
    return found
