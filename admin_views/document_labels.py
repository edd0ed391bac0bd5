"""What the audit trail and the home page call a kind of record: a register's entry goes by its register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_views.translations import choice_labels, say
from models.audit import DOCUMENT_LABELS
from models.configurations import Layer
from models.entries import register_of
from operations import configuration


def document_label(entry: Mapping[str, Any]) -> str:
    """The kind of record that an audit entry is about."""
    name = str(entry.get("document") or "")
    register = register_of(name)
    if register is None:
        return choice_labels(DOCUMENT_LABELS).get(name, name)
    kept = configuration.current().register_at(register[0], entry.get("scope") or ())
    return say(kept.label) if kept else register[0]


def type_label(name: str, *layers: Layer) -> str:
    """What a type of record is called whose name these layers use, a register of theirs too."""
    found = [register for each in layers if (register := each.register_of(name))]
    return say(found[0].label) if found else choice_labels(DOCUMENT_LABELS).get(name, name)
