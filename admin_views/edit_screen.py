"""Creating and editing a record: the form, its problems, and a save that loses nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import conflicts, forms
from admin_views.columns import Raw
from admin_views.form_fields import RecordForm
from admin_views.form_parts import UploadField
from admin_views.form_screen import FormScreen, requested_id, seen_version
from admin_views.formats import format_moment
from admin_views.session import current_actor, origin, safe_next
from admin_views.shapes import Shape
from admin_views.translations import say
from models.base import Record
from models.wording import N_, Message
from operations import configuration, files, policy, records
from operations.actors import Actor
from operations.changes import load
from operations.errors import Conflict, Denied, Invalid, Missing
from operations.policy import Action

RESHAPE = "_reshape"
"""The button that asks for the form of another owner's unit, pressed by the browser when one is picked."""
SAVED = "saved"
"""The message that tells the browser which form is in the store: it forgets what it kept of it."""


class EditScreen(FormScreen):
    """The new and edit pages of a RecordView."""

    form_template: ClassVar[str] = "form.html"
    reshaped_by: ClassVar[str | None] = None
    """The reference on which more of the form depends than its defined fields: drawn anew as soon as one is picked."""

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        actor = current_actor()
        if not self.can_make(actor):
            raise Denied()
        form = self.new_form(actor, None, self.new_shape(actor, request.form or request.args))
        if request.method == "POST" and not self._reshapes(form):
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
        raw = self.stored(actor, id)
        if request.method == "POST":
            form = self.new_form(actor, None, self._sent_shape(actor, raw))
            answer = None if self._reshapes(form) else self._save(actor, form, raw)
            if answer is not None:
                return answer
            raw = self.stored(actor, id)
            return self._page(actor, form, raw, load(self.document, raw))
        policy.require(actor, Action.CHANGE, self.document.__name__, raw)
        records.forbid_fixed(self.document, raw)
        record = load(self.document, raw)
        return self._page(actor, self.new_form(actor, record, self.shape_of(raw)), raw, record)

    def _sent_shape(self, actor: Actor, raw: dict[str, Any]) -> Shape:
        """The shape of a form that was sent: of the owner it now names, else of where the record lies."""
        owner = getattr(self.document, "OWNER", None)
        moves = owner is not None and request.form.get(owner, str(raw.get(owner))) != str(raw.get(owner))
        return self.new_shape(actor, request.form) if moves else self.shape_of(raw)

    def _reshapes(self, form: RecordForm) -> bool:
        """Whether what was sent was drawn with other fields than hold where the record will lie; then it is drawn
        anew with what was typed, and a message says why unless the browser only asked for that."""
        drawn = request.form.get("fields_of")
        if RESHAPE in request.form:
            return True
        if drawn is None or drawn == form.shape.fieldset.digest:
            return False
        form.problems = [say(N_("This unit's form has other fields now. Look through them, then save again."))]
        return True

    def stored(self, actor: Actor, id: ObjectId) -> dict[str, Any]:
        """The stored document if the actor may see it; Missing otherwise."""
        raw = records.read(self.document, id)
        policy.require(actor, Action.READ, self.document.__name__, raw)
        return raw

    def _save(self, actor: Actor, form: RecordForm, raw: dict[str, Any] | None) -> Any:
        """Save what was sent: where to go next, the conflict page, or None when the form has problems."""
        valid = form.validate()
        values = {**forms.values(self.document, form, self._sent(), form.shape.fieldset), **self.fixed_values(actor)}
        picked, unresolved = conflicts.picks(request.form)
        if not valid or unresolved:
            if unresolved:
                form.problems = [say(N_("Choose one of the two versions for every field."))]
            return None
        try:
            values |= self._uploads(actor, form)
            kept = {name: value for name, value in values.items() if picked.get(name) != "stored"}
            record = self.write(actor, raw, kept, form)
        except Invalid as error:
            form.problems = forms.put_problems(form, error.problems)
            return None
        except Conflict as conflict:
            return conflicts.page(self, actor, conflict, form)
        self.said_saved(record, raw is None)
        flash(form.form_token.data or "", SAVED)
        return redirect(self._after(record, raw is None))

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        """Hand the values to the door; `raw` is the stored document of an edit, as it was just read."""
        came = origin(form.form_token.data)
        if raw is None:
            return records.create(actor, self.document, values, came)
        return records.change_stored(actor, self.document, raw, values, seen_version(), came)

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
            owner_field=self._reshaping_owner(),
            draft=f"{actor.id}:{request.full_path.rstrip('?')}",
        )
        return (page, 422) if problems else page

    def _reshaping_owner(self) -> str | None:
        """The reference that decides what a form offers: of defined fields, where there are any at all, or more."""
        if self.reshaped_by:
            return self.reshaped_by
        kind = self.document
        is_defined = kind.CONFIGURABLE and configuration.current().defines(kind.type_name())
        return kind.OWNER if is_defined else None

    def _new_title(self) -> str:
        return say(Message(N_("Add: %(noun)s"), noun=say(self.singular)))

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
