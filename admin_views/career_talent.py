"""What a career file tells of talent, to those alone who may know: boxes by year, recommendations. Never printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_views import talent_texts
from admin_views.addresses import path_of
from admin_views.formats import field_label, formatter
from admin_views.translations import say
from models.recommendations import Recommendation
from models.talent_assessments import TalentAssessment
from models.wording import N_
from operations import recommendations, talent
from operations.actors import Actor
from operations.policy import Action, may

Raw = Mapping[str, Any]
_COLUMNS = ("kind", "position_name", "golongan", "assignment", "state", "since")


def is_told(actor: Actor, raw: Raw) -> bool:
    """Whether this part of an employee's file is for the actor: not for who has no right to it, and not one's own."""
    about = {"scope": raw.get("scope", ()), "confidential": True, "hidden_from": [raw["_id"]]}
    return may(actor, Action.READ, "TalentAssessment", about)


def tables(actor: Actor, raw: Raw) -> list[dict[str, Any]]:
    """Boxes and recommendations as tables whose first cells lead to them; none for who may not know."""
    if not is_told(actor, raw):
        return []
    boxes, proposed = talent.of_person(actor, raw["_id"]), recommendations.of_person(actor, raw["_id"])
    can_add = may(actor, Action.CREATE, "TalentAssessment")
    return [
        {
            "label": say(N_("Talent by year")),
            "head": [field_label(TalentAssessment.year), *_heads()],
            "rows": [_box(each) for each in boxes],
            "links": [f"{path_of('talent_assessments.details_view')}?id={each['_id']}" for each in boxes],
            "add_url": f"{path_of('talent_assessments.create_view')}?employee={raw['_id']}" if can_add else None,
            "more_url": None,
            "empty": say(N_("Not assessed yet. The person’s leader or BKPSDM scores potential; performance is read.")),
        },
        {
            "label": say(N_("Recommendations")),
            "head": [field_label(Recommendation._fields[name]) for name in _COLUMNS],
            "rows": [_told(each) for each in proposed],
            "links": [f"{path_of('recommendations.details_view')}?id={each['_id']}" for each in proposed],
            "add_url": f"{path_of('recommendations.create_view')}?employee={raw['_id']}" if can_add else None,
            "more_url": None,
            "empty": say(N_("Nothing was recommended. Candidates of a rule are a good start.")),
        },
    ]


def _heads() -> list[str]:
    fields = (TalentAssessment.box, TalentAssessment.performance_points, TalentAssessment.potential_points)
    return [field_label(each) for each in fields]


def _told(raw: Raw) -> list[str]:
    return [formatter(Recommendation._fields[name])(raw.get(name), {}) for name in _COLUMNS]


def _box(raw: Raw) -> list[str]:
    names = ("performance_points", "potential_points")
    told = [formatter(TalentAssessment._fields[name])(raw.get(name), {}) for name in names]
    return [str(raw.get("year") or ""), talent_texts.name(raw.get("box")), *told]
