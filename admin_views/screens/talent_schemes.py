"""Talent schemes: how a unit weighs performance and potential, and where the levels begin."""

from __future__ import annotations

from typing import Any

from flask import flash

from admin_views.base import RecordView, Section
from admin_views.form_fields import RecordForm
from admin_views.form_screen import seen_version
from admin_views.session import origin
from admin_views.translations import say
from models.base import Record
from models.talent_schemes import TalentScheme
from models.wording import N_
from operations import talent
from operations.actors import Actor


class TalentSchemes(RecordView):
    document = TalentScheme
    title = N_("Talent schemes")
    singular = N_("Talent scheme")
    group = N_("Talent")
    icon = "adjustments"
    order = 65
    search_hint = N_("Name")
    empty = N_(
        "No schemes yet: the usual weights and levels hold. Add one for the city or for an agency to set others."
    )
    sort = ("name", False)
    columns = ("name", "department", "year", "performance", "potential", "updated_at")
    more_columns = (
        "excellent", "good", "improving", "poor", "very_poor", "expected_from", "above_from", "medium_from",
        "high_from", "note",
    )  # fmt: skip
    sortable = {"name": "name"}
    filters = ("department",)
    sections = (
        Section(N_("Scheme"), ("name", "department", "year", "note")),
        Section(
            N_("Performance"),
            ("performance", "excellent", "good", "improving", "poor", "very_poor", "expected_from", "above_from"),
        ),
        Section(N_("Potential"), ("potential", "medium_from", "high_from")),
    )

    def write(self, actor: Actor, raw: dict[str, Any] | None, values: dict[str, Any], form: RecordForm) -> Record:
        return talent.save_scheme(actor, raw, values, seen_version(), origin(form.form_token.data))

    def said_saved(self, record: Record, is_new: bool) -> None:
        super().said_saved(record, is_new)
        flash(say(N_("This year’s boxes are placed anew by it; those of past years stay as they were.")), "info")
