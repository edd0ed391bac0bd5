"""One record to read: its fields, history and files; revealing what is masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from bson import ObjectId
from flask import Response, flash, redirect, render_template, request
from flask_admin import expose
from mongoengine import EmbeddedDocumentListField

from admin_views.columns import wanted
from admin_views.form_screen import requested_id
from admin_views.formats import MASK, Labels, field_label, format_moment, formatter, revealed
from admin_views.session import current_actor, origin
from admin_views.translations import choice_labels, is_htmx, say
from models.audit import ACT_LABELS, SOURCE_LABELS, Act
from models.custom_fields import Link, link_problem
from models.defined_values import applies
from models.fields import Hidden
from models.fieldsets import PREFIX, is_path, value_at
from models.wording import N_
from operations import audit, files, history, policy
from operations.actors import Actor
from operations.changes import load, with_values
from operations.errors import Denied, Missing
from operations.policy import Action
from operations.references import labels

WHOLE = ("", "all")  # a page without parts, and the one that shows them all


class DetailsScreen:
    """The details page of a RecordView, and the acts on one record."""

    details_template = "details.html"
    parts: ClassVar[Sequence[tuple[str, str]]] = ()
    """Parts of the page as (key, label), each read when asked for; none: one page. `all` is everything, for print."""
    sections: ClassVar[Any]

    @expose("/details/")
    def details_view(self) -> Any:
        actor = current_actor()
        raw = self.stored(actor, requested_id())
        acts = history.of_record(actor, self.document, raw) if self._part() in (*WHOLE, "changes") else []
        shown = labels(actor, self._all_ids(raw, acts))
        found = self.details(actor, raw, acts, shown)
        return render_template(self.details_template, view=self, part=self._part(), **found)

    def _part(self) -> str:
        asked = request.args.get("part", "")
        keys = [key for key, _ in self.parts]
        return asked if asked in keys or (keys and asked == "all") else keys[0] if keys else ""

    def part_links(self, id: ObjectId) -> list[dict[str, Any]]:
        """The parts of the page as links to them."""
        here, now_at = f"{self.get_url('.details_view')}?id={id}", self._part()
        return [
            {"key": key, "label": say(label), "url": f"{here}&part={key}", "is_current": key == now_at}
            for key, label in self.parts
        ]

    def details(self, actor: Actor, raw: dict[str, Any], acts: list[dict[str, Any]], shown: Labels) -> dict[str, Any]:
        """What the details page shows."""
        id = raw["_id"]
        record = load(self.document, raw)
        changeable = bool(self.sections) and self.allowed(actor, Action.CHANGE, raw)
        return {
            "title": record.label,
            "subtitle": "",
            "id": str(id),
            "version_seen": (raw.get("version") or 1),
            "edit_url": f"{self.get_url('.edit_view')}?id={id}" if changeable else None,
            "clone_url": f"{self.get_url('.create_view')}?clone={id}" if self.can_make(actor) else None,
            "delete_url": self.get_url(".delete_view") if self.allowed(actor, Action.DELETE, raw) else None,
            "back_url": self.get_url(".index_view"),
            "parts": self.part_links(id),
            "warnings": [say(each) for each in record.warnings()],
            "sections": self._shown_sections(actor, raw, shown),
            "tables": self.tables(actor, raw, shown),
            "history": [self._act(raw, each, shown) for each in acts],
        }

    def allowed(self, actor: Actor, action: Action, raw: dict[str, Any]) -> bool:
        """Whether the actor may do this with this very record, rules about oneself included."""
        try:
            policy.require(actor, action, self.document.__name__, raw)
        except (Denied, Missing):
            return False
        return action not in (Action.CHANGE, Action.DELETE) or self.document.fixed(raw) is None

    def _all_ids(self, raw: dict[str, Any], acts: list[dict[str, Any]]) -> dict[str, set[ObjectId]]:
        states = [{c["field"]: c[side] for c in act.get("changes", ())} for act in acts for side in ("before", "after")]
        versions = [with_values(raw, state) for state in states]
        return wanted(self.document, [raw, *versions], self.shape_of(raw).references)

    def _shown_sections(self, actor: Actor, raw: dict[str, Any], shown: Labels) -> list[dict[str, Any]]:
        found = []
        for section in self.shape_of(raw).sections:
            items = [self._item(actor, raw, name, shown) for name in section.fields if self._is_shown(raw, name)]
            if items:
                found.append({"label": say(section.label), "items": items})
        return found

    def _is_shown(self, raw: dict[str, Any], name: str) -> bool:
        """Whether a field stands in its section: not as a table of its own, nor where it does not apply."""
        if not is_path(name):
            return not self._is_rows(name)
        fieldset, custom = self.shape_of(raw).fieldset, raw.get("custom") or {}
        return fieldset.fields[name].kind != "table" and applies(fieldset, custom, name[len(PREFIX) :])

    def _is_rows(self, name: str) -> bool:
        return isinstance(self.document._fields[name], EmbeddedDocumentListField)

    def _item(self, actor: Actor, raw: dict[str, Any], name: str, shown: Labels) -> dict[str, Any]:
        field = self._field(raw, name)
        value = value_at(raw, name)
        text = formatter(field)(value, shown)
        sensitive = self.shape_of(raw).is_sensitive(name)
        text = MASK if sensitive and text and name in self.shape_of(raw).fieldset.sensitive else text
        revealing = sensitive and value and self.allowed(actor, Action.REVEAL, raw)
        is_file = value is not None and hasattr(field, "kinds")
        return {
            "label": field_label(field),
            "value": text or None,
            "url": f"{self.get_url('.file')}?id={raw['_id']}&field={name}" if is_file else None,
            "reveal_url": f"{self.get_url('.reveal')}?id={raw['_id']}&field={name}" if revealing else None,
            "key": f"value-{name.replace('.', '-')}",
            "lines": bool(getattr(field, "lines", False)),
            "link": None if sensitive else self._link(field, value, shown),
        }

    def _link(self, field: Any, value: Any, shown: Labels) -> str | None:
        """Where a value leads: an address that can be followed, or the page of an employee whom the actor may see."""
        if isinstance(field, Link):
            return None if link_problem(value) else value
        is_person = getattr(field, "to", "") == "Employee" and isinstance(value, ObjectId)
        return self.get_url("employees.details_view", id=str(value)) if is_person and shown.get(value) else None

    def tables(self, actor: Actor, raw: dict[str, Any], shown: Labels) -> list[dict[str, Any]]:
        """The record's embedded histories, one table each."""
        names = [name for section in self.sections for name in section.fields if self._is_rows(name)]
        fields = self.shape_of(raw).fieldset.fields
        defined = [path for path, field in fields.items() if field.kind == "table" and value_at(raw, path)]
        return [self._table(name, raw, shown) for name in (*names, *defined)]

    def _table(self, name: str, raw: dict[str, Any], shown: Labels) -> dict[str, Any]:
        field = self._field(raw, name)
        every = field.columns if is_path(name) else field.field.document_type._fields
        inner = {key: each for key, each in every.items() if not isinstance(each, Hidden)}
        stored = value_at(raw, name)
        rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
        return {
            "label": field_label(field),
            "head": [field_label(each) for each in inner.values()],
            "rows": [[formatter(each)(row.get(key), shown) for key, each in inner.items()] for row in rows],
            "more_url": None,
            "add_url": None,
            "empty": say(N_("None recorded.")),
        }

    def _act(self, raw: dict[str, Any], act: dict[str, Any], shown: Labels) -> dict[str, Any]:
        told = [(self._field(raw, each["field"]), each) for each in act.get("changes", ())]
        changes = [
            {
                "label": field_label(field),
                "before": self._told(raw, each["field"], each["before"], shown),
                "after": self._told(raw, each["field"], each["after"], shown),
            }
            for field, each in told
            if field is not None
        ]
        return {
            "at": format_moment(act["at"]),
            "who": act.get("actor_name", ""),
            "act": choice_labels(ACT_LABELS).get(act["action"], act["action"]),
            "source": choice_labels(SOURCE_LABELS).get(act.get("source", ""), ""),
            "changes": changes,
        }

    def _field(self, raw: dict[str, Any], name: str) -> Any:
        """The field of that name as the record's unit has it; None for one that is not defined any more."""
        return self.shape_of(raw).field(name)

    def _told(self, raw: dict[str, Any], name: str, value: Any, shown: Labels) -> str:
        if name in self.document.SECRET or name in self.shape_of(raw).fieldset.sensitive:
            return "•••" if value else ""
        return formatter(self._field(raw, name))(value, shown)

    @expose("/reveal/", methods=("POST",))
    def reveal(self) -> Any:
        """A masked value whole, for those who may; every reveal is logged (UU 27/2022)."""
        actor = current_actor()
        name = request.args.get("field", "")
        raw = self.stored(actor, requested_id())
        field = self._field(raw, name)
        if field is None or not self.shape_of(raw).is_sensitive(name):
            raise Missing()
        policy.require(actor, Action.REVEAL, self.document.__name__, raw)
        record = load(self.document, raw)
        about = {"document": self.document.__name__, "record": raw["_id"], "label": record.label}
        audit.note(actor, Act.REVEAL, origin(), {"field": name}, scope=raw.get("scope"), **about)
        value = revealed(field, value_at(raw, name))
        if is_htmx() or request.headers.get("Accept", "").startswith("text/plain"):
            return Response(value, mimetype="text/plain")
        flash(f"{field_label(field)}: {value}", "info")
        return redirect(f"{self.get_url('.details_view')}?id={raw['_id']}")

    @expose("/file/")
    def file(self) -> Response:
        """A file of a record, through the record that owns it, always as an attachment."""
        actor = current_actor()
        found = files.open_file(actor, self.document, requested_id(), request.args.get("field", ""))
        stream, name, content_type, length = found
        answer = Response(iter(lambda: stream.read(65536), b""), mimetype=content_type)
        answer.content_length = length
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        answer.headers["Cache-Control"] = "private, max-age=300"
        return answer
