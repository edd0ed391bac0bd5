"""Stages of a career's chain: what stands for each, in which order they come, and where nothing stands. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bson import ObjectId

from operations.careers import day_of

Raw = Mapping[str, Any]


class Stage(StrEnum):
    """What a chain is made of, in the order of cause and effect."""

    ASPIRATION = "aspiration"
    MEETING = "meeting"
    ADVICE = "advice"
    FOLLOW_UP = "follow_up"
    PLAN = "plan"
    TRAINING = "training"
    FEEDBACK = "feedback"
    EVALUATION = "evaluation"
    RECOMMENDATION = "recommendation"
    POSITION = "position"


_ORDER = {stage: place for place, stage in enumerate(Stage)}
_AWAITED = (Stage.ADVICE, Stage.PLAN, Stage.TRAINING, Stage.EVALUATION, Stage.RECOMMENDATION)
"""The stages that an aspiration should come to; a follow-up answers it as advice does."""


@dataclass(frozen=True, slots=True)
class Link:
    """A record that stands for a stage: its document, and its day, text and status as stored."""

    stage: Stage
    kind: str
    id: ObjectId
    day: date | None
    text: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stage that nothing stands for; `days` since the chain came to its last stage before, None where it went on."""

    stage: Stage
    days: int | None


Chain = list[Link | Gap]


def link(stage: Stage, kind: str, raw: Raw) -> Link:
    text = next((str(raw[name]) for name in ("title", "text", "position_name", "assignment") if raw.get(name)), "")
    status = str(raw.get("predikat") or raw.get("status") or raw.get("state") or "")
    return Link(stage, kind, raw["_id"], _day(raw), text, status)


def _day(raw: Raw) -> date | None:
    """The day on which it happened, or by which it is to happen."""
    history = raw.get("history") or []
    if raw.get("status") == "done" and history and isinstance(history[-1], dict) and raw.get("due"):
        return day_of(history[-1].get("on"))
    names = ("ends_on", "starts_on", "given_on", "due", "evaluated_on", "created_at")
    return next((day for name in names if (day := day_of(raw.get(name)))), None)


def in_order(links: Iterable[Link]) -> list[Link]:
    once = {(each.stage, each.id): each for each in links}
    return sorted(once.values(), key=lambda each: (_ORDER[each.stage], each.day or date.max, str(each.id)))


def with_gaps(links: Iterable[Link], today: date, is_seen: Callable[[Stage], bool]) -> Chain:
    """A chain in order; stages that were passed over are gaps, and the first one it has not come to yet is one with
    its days. What the reader may not see (`is_seen`) makes no gap."""
    whole = in_order(links)
    held = {each.stage for each in whole}
    held |= {Stage.ADVICE} if Stage.FOLLOW_UP in held else set()
    last = max(_ORDER[stage] for stage in held)
    reached = max((each.day for each in whole if each.day and each.day <= today), default=None)
    missing = [stage for stage in _AWAITED if stage not in held and is_seen(stage)]
    passed = [Gap(stage, None) for stage in missing if _ORDER[stage] < last]
    ahead = [Gap(stage, (today - reached).days if reached else None) for stage in missing if _ORDER[stage] > last][:1]
    return sorted([*whole, *passed, *ahead], key=lambda each: _ORDER[each.stage])
