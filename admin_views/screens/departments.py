"""Units: the tree of the city's government."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from models.departments import Department
from models.wording import N_


class Departments(RecordView):
    document = Department
    title = N_("Units")
    singular = N_("Unit")
    group = N_("Settings")
    icon = "building"
    order = 60
    search_hint = N_("Name or code")
    empty = N_("No units yet. Add the first, or import employees: unknown units are made by the import.")
    sort = ("name", False)
    columns = ("name", "code", "kind", "parent", "head", "needs_review")
    more_columns = ("phone", "email", "website", "valid_from", "valid_until", "source_name")
    sortable = {"name": "name", "code": "code", "kind": "kind"}
    filters = ("department", "kind", "parent", "needs_review")
    sections = (
        Section(N_("Unit"), ("name", "code", "kind", "parent", "head", "valid_from", "valid_until")),
        Section(N_("Address"), ("address", "phone", "email", "website")),
        Section(N_("Imports"), ("source_name", "needs_review")),
    )
