"""Which fields of a part of a configuration a file carries, and by what names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from mongoengine import ObjectIdField
from mongoengine.base import BaseField

STAYS = frozenset({"delegated"})
"""Fields of a Layer that are of its unit alone and never carried."""
IDENTITY = ("name", "key", "code")
"""What a part may be called by."""
_PAIR = re.compile(r"(.+)_(id|en)")


@cache
def portable_fields(kind: Any) -> tuple[tuple[str, BaseField], ...]:
    """The fields of a part that a file carries, what names it first and its texts next."""
    fields = [(name, kind._fields[name]) for name in kind._fields_ordered]
    kept = [(name, each) for name, each in fields if not isinstance(each, ObjectIdField) and name not in STAYS]
    first = [pair for pair in kept if pair[0] in IDENTITY]
    told = [pair for pair in kept if pair_of(kind, pair[0])[1]]
    return (*first, *told, *(pair for pair in kept if pair not in first and pair not in told))


def pair_of(kind: Any, name: str) -> tuple[str, str]:
    """(`label`, `en`) for `label_en`; (name, "") for a field that is not in two languages."""
    match = _PAIR.fullmatch(name)
    if match and {f"{match[1]}_id", f"{match[1]}_en"} <= set(kind._fields):
        return match[1], match[2]
    return name, ""
