"""Trainings: everything that develops a competence, from a course to an internship."""

from __future__ import annotations

from typing import Any

from admin_views.base import RecordView, Section
from admin_views.columns import EMPLOYEE
from admin_views.formats import Labels
from models.codes import INTERNSHIP
from models.dates import format_day
from models.training import Training
from models.wording import N_
from operations.actors import Actor
from operations.careers import day_of

_REPORTED = frozenset(f"value-{name}" for name in ("host", "supervisor", "knowledge", "contacts"))


class Trainings(RecordView):
    document = Training
    title = N_("Trainings")
    singular = N_("Training")
    group = N_("Development")
    icon = "school"
    order = 20
    details_template = "training.html"
    search_hint = N_("Title, organiser, name or NIP")
    empty = N_("No trainings yet. Add one here, or on an employee's page.")
    sort = ("starts_on", True)
    columns = (
        "title",
        EMPLOYEE,
        "kind",
        "starts_on",
        "jp",
        "status",
        "organiser",
    )
    more_columns = (
        "ends_on", "year", "counted", "sessions", "department", "certificate_number", "expires_on", "host",
        "supervisor", "impact_due",
    )  # fmt: skip
    export_more = ("impact_person", "impact_team", "impact_organisation", "knowledge", "contacts")
    sortable = {"title": "title", "kind": "kind", "starts_on": "starts_on", "jp": "jp", "status": "status"}
    totalled = ("jp",)
    filters = ("department", "employee", "kind", "status", "year", "starts_on", "impact_due")
    sections = (
        Section(
            N_("Training"),
            ("employee", "title", "kind", "status", "jp", "sessions", "starts_on", "ends_on", "organiser"),
        ),
        Section(N_("Certificate"), ("certificate_number", "expires_on", "certificate")),
        Section(N_("Effect"), ("impact_person", "impact_team", "impact_organisation")),
        Section(N_("Internship"), ("host", "supervisor", "knowledge", "contacts")),
    )

    def details(self, actor: Actor, raw: dict[str, Any], acts: Any, shown: Labels) -> dict[str, Any]:
        """An internship reads as a report; of what is to have an effect it is told from when on it is asked for."""
        days = [format_day(day) for name in ("starts_on", "ends_on") if (day := day_of(raw.get(name)))]
        lines = {name: str(raw.get(name) or "").splitlines() for name in ("knowledge", "contacts")}
        told = {
            "host": str(raw.get("host") or ""),
            "supervisor": str(raw.get("supervisor") or ""),
            "days": " – ".join(days),
            **{name: [each.lstrip("-• ") for each in rows if each.strip("-• ")] for name, rows in lines.items()},
        }
        report = told if raw.get("kind") == INTERNSHIP else None
        found = super().details(actor, raw, acts, shown)
        for section in found["sections"]:
            section["items"] = [each for each in section["items"] if not self._is_told(each, report)]
        found["sections"] = [section for section in found["sections"] if section["items"]]
        return {
            **found,
            "report": report,
            "impact_due": format_day(day) if (day := day_of(raw.get("impact_due"))) else "",
        }

    def _is_told(self, item: dict[str, Any], report: Any) -> bool:
        """Whether a field of an internship needs no place of its own: the report has it, or there is nothing of it."""
        return item["key"] in _REPORTED and bool(report or not item["value"])
