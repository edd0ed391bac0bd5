"""Development plans that lie in wait for leaks: each dinas' own tables, profile, plans, items and sessions."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from models.coaching import CoachingSession
from models.competencies import Competency, CompetencyProfile, PositionStandard
from models.plan_items import PlanItem
from models.plans import DevelopmentPlan
from operations import plans, records
from operations.actors import SYSTEM


def share(city: SimpleNamespace) -> Any:
    """A competency of the city, which everybody may read; returns its id."""
    return records.create(SYSTEM, Competency, {"department": city.root, "name": "Kerja sama"}).id


def plan_for(city: SimpleNamespace, side: str, shared: Any) -> None:
    """A person's plan in draft and another one that was submitted, with all that they rest on."""
    unit, person, mark = getattr(city, side), getattr(city, f"employee_{side}"), f"{side.upper()}SECRET"
    own = records.create(SYSTEM, Competency, {"department": unit, "name": f"Kompetensi {mark}", "kind": "teknis"})
    levels = [{"competency": own.id, "level": "3"}, {"competency": shared, "level": "2"}]
    rows = [PositionStandard.levels.field.document_type(**row) for row in levels]
    standard = {"department": unit, "name": f"Standar {mark}", "position_kind": "4", "levels": rows}
    made = records.create(SYSTEM, PositionStandard, standard)
    profile = {"employee": person.id, "assessed_on": date(2026, 3, 2), "assessor": mark, "levels": rows[:1]}
    records.create(SYSTEM, CompetencyProfile, profile)
    for year in (2024, 2026):
        values = {"employee": person.id, "year": year, "target": made.id, "target_name": mark, "goal": mark}
        plan = records.create(SYSTEM, DevelopmentPlan, values)
        item = {"plan": plan.id, "employee": person.id, "title": f"Butir {mark}", "competency": own.id}
        held = records.create(SYSTEM, PlanItem, {**item, "due": date(year, 12, 1), "training": _training(city, side)})
        if year == 2024:
            plans.move(SYSTEM, plan.id, "submit", 1)
    session = {"employee": person.id, "item": held.id, "mentor": _mentor(city, side), "held_on": date(2026, 5, 4)}
    before = {"competency": own.id, "before": "2", "before_reason": "Belum terbiasa"}
    form = [CoachingSession.competences.field.document_type(**before)]
    records.create(SYSTEM, CoachingSession, {**session, "topic": f"Sesi {mark}", "competences": form})


def _training(city: SimpleNamespace, side: str) -> Any:
    return getattr(city, f"training_{side}").id


def _mentor(city: SimpleNamespace, side: str) -> Any:
    return getattr(city, f"employee_{'b' if side == 'a' else 'a'}").id
