"""The versions of a unit's configuration in words: who applied each, when, why, and what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from typing import Any

from bson import ObjectId

from admin_views.builder import CHANGE_WORDS
from admin_views.document_labels import type_label
from admin_views.formats import format_moment
from admin_views.translations import say
from models.configurations import ConfigurationVersion, Layer
from models.layer_changes import LayerChange, changes
from models.wording import N_
from operations import configuring
from operations.portable import to_yaml

_PARTS = {"settings": N_("How the unit works"), "delegated": N_("Handing over to the unit's secretary")}


def versions(unit: ObjectId) -> list[dict[str, Any]]:
    """Every version, newest first."""
    found = configuring.versions(unit)
    layers = {each.number: each.layer or Layer() for each in found}
    return [_version(each, layers.get(each.number - 1) or Layer(), index == 0) for index, each in enumerate(found)]


def compared(unit: ObjectId, before: int, after: int) -> dict[str, Any]:
    """What two versions differ in: in words, and line by line of what each is as a file. Raises Missing."""
    was, now = configuring.layer_at(unit, before), configuring.layer_at(unit, after)
    lines = unified_diff(*(to_yaml(layer, "").splitlines() for layer in (was, now)), n=2, lineterm="")
    return {
        "before": before,
        "after": after,
        "changes": _grouped(changes(was, now), now, was),
        "lines": [(_SIGNS[line[0]], line[1:]) for line in lines if line[:3] not in ("---", "+++")],
    }


_SIGNS = {"+": "ins", "-": "del", " ": "", "@": "gap"}


def _version(each: ConfigurationVersion, before: Layer, is_current: bool) -> dict[str, Any]:
    return {
        "number": each.number,
        "at": format_moment(each.at),
        "by": each.by_name or "",
        "note": each.note or "",
        "restores": each.restores,
        "counts": each.counts or {},
        "is_current": is_current,
        "changes": _grouped(changes(before, each.layer or Layer()), each.layer or Layer(), before),
    }


def _grouped(found: Iterable[LayerChange], layer: Layer, before: Layer) -> list[dict[str, Any]]:
    """The changes by what they belong to and how they differ, a line each, their names in their order."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    for each in found:
        words, look = CHANGE_WORDS[each.kind]
        name = say(_PARTS.get(each.key, each.key)) if each.part == "settings" else say(each.label)
        lines.setdefault((_whose(each, layer, before), say(words), look), []).append(name)
    return [
        {"whose": whose, "words": words, "look": look, "names": names} for (whose, words, look), names in lines.items()
    ]


def _whose(each: LayerChange, layer: Layer, before: Layer) -> str:
    """The type of record that a change is of, or the part of the configuration."""
    if each.part in ("settings", "registers"):
        return say(N_("Settings") if each.part == "settings" else N_("Registers"))
    return type_label(each.type, layer, before)
