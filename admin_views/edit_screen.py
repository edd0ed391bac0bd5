"""Creating and editing a record: the form, its problems, and a save that loses nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose
from werkzeug.datastructures import CombinedMultiDict

from admin_views import conflicts, forms
from admin_views.columns import Raw, wanted
from admin_views.form_fields import RecordForm
from admin_views.form_parts import UploadField
from admin_views.formats import format_moment
from admin_views.session import current_actor, origin, safe_next
from admin_views.translations import say
from models.base import Record
from models.wording import N_, Message
from operations import files, policy, records
from operations.actors import Actor
from operations.changes import load
from operations.errors import Conflict, Denied, Invalid, Missing
from operations.policy import Action
from operations.references import labels

SAVED = "saved"
"""The message that tells the browser which form is in the store: it forgets what it kept of it."""


class EditScreen:
    """The new and edit pages of a RecordView."""

    form_template: ClassVar[str] = "form.html"

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        actor = current_actor()
        if not self.can_make(actor):
            raise Denied()
        form = self.new_form(actor, None)
        if request.method == "POST":
            answer = self._save(actor, form, None)
            if answer is not None:
                return answer
        return self._page(actor, form, None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        actor = current_actor()
        if not self.sections:
            raise Missing()
        id = requested_id()
        if request.method == "POST":
            form = self.new_form(actor, None)
            answer = self._save(actor, form, id)
            if answer is not None:
                return answer
            raw = self.stored(actor, id)
            return self._page(actor, form, raw, load(self.document, raw))
        raw = self.stored(actor, id)
        policy.require(actor, Action.CHANGE, self.document.__name__, raw)
        record = load(self.document, raw)
        return self._page(actor, self.new_form(actor, record), raw, record)

    def stored(self, actor: Actor, id: ObjectId) -> dict[str, Any]:
        """The stored document if the actor may see it; Missing otherwise."""
        raw = records.read(self.document, id)
        policy.require(actor, Action.READ, self.document.__name__, raw)
        return raw

    def new_form(self, actor: Actor, record: Record | None) -> RecordForm:
        """The form of what was sent, of a stored record or of the defaults, without what the actor may not set."""
        data = forms.data_of(record) if record else self._prefilled(actor)
        sent = CombinedMultiDict([request.form, request.files]) if request.method == "POST" else None
        form: RecordForm = self._create_form_class(sent, data=data)
        if sent is None:
            form.version.data = str(record.version or 1) if record else ""
            form.form_token.data = secrets.token_hex(16)
        for name in self.hidden_fields(actor):
            del form[name]
        return form

    def hidden_fields(self, actor: Actor) -> set[str]:
        """Fields the actor may not set: sensitive ones, without the right to reveal them."""
        revealing = policy.may(actor, Action.REVEAL, self.document.__name__)
        names = {name for section in self.sections for name in section.fields}
        return set() if revealing else names & self.document.SENSITIVE

    def _prefilled(self, actor: Actor) -> dict[str, Any] | None:
        """What a new form starts from: a record to clone, or references given in the address."""
        if "clone" in request.args:
            data = forms.data_of(load(self.document, self.stored(actor, requested_id("clone"))))
            return {key: value for key, value in data.items() if key not in self.not_cloned(data)}
        ids = {name: request.args[name] for name in self.document._fields if ObjectId.is_valid(request.args.get(name))}
        return {name: ObjectId(text) for name, text in ids.items()} or None

    def not_cloned(self, data: Mapping[str, Any]) -> set[str]:
        """Fields a clone starts without: what identifies a record, its files, its secrets."""
        unique = {"nip", "code", "username", "nik", "certificate_number"}
        return unique | self.document.SENSITIVE | self.document.SECRET | {"photo", "certificate"}

    def _save(self, actor: Actor, form: RecordForm, id: ObjectId | None) -> Any:
        """Save what was sent: where to go next, the conflict page, or None when the form has problems."""
        valid = form.validate()
        values = {**forms.values(self.document, form, self._sent()), **self.fixed_values(actor)}
        picked, unresolved = conflicts.picks(request.form)
        if not valid or unresolved:
            if unresolved:
                form.problems = [say(N_("Choose one of the two versions for every field."))]
            return None
        try:
            values |= self._uploads(actor, form)
            kept = {name: value for name, value in values.items() if picked.get(name) != "stored"}
            record = self.write(actor, id, kept, form)
        except Invalid as error:
            form.problems = forms.put_problems(form, error.problems)
            return None
        except Conflict as conflict:
            return conflicts.page(self, actor, conflict, form)
        self.said_saved(record, id is None)
        flash(form.form_token.data or "", SAVED)
        return redirect(self._after(record, id is None))

    def write(self, actor: Actor, id: ObjectId | None, values: dict[str, Any], form: RecordForm) -> Record:
        """Hand the values to the door."""
        came = origin(form.form_token.data)
        if id is None:
            return records.create(actor, self.document, values, came)
        version = form.version.data or ""
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        return records.change(actor, self.document, id, values, seen, came)

    def fixed_values(self, actor: Actor) -> dict[str, Any]:
        """Values the screen sets whatever the form says."""
        return {}

    def said_saved(self, record: Record, is_new: bool) -> None:
        """Say that it is saved, and what is odd about it."""
        text = N_("%(label)s was added.") if is_new else N_("%(label)s was saved.")
        flash(say(Message(text, label=record.label)), "success")

    def _after(self, record: Record, is_new: bool) -> str:
        if "_add_another" in request.form:
            return str(self.get_url(".create_view"))
        if ObjectId.is_valid(request.form.get("_next", "")):
            return f"{self.get_url('.edit_view')}?id={request.form['_next']}"
        if request.args.get("url"):
            return safe_next(request.args["url"])
        return f"{self.get_url('.details_view')}?id={record.id}"

    def _sent(self) -> set[str]:
        return {name.partition("-")[0] if "-" in name else name for name in request.form}

    def _uploads(self, actor: Actor, form: RecordForm) -> dict[str, ObjectId]:
        found = {}
        for each in form:
            if isinstance(each, UploadField) and each.upload is not None:
                try:
                    found[each.name] = files.keep(actor, each.upload.stream, each.upload.filename, each.kinds)
                except Invalid as error:
                    raise Invalid({each.name: error.message}) from None
        return found

    def _page(self, actor: Actor, form: RecordForm, raw: Raw | None, record: Record | None = None) -> Any:
        self.set_references(actor, form, raw)
        problems = [*forms.problems_of(form), *(("", "", text) for text in getattr(form, "problems", ()))]
        title = say(Message(N_("Edit %(label)s"), label=self.label_of(raw))) if raw else self._new_title()
        details = f"{self.get_url('.details_view')}?id={raw['_id']}" if raw else None
        page = render_template(
            self.form_template,
            view=self,
            title=title,
            form=form,
            sections=self._form_sections(form),
            problems=problems,
            warnings=[say(each) for each in record.warnings()] if record else [],
            meta=self._meta(raw),
            record_url=details,
            cancel_url=details or self.get_url(".index_view"),
            is_new=raw is None,
            draft=f"{actor.id}:{request.full_path.rstrip('?')}",
        )
        return (page, 422) if problems else page

    def _new_title(self) -> str:
        return say(Message(N_("Add: %(noun)s"), noun=say(self.singular)))

    def _form_sections(self, form: RecordForm) -> list[dict[str, Any]]:
        return [
            {
                "label": say(section.label),
                "key": f"section-{index}",
                "fields": [form[name] for name in section.fields if name in form],
                "problems": sum(bool(form[name].errors) for name in section.fields if name in form),
            }
            for index, section in enumerate(self.sections)
        ]

    def label_of(self, raw: Raw) -> str:
        """How people call this stored record."""
        return str(load(self.document, raw).label)

    def _meta(self, raw: Raw | None) -> str:
        if not raw or not raw.get("updated_at"):
            return ""
        return say(
            Message(
                N_("Version %(version)s, saved %(at)s"),
                version=(raw.get("version") or 1),
                at=format_moment(raw["updated_at"]),
            )
        )

    def set_references(self, actor: Actor, form: RecordForm, raw: Raw | None) -> None:
        """Give every reference control its look-up address and its present label: one round trip for all."""
        controls = list(forms.references(form))
        ids: dict[str, set[ObjectId]] = {}
        for _, each in controls:
            if each.data:
                ids.setdefault(each.to, set()).add(each.data)
        shown = labels(actor, ids)
        for path, each in controls:
            each.lookup_url = f"{self.get_url('.lookup')}?field={path}"
            each.current = (shown.get(each.data) or say(N_("(outside your units)"))) if each.data else None
        for each in form:
            if isinstance(each, UploadField) and raw and raw.get(each.name):
                each.current_url = f"{self.get_url('.file')}?id={raw['_id']}&field={each.name}"

    def wanted_labels(self, raw: Raw) -> dict[str, set[ObjectId]]:
        """Every id a stored record points at."""
        return wanted(self.document, [raw])


def requested_id(name: str = "id") -> ObjectId:
    """The record's id in the address; Missing where it is none."""
    text = request.args.get(name, "") if name in request.args else request.form.get(name, "")
    if not ObjectId.is_valid(text):
        raise Missing()
    return ObjectId(text)
