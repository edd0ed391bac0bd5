"""What a unit's layer may say: keys that collide with nothing, bounds that can be read, nothing loosened, no excess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.configurations import Configuration, Layer
from models.definitions import FieldDefinition, TypeDefinition
from models.fieldsets import make_field
from models.formulas import FormulaError, names_in
from models.kinds import KIND, parse
from models.readings import ParseError
from models.unit_settings import UnitSettings, settings_problems
from models.validation import field_problems
from models.wording import N_, Message

CONDITIONS = frozenset({"choice", "choices", "yesno"})
RESERVED = frozenset(
    {"data", "errors", "extra_filters", "form_errors", "formdata", "meta", "obj", "populate_obj", "prefix", "process",
     "validate", "is_dropped"}
)  # fmt: skip
"""Keys that no column may have: a row of a form has these words for itself."""
UNIQUE = frozenset({"text", "integer", "email", "phone", "nip", "link"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be defined: fields of a type in one unit, choices of a field, columns of a table, and fields of a
    type that an index serves."""

    fields: int = 80
    choices: int = 200
    columns: int = 12
    filterable: int = 20


Problem = tuple[str, Message]
"""(where, message); where is `type/key` or `type/key/property`."""


def layer_problems(
    layer: Layer, held: Configuration, path: list[ObjectId], built_in: Mapping[str, set[str]], limits: Limits
) -> Iterator[Problem]:
    """Everything that forbids to apply a layer in the unit at the end of `path`, given what holds elsewhere.

    `built_in` has the names of each type's own fields, which no key may take; of each register that is kept there too
    (models.register_checks).
    """
    settings = layer.settings or UnitSettings()
    faults = [*field_problems(settings), *settings_problems(settings)]
    yield from ((f"settings/{name}", message) for name, message in faults)
    for each in layer.types:
        name = str(each.name)
        if name not in built_in:
            yield name, Message(N_("There is no such type of record."))
            continue
        above = held.fieldset(name, path[:-1])
        below = _keys_elsewhere(held, path, name)
        yield from _counted(each, limits, len(above.definitions))
        keys = Counter(str(field.key) for field in each.fields)
        known = {**above.definitions, **{str(field.key): field for field in each.fields if not field.retired}}
        for field in each.fields:
            where = f"{name}/{field.key}"
            yield from _key_problems(where, str(field.key), keys, built_in[name], set(above.definitions), below)
            yield from ((f"{where}/{inner}", message) for inner, message in field_problems(field))
            yield from _field_problems(where, field, known, built_in[name], limits)
        for refined in each.refinements:
            if refined.key not in above.definitions:
                yield f"{name}/{refined.key}", Message(N_("This field is no longer inherited."))


def _keys_elsewhere(held: Configuration, path: list[ObjectId], name: str) -> dict[str, ObjectId]:
    """Keys that units under this one have defined; units beside it may use the same."""
    found: dict[str, ObjectId] = {}
    unit = path[-1]
    for other, definition in held.defined():
        if definition.name == name and other != unit and other not in path and unit in held.paths.get(other, ()):
            found.update({str(field.key): other for field in definition.fields})
    return found


def _counted(each: TypeDefinition, limits: Limits, inherited: int) -> Iterator[Problem]:
    live = [field for field in each.fields if not field.retired]
    if len(live) + inherited > limits.fields:
        yield str(each.name), Message(N_("At most %(count)s fields, those inherited included."), count=limits.fields)
    if sum(bool(field.filterable) for field in live) > limits.filterable:
        yield str(each.name), Message(N_("At most %(count)s fields can be filtered."), count=limits.filterable)


def _key_problems(
    where: str, key: str, keys: Mapping[str, int], own: set[str], above: set[str], below: Mapping[str, Any]
) -> Iterator[Problem]:
    if keys[key] > 1:
        yield where, Message(N_("Two fields have this key."))
    if key in own:
        yield where, Message(N_("This key belongs to a field that every unit has. Choose another."))
    if key in above:
        yield where, Message(N_("A unit above has defined this key. Choose another."))
    if key in below:
        yield where, Message(N_("A unit below has defined this key already. Choose another."))


def _field_problems(
    where: str, field: FieldDefinition, known: Mapping[str, FieldDefinition], own: set[str], limits: Limits
) -> Iterator[Problem]:
    kind = KIND.get(str(field.kind))
    if kind is None or field.retired:
        return
    if field.kind in ("choice", "choices"):
        yield from _choice_problems(where, field.choices, limits)
    if field.kind == "table":
        yield from _table_problems(where, field, limits)
    if field.kind == "computed":
        yield from _formula_problems(where, field, known, own)
    yield from _texts(where, field)
    yield from _marks(where, field)
    for name, codes in (("shown_if", field.shown_for), ("required_if", field.required_for)):
        yield from _condition_problems(f"{where}/{name}", field, getattr(field, name), codes, known)


def _choice_problems(where: str, choices: Any, limits: Limits) -> Iterator[Problem]:
    codes = [each.code for each in choices]
    if not [each for each in choices if not each.retired]:
        yield f"{where}/choices", Message(N_("Give at least one choice."))
    if len(codes) > limits.choices:
        yield f"{where}/choices", Message(N_("At most %(count)s choices."), count=limits.choices)
    if len(set(codes)) < len(codes):
        yield f"{where}/choices", Message(N_("Two choices have the same code."))


def _table_problems(where: str, field: FieldDefinition, limits: Limits) -> Iterator[Problem]:
    keys = [each.key for each in field.columns]
    if not keys:
        yield f"{where}/columns", Message(N_("Give at least one column."))
    if len(keys) > limits.columns:
        yield f"{where}/columns", Message(N_("At most %(count)s columns."), count=limits.columns)
    if len(set(keys)) < len(keys):
        yield f"{where}/columns", Message(N_("Two columns have the same key."))
    if RESERVED.intersection(keys):
        yield f"{where}/columns", Message(N_("This key belongs to a field that every unit has. Choose another."))
    for each in field.columns:
        if each.kind == "choice" and not each.options:
            yield f"{where}/columns", Message(N_("Give the column “%(name)s” its choices."), name=str(each.label))


def _formula_problems(
    where: str, field: FieldDefinition, known: Mapping[str, FieldDefinition], own: set[str]
) -> Iterator[Problem]:
    try:
        names = names_in(str(field.formula or ""))
    except FormulaError as error:
        yield f"{where}/formula", error.message
        return
    unknown = sorted(names - set(known) - own)
    if unknown:
        yield f"{where}/formula", Message(N_("There is no field “%(name)s” here."), name=unknown[0])
    hidden = sorted(name for name in names & known.keys() if known[name].sensitive)
    if hidden and not field.sensitive:
        told = N_("“%(name)s” is sensitive: mark what is computed of it as sensitive too.")
        yield f"{where}/formula", Message(told, name=str(known[hidden[0]].label))
    if _reads(str(field.key), names, known):
        yield f"{where}/formula", Message(N_("This formula comes back to itself."))


def _reads(key: str, names: Iterable[str], known: Mapping[str, FieldDefinition]) -> bool:
    """Whether these fields, or those that they are computed from, read `key`."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name == key:
            return True
        other = known.get(name)
        if name in seen or other is None or other.kind != "computed":
            continue
        seen.add(name)
        try:
            waiting += names_in(str(other.formula or ""))
        except FormulaError:
            continue
    return False


def _texts(where: str, field: FieldDefinition) -> Iterator[Problem]:
    """A default and bounds that their kind cannot read."""
    made = make_field(field)
    for name in ("default", "low", "high"):
        text = getattr(field, name)
        if not text:
            continue
        try:
            parse(made, str(text))
        except ParseError as error:
            yield f"{where}/{name}", error.message


def _marks(where: str, field: FieldDefinition) -> Iterator[Problem]:
    kind = KIND[str(field.result) if field.kind == "computed" else str(field.kind)]
    if field.filterable and not kind.filters:
        yield f"{where}/filterable", Message(N_("This kind of field cannot be filtered."))
    if field.searchable and not kind.searches:
        yield f"{where}/searchable", Message(N_("This kind of field cannot be searched."))
    if field.unique and field.kind not in UNIQUE:
        yield f"{where}/unique", Message(N_("This kind of field cannot be unique."))
    if field.sensitive and (field.listed or field.filterable or field.searchable):
        yield f"{where}/sensitive", Message(N_("A sensitive field is neither listed nor filtered nor searched."))
    if field.kind == "computed" and (field.required or field.unique):
        yield f"{where}/required", Message(N_("A computed field can be neither required nor unique."))


def _condition_problems(
    where: str, field: FieldDefinition, on: str | None, codes: Any, known: Mapping[str, FieldDefinition]
) -> Iterator[Problem]:
    if not on:
        return
    other = known.get(on)
    if other is None or on == field.key:
        yield where, Message(N_("There is no field “%(name)s” here."), name=on)
    elif codes and other.kind not in CONDITIONS:
        yield where, Message(N_("Only choices and yes/no fields have values to choose from."))
    elif codes and other.kind != "yesno" and not {each.code for each in other.choices} >= set(codes):
        told = N_("A condition names a choice that “%(name)s” has no more. Check the conditions and press Done.")
        yield where, Message(told, name=str(other.label))


def key_for(label: str, taken: Iterable[str]) -> str:
    """A key made of a label: `Nomor STR` → `nomor_str`, `nomor_str_2` where that is taken."""
    words = re.findall(r"[a-z0-9]+", label.lower())
    base = "_".join(words)[:36].strip("_") or "isian"
    base = base if base[0].isalpha() else f"f_{base}"[:36]
    names = set(taken)
    numbered = (f"{base}_{number}" for number in range(2, 10_000))
    return base if base not in names else next(name for name in numbered if name not in names)
