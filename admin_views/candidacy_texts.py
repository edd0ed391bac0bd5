"""Criteria and how they stand, as pages show them: the criterion in words, met or not, the value, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import current_app, url_for

from admin_views.addresses import path_of
from admin_views.translations import choice_labels, say
from models import codes
from models.candidacy import MET, NO_DATA, UNMET
from models.candidate_rules import CRITERIA, SPAN
from models.people import with_titles
from models.ratings import PREDICATES
from models.wording import N_, Message
from operations.actors import Actor
from operations.candidates import Candidate
from operations.policy import Action, may

Raw = Mapping[str, Any]
STATES = {MET: N_("met"), UNMET: N_("not met"), NO_DATA: N_("no data")}
LOOKS = {MET: "ok", UNMET: "late", NO_DATA: ""}
_PAGES = {
    "Employee": ("employees.details_view", {}, "Employee"),
    "Evaluation": ("evaluations.details_view", {}, "Evaluation"),
    "Feedback": ("feedback.details_view", {}, "Feedback"), "PlanItem": ("plan_items.details_view", {}, "PlanItem"),
    "Sanction": ("registers.details_view", {"key": "hukuman_disiplin"}, "Register:hukuman_disiplin"),
}  # fmt: skip
_MOST = 3
"""Sources linked one by one; more are told as a number."""


def criterion(row: Raw) -> str:
    """`Golongan at least III/c`."""
    what = str(row.get("what"))
    told = _TOLD.get(what)
    return say(told(row)) if told else choice_labels(CRITERIA).get(what, what)


def _predikat(row: Raw) -> Message:
    predikat = Message(dict(PREDICATES).get(str(row.get("predikat")), ""))
    if row.get("number"):
        return Message(
            N_("Predikat at least “%(predikat)s” in the newest %(number)s evaluations"), predikat=predikat,
            number=row["number"],
        )  # fmt: skip
    return Message(
        N_("Predikat at least “%(predikat)s” within %(months)s months"), predikat=predikat,
        months=row.get("months") or SPAN,
    )  # fmt: skip


_TOLD: dict[str, Callable[[Raw], Message]] = {
    "rank_min": lambda row: Message(N_("Golongan at least %(golongan)s"), golongan=_grade(row.get("golongan"))),
    "rank_max": lambda row: Message(N_("Golongan at most %(golongan)s"), golongan=_grade(row.get("golongan"))),
    "years_in_rank": lambda row: Message(N_("At least %(number)s years in the rank"), number=row.get("number")),
    "predikat": _predikat,
    "feedback": lambda row: Message(
        N_("Appreciated for “%(skill)s” at least %(number)s times within %(months)s months"),
        skill=row.get("skill"), number=row.get("number"), months=row.get("months"),
    ),
    "plan_progress": lambda row: Message(N_("At least %(number)s%% of the plan done"), number=row.get("number")),
    "kind": lambda row: Message(N_("Is %(kind)s"), kind=dict(codes.KINDS).get(str(row.get("kind")), "")),
    "position_kind": lambda row: Message(
        N_("Holds: %(kind)s"), kind=dict(codes.POSITION_KINDS).get(str(row.get("position_kind")), "")
    ),
}  # fmt: skip


def _grade(code: Any) -> str:
    return dict(codes.GOLONGAN).get(str(code), str(code or ""))


def value(what: str, found: str) -> str:
    """What was found of somebody, in words."""
    if not found:
        return ""
    if what in ("rank_min", "rank_max"):
        return _grade(found)
    if what == "predikat":
        names = choice_labels(PREDICATES)
        return ", ".join(names.get(mark, mark) for mark in found)
    lists = {"kind": codes.KINDS, "position_kind": codes.POSITION_KINDS, "not_capped": codes.EDUCATION_LEVELS}
    if what in lists:
        return choice_labels(lists[what]).get(found, found)
    told = _COUNTED.get(what)
    return say(Message(told, number=found)) if told else found


_COUNTED = {
    "years_in_rank": N_("%(number)s years"),
    "feedback": N_("%(number)s times"),
    "plan_progress": "%(number)s%%",
}


def answer(actor: Actor, row: Raw, state: str, found: str, sources: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A criterion with how it stands, as a cell; its sources are linked where the actor may open them."""
    what, all_sources = str(row.get("what")), list(sources)
    is_lenient = state == NO_DATA and bool(row.get("lenient"))
    links = [url for kind, id in all_sources[:_MOST] if (url := _page(actor, kind, id))]
    return {
        "criterion": criterion(row),
        "state": say(STATES.get(state, "")),
        "note": say(N_("counts as met")) if is_lenient else "",
        "look": LOOKS.get(state, ""),
        "is_met": state == MET or is_lenient,
        "value": value(what, found),
        "links": links,
        "more": max(0, len(all_sources) - _MOST) if links else 0,
    }


def _page(actor: Actor, kind: str, id: Any) -> str:
    endpoint, arguments, name = _PAGES.get(kind, ("", {}, ""))
    if endpoint not in current_app.view_functions or not may(actor, Action.READ, name):
        return ""
    return url_for(endpoint, id=str(id), **arguments)


def frozen(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    """The criteria that a stored recommendation keeps."""
    kept = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [
        answer(actor, row, str(row.get("state")), str(row.get("value") or ""), _pairs(row.get("sources")))
        for row in kept
    ]


def _pairs(sources: Any) -> list[tuple[str, str]]:
    texts = [str(each) for each in sources] if isinstance(sources, list) else []
    return [(kind, id) for kind, mark, id in (text.partition(":") for text in texts) if mark]


def candidate(actor: Actor, found: Candidate, rows: list[Raw], new_url: str | None) -> dict[str, Any]:
    """Somebody as a row: who, and a cell a criterion."""
    raw = found.employee
    answers = zip(found.answers, rows, strict=True)
    return {
        "name": with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
        "url": f"{path_of('employees.details_view')}?id={raw['_id']}",
        "position": str(raw.get("position_name") or ""),
        "answers": [answer(actor, row, each.state, each.value, each.sources) for each, row in answers],
        "recommend_url": f"{new_url}&employee={raw['_id']}" if new_url else None,
    }
