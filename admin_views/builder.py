"""The form builder as its template draws it: the fields a unit has of one type of record, and a preview beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from flask import current_app

from admin_views.base import RecordView
from admin_views.field_editor import MARKS, SHORT, editor, marks, refinement_editor
from admin_views.form_screen import conditional
from admin_views.formats import field_label, format_count
from admin_views.register_view import made_for
from admin_views.shapes import OTHER, Shape
from admin_views.translations import say
from models.configurations import Configuration, ConfigurationDraft
from models.definitions import FieldDefinition, TypeDefinition
from models.fieldsets import FieldSet, is_path, make_default
from models.kinds import KIND
from models.layer_changes import Kind, LayerChange
from models.wording import N_, Message
from operations import configuration

CHANGE_WORDS = {
    Kind.NEW: (N_("New"), "ok"), Kind.GONE: (N_("Gone"), "wait"), Kind.RETIRED: (N_("Retired"), "wait"),
    Kind.BACK: (N_("Brought back"), "ok"), Kind.RETYPED: (N_("Kind changed"), "go"),
    Kind.REQUIRED: (N_("Now required"), "go"), Kind.CHOICES: (N_("Choices changed"), "go"),
    Kind.MOVED: (N_("Moved"), "go"), Kind.CHANGED: (N_("Changed"), "go"),
}  # fmt: skip


SECTION = "section:"
"""What the key of a section begins with where a field's may stand too; no key of a field has a colon."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is on the bench: one type of record of one unit, as the draft has it."""

    unit: ObjectId
    path: list[ObjectId]
    draft: ConfigurationDraft
    next: Configuration
    view: RecordView
    changes: list[LayerChange]

    @property
    def name(self) -> str:
        return str(self.view.document.type_name())

    @property
    def own(self) -> TypeDefinition:
        """What the draft says of the type itself."""
        return self.draft.layer.type_of(self.name) or TypeDefinition(name=self.name)

    @property
    def fieldset(self) -> FieldSet:
        """The fields as they would be."""
        return self.next.fieldset(self.name, self.path)

    @property
    def shape(self) -> Shape:
        """The screen as it would be; never kept, as a draft changes."""
        return Shape(self.view, self.fieldset)

    def tags(self, key: str, parts: tuple[str, ...] = ("types", "refinements")) -> list[tuple[str, str]]:
        """What the draft changes of a field, or of what else has that key in these parts, as (words, look)."""
        about = [each for each in self.changes if each.type == self.name and each.part in parts]
        found = [CHANGE_WORDS[each.kind] for each in about if each.key == key]
        return [(say(words), look) for words, look in found]

    def is_new(self, key: str) -> bool:
        """Whether a field is in the draft alone. A section may have the same key."""
        new = (e.key for e in self.changes if e.kind == Kind.NEW and e.type == self.name and e.part == "types")
        return key in new


def views(path: list[ObjectId]) -> list[RecordView]:
    """The screens of every type of record that a unit may add fields to, its registers among them."""
    admin: Any = current_app.extensions["admin"][0]
    found = [view for view in admin._views if isinstance(view, RecordView)]
    built_in = [view for view in found if getattr(view.document, "CONFIGURABLE", False)]
    held = configuration.current()
    kept = [
        made_for(held.revision, str(each.key), str(each.owner), frozenset({unit}))
        for unit, each in held.registers_at(path)
    ]
    return [*built_in, *kept]


def draw(bench: Bench, editing: str, sent: Any = None) -> dict[str, Any]:
    """The sections with their fields, the one edited open. `sent` is what its editor sent, if it did."""
    fieldset, own = bench.fieldset, bench.own
    mine = {str(each.key): each for each in own.fields}
    sections = _sections(bench)
    rows: dict[str, list[dict[str, Any]]] = {key: [] for key, _, _ in sections}
    for key, definition in fieldset.definitions.items():
        place = str(definition.section) if definition.section in rows else OTHER
        rows[place].append(_row(bench, definition, key in mine, editing, sent))
    return {
        "sections": [
            {"key": key, "label": label, "built_in": count, "rows": rows[key], "own": _own(bench, key, editing, sent)}
            for key, label, count in sections
        ],
        "places": section_choices(bench),
        "place": [OTHER, *(key for key, _ in bench.fieldset.sections), *(str(s.key) for s in own.sections)][-1],
        "marks": [(mark, _mark_label(mark)) for mark in MARKS],
        "retired": [_row(bench, each, True, editing, sent) for each in own.fields if each.retired],
        "own_count": len([each for each in own.fields if not each.retired]),
        "inherited_count": len(fieldset.definitions) - len([key for key in mine if key in fieldset.definitions]),
    }


def _sections(bench: Bench) -> list[tuple[str, str, int]]:
    """(key, label, built-in fields in it) of every section a field may stand in."""
    built_in = [(section.key, say(section.label), len(section.fields)) for section in bench.view.sections]
    added = [(key, say(label), 0) for key, label in bench.fieldset.sections]
    added += [(str(s.key), say(s.label), 0) for s in bench.own.sections if s.key not in dict(bench.fieldset.sections)]
    rest = [] if OTHER in {key for key, _, _ in built_in} else [(OTHER, say(N_("Other fields")), 0)]
    return [*built_in, *added, *rest]


def _own(bench: Bench, key: str, editing: str, sent: Any) -> dict[str, Any] | None:
    """What is edited of a section that the unit has defined itself; None for any other."""
    found = next((each for each in bench.own.sections if each.key == key), None)
    if found is None:
        return None
    is_open = f"{SECTION}{key}" == editing
    told = sent if sent is not None and is_open else {"label_id": found.label_id, "label_en": found.label_en}
    before = section_before(bench, key)
    return {
        "is_open": is_open,
        "name": str(told.get("label_id") or ""),
        "english": str(told.get("label_en") or ""),
        "into": dict(section_choices(bench)).get(before, ""),
        "tags": bench.tags(key, ("sections",)),
    }


def section_before(bench: Bench, key: str) -> str:
    """The key of the section drawn before this one, which takes its fields when it goes; nothing where it is first."""
    keys = [code for code, _ in section_choices(bench)]
    return keys[keys.index(key) - 1] if key in keys[1:] else ""


def section_choices(bench: Bench) -> list[tuple[str, str]]:
    """The sections as choices of a field's editor."""
    return [(key, label) for key, label, _ in _sections(bench)]


def _row(bench: Bench, definition: FieldDefinition, is_own: bool, editing: str, sent: Any) -> dict[str, Any]:
    key = str(definition.key)
    is_open = key == editing
    return {
        "key": key,
        "label": say(definition.label),
        "icon": KIND[str(definition.kind)].icon,
        "about": ", ".join(_about(definition, bench.fieldset)),
        "tags": bench.tags(key),
        "is_own": is_own,
        "is_new": bench.is_new(key),
        "is_open": is_open,
        "kind": say(KIND[str(definition.kind)].label),
        "name": str(definition.label_id or ""),
        "place": str(definition.section or OTHER),
        "marks": {mark: bool(getattr(definition, mark)) for mark in _marks_of(definition)},
        "form": _editor(bench, definition, is_own, sent) if is_open else None,
    }


def _marks_of(definition: FieldDefinition) -> tuple[str, ...]:
    return marks(str(definition.kind), str(definition.result or ""))


def _mark_label(mark: str) -> str:
    return say(SHORT[mark]) if mark in SHORT else field_label(FieldDefinition._fields[mark])


def _about(definition: FieldDefinition, known: FieldSet) -> Iterable[str]:
    """A field in a few words: its kind and what is particular about it."""
    yield say(KIND[str(definition.kind)].label)
    marks = (
        ("required", N_("required")), ("unique", N_("unique")), ("listed", N_("in lists")),
        ("filterable", N_("filtered")), ("searchable", N_("searched")), ("sensitive", N_("sensitive")),
    )  # fmt: skip
    yield from (say(words) for name, words in marks if getattr(definition, name))
    on = known.definitions.get(str(definition.shown_if))
    if on is not None:
        told = N_("depends on “%(name)s”") if definition.shown_for else N_("shown if “%(name)s” is filled")
        yield say(Message(told, name=say(on.label)))


def _editor(bench: Bench, definition: FieldDefinition, is_own: bool, sent: Any) -> Any:
    if is_own:
        return editor(definition, section_choices(bench), bench.fieldset, sent)
    refined = next((each for each in bench.own.refinements if each.key == definition.key), None)
    return refinement_editor(refined, sent)


def preview(bench: Bench, look: str) -> dict[str, Any]:
    """The defined part of the form, or the list's columns, as they would be."""
    shape = bench.shape
    defined = [each for each in shape.sections if any(name in shape.fieldset.fields for name in each.fields)]
    form = shape.form_class(None, data={path: make_default(field) for path, field in shape.fieldset.fields.items()})
    form.shape = shape
    for each in form:
        each.id = f"preview-{each.id}"
    return {
        "look": look,
        "sections": [
            {"label": say(each.label), "fields": conditional(form, filter(is_path, each.fields))} for each in defined
        ],
        "columns": [say(column.label) for column in shape.usual_columns],
        "filters": [say(each.label) for each in shape.filters],
        "count": format_count(len(shape.fieldset.fields)),
    }
