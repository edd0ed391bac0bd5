"""Trainings: everything that develops a competence, from a course to an internship."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from admin_views.columns import Column
from models.training import Training
from models.wording import N_


class Trainings(RecordView):
    document = Training
    title = N_("Trainings")
    singular = N_("Training")
    group = N_("Development")
    icon = "school"
    order = 20
    search_hint = N_("Title, organiser, name or NIP")
    empty = N_("No trainings yet. Add one here, or on an employee's page.")
    sort = ("starts_on", True)
    columns = (
        "title",
        Column(
            "employee",
            N_("Employee"),
            ("employee_name",),
            lambda raw, labels: str(raw.get("employee_name") or ""),
            "employee_sort",
        ),
        "kind",
        "starts_on",
        "jp",
        "status",
        "organiser",
    )
    more_columns = (
        "ends_on", "year", "counted", "sessions", "department", "certificate_number", "expires_on",
        "host", "supervisor",
    )  # fmt: skip
    export_more = ("impact_person", "impact_team", "impact_organisation", "knowledge", "contacts")
    sortable = {"title": "title", "kind": "kind", "starts_on": "starts_on", "jp": "jp", "status": "status"}
    totalled = ("jp",)
    filters = ("department", "employee", "kind", "status", "year", "starts_on")
    sections = (
        Section(
            N_("Training"),
            ("employee", "title", "kind", "status", "jp", "sessions", "starts_on", "ends_on", "organiser"),
        ),
        Section(N_("Certificate"), ("certificate_number", "expires_on", "certificate")),
        Section(N_("Effect"), ("impact_person", "impact_team", "impact_organisation")),
        Section(N_("Internship"), ("host", "supervisor", "knowledge", "contacts")),
    )
