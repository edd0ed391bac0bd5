"""The nine boxes: how many people of a unit stand in each in a year, each count leading to exactly these people."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import flash, redirect, render_template, request
from flask_admin import expose

from admin_views import talent_texts
from admin_views.base import Page
from admin_views.formats import format_count
from admin_views.list_state import number
from admin_views.session import actor_or_none, current_actor
from admin_views.translations import say
from models.departments import Department
from models.moments import today
from models.wording import N_
from operations import listing, talent
from operations.listing import Asked
from operations.policy import Action, may

YEARS = 5
UNITS = 300


class TalentGrid(Page):
    title = N_("Talent grid")
    group = N_("Talent")
    icon = "table"
    order = 60

    def is_accessible(self) -> bool:
        actor = actor_or_none()
        return actor is not None and may(actor, Action.READ, "TalentAssessment")

    @expose("/")
    def index(self) -> Any:
        """The grid of a unit and year."""
        actor, this = current_actor(), today().year
        asked = request.args.get("unit", "")
        unit = ObjectId(asked) if ObjectId.is_valid(asked) else None
        year = number(request.args.get("year"), this)
        counts = talent.counts(actor, unit, year)
        people = self.get_url("talent_assessments.index_view", **({"department": str(unit)} if unit else {}), year=year)

        def cell(box: int) -> dict[str, Any]:
            told = {"count": counts[box], "text": format_count(counts[box]), "look": talent_texts.LOOKS[box]}
            return {**told, "url": f"{people}&box={box}", "treatment": talent_texts.treatment(box)}

        asked_units = Asked(sort="name")
        found = listing.cursor(Department, listing.query(actor, Department, asked_units), asked_units, ("name",))
        units = [(str(raw["_id"]), str(raw.get("name") or "")) for raw in found.limit(UNITS)]
        can_add = may(actor, Action.CREATE, "TalentAssessment")
        return render_template(
            "talent_grid.html", view=self, title=say(self.title), grid=talent_texts.grid(cell), unit=str(unit or ""),
            units=units, year=year, years=[*range(this, this - YEARS, -1)], total=format_count(sum(counts.values())),
            unplaced=format_count(counts[None]) if counts[None] else "", people_url=people,
            add_url=self.get_url("talent_assessments.create_view") if can_add else None,
            anew_url=self.get_url(".anew") if unit and can_add else None,
        )  # fmt: skip

    @expose("/anew/", methods=("POST",))
    def anew(self) -> Any:
        """Have evaluations and scheme read anew for all assessments of a unit and year."""
        unit, year = request.form.get("unit", ""), number(request.form.get("year"), today().year)
        if ObjectId.is_valid(unit):
            talent.ask_anew(current_actor(), ObjectId(unit), year)
            flash(say(N_("The boxes are placed anew from the evaluations; look again in a moment.")), "success")
        return redirect(self.get_url(".index", **({"unit": unit} if ObjectId.is_valid(unit) else {}), year=year))
