"""Competencies: what positions ask for and people are found to master; the city's for all, a dinas may add its own."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from models.competencies import Competency
from models.wording import N_


class Competencies(RecordView):
    document = Competency
    title = N_("Competencies")
    singular = N_("Competency")
    group = N_("Settings")
    icon = "category"
    order = 46
    search_hint = N_("Name")
    empty = N_("No competencies yet. Add those of the city first; standards and profiles are made of them.")
    sort = ("name_folded", False)
    columns = ("name", "kind", "department")
    more_columns = ("description",)
    sortable = {"name": "name_folded", "kind": "kind"}
    filters = ("department", "kind")
    sections = (Section(N_("Competency"), ("department", "name", "kind", "description")),)
