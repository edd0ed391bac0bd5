"""Standards of positions: which competencies a position asks for, and at which level."""

from __future__ import annotations

from admin_views.base import RecordView, Section
from models.competencies import PositionStandard
from models.wording import N_


class PositionStandards(RecordView):
    document = PositionStandard
    title = N_("Standards of positions")
    singular = N_("Standard of a position")
    group = N_("Settings")
    icon = "stairs-up"
    order = 47
    search_hint = N_("Name")
    empty = N_("No standards yet. Add one a level of position; gaps are told against it.")
    sort = ("name_folded", False)
    columns = ("name", "position_name", "position_level", "position_kind", "department")
    more_columns = ("note",)
    sortable = {"name": "name_folded", "position_level": "position_level", "position_kind": "position_kind"}
    filters = ("department", "position_kind", "position_level")
    sections = (
        Section(N_("Standard"), ("department", "name", "note")),
        Section(N_("Holds for positions of"), ("position_name", "position_level", "position_kind")),
        Section(N_("Required competencies"), ("levels",)),
    )
