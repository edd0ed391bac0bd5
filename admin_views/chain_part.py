"""The career file's part on one chain: from an aspiration forward, or from a recommendation back, gaps told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from admin_views.addresses import path_of
from admin_views.record_links import record_url
from admin_views.translations import choice_labels, say
from models.codes import TRAINING_STATUSES
from models.dates import format_day
from models.follow_ups import STATUSES
from models.notes import CATEGORIES
from models.plan_items import ITEM_STATUSES
from models.ratings import PREDICATES
from models.recommendations import RECOMMENDATION_STATES
from models.wording import N_, Message
from operations import chains
from operations.actors import Actor
from operations.chain_links import Chain, Gap, Link, Stage

LABELS = {
    Stage.ASPIRATION: N_("Aspiration"), Stage.MEETING: N_("Meeting"), Stage.ADVICE: N_("Advice"),
    Stage.FOLLOW_UP: N_("Follow-up"), Stage.PLAN: N_("Plan"), Stage.TRAINING: N_("Training"),
    Stage.FEEDBACK: N_("Feedback"), Stage.EVALUATION: N_("Evaluation"),
    Stage.RECOMMENDATION: N_("Recommendation"), Stage.POSITION: N_("Position"),
}  # fmt: skip
GAPS = {
    Stage.ASPIRATION: N_("No aspiration leads here: nobody asked for it in a meeting."),
    Stage.ADVICE: N_("Nobody has answered it."), Stage.PLAN: N_("No plan has taken it up."),
    Stage.TRAINING: N_("No training carries it out."), Stage.EVALUATION: N_("No evaluation since."),
    Stage.RECOMMENDATION: N_("No recommendation rests on it."),
}  # fmt: skip
_STATUSES = {
    Stage.ASPIRATION: CATEGORIES, Stage.FOLLOW_UP: STATUSES, Stage.PLAN: ITEM_STATUSES,
    Stage.TRAINING: TRAINING_STATUSES, Stage.EVALUATION: PREDICATES, Stage.RECOMMENDATION: RECOMMENDATION_STATES,
}  # fmt: skip


def of_person(
    actor: Actor, raw: Mapping[str, Any], args: Mapping[str, str], today: date
) -> tuple[dict[str, Any], Chain]:
    """(what the part shows of a stored employee: what may be followed, and the chain of what is asked for, else of the
    newest aspiration; that chain)."""
    hopes, outcomes = (each(actor, raw["_id"]) for each in (chains.aspirations_of, chains.recommendations_of))
    asked = {name: args.get(name, "") for name in ("aspiration", "recommendation")}
    found: Chain = []
    back = next((each for each in outcomes if str(each["_id"]) == asked["recommendation"]), None)
    hope = next((each for each in hopes if str(each["_id"]) == asked["aspiration"]), None)
    if back is None and hope is None:
        back, hope = (None, hopes[0]) if hopes else (outcomes[0] if outcomes else None, None)
    if back is not None:
        found = chains.backward(actor, back["_id"])
    elif hope is not None:
        found = chains.forward(actor, hope["_id"], today)
    here = f"{path_of('employees.details_view')}?id={raw['_id']}&part=chain"
    shown = {
        "hopes": [_choice(each, "aspiration", here, hope) for each in hopes],
        "outcomes": [_choice(each, "recommendation", here, back) for each in outcomes],
        "is_back": back is not None,
        "steps": steps(found),
        "summary": _summary(found),
    }
    return shown, found


def links(found: Chain) -> list[Link]:
    """The records of a chain, without its gaps."""
    return [each for each in found if isinstance(each, Link)]


def _choice(raw: Mapping[str, Any], name: str, here: str, chosen: Mapping[str, Any] | None) -> dict[str, Any]:
    whole = " ".join(str(raw.get("text") or raw.get("position_name") or raw.get("assignment") or "–").split())
    return {
        "label": whole if len(whole) <= 80 else whole[:79].rsplit(" ", 1)[0] + "…",
        "url": f"{here}&{name}={raw['_id']}",
        "is_current": chosen is not None and raw["_id"] == chosen["_id"],
    }


def steps(found: Chain) -> list[dict[str, Any]]:
    """A chain as numbered rows; gaps have words and no number."""
    told, number = [], 0
    for each in found:
        number += isinstance(each, Link)
        told.append(_gap(each) if isinstance(each, Gap) else {**_step(each), "number": number})
    return told


def _step(each: Link) -> dict[str, Any]:
    return {
        "label": say(LABELS[each.stage]),
        "day": format_day(each.day) if each.day else "",
        "text": " ".join(each.text.split()),
        "status": choice_labels(_STATUSES.get(each.stage, ())).get(each.status, ""),
        "url": record_url(each.kind, each.id),
    }


def _gap(each: Gap) -> dict[str, Any]:
    since = say(Message(N_("%(days)s days so far"), days=each.days)) if each.days is not None else ""
    return {"label": say(LABELS[each.stage]), "gap": say(GAPS[each.stage]), "since": since, "number": 0}


def _summary(found: Chain) -> str:
    days = [each.day for each in links(found) if each.day]
    if not days:
        return ""
    span = (max(days) - min(days)).days
    return say(Message(N_("%(count)s steps in %(days)s days"), count=len(links(found)), days=span))
