"""Talent assessments: potential scored by people, performance read from evaluations, the box that follows, and why."""

from __future__ import annotations

from typing import Any

from admin_views import talent_texts
from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE, Raw
from admin_views.form_fields import RecordForm
from admin_views.form_screen import seen_version
from admin_views.formats import Labels
from admin_views.session import origin
from admin_views.shapes import Shape
from models.base import Record
from models.moments import today
from models.talent_assessments import TalentAssessment
from models.wording import N_
from operations import talent
from operations.actors import Actor
from operations.changes import load
from operations.policy import Action, may


class TalentAssessments(RecordView):
    document = TalentAssessment
    title = N_("Talent assessments")
    singular = N_("Talent assessment")
    group = N_("Talent")
    icon = "stairs-up"
    order = 63
    details_template = "talent_assessment.html"
    search_hint = N_("Name or NIP")
    empty = N_("No assessments yet. Add one: performance is read from the evaluations, potential is scored by you.")
    sort = ("employee_sort", False)
    columns = (
        EMPLOYEE,
        "year",
        "box",
        "performance_points",
        "potential_points",
        "department",
    )
    more_columns = ("measured_on", "note", "updated_at")
    sortable = {"box": "box"}
    filters = ("department", "year", "box", "employee")
    sections = (Section(N_("Assessment"), ("employee", "year", "note")), Section(N_("Potential"), ("components",)))

    def _prefilled(self, actor: Actor, shape: Shape) -> dict[str, Any] | None:
        """A new form has the rows of the scheme that holds for the person, or for the city."""
        found = super()._prefilled(actor, shape) or {}
        if found.get("components"):  # of one that is copied
            return found
        return {"year": today().year, **found, "components": talent.first_components(found.get("employee"))}

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        return talent.save(actor, raw, values, seen_version(), origin(form.form_token.data))

    def details(self, actor: Actor, raw: Raw, acts: Any, shown: Labels) -> dict[str, Any]:
        record = load(TalentAssessment, raw)
        assert isinstance(record, TalentAssessment)
        others = talent.of_person(actor, raw["employee"]) if raw.get("employee") else []
        see_person = may(actor, Action.READ, "Employee")
        return {
            **super().details(actor, dict(raw), acts, shown),
            "box": talent_texts.name(record.box),
            "look": talent_texts.LOOKS.get(record.box or 0, ""),
            "treatment": talent_texts.treatment(record.box),
            "grid": talent_texts.grid(lambda box: {"is_own": box == record.box}),
            "axes": talent_texts.axes(record),
            "moves": talent_texts.moves(record),
            "others": talent_texts.history([each for each in others if each["_id"] != raw["_id"]]),
            "employee_url": self.get_url("employees.details_view", id=str(raw.get("employee"))) if see_person else None,
        }
