"""Parts of a layer by their names, and what each needs of the rest to work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mongoengine import EmbeddedDocument, EmbeddedDocumentField, EmbeddedDocumentListField, ObjectIdField

from models.configurations import Layer
from models.definitions import FieldDefinition, TypeDefinition
from models.formulas import FormulaError, names_in
from models.wording import N_, Message
from operations.errors import Invalid
from operations.portable_fields import IDENTITY, STAYS

TYPES = "types"
ROWS = tuple(
    name for name, each in Layer._fields.items() if isinstance(each, EmbeddedDocumentListField) and name != TYPES
)
"""The fields of a Layer that are lists of named parts, but for the types of record."""


def name_of(part: Any) -> str:
    """What a part is called among its like."""
    return next((str(getattr(part, name)) for name in IDENTITY if getattr(part, name, None)), "")


def copied(layer: Layer) -> Layer:
    """A layer that shares nothing with this one."""
    made: Layer = Layer._from_son(layer.to_mongo())
    return made


def says(value: Any) -> bool:
    """Whether a part of a layer holds anything but its defaults."""
    return value != type(value)() if isinstance(value, EmbeddedDocument) else bool(value)


def keep_ids(new: Any, own: Any) -> None:
    """Give a part that came from elsewhere the ids of what this unit owns, such as its logo, and none of another's."""
    for name, each in type(new)._fields.items():
        value, before = getattr(new, name), getattr(own, name, None)
        if isinstance(each, ObjectIdField):
            setattr(new, name, before)
        elif isinstance(each, EmbeddedDocumentField) and value is not None:
            keep_ids(value, before)
        elif isinstance(each, EmbeddedDocumentListField):
            known = {name_of(row): row for row in before or ()}
            for row in value:
                keep_ids(row, known.get(name_of(row)))


def picked(layer: Layer, parts: Iterable[str], above: Callable[[str], set[str]]) -> Layer:
    """A layer of these parts alone and what they need: sections, fields that conditions and formulas read, and the
    fields of a register.

    `above` gives the keys that a type of record has from units above, which are needed of nowhere else. Raises Invalid
    with a problem for each part that there is not, and where nothing is picked.
    """
    picking = _Picking(copied(layer), above)
    names = list(dict.fromkeys(parts))
    if not names:
        raise Invalid({"": Message(N_("Choose at least one part."))})
    unknown = [name for name in names if not picking.take(name)]
    if unknown:
        raise Invalid({name: Message(N_("There is no such part in this configuration.")) for name in unknown})
    return picking.made


class _Picking:
    """Parts on their way from one layer into an empty one."""

    def __init__(self, layer: Layer, above: Callable[[str], set[str]]) -> None:
        self.layer, self.above, self.made = layer, above, Layer()

    def take(self, name: str) -> bool:
        """Take the part of that name; False where there is none."""
        field, _, rest = name.partition("/")
        if field in STAYS or field not in Layer._fields:
            return False
        if field == TYPES:
            of, _, key = rest.partition("/")
            return self._type(of, key)
        if field in ROWS:
            return self._row(field, rest)
        value = None if rest else getattr(self.layer, field)
        if says(value):
            setattr(self.made, field, value)
        return says(value)

    def _row(self, field: str, name: str) -> bool:
        row = next((each for each in getattr(self.layer, field) if name_of(each) == name), None)
        if row is not None:
            getattr(self.made, field).append(row)
            if field == "registers":
                self._type(name, "")
        return row is not None

    def _type(self, of: str, key: str) -> bool:
        own = self.layer.type_of(of)
        if own is None:
            return False
        fields = {str(each.key): each for each in own.fields}
        refined = {str(each.key): each for each in own.refinements}
        if key and key not in {*fields, *refined}:
            return False
        keys = self._needed(of, key, fields) if key else {*fields, *refined}
        self._add(own, keys, not key)
        return True

    def _needed(self, of: str, key: str, fields: dict[str, FieldDefinition]) -> set[str]:
        """A field's key and those of the fields it cannot do without."""
        found, waiting, inherited = {key}, [key], self.above(of)
        while waiting:
            each = fields.get(waiting.pop())
            new = (_read_by(each) & fields.keys()) - found - inherited if each else set()
            found |= new
            waiting += new
        return found

    def _add(self, own: TypeDefinition, keys: set[str], is_whole: bool) -> None:
        made = self.made.type_of(str(own.name))
        if made is None:
            made = TypeDefinition(name=own.name)
            self.made.types.append(made)
        before = {str(each.key) for each in (*made.fields, *made.refinements)}
        keys = keys | before
        made.fields = [each for each in own.fields if each.key in keys]
        made.refinements = [each for each in own.refinements if each.key in keys]
        used = {each.section for each in made.fields} | {each.key for each in made.sections}
        made.sections = [each for each in own.sections if is_whole or each.key in used]


def _read_by(field: FieldDefinition) -> set[str]:
    """The keys that a field's conditions and formula name."""
    named = {str(name) for name in (field.shown_if, field.required_if) if name}
    try:
        return named | (names_in(str(field.formula)) if field.kind == "computed" and field.formula else set())
    except FormulaError:
        return named
