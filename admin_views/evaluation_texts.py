"""Evaluations and their cycles as pages show them: states, the table of ratings, distributions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from admin_views.addresses import path_of
from admin_views.translations import choice_labels, say
from models import ratings
from models.evaluations import EVALUATION_STATES
from models.jobs import JobState
from models.ratings import ORGANISATION, PREDICATES, RATINGS
from models.wording import N_, Message

LOOKS = {
    "draft": "", "rated": "wait", "objected": "late", "answered": "go", "settled": "ok", "open": "go", "closed": "ok",
}  # fmt: skip
PREDICATE_LOOKS = {"1": "ok", "2": "go", "3": "wait", "4": "late", "5": "late"}
TOO_KIND = N_(
    "Most people are rated “%(people)s” while the organisation is rated “%(organisation)s”. Talk the ratings through "
    "before they are settled."
)


def matrix(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The table that the predikat is read from, the cell of this evaluation marked."""
    shown, own = choice_labels(PREDICATES), (raw.get("results"), raw.get("behaviour"))
    behaviours = [code for code, _ in reversed(RATINGS)]
    rows = [
        {
            "label": say(label),
            "cells": [
                {
                    "label": shown[ratings.TABLE[result, behaviour]],
                    "look": PREDICATE_LOOKS[ratings.TABLE[result, behaviour]],
                    "is_own": (result, behaviour) == own,
                }
                for behaviour in behaviours
            ],
        }
        for result, label in RATINGS
    ]
    return {"head": [say(label) for _, label in reversed(RATINGS)], "rows": rows}


def trend(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A person's evaluations as rows, the newest first."""
    shown, states, levels = choice_labels(PREDICATES), choice_labels(EVALUATION_STATES), choice_labels(RATINGS)
    return [
        {
            "period": str(raw.get("title") or ""),
            "predikat": shown.get(str(raw.get("predikat")), ""),
            "look": PREDICATE_LOOKS.get(str(raw.get("predikat")), ""),
            "results": levels.get(str(raw.get("results")), ""),
            "behaviour": levels.get(str(raw.get("behaviour")), ""),
            "state": states.get(str(raw.get("state")), ""),
            "credit": raw["credit"].to_decimal() if raw.get("credit") is not None else None,
            "url": f"{path_of('evaluations.details_view')}?id={raw['_id']}",
        }
        for raw in rows
    ]


def distribution(counts: Counter[str], cycle: str) -> list[dict[str, Any]]:
    """How many have each predikat, in percent too, each leading to exactly these."""
    total = sum(counts.values()) or 1
    address = path_of("evaluations.index_view")
    return [
        {
            "label": say(label),
            "count": counts[code],
            "percent": round(100 * counts[code] / total),
            "look": PREDICATE_LOOKS[code],
            "url": f"{address}?cycle={cycle}&predikat={code}",
        }
        for code, label in PREDICATES
    ]


def states(counts: Counter[str], cycle: str) -> list[dict[str, Any]]:
    """How many evaluations are in each state, each leading to exactly these."""
    address = path_of("evaluations.index_view")
    return [
        {
            "label": say(label),
            "count": counts[code],
            "look": LOOKS[code],
            "url": f"{address}?cycle={cycle}&state={code}",
        }
        for code, label in EVALUATION_STATES
    ]


def calibration(raw: Mapping[str, Any], counts: Counter[str]) -> str:
    """What to think over: people rated better than their organisation; empty where nothing."""
    organisation = raw.get("organisation")
    if not ratings.is_too_kind(organisation, counts):
        return ""
    people = say(dict(PREDICATES)[ratings.usual(counts) or "2"])
    return say(Message(TOO_KIND, people=people, organisation=say(dict(ORGANISATION)[str(organisation)])))


def job(raw: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The job that makes a cycle's evaluations, while it is of interest."""
    if raw is None or raw.get("state") == JobState.DONE.value:
        return None
    return {
        "is_failed": raw.get("state") == JobState.FAILED.value,
        "done": raw.get("done") or 0,
        "total": raw.get("total") or 0,
        "reason": raw.get("reason") or "",
    }
