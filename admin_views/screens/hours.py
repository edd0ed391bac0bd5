"""Learning hours: who is short of the floor, who is over the ceiling, in one's own units."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_admin import expose

from admin_views.base import Page
from admin_views.figures import BROKEN, HOURS
from admin_views.formats import format_count, formatter
from admin_views.list_state import SIZE, number
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.base import now
from models.people import Employee, with_titles
from models.wording import N_, Message
from operations import hours
from operations.listing import DEEPEST, Asked
from operations.policy import Action, may
from operations.references import labels


class Hours(Page):
    title = N_("Learning hours")
    group = N_("Development")
    icon = "clock"
    order = 25

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and all(may(actor, Action.READ, name) for name in ("Employee", "Training"))

    @expose("/")
    def index(self) -> Any:
        actor, year = current_actor(), now().year
        asked_state = request.args.get("state")
        state = asked_state if asked_state in hours.STATES else hours.SHORT
        page = min(number(request.args.get("page"), 0), DEEPEST // SIZE)
        rows, total = hours.people(actor, state, year, Asked(offset=page * SIZE, size=SIZE))
        units = labels(actor, {"Department": {row["department"] for row in rows if row.get("department")}})
        shown = [self._row(row, units) for row in rows]
        return render_template(
            "hours.html", view=self, title=say(Message(N_("Learning hours %(year)s"), year=year)), rows=shown,
            total=format_count(total), first=page * SIZE + 1 if rows else 0, last=page * SIZE + len(rows),
            previous_url=self.get_url(".index", state=state, page=page - 1) if page else None,
            next_url=self.get_url(".index", state=state, page=page + 1) if page * SIZE + len(rows) < total else None,
            states=[(say(label), self.get_url(".index", state=code), code == state) for code, label in HOURS],
            broken=state if state in BROKEN else "",
        )  # fmt: skip

    def _row(self, raw: dict[str, Any], units: Any) -> dict[str, Any]:
        return {
            "name": with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
            "url": self.get_url("employees.details_view", id=str(raw["_id"])),
            "unit": units.get(raw.get("department")) or "",
            "golongan": formatter(Employee.golongan)(raw.get("golongan"), {}),
            "jp": raw["jp"],
            "limit": raw["limit"],
        }
