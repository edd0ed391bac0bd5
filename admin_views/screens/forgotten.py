"""Who was not met or not answered for long, and which promises are late, by agency."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_admin import expose

from admin_views.base import Page
from admin_views.formats import Labels, format_count, format_moment
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.moments import today
from models.people import with_titles
from models.wording import N_
from operations import forgotten
from operations.policy import Action, may
from operations.references import labels

MONTHS = (3, 6, 12)


class ForgottenPage(Page):
    title = N_("Not met")
    group = N_("Development")
    icon = "clock"
    order = 55

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and all(may(actor, Action.READ, name) for name in ("Employee", "Meeting"))

    @expose("/")
    def index(self) -> Any:
        """Each agency with the people who were not talked about for so many months."""
        actor = current_actor()
        asked = request.args.get("months", "")
        months = next((each for each in MONTHS if str(each) == asked), 6)
        found = forgotten.by_agency(actor, months, today())
        hoping = {raw["employee"] for row in found for raw in row.unanswered[: forgotten.MOST] if raw.get("employee")}
        shown = labels(actor, {"Department": {row.unit for row in found}, "Employee": hoping})
        return render_template(
            "forgotten.html",
            view=self,
            title=say(self.title),
            choices=[(each, self.get_url(".index", months=each), each == months) for each in MONTHS],
            agencies=[self._row(row, shown) for row in found if row.unmet_count or row.open or row.unanswered],
            may_plan=may(actor, Action.CREATE, "Meeting"),
        )

    def _row(self, row: forgotten.Forgotten, shown: Labels) -> dict[str, Any]:
        return {
            "name": shown.get(row.unit) or "",
            "unanswered": len(row.unanswered),
            "hopes": [self._hope(raw, shown) for raw in row.unanswered[: forgotten.MOST]],
            "people": format_count(row.people),
            "unmet": format_count(row.unmet_count),
            "open": row.open,
            "late": row.late,
            "plan_url": self.get_url("meetings.create_view", department=str(row.unit)),
            "follow_ups_url": self.get_url("follow_ups.index_view", department=str(row.unit)),
            "more": max(0, row.unmet_count - len(row.unmet)),
            "list": [
                {
                    "name": with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
                    "position": raw.get("position_name") or "",
                    "url": self.get_url("employees.details_view", id=str(raw["_id"])),
                }
                for raw in row.unmet
            ],
        }

    def _hope(self, raw: dict[str, Any], shown: Labels) -> dict[str, str]:
        return {
            "name": shown.get(raw.get("employee")) or "",
            "text": str(raw.get("text") or ""),
            "at": format_moment(raw["_id"].generation_time),
            "url": self.get_url("meetings.details_view", id=str(raw["meeting"])),
        }
