"""The career file's part on a person's plan: the present one with gaps and items, and the others by year."""

from __future__ import annotations

from typing import Any

from admin_views import plan_texts
from admin_views.addresses import path_of
from operations import plan_gaps, plan_items, plans
from operations.actors import Actor
from operations.policy import Action, may
from operations.references import labels


def of_person(actor: Actor, raw: dict[str, Any]) -> dict[str, Any] | None:
    """What the part shows of a stored employee; None for who may see no plans."""
    if not may(actor, Action.READ, "DevelopmentPlan"):
        return None
    every = plans.of_person(actor, raw["_id"])
    now = plans.present_of(every)
    rows = plan_items.of_plan(actor, now["_id"]) if now else []
    found = plan_gaps.of_person(actor, raw, now)
    names = labels(actor, {"Competency": plan_texts.competencies(found)})
    is_own = raw["_id"] in actor.kept_from
    new = f"{path_of('development_plans.create_view')}?employee={raw['_id']}"
    return {
        "now": {**_head(now), "progress": plan_texts.progress(now), "items": plan_texts.items(rows)} if now else None,
        "gaps": plan_texts.gaps(found, now, rows, names),
        "sources": plan_texts.sources(found),
        "others": [_head(each) for each in every if each is not now],
        "new_url": new if may(actor, Action.CREATE, "DevelopmentPlan") and not is_own else None,
    }


def _head(raw: dict[str, Any]) -> dict[str, Any]:
    url = f"{path_of('development_plans.details_view')}?id={raw['_id']}"
    return {
        "title": str(raw.get("title") or ""),
        "state": plan_texts.state(raw),
        "url": url,
        "text": plan_texts.progress(raw)["text"],
        "lacks_basis": raw.get("lacks_basis") is True,
    }
