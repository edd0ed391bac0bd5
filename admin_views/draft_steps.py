"""The steps of the form builder: each takes what was sent and makes one change of the unit's draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request

from admin_views import builder, field_editor, forms
from admin_views.builder import Bench
from admin_views.translations import say
from models.configurations import Layer
from models.definitions import FieldDefinition, Refinement
from models.wording import N_, Message
from operations import configuring, layer_edits
from operations.actors import Actor
from operations.errors import Invalid, Missing

Work = Callable[[Actor, Bench], str]
"""One change of a draft; returns the key of the field to open."""


def _add(actor: Actor, bench: Bench) -> str:
    sent = request.form
    made: list[str] = []

    def change(layer: Layer) -> None:
        section, kind = _section_of(bench, sent.get("section", "")), sent.get("kind", "text")
        label = sent.get("new_label", "")
        made.append(layer_edits.add_field(layer, bench.name, label, kind, section, configuring.limits()))

    configuring.edit(actor, bench.unit, change)
    return made[-1] if sent.get("open") else ""


def _section_of(bench: Bench, key: str) -> str:
    """The key of a section as it was sent. Raises Invalid for one that the type of record has not."""
    if key and key not in dict(builder.section_choices(bench)):
        raise Invalid({"section": Message(N_("This is not one of the choices."))})
    return key


def _save(actor: Actor, bench: Bench) -> str:
    key = request.form.get("key", "")
    own = next((each for each in bench.own.fields if each.key == key), None)
    if own is None:
        if key not in {*bench.fieldset.definitions, *(str(each.key) for each in bench.own.refinements)}:
            raise Missing()
        form = field_editor.refinement_editor(None, request.form)
        told = forms.whole_values(Refinement, form, request.form)
        configuring.edit(actor, bench.unit, lambda layer: layer_edits.refine_field(layer, bench.name, key, told))
        return "" if request.form.get("close") else key
    form = field_editor.editor(own, builder.section_choices(bench), bench.fieldset, request.form)
    values = forms.whole_values(FieldDefinition, form, request.form)
    values |= _unfit_marks(str(values.get("kind") or own.kind), str(values.get("result") or own.result or ""))
    configuring.edit(actor, bench.unit, lambda layer: layer_edits.change_field(layer, bench.name, key, values))
    return "" if request.form.get("close") else key


def _unfit_marks(kind: str, result: str) -> dict[str, bool]:
    """The marks that a field of that kind cannot have, taken off: its editor does not show them any more."""
    return {mark: False for mark in field_editor.MARKS if mark not in field_editor.marks(kind, result)}


def _list(actor: Actor, bench: Bench) -> str:
    """All fields of the plain list at once: their names, sections, places and marks."""
    sent = request.form
    shown = [each for each in bench.own.fields if f"{each.key}-label_id" in sent]

    def change(layer: Layer) -> None:
        _list_sections(layer, bench)
        for each in shown:
            allowed = field_editor.marks(str(each.kind), str(each.result or ""))
            values: dict[str, Any] = {"label_id": sent.get(f"{each.key}-label_id", "").strip()}
            values["section"] = _section_of(bench, sent.get(f"{each.key}-section", ""))
            values |= {mark: bool(sent.get(f"{each.key}-{mark}")) for mark in allowed}
            try:
                layer_edits.change_field(layer, bench.name, str(each.key), values)
            except Invalid as error:
                text = N_("%(name)s: %(problem)s")
                raise Invalid({str(each.key): Message(text, name=each.label, problem=error.message)}) from None
        places = {str(each.key): sent.get(f"{each.key}-order", "") for each in shown}
        numbers = {
            key: int(text) for key, text in places.items() if text.isascii() and text.isdigit() and len(text) < 5
        }
        layer_edits.arrange_fields(layer, bench.name, numbers)

    configuring.edit(actor, bench.unit, change)
    return ""


def _list_sections(layer: Layer, bench: Bench) -> None:
    """The names of the sections of the plain list."""
    for each in bench.own.sections:
        label, english = (request.form.get(f"{builder.SECTION}{each.key}-{name}") for name in ("label_id", "label_en"))
        if label is not None:
            layer_edits.rename_section(layer, bench.name, str(each.key), label, english or "")


def _move(actor: Actor, bench: Bench) -> str:
    sent = request.form
    key, step = sent.get("key", ""), sent.get("step", "")

    def change(layer: Layer) -> None:
        if step in ("-1", "1"):
            layer_edits.shift_field(layer, bench.name, key, int(step))
        else:
            section = _section_of(bench, sent.get("section", "")) if "section" in sent else None
            layer_edits.move_field(layer, bench.name, key, sent.get("before", ""), section)

    configuring.edit(actor, bench.unit, change)
    return ""


def _retire(actor: Actor, bench: Bench) -> str:
    key = request.form.get("key", "")
    is_new = bench.is_new(key)
    configuring.edit(actor, bench.unit, lambda layer: layer_edits.retire_field(layer, bench.name, key, is_new))
    return ""


def _return(actor: Actor, bench: Bench) -> str:
    key = request.form.get("key", "")
    configuring.edit(actor, bench.unit, lambda layer: layer_edits.return_field(layer, bench.name, key))
    return ""


def _section(actor: Actor, bench: Bench) -> str:
    label, taken = request.form.get("new_section", ""), dict(builder.section_choices(bench))

    def change(layer: Layer) -> None:
        layer_edits.add_section(layer, bench.name, label, taken)

    configuring.edit(actor, bench.unit, change)
    return ""


def _section_at(bench: Bench, key: str) -> str:
    """The key of a section of the unit's own as a form names it. Raises Missing."""
    found = key.removeprefix(builder.SECTION)
    if found not in {str(each.key) for each in bench.own.sections}:
        raise Missing()
    return found


def _rename(actor: Actor, bench: Bench) -> str:
    sent, key = request.form, request.form.get("key", "")
    section = _section_at(bench, key)

    def change(layer: Layer) -> None:
        label, english = sent.get("label_id", ""), sent.get("label_en", "")
        layer_edits.rename_section(layer, bench.name, section, label, english)

    configuring.edit(actor, bench.unit, change)
    return "" if sent.get("close") else key


def _remove(actor: Actor, bench: Bench) -> str:
    """The fields of a section that goes stand in the one before it from then on."""
    section = _section_at(bench, request.form.get("key", ""))
    into = builder.section_before(bench, section)
    configuring.edit(actor, bench.unit, lambda layer: layer_edits.remove_section(layer, bench.name, section, into))
    return ""


def _decide(actor: Actor, bench: Bench) -> str:
    key, chosen, text = (request.form.get(name, "") for name in ("finding", "decision", "text"))
    configuring.decide(actor, bench.unit, {key: f"={text}" if text.strip() else chosen})
    return ""


def _discard(actor: Actor, bench: Bench) -> str:
    configuring.discard(actor, bench.unit)
    flash(say(N_("The draft was discarded.")), "success")
    return ""


STEPS: dict[str, Work] = {
    "add": _add,
    "save": _save,
    "list": _list,
    "move": _move,
    "retire": _retire,
    "return": _return,
    "section": _section,
    "rename": _rename,
    "remove": _remove,
    "decide": _decide,
    "discard": _discard,
}
