"""Follow-ups: what was agreed, overdue first; one's own, one's units', and what waits for an answer of BKPSDM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from flask_admin import expose
from werkzeug.datastructures import MultiDict

from admin_views import list_tabs
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Column
from admin_views.form_screen import requested_id
from admin_views.formats import Labels, format_count
from admin_views.list_rows import RowLinks
from admin_views.list_state import number
from admin_views.list_tabs import Tab
from admin_views.session import current_actor, origin, safe_next
from admin_views.status_menu import status_menu
from admin_views.translations import say
from models.dates import format_day
from models.follow_ups import OPEN, STATUSES, FollowUp
from models.moments import today
from models.wording import N_, Message
from operations import dispositions, follow_up_views, follow_ups
from operations.actors import Actor
from operations.careers import day_of
from operations.errors import Conflict, Invalid
from operations.policy import Action

MEANWHILE = N_("Somebody else changed this just now. Look at it again.")


def _pic(raw: Mapping[str, Any], labels: Labels) -> str:
    return str(raw.get("pic_label") or "")


def _due(raw: Mapping[str, Any], labels: Labels) -> str:
    due = day_of(raw.get("due"))
    if due is None or due >= today() or raw.get("status") not in OPEN:
        return _due_day(raw, labels)
    return say(Message(N_("%(day)s, days late: %(count)s"), day=format_day(due), count=(today() - due).days))


def _due_day(raw: Mapping[str, Any], labels: Labels) -> str:
    due = day_of(raw.get("due"))
    return format_day(due) if due else ""


class FollowUps(RecordView):
    document = FollowUp
    title = N_("Follow-ups")
    singular = N_("Follow-up")
    group = N_("Development")
    icon = "checklist"
    order = 50
    details_template = "follow_up.html"
    search_hint = N_("Words, or a name")
    empty = N_("No follow-ups yet. They are written down in the room of a meeting, or here.")
    sort = ("ranks", False)
    columns = (
        "text",
        replace(EMPLOYEE, label=N_("About"), sort=None),
        Column("pic", N_("Person in charge"), ("pic_label",), _pic),
        Column("due", N_("Due"), ("due", "status"), _due, "ranks", whole=_due_day),
        "status",
        "department",
    )
    more_columns = ("meeting", "asked", "awaits_answer", "reason", "reply", "updated_at")
    sortable = {"status": "status"}
    filters = ("department", "status", "due", "pic", "employee", "asked", "awaits_answer")
    sections = (
        Section(N_("Follow-up"), ("department", "text", "employee", "pic", "pic_name", "due", "confidential")),
        Section(N_("How far it is"), ("status", "reason", "evidence")),
        Section(N_("Disposition"), ("asked", "reply")),
    )

    def at_first(self, actor: Actor) -> MultiDict[str, str]:
        """What is open, the oldest day first, where the unit has set nothing else."""
        return super().at_first(actor) or MultiDict(("status", status) for status in OPEN)

    def projection(self, columns: Any) -> tuple[str, ...]:
        """A row's menu tells its status, whatever columns are shown."""
        return tuple(dict.fromkeys((*super().projection(columns), "status", "text", "confidential", "hidden_from")))

    def row_links(self, actor: Actor) -> RowLinks:
        """The status is set in the row, by whoever may."""
        here = request.full_path.rstrip("?")
        return replace(super().row_links(actor), more=status_menu(self.get_url(".status"), here))

    def tabs(self, actor: Actor) -> list[Tab]:
        return [Tab(view.key, view.label, view.pairs) for view in follow_up_views.views(actor)]

    def tabs_url(self, here: str) -> str:
        return self.get_url(".tabs_view", at=here)

    @expose("/tabs/")
    def tabs_view(self) -> Any:
        """The tabs with their counts: asked for once the list is there, so that it waits for no counting."""
        actor = current_actor()
        told = [follow_up_views.standing(actor, view) for view in follow_up_views.views(actor)]
        shown = list_tabs.shown(self.tabs(actor), self.get_url(".index_view"), request.args.get("at", ""))
        tabs = [
            {
                **tab,
                "open": format_count(each.open) + "+" * each.capped,
                "overdue": format_count(each.overdue) if each.overdue else "",
            }
            for tab, each in zip(shown, told, strict=True)
        ]
        return render_template("_list_tabs.html", tabs=tabs, tabs_url=None)

    def details(self, actor: Actor, raw: dict[str, Any], acts: Any, shown: Labels) -> dict[str, Any]:
        told = super().details(actor, raw, acts, shown)
        may_change = self.allowed(actor, Action.CHANGE, raw)
        return {
            **told,
            "statuses": [(code, say(text), code == raw.get("status")) for code, text in STATUSES] if may_change else [],
            "status_url": self.get_url(".status"),
            "ask_url": self.get_url(".pass_on") if may_change and not raw.get("asked") else None,
            "answer_url": self.get_url(".answer") if raw.get("asked") and self._answers(actor, raw) else None,
            "reply": str(raw.get("reply") or ""),
            "awaits_answer": bool(raw.get("awaits_answer")),
            **self._source(actor, raw),
            "here": f"{self.get_url('.details_view')}?id={raw['_id']}",
        }

    def _source(self, actor: Actor, raw: dict[str, Any]) -> dict[str, Any]:
        """The meeting it was agreed in and the aspiration it follows from, as far as the actor may see them."""
        meeting, hope = follow_up_views.source_of(actor, raw)
        return {
            "meeting_label": f"{meeting.get('title') or ''} ({format_day(day_of(meeting.get('day')))})"
            if meeting
            else "",
            "meeting_url": self.get_url("meetings.details_view", id=str(meeting["_id"])) if meeting else None,
            "aspiration": str(hope.get("text") or "") if hope else "",
        }

    def _answers(self, actor: Actor, raw: dict[str, Any]) -> bool:
        return self.allowed(actor, Action.ANSWER, raw)

    @expose("/status/", methods=("POST",))
    def status(self) -> Any:
        """Set how far a follow-up is, and go back to where that was asked."""
        status, reason = request.form.get("status", ""), request.form.get("reason", "")
        told = Message(N_("Now “%(status)s”."), status=Message(dict(STATUSES).get(status, "")))
        return self._done(
            told, lambda *seen: follow_ups.change_status(current_actor(), seen[0], status, reason, *seen[1:])
        )

    @expose("/pass-on/", methods=("POST",))
    def pass_on(self) -> Any:
        """Pass a follow-up on to BKPSDM (disposisi)."""
        told = Message(N_("Passed on to BKPSDM. The answer will stand here and in the next meeting."))
        return self._done(told, lambda *seen: dispositions.pass_on(current_actor(), *seen))

    @expose("/answer/", methods=("POST",))
    def answer(self) -> Any:
        """Answer what was passed on to BKPSDM."""
        text = request.form.get("reply", "")
        told = Message(N_("Answered. The unit reads it here and in its next meeting."))
        return self._done(told, lambda *seen: dispositions.answer(current_actor(), seen[0], text, *seen[1:]))

    def _done(self, told: Message, act: Any) -> Any:
        """Do `act(id, version seen, origin)`, say what came of it, and go back to where it was asked for."""
        id, seen = requested_id(), number(request.form.get("version"), 0)
        try:
            act(id, seen, origin())
        except Invalid as error:
            flash(say(next(iter(error.problems.values()))), "error")
        except Conflict:
            flash(say(MEANWHILE), "error")
        else:
            flash(say(told), "success")
        return redirect(safe_next(request.form.get("next") or f"{self.get_url('.details_view')}?id={id}"))
