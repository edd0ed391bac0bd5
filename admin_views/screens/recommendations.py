"""Recommendations: proposed, supported, decided by people, carried out into the record, taken back where revoked."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin_views import candidacy_texts, meeting_texts
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Raw
from admin_views.form_fields import RecordForm
from admin_views.form_screen import requested_id, seen_version
from admin_views.formats import Labels
from admin_views.session import current_actor, origin
from admin_views.shapes import Shape
from admin_views.translations import choice_labels, say
from models.base import Record
from models.dates import DateError, format_day, parse_day
from models.recommendations import RECOMMENDATION_STATES, Recommendation
from models.wording import N_, Message
from operations import recommendations
from operations.actors import Actor
from operations.careers import day_of
from operations.errors import Invalid
from operations.policy import Action, may

LOOKS = {
    "draft": "", "proposed": "wait", "supported": "go", "approved": "go", "declined": "late", "carried_out": "ok",
    "revoked": "late",
}  # fmt: skip
BY_THEMSELVES = ("carry_out",)
"""The steps that have a form of their own on the page."""


class Recommendations(RecordView):
    document = Recommendation
    title = N_("Recommendations")
    singular = N_("Recommendation")
    group = N_("Talent")
    icon = "award"
    order = 62
    details_template = "recommendation.html"
    search_hint = N_("Name, NIP, position or assignment")
    empty = N_("No recommendations yet. Begin with the candidates of a rule, or add one here.")
    sort = ("updated_at", True)
    columns = (
        EMPLOYEE,
        "kind",
        "position_name",
        "golongan",
        "state",
        "department",
        "updated_at",
    )
    more_columns = ("assignment", "unit", "since", "decree", "rule", "evaluated_on")
    sortable = {"state": "state", "kind": "kind", "updated_at": "updated_at"}
    filters = ("department", "state", "kind", "employee", "rule")
    sections = (
        Section(N_("Recommendation"), ("employee", "kind", "reason", "rule")),
        Section(
            N_("What is proposed"),
            ("golongan", "position_name", "position_kind", "position_level", "eselon", "unit", "assignment"),
        ),
        Section(N_("Decree"), ("since", "decree")),
    )

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """A new form that begins with a rule is for what the rule is for, and says why."""
        found = super()._prefilled(actor, shape)
        begun = recommendations.begun_with(actor, found.get("rule")) if found else None
        return {**(begun or {}), **(found or {})} or None

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        return recommendations.save(actor, raw, values, seen_version(), origin(form.form_token.data))

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        state = str(raw.get("state"))
        possible = recommendations.steps(actor, raw)
        see_person = may(actor, Action.READ, "Employee")
        since = day_of(raw.get("since"))
        return {
            **super().details(actor, dict(raw), acts, shown),
            "state": choice_labels(RECOMMENDATION_STATES).get(state, state),
            "look": LOOKS.get(state, ""),
            "steps": [meeting_texts.step(each) for each in possible if each.key not in BY_THEMSELVES],
            "can_carry_out": any(each.key == "carry_out" for each in possible),
            "since": format_day(since) if since else "",
            "decree": str(raw.get("decree") or ""),
            "step_url": self.get_url(".step_view"),
            "criteria": candidacy_texts.frozen(actor, raw.get("criteria")),
            "evaluated_on": format_day(on) if (on := day_of(raw.get("evaluated_on"))) else "",
            "taken": self._taken(raw.get("taken")),
            "employee_url": self.get_url("employees.details_view", id=str(raw.get("employee"))) if see_person else None,
        }

    def _taken(self, rows: Any) -> list[dict[str, str]]:
        names = choice_labels(RECOMMENDATION_STATES)
        return [
            {
                "on": format_day(on) if (on := day_of(row.get("on"))) else "",
                "state": names.get(str(row.get("state")), ""),
                "by": str(row.get("by") or ""),
                "reason": str(row.get("reason") or ""),
            }
            for row in (rows if isinstance(rows, list) else ())
            if isinstance(row, dict)
        ]

    @expose("/step/", methods=("POST",))
    def step_view(self) -> Any:
        """Take a recommendation a step further."""
        actor, id, sent = current_actor(), requested_id(), request.form
        try:
            said = {
                "reason": sent.get("reason", ""),
                "since": _day(sent.get("since", "")),
                "decree": sent.get("decree"),
            }
            made = recommendations.move(actor, id, sent.get("step", ""), seen_version(), said, origin())
        except Invalid as error:
            flash(say(error.message), "error")
        else:
            state = choice_labels(RECOMMENDATION_STATES).get(str(made.state), "")
            flash(say(Message(N_("%(label)s: now “%(state)s”."), label=made.label, state=state)), "success")
        return redirect(f"{self.get_url('.details_view')}?id={id}")


def _day(text: str) -> Any:
    """A typed day, None where nothing is typed. Raises Invalid."""
    try:
        return parse_day(text) if text.strip() else None
    except DateError as error:
        raise Invalid({"since": error.message}) from None
