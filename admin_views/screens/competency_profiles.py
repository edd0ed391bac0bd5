"""Competency profiles: at which levels somebody was found, when, and how."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE
from models.competencies import CompetencyProfile
from models.wording import N_


class CompetencyProfiles(RecordView):
    document = CompetencyProfile
    title = N_("Competency profiles")
    singular = N_("Competency profile")
    group = N_("Development")
    icon = "chart-dots"
    order = 45
    search_hint = N_("Name or NIP")
    empty = N_("No profiles yet. Enter what an assessment found; of several the newest counts.")
    sort = ("assessed_on", True)
    columns = (
        EMPLOYEE,
        "assessed_on",
        "how",
        "assessor",
        "department",
    )
    more_columns = ("note",)
    sortable = {"assessed_on": "assessed_on", "how": "how"}
    filters = ("department", "employee", "how", "assessed_on")
    sections = (
        Section(N_("Assessment"), ("employee", "assessed_on", "how", "assessor", "note")),
        Section(N_("Levels found"), ("levels",)),
    )
