"""Deleting records, after a question that names them; and taking it back."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views.form_screen import requested_id, seen_version
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.base import Record
from models.wording import N_, Message
from operations import bringing_back, deletions
from operations.actors import Actor
from operations.errors import Denied, Invalid, Missing
from operations.policy import Action, may

MOST_DELETED = 200
MOST_UNDONE = 20
"""More ids than these would not fit into the browser's cookie; the audit trail has them all the same."""


class DeleteScreen:
    """The acts of a RecordView that take records away."""

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Any:
        actor = current_actor()
        id = requested_id()
        back = f"{self.get_url('.details_view')}?id={id}"
        if not request.form.get("confirmed"):
            return self._confirm([str(id)], request.form.get("version", ""), self.get_url(".delete_view"), back)
        label = self.label_of(self.stored(actor, id))
        try:
            deletions.delete(actor, self.document, id, seen_version(), origin())
        except Invalid as error:
            flash(say(error.message), "error")
            return redirect(back)
        self._said_deleted(say(Message(N_("%(label)s was deleted."), label=label)), [id])
        return redirect(self.get_url(".index_view"))

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Any:
        """An act on the rows picked in a list; each is judged by itself."""
        ids = [text for text in request.form.getlist("rowid") if ObjectId.is_valid(text)][:MOST_DELETED]
        if request.form.get("action") != "delete":
            raise Missing()
        if not ids:
            flash(say(N_("Pick at least one row first.")), "warning")
        elif not request.form.get("confirmed"):
            return self._confirm(ids, "", self.get_url(".action_view"), self.get_url(".index_view"))
        else:
            self._delete_many(current_actor(), [ObjectId(text) for text in ids])
        return redirect(self.get_url(".index_view"))

    def _delete_many(self, actor: Actor, ids: list[ObjectId]) -> None:
        done: list[ObjectId] = []
        left = []
        for id in ids:
            try:
                deletions.delete(actor, self.document, id, None, origin())
                done.append(id)
            except (Denied, Invalid, Missing) as error:
                left.append(say(error.message))
        if done:
            self._said_deleted(say(Message(N_("%(count)s records were deleted."), count=len(done))), done)
        for text in dict.fromkeys(left):
            flash(f"{say(Message(N_('%(count)s records were kept:'), count=left.count(text)))} {text}", "warning")

    def _said_deleted(self, text: str, ids: list[ObjectId]) -> None:
        """Say it, with the way back where there is one: an account's password is not in its history."""
        if len(ids) > MOST_UNDONE or getattr(self.document, "SECRET", None):
            flash(text, "success")
        else:
            told = {"text": text, "url": self.get_url(".restore_view"), "ids": [str(id) for id in ids]}
            flash(told, "undo")  # type: ignore[arg-type]  # Flask keeps any JSON value

    @expose("/restore/", methods=("POST",))
    def restore_view(self) -> Any:
        """Bring back records that were just deleted."""
        actor, name = current_actor(), self.document.__name__
        if not may(actor, Action.DELETE, name) or not issubclass(self.document, Record):
            raise Denied()
        back = 0
        for text in request.form.getlist("id")[:MOST_UNDONE]:
            try:
                if ObjectId.is_valid(text):
                    bringing_back.restore(actor, self.document, ObjectId(text), origin())
                    back += 1
            except (Denied, Invalid, Missing) as error:
                flash(say(error.message), "error")
        if back:
            flash(say(Message(N_("Taken back: %(count)s."), count=back)), "success")
        return redirect(self.get_url(".index_view"))

    def _confirm(self, ids: list[str], version: str, url: str, back: str) -> Any:
        actor = current_actor()
        raws = [self.stored(actor, ObjectId(id)) for id in ids]
        return render_template(
            "confirm.html",
            title=say(Message(N_("Delete %(count)s records?"), count=len(ids))),
            labels=[self.label_of(raw) if issubclass(self.document, Record) else "" for raw in raws],
            hidden=[("action", "delete"), ("version", version), ("confirmed", "1"), *(("rowid", id) for id in ids)],
            single=ids[0] if len(ids) == 1 else None,
            action_url=f"{url}?id={ids[0]}" if url.endswith("/delete/") else url,
            back_url=back,
        )
