"""Single changes of the registers in a layer; operations.configuring.edit keeps each in the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.configurations import Layer
from models.layer_checks import key_for
from models.registers import OWNERS, AccessDefinition, RegisterDefinition
from models.search import fold
from models.users import Role
from models.validation import field_problems
from models.wording import N_, Message
from operations.errors import Invalid, Missing

FIXED = frozenset({"key", "owner", "retired"})
"""What a register's editor does not set: stored records carry the first two."""


def register_in(layer: Layer, key: str) -> RegisterDefinition:
    """A register that the layer defines. Raises Missing."""
    found = layer.register_of(key)
    if found is None:
        raise Missing()
    return found


def add_register(layer: Layer, label: str, owner: str, taken: set[str]) -> str:
    """Add a register that the unit's secretary and head may use; returns its key. Raises Invalid.

    `taken` are keys that it must not get: those of the built-in types and of registers above.
    """
    if not label.strip() or owner not in dict(OWNERS):
        raise Invalid({"new_label": Message(N_("Give the register a name, and say what its records belong to."))})
    key = key_for(label, taken | {str(each.key) for each in layer.registers})
    access = [
        AccessDefinition(role=Role.HEAD.value, may="see"),
        AccessDefinition(role=Role.SECRETARY.value, may="edit"),
    ]
    layer.registers.append(RegisterDefinition(key=key, label_id=label.strip()[:80], owner=owner, access=access))
    return key


def change_register(layer: Layer, key: str, values: Mapping[str, Any]) -> None:
    """Set properties of a register; a new state gets its key from its label. Raises Missing, Invalid."""
    found = register_in(layer, key)
    for name, value in values.items():
        if name in RegisterDefinition._fields and name not in FIXED:
            setattr(found, name, value if value != "" else None)
    taken = {str(each.key) for each in found.states if each.key}
    for each in found.states:
        if not each.key and each.label_id:
            each.key = key_for(each.label_id, taken)
            taken.add(each.key)
    _name_steps(found)
    problems = dict(field_problems(found))
    if problems:
        raise Invalid(problems)


def _name_steps(register: RegisterDefinition) -> None:
    """Steps are told by the states' labels, as people read them, and kept by their keys."""
    keys = {fold(str(each.label_id or "")): str(each.key) for each in register.states}
    for step in register.transitions:
        step.before = keys.get(fold(str(step.before or "")), step.before)
        step.after = keys.get(fold(str(step.after or "")), step.after)


def retire_register(layer: Layer, key: str, is_new: bool) -> None:
    """Hide a register and keep its records; one that never held anywhere is deleted. Raises Missing."""
    found = register_in(layer, key)
    if is_new:
        layer.registers.remove(found)
        layer.types = [each for each in layer.types if each.name != key]
    else:
        found.retired = True


def return_register(layer: Layer, key: str) -> None:
    """Bring a retired register back, its records with it. Raises Missing."""
    register_in(layer, key).retired = False
