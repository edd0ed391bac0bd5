"""The form of a RecordView: which controls it has, what they start from, and where they find their choices."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId
from flask import request
from werkzeug.datastructures import CombinedMultiDict

from admin_views import forms
from admin_views.columns import Raw, wanted
from admin_views.form_fields import RecordForm
from admin_views.form_parts import UploadField
from admin_views.shapes import Shape
from admin_views.translations import say
from models.base import Record
from models.fieldsets import PREFIX, is_path, make_default, value_at
from operations import policy
from operations.actors import Actor
from operations.changes import load
from operations.errors import Missing
from operations.references import OUTSIDE, labels


class FormScreen:
    """The forms of a RecordView."""

    def new_form(self, actor: Actor, record: Record | None, shape: Shape) -> RecordForm:
        """The form of what was sent, of a stored record or of the defaults, without what the actor may not set."""
        data = forms.data_of(record, shape.fieldset) if record else self._prefilled(actor, shape)
        sent = CombinedMultiDict([request.form, request.files]) if request.method == "POST" else None
        form: RecordForm = shape.form_class(sent, data=data)
        form.shape = shape
        form.fields_of.data = shape.fieldset.digest
        if sent is None:
            form.version.data = str(record.version or 1) if record else ""
            form.form_token.data = secrets.token_hex(16)
        for name in self.hidden_fields(actor, shape):
            if name in form:
                del form[name]
        return form

    def hidden_fields(self, actor: Actor, shape: Shape) -> set[str]:
        """Fields the actor may not set: sensitive ones, without the right to reveal them."""
        return policy.withheld(actor, self.document, shape.fieldset)

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """What a new form starts from: a record to clone, or the defaults and the references given in the address."""
        if "clone" in request.args:
            data = forms.data_of(load(self.document, self.stored(actor, requested_id("clone"))), shape.fieldset)
            left = {*self.not_cloned(data), *(path for path in data if is_path(path) and not _is_cloned(shape, path))}
            return {key: value for key, value in data.items() if key not in left}
        ids = {name: request.args[name] for name in self.document._fields if ObjectId.is_valid(request.args.get(name))}
        given = {name: ObjectId(text) for name, text in ids.items()}
        defaults = {path: make_default(field) for path, field in shape.fieldset.fields.items()}
        return {**self._own_unit(actor), **defaults, **given} or None

    def _own_unit(self, actor: Actor) -> dict[str, Any]:
        """The unit that a new record begins with: that of who works in one alone, where a form asks for it."""
        units = {seat.unit for seat in actor.seats if not seat.everywhere}
        asks = self.document.OWNER == "department" if issubclass(self.document, Record) else False
        return {"department": units.pop()} if asks and len(units) == 1 else {}

    def not_cloned(self, data: Mapping[str, Any]) -> set[str]:
        """Fields a clone starts without: what identifies a record, its files, its secrets."""
        unique = {"nip", "code", "username", "nik", "certificate_number"}
        return unique | self.document.SENSITIVE | self.document.SECRET | {"photo", "certificate"}

    def _form_sections(self, form: RecordForm) -> list[dict[str, Any]]:
        return [
            {
                "label": say(section.label),
                "key": f"section-{index}",
                "fields": conditional(form, section.fields),
                "problems": sum(bool(form[name].errors) for name in section.fields if name in form),
            }
            for index, section in enumerate(form.shape.sections)
            if any(name in form for name in section.fields)
        ]

    def set_references(self, actor: Actor, form: RecordForm, raw: Raw | None) -> None:
        """Give every reference control its look-up address and its present label: one round trip for all."""
        controls = list(forms.references(form))
        ids: dict[str, set[ObjectId]] = {}
        for _, each in controls:
            if isinstance(each.data, ObjectId):
                ids.setdefault(each.to, set()).add(each.data)
        shown = labels(actor, ids)
        for path, each in controls:
            each.lookup_url = self.lookup_url(path, each.to)
            known = shown.get(each.data) or say(OUTSIDE) if isinstance(each.data, ObjectId) else str(each.data)
            each.current = known if each.data else None
        for each in form:
            if isinstance(each, UploadField) and raw and value_at(raw, each.name):
                each.current_url = f"{self.get_url('.file')}?id={raw['_id']}&field={each.name}"

    def wanted_labels(self, raw: Raw, shape: Shape) -> dict[str, set[ObjectId]]:
        """Every id a stored record points at."""
        return wanted(self.document, [raw], shape.references)


def conditional(form: RecordForm, names: Iterable[str]) -> list[Any]:
    """The controls of these names that a form has; those that depend on another are told on what."""
    found = []
    for name in names:
        if name in form:
            control = form[name]
            definition = form.shape.fieldset.definitions.get(name[len(PREFIX) :]) if is_path(name) else None
            if definition is not None and definition.shown_if:
                control.condition = (PREFIX + definition.shown_if, list(definition.shown_for))
            found.append(control)
    return found


def _is_cloned(shape: Shape, path: str) -> bool:
    definition = shape.fieldset.definitions[path[len(PREFIX) :]]
    return not (definition.unique or definition.sensitive or definition.kind in ("file", "image"))


def seen_version() -> int:
    """The version that a sent form says it saw; 0 where it says none."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def requested_id(name: str = "id") -> ObjectId:
    """The record's id in the address; Missing where it is none."""
    text = request.args.get(name, "") if name in request.args else request.form.get(name, "")
    if not ObjectId.is_valid(text):
        raise Missing()
    return ObjectId(text)
