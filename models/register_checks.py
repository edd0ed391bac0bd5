"""What a unit's registers may say: keys of their own, states that exist, fields that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bson import ObjectId

from models.configurations import Configuration, Layer
from models.definitions import FieldDefinition
from models.entries import ENTRY_FIELDS
from models.registers import RegisterDefinition
from models.validation import field_problems
from models.wording import N_, Message

Problem = tuple[str, Message]


def entry_fields(layer: Layer, held: Configuration, path: list[ObjectId]) -> dict[str, set[str]]:
    """The built-in fields of each register that would be kept in the unit at the end of `path`, by its key."""
    inherited = [each for unit, each in held.registers if unit in path[:-1]]
    return {str(each.key): ENTRY_FIELDS.get(str(each.owner), set()) for each in (*inherited, *layer.registers)}


def register_problems(
    layer: Layer, held: Configuration, path: list[ObjectId], built_in: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """Everything that forbids these registers in the unit at the end of `path`; where is `register/key/property`."""
    keys = [str(each.key) for each in layer.registers]
    taken = {"register", *(name.lower() for name in built_in)}
    for each in layer.registers:
        where = f"register/{each.key}"
        yield from ((f"{where}/{inner}", message) for inner, message in field_problems(each))
        if keys.count(str(each.key)) > 1:
            yield where, Message(N_("Two registers have this key."))
        if each.key in taken:
            yield where, Message(N_("This key belongs to a type of record that every unit has. Choose another."))
        yield from _elsewhere(where, each, held, path)
        yield from _kept(where, each, held, path[-1])
        yield from _state_problems(where, each)
        yield from _fields_named(where, each, _fields(layer, held, path, str(each.key)))


def _elsewhere(where: str, each: RegisterDefinition, held: Configuration, path: list[ObjectId]) -> Iterator[Problem]:
    """The same key above, below, or beside with another owner: stored entries carry both."""
    for unit, other in held.registers:
        if other.key != each.key or unit == path[-1]:
            continue
        if unit in path:
            yield where, Message(N_("A unit above has a register with this key. Choose another."))
        elif path[-1] in held.paths.get(unit, ()):
            yield where, Message(N_("A unit below has a register with this key already. Choose another."))
        elif other.owner != each.owner:
            yield where, Message(N_("Another unit's register with this key belongs to something else. Choose another."))


def _kept(where: str, each: RegisterDefinition, held: Configuration, unit: ObjectId) -> Iterator[Problem]:
    """What holds for good once it was applied."""
    was = held.layers[unit][1].register_of(str(each.key)) if unit in held.layers else None
    if was is not None and was.owner != each.owner:
        yield f"{where}/owner", Message(N_("What a register belongs to cannot be changed once it is in use."))


def _state_problems(where: str, each: RegisterDefinition) -> Iterator[Problem]:
    states = [str(state.key) for state in each.states]
    if len(set(states)) < len(states):
        yield f"{where}/states", Message(N_("Two states have the same key."))
    for step in each.transitions:
        if step.before not in states or step.after not in states:
            yield f"{where}/transitions", Message(N_("A step leads from or to a state that is not there."))
        elif step.before == step.after:
            yield f"{where}/transitions", Message(N_("A step leads to another state than it begins with."))
        if not step.roles:
            yield f"{where}/transitions", Message(N_("Say who may make each step."))
    roles = [str(access.role) for access in each.access]
    if len(set(roles)) < len(roles):
        yield f"{where}/access", Message(N_("A role is named twice."))


def _fields(layer: Layer, held: Configuration, path: list[ObjectId], key: str) -> dict[str, FieldDefinition]:
    own = layer.type_of(key)
    live = {str(field.key): field for field in own.fields if not field.retired} if own else {}
    return {**held.fieldset(key, path[:-1]).definitions, **live}


def _fields_named(where: str, each: RegisterDefinition, fields: Mapping[str, FieldDefinition]) -> Iterator[Problem]:
    for name in ("title_field", "expiry_field"):
        key = getattr(each, name)
        if key and key not in fields:
            yield f"{where}/{name}", Message(N_("There is no field “%(name)s” here."), name=key)
    if each.title_field in fields and fields[each.title_field].sensitive:
        yield f"{where}/title_field", Message(N_("A sensitive field cannot name a record."))
    if each.expiry_field in fields and fields[each.expiry_field].sensitive:
        yield (
            f"{where}/expiry_field",
            Message(N_("A sensitive date cannot say when a record expires: everybody sees it.")),
        )
    if each.expiry_field in fields and fields[each.expiry_field].kind != "date":
        yield f"{where}/expiry_field", Message(N_("Only a date says when a record expires."))
