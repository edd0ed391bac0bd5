"""The registers of a unit: made, changed and retired in its draft; their fields are the form builder's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import forms
from admin_views.builder import CHANGE_WORDS
from admin_views.configuration_page import ConfigurationPage, frame
from admin_views.form_choices import ChoiceField
from admin_views.form_screen import requested_id
from admin_views.session import current_actor
from admin_views.translations import choice_labels, say
from models.configurations import Layer
from models.fieldsets import NONE, FieldSet
from models.layer_changes import Kind, LayerChange
from models.registers import OWNERS, RegisterDefinition
from models.wording import N_
from operations import configuration, configuring, register_edits
from operations.actors import Actor
from operations.errors import Invalid, Missing
from operations.walks import configurable

_EDITED = (
    "label_id", "label_en", "icon", "order", "title_field", "expiry_field", "warn_months", "on_employee_page", "states",
    "transitions", "access",
)  # fmt: skip


class UnitRegisters(ConfigurationPage):
    title = N_("Registers of a unit")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        """The unit's registers; a POST makes one change of its draft (`do` says which)."""
        actor, unit = current_actor(), requested_id("unit")
        if request.method == "GET":
            return self._page(actor, unit, request.args.get("edit", ""))
        step = _STEPS.get(request.form.get("do", ""))
        if step is None:
            raise Missing()
        try:
            edit = step(actor, unit)
        except Invalid as error:
            return self._page(actor, unit, request.form.get("key", ""), error), 422
        flash(say(N_("Kept in the draft. It holds once the draft is applied.")), "success")
        return redirect(f"{self.get_url('.index')}?unit={unit}" + (f"&edit={edit}" if edit else ""))

    def _page(self, actor: Actor, unit: ObjectId, edit: str, error: Invalid | None = None) -> Any:
        path = configuring.path_for(actor, unit)
        layer = configuring.draft_of(unit).layer or Layer()
        found = configuring.changes_in(unit, layer)
        rows = [self._row(each, found, unit, edit) for each in layer.registers]
        opened = layer.register_of(edit)
        form, problems = None, [say(message) for message in error.problems.values()] if error else []
        if opened is not None:
            form = _editor(opened, _fields(unit, path, layer, edit), request.form if error else None)
            problems = forms.put_problems(form, error.problems) if error else []
        return render_template(
            "unit_registers.html",
            view=self,
            title=say(N_("Registers")),
            **frame(actor, unit, "registers"),
            rows=rows,
            form=form,
            edited=edit if opened is not None else "",
            problems=problems,
            owners=[(code, say(label)) for code, label in OWNERS],
        )

    def _row(self, each: RegisterDefinition, found: list[LayerChange], unit: ObjectId, edit: str) -> dict[str, Any]:
        tags = [CHANGE_WORDS[c.kind] for c in found if c.part == "registers" and c.key == each.key]
        return {
            "key": each.key,
            "label": say(each.label),
            "icon": each.icon or "folders",
            "owner": choice_labels(OWNERS).get(str(each.owner), ""),
            "states": " → ".join(say(state.label) for state in each.states),
            "retired": bool(each.retired),
            "tags": [(say(words), look) for words, look in tags],
            "is_new": any(c.kind == Kind.NEW and c.part == "registers" and c.key == each.key for c in found),
            "fields_url": f"{self.get_url('configuration.unit')}?unit={unit}&type={each.key}",
            "edit_url": f"{self.get_url('.index')}?unit={unit}" + (f"&edit={each.key}" if each.key != edit else ""),
        }


def _fields(unit: ObjectId, path: list[ObjectId], layer: Layer, key: str) -> FieldSet:
    return configuration.current().with_layer(unit, layer).fieldset(key, path)


def _editor(register: RegisterDefinition, known: FieldSet, sent: Any) -> Any:
    data = forms.document_data(register)
    called = {str(each.key): str(each.label_id) for each in register.states}
    for step in data["transitions"]:
        step |= {end: called.get(str(step[end]), step[end]) for end in ("before", "after")}
    form = forms.record_form(RegisterDefinition, _EDITED, NONE)(sent, data=data)
    texts = tuple((key, each.label) for key, each in known.definitions.items() if each.kind != "date")
    dates = tuple((key, each.label) for key, each in known.definitions.items() if each.kind == "date")
    forms.replace(form, "title_field", ChoiceField(label=form["title_field"].label.text, codes=texts))
    forms.replace(form, "expiry_field", ChoiceField(label=form["expiry_field"].label.text, codes=dates))
    return form


def _add(actor: Actor, unit: ObjectId) -> str:
    taken = {kind.type_name() for kind in configurable()}
    made: list[str] = []

    def change(layer: Layer) -> None:
        label, owner = request.form.get("new_label", ""), request.form.get("owner", "employee")
        made.append(register_edits.add_register(layer, label, owner, taken))

    configuring.edit(actor, unit, change)
    return made[-1]


def _save(actor: Actor, unit: ObjectId) -> str:
    key = request.form.get("key", "")
    layer = configuring.draft_of(unit).layer or Layer()
    form = _editor(
        register_edits.register_in(layer, key), _fields(unit, configuration.path_of(unit), layer, key), request.form
    )
    values = forms.whole_values(RegisterDefinition, form, request.form)
    configuring.edit(actor, unit, lambda held: register_edits.change_register(held, key, values))
    return ""


def _retire(actor: Actor, unit: ObjectId) -> str:
    key = request.form.get("key", "")
    found = configuring.changes_in(unit, configuring.draft_of(unit).layer or Layer())
    is_new = any(each.kind == Kind.NEW and each.part == "registers" and each.key == key for each in found)
    configuring.edit(actor, unit, lambda layer: register_edits.retire_register(layer, key, is_new))
    return ""


def _return(actor: Actor, unit: ObjectId) -> str:
    configuring.edit(actor, unit, lambda layer: register_edits.return_register(layer, request.form.get("key", "")))
    return ""


_STEPS: dict[str, Callable[[Actor, ObjectId], str]] = {
    "add": _add, "save": _save, "retire": _retire, "return": _return,
}  # fmt: skip
