"""Audit trail: who did what, when. Nobody changes it, not even here."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from bson import ObjectId
from flask import render_template
from flask_admin import expose
from werkzeug.datastructures import MultiDict

from admin_views.base import RecordView
from admin_views.columns import Column
from admin_views.document_labels import document_label
from admin_views.form_screen import requested_id
from admin_views.formats import field_label, formatter
from admin_views.session import current_actor
from admin_views.shapes import Shape
from admin_views.translations import say
from models.audit import AuditEntry
from models.references import RECORDS
from models.wording import N_
from operations import configuration, listing, registers
from operations.actors import Actor
from operations.errors import Missing
from operations.references import labels


def _changes(raw: Any) -> list[dict[str, Any]]:
    """The entry's changes; what was written past the panel in another shape is left out."""
    stored = raw.get("changes")
    return [each for each in stored if isinstance(each, dict)] if isinstance(stored, list) else []


SIDES = ("before", "after")
_DETAILS = {
    "filters": N_("Filters"),
    "format": N_("File"),
    "field": N_("Field"),
    "second_factor": N_("Second factor"),
    "started": N_("Timer started"),
    "paused": N_("Timer paused"),
}
"""What the entry of an act that is no version tells besides: see operations.audit.note and operations.meeting_clock."""


def _details(raw: Any) -> list[dict[str, str]]:
    stored = raw.get("detail")
    if not isinstance(stored, dict):
        return []
    kind = registers.kind_named(str(raw.get("document")))
    told = []
    for key, value in stored.items():
        is_field = key == "field" and kind is not None and str(value) in kind._fields
        text = field_label(kind._fields[str(value)]) if is_field else unquote_plus(str(value))
        told.append({"label": say(_DETAILS[key]) if key in _DETAILS else str(key), "value": text})
    return told


def _hint(value: Any) -> str:
    """A secret as the trail tells it: that there was one."""
    return "•••" if value else ""


def _field(raw: Any, name: str) -> Any:
    """The field of that name as the record's unit has it now; None for one that there is not any more."""
    kind = registers.kind_named(str(raw.get("document")))
    return configuration.fieldset(kind, raw.get("scope")).of(kind, name) if kind is not None else None


def _is_masked(raw: Any, name: str) -> bool:
    kind: Any = registers.kind_named(str(raw.get("document")))
    return name in kind.SECRET or name in configuration.fieldset(kind, raw.get("scope")).sensitive


def _fields(raw: Any, shown: Any) -> str:
    found = (_field(raw, str(each.get("field", ""))) for each in _changes(raw))
    texts = [field_label(field) for field in found if field is not None]
    return ", ".join(texts[:6]) + ("…" if len(texts) > 6 else "")


@lru_cache(maxsize=200)
def _with_registers(shape: Shape, kept: tuple[tuple[str, str], ...]) -> Shape:
    """A shape of this screen that offers these kinds of record beside the built-in ones."""
    found = Shape(shape.view, shape.fieldset)
    found.filters = [
        replace(each, choices=(*each.choices, *kept)) if each.name == "document" else each for each in shape.filters
    ]
    return found


class Audit(RecordView):
    document = AuditEntry
    title = N_("Audit trail")
    singular = N_("Audit entry")
    group = N_("Settings")
    icon = "shield"
    order = 80
    search_hint = ""
    empty = N_("Nothing was done yet.")
    sort = ("at", True)
    columns = (
        "at",
        "actor_name",
        "action",
        Column("document", N_("Kind of record"), ("document", "scope"), lambda raw, labels: document_label(raw)),
        "label",
        Column("changes", N_("Fields"), ("changes", "document", "scope"), _fields),
        "source",
    )
    more_columns = ("version",)
    sortable = {"at": "at"}
    filters = ("action", "document", "source", "at")

    def list_shape(self, actor: Actor, args: MultiDict[str, str]) -> Shape:
        """The screen, with the registers that this actor may see among the kinds of record."""
        found = super().list_shape(actor, args)
        first = {registers.class_of(each).__name__: each.label for _, each in reversed(registers.kept_by(actor))}
        return _with_registers(found, tuple(reversed(first.items()))) if first else found

    def can_make(self, actor: Actor) -> bool:
        return False

    @expose("/details/")
    def details_view(self) -> Any:
        actor = current_actor()
        raw = listing.one(actor, AuditEntry, requested_id())
        if raw is None:
            raise Missing()
        acts = self._changes(actor, raw)
        items = [
            {
                "label": field_label(AuditEntry._fields[name]),
                "value": formatter(AuditEntry._fields[name])(raw.get(name), {}) or None,
            }
            for name in ("at", "actor_name", "action", "source", "document", "label", "version")
        ]
        items[4]["value"] = document_label(raw)
        items += _details(raw)
        return render_template(
            "details.html",
            view=self,
            title=say(N_("Audit entry")),
            subtitle=raw.get("label", ""),
            id=str(raw["_id"]),
            sections=[{"label": say(N_("What was done")), "items": items}],
            tables=[acts],
            warnings=[],
            history=[],
            back_url=self.get_url(".index_view"),
        )

    def _changes(self, actor: Actor, raw: dict[str, Any]) -> dict[str, Any]:
        changes = [each for each in _changes(raw) if _field(raw, str(each.get("field"))) is not None]
        ids = {value for each in changes for value in map(each.get, SIDES) if isinstance(value, ObjectId)}
        shown = labels(actor, dict.fromkeys(RECORDS, ids)) if ids else {}
        rows = []
        for each in changes:
            field, secret = _field(raw, each["field"]), _is_masked(raw, each["field"])
            told = [_hint(each[side]) if secret else formatter(field)(each[side], shown) for side in SIDES]
            rows.append([field_label(field), *told])
        head = [say(N_("Field")), say(N_("Before")), say(N_("After"))]
        return {"label": say(N_("Changes")), "head": head, "rows": rows, "empty": say(N_("No field changed."))}

    def stored(self, actor: Actor, id: ObjectId) -> dict[str, Any]:
        raise Missing()
