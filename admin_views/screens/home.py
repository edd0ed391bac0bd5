"""Home: what waits, what changed, and one's units in figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask_admin import AdminIndexView, expose

from admin_views import figures
from admin_views.base import Guarded
from admin_views.document_labels import document_label
from admin_views.formats import format_count, format_moment
from admin_views.record_links import record_url
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import choice_labels, say
from models.audit import ACT_LABELS
from models.dates import format_day
from models.entries import register_of
from models.moments import today
from models.wording import N_, Message
from operations import handing_over, meeting_waiting, overview, seats, statistics, waiting
from operations.actors import Actor
from operations.careers import day_of

WHY = {
    "approve": N_("Approve the minutes"), "returned": N_("Sent back"), "finish": N_("Finish the minutes"),
    "running": N_("Under way"),
}  # fmt: skip
"""What is to be done with a meeting that waits, by operations.meeting_waiting.Why."""


class Home(Guarded, AdminIndexView):
    """The first page after sign-in. The figures come after it: counting them may take longer than the page."""

    group = None
    icon = "home"
    title = N_("Home")
    order = 0

    def __init__(self) -> None:
        super().__init__(name=self.title, url="/", endpoint="admin")

    def is_accessible(self) -> bool:
        return actor_or_none() is not None

    @expose("/")
    def index(self) -> Any:
        actor = current_actor()
        found = statistics.of_actor(actor) if "figures" in request.args else None
        return render_template(
            "home.html",
            view=self,
            title=say(self.title),
            acting=list(_acting(actor)),
            waiting=[self._waits(each) for each in waiting.for_actor(actor)],
            meetings=[self._meeting(each) for each in meeting_waiting.of_actor(actor)],
            changes=[self._change(each) for each in overview.changed_since(actor, actor.last_sign_in_at)],
            last_sign_in=format_moment(actor.last_sign_in_at) if actor.last_sign_in_at else "",
            **self._figures(found),
        )

    @expose("/figures/")
    def figures(self) -> Any:
        """The part of the page that the browser asks for once it shows the rest."""
        return render_template("_figures.html", **self._figures(statistics.of_actor(current_actor())))

    def _figures(self, found: statistics.Statistics | None) -> dict[str, Any]:
        if found is None:
            return {"figures": [], "counted_at": ""}
        return {"figures": figures.of(found), "counted_at": format_moment(found.at)}

    def _waits(self, each: waiting.Waiting) -> dict[str, Any]:
        count = format_count(each.count) + "+" * each.capped
        return {"count": count, "label": say(each.label), "url": self.get_url(each.endpoint, **each.arguments)}

    def _meeting(self, each: meeting_waiting.Due) -> dict[str, Any]:
        """A meeting that waits: it leads to where the work is, the room of who writes, the page of who approves."""
        id = str(each.raw["_id"])
        url = ("meetings.details_view", "room.index")[each.why != meeting_waiting.Why.APPROVE]
        day = day_of(each.raw.get("day"))
        return {
            "why": say(WHY[each.why]),
            "label": f"{each.raw.get('title') or ''} ({format_day(day) if day else ''})",
            "reason": each.reason,
            "url": self.get_url(url, id=id),
        }

    def _change(self, line: overview.Changed) -> dict[str, Any]:
        entry = line.entry
        name, gone = str(entry.get("document")), entry.get("action") == "delete"
        register = register_of(name)
        if gone:
            url = None
        elif register:
            url = self.get_url("registers.details_view", id=str(entry["record"]), key=register[0])
        else:
            url = record_url(name, entry["record"])
        return {
            "at": format_moment(entry["at"]),
            "who": entry.get("actor_name", ""),
            "act": choice_labels(ACT_LABELS).get(str(entry.get("action")), ""),
            "what": document_label(entry),
            "label": entry.get("label", ""),
            "others": format_count(line.others) + "+" * line.is_open if line.others else "",
            "url": url,
        }


def _acting(actor: Actor) -> Iterator[str]:
    """In whose seats the actor acts, and who acts in theirs."""
    for seat in actor.seats:
        if seat.acting and seat.until:
            text = N_("You act as %(office)s until %(day)s.")
            yield say(Message(text, office=seats.office(seat), day=format_day(seat.until)))
        elif seat.acting:
            yield say(Message(N_("You act as %(office)s."), office=seats.office(seat)))
    for each in handing_over.given(actor) if handing_over.seats_of(actor) else ():
        days = {"name": each.name, "begins": format_day(each.begins), "day": format_day(each.until)}
        is_now = each.begins <= today()
        text = (
            N_("%(name)s acts for you until %(day)s.") if is_now else N_("%(name)s acts for you: %(begins)s – %(day)s.")
        )
        yield say(Message(text, **days))
