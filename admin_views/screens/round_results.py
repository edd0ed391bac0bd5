"""Results of rounds: what is told about one person, acknowledged by them and responded to."""

from __future__ import annotations

from typing import Any

from flask import redirect
from flask_admin import expose

from admin_views import acknowledging, round_texts
from admin_views.base import RecordView
from admin_views.columns import EMPLOYEE, Raw
from admin_views.form_screen import requested_id
from admin_views.formats import Labels
from models.round_results import RoundResult
from models.wording import N_
from operations import round_closing, round_reading
from operations.actors import Actor
from operations.policy import Action


class RoundResults(RecordView):
    document = RoundResult
    title = N_("Results of rounds")
    singular = N_("Result of a round")
    group = N_("Development")
    icon = "chart-dots"
    order = 32
    details_template = "round_result.html"
    search_hint = N_("Name, NIP or round")
    empty = N_("No results yet. They are made when a round of feedback is closed.")
    sort = ("closed_on", True)
    columns = (
        EMPLOYEE,
        "title",
        "closed_on",
        "published",
        "acknowledged_on",
    )
    more_columns = ("department", "anonymous", "response")
    sortable = {"closed_on": "closed_on"}
    filters = ("department", "employee", "closed_on", "published", "waits")

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        may_answer = bool(raw.get("published")) and self._may(actor, dict(raw))
        return {
            **super().details(actor, dict(raw), acts, shown),
            "told": round_texts.result(raw),
            "minimum": raw.get("minimum") if raw.get("anonymous") else None,
            "signed": [] if raw.get("anonymous") else self._signed(actor, raw),
            "published": bool(raw.get("published")),
            **acknowledging.offered(raw, self.get_url(".acknowledge_view") if may_answer else None),
            "employee_url": self.get_url("employees.details_view", id=str(raw.get("employee"))),
            "round_url": self.get_url("feedback_rounds.details_view", id=str(raw.get("round"))),
        }

    def _may(self, actor: Actor, raw: dict[str, Any]) -> bool:
        return self.allowed(actor, Action.READ, raw) and round_closing.may_acknowledge(actor, raw)

    def _signed(self, actor: Actor, raw: Raw) -> list[dict[str, Any]]:
        """What was answered under a name, giver by giver."""
        questions = {str(each.get("key")): round_texts.label_of(each) for each in raw.get("questions") or ()}
        return [
            {
                "name": str(each.get("giver_name") or ""),
                "group": round_texts.group(each.get("relation")),
                "said": [(label, each["sheet"][key]) for key, label in questions.items() if key in each["sheet"]],
            }
            for each in round_reading.answers(actor, raw["round"], raw["employee"])
            if isinstance(each.get("sheet"), dict)
        ]

    @expose("/acknowledge/", methods=("POST",))
    def acknowledge_view(self) -> Any:
        """Record that the person has taken note, and what they said."""
        acknowledging.keep(round_closing.acknowledge)
        return redirect(f"{self.get_url('.details_view')}?id={requested_id()}")
