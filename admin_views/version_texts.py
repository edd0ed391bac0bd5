"""The versions of a unit's configuration in words: who applied each, when, why, and what it changed."""

from __future__ import annotations

from difflib import unified_diff
from typing import Any

from bson import ObjectId

from admin_views.builder import CHANGE_WORDS
from admin_views.formats import format_moment
from admin_views.translations import say
from models.configurations import ConfigurationVersion, Layer
from models.layer_changes import LayerChange, changes
from operations import configuring
from operations.portable import to_yaml


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
        "changes": [_change(change) for change in changes(was, now)],
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
        "changes": [_change(change) for change in changes(before, each.layer or Layer())],
    }


def _change(each: LayerChange) -> dict[str, str]:
    words, look = CHANGE_WORDS[each.kind]
    return {"label": say(each.label), "words": say(words), "look": look}
