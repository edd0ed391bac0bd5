"""Boxes of talent as pages show them: the grid, why somebody stands where they stand, and what would move them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from admin_views.addresses import path_of
from admin_views.translations import choice_labels, say
from models import talent
from models.amounts import format_amount, rounded
from models.ratings import PREDICATES
from models.talent import BOXES, HIGH, LEVELS, LOW, MIDDLE, PERFORMANCE_LEVELS, POTENTIAL_LEVELS
from models.talent_assessments import TalentAssessment
from models.talent_schemes import SOURCES
from models.wording import N_, Message

LOOKS = {9: "ok", 8: "ok", 7: "ok", 6: "go", 5: "go", 4: "go", 3: "wait", 2: "wait", 1: "late"}
UP = (
    N_("%(by)s more points in performance would make it “%(level)s”: box %(box)s."),
    N_("%(by)s more points in potential would make it “%(level)s”: box %(box)s."),
)
DOWN = (
    N_("It stays “%(level)s” in performance with up to %(by)s points less."),
    N_("It stays “%(level)s” in potential with up to %(by)s points less."),
)
TOP = (N_("Performance is at its highest level."), N_("Potential is at its highest level."))


def grid(cell: Callable[[int], Mapping[str, Any]]) -> dict[str, Any]:
    """The table of boxes, potential from high to low, performance from below to above."""
    rows = [
        {
            "label": say(POTENTIAL_LEVELS[potential]),
            "cells": [
                {"box": BOXES[performance, potential], **cell(BOXES[performance, potential])}
                for performance in (LOW, MIDDLE, HIGH)
            ],
        }
        for potential in (HIGH, MIDDLE, LOW)
    ]
    return {"head": [say(label) for label in PERFORMANCE_LEVELS], "rows": rows}


def name(box: Any) -> str:
    """`Box 7: above expectation, medium potential`."""
    if box not in LEVELS:
        return say(N_("Not placed yet"))
    performance, potential = LEVELS[box]
    return say(
        Message(
            N_("Box %(box)s: %(performance)s, %(potential)s"), box=box,
            performance=Message(PERFORMANCE_LEVELS[performance]), potential=Message(POTENTIAL_LEVELS[potential]),
        )
    )  # fmt: skip


def treatment(box: Any) -> str:
    """What the regulation recommends, in a row."""
    return ", ".join(say(each) for each in talent.treatment(box)) if box in LEVELS else ""


def points(value: Any) -> str:
    """Points as an office writes them; nothing where none are known."""
    return format_amount(rounded(value, 2)) if isinstance(value, Decimal) and value.is_finite() else ""


def axes(record: TalentAssessment) -> list[dict[str, Any]]:
    """Both axes, part by part: what, weight, points, and what they were read from."""
    sources, marks = choice_labels(SOURCES), choice_labels(PREDICATES)
    evaluations = path_of("evaluations.details_view")
    performance = [
        {
            "what": sources.get(str(each.source), str(each.source)), "weight": each.weight,
            "points": points(each.points),
            "note": ", ".join(marks.get(str(mark), str(mark)) for mark in each.predicates),
            "urls": [f"{evaluations}?id={id}" for id in each.evaluations],
        }
        for each in record.performance
    ]  # fmt: skip
    potential = [
        {"what": each.name, "weight": each.weight, "points": "" if each.score is None else str(each.score),
         "note": each.remark or "", "urls": []}
        for each in record.components
    ]  # fmt: skip
    totals = (record.performance_points, record.potential_points)
    labels = (N_("Performance"), N_("Potential"))
    return [
        {
            "label": say(label), "rows": rows, "total": points(total), "cuts": cuts,
            "levels": [say(each) for each in levels],
            "is_part": bool(total is not None) and any(not row["points"] for row in rows),
        }
        for label, rows, total, cuts, levels in zip(
            labels, (performance, potential), totals, record.cuts, (PERFORMANCE_LEVELS, POTENTIAL_LEVELS), strict=True
        )
    ]  # fmt: skip


def moves(record: TalentAssessment) -> list[dict[str, Any]]:
    """What would move somebody, an axis each: up by how much, to which box, by which single thing; how far down."""
    place = LEVELS.get(record.box or 0)
    return list(_moves(record, place)) if place else []


def _moves(record: TalentAssessment, place: tuple[int, int]) -> Iterator[dict[str, Any]]:
    for axis, (rows, cuts, levels) in enumerate(
        zip(record.axes, record.cuts, (PERFORMANCE_LEVELS, POTENTIAL_LEVELS), strict=True)
    ):
        found, now = talent.move_up(rows, cuts, place, axis), talent.total(rows)
        if found is None:
            told = Message(TOP[axis])
        else:
            told = Message(UP[axis], by=points(found.by), level=Message(levels[found.level]), box=found.box)
        floor = cuts.floor(now) if now is not None else None
        down = floor is not None and now is not None and Message(
            DOWN[axis], level=Message(levels[place[axis]]), by=points(now - floor)
        )  # fmt: skip
        yield {
            "up": say(told),
            "down": say(down) if down else "",
            "alone": [_alone(axis, what, needed) for what, needed in (found.alone if found else ())],
        }


def _alone(axis: int, what: str, needed: Decimal) -> str:
    label = say(dict(SOURCES)[what]) if axis == 0 and what in dict(SOURCES) else what
    return say(Message(N_("“%(what)s” alone would do it at %(points)s."), what=label, points=points(needed)))


def history(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A person's assessments as rows, the newest first."""
    return [
        {
            "year": raw.get("year"), "box": name(raw.get("box")), "look": LOOKS.get(raw.get("box") or 0, ""),
            "url": f"{path_of('talent_assessments.details_view')}?id={raw['_id']}",
        }
        for raw in rows
    ]  # fmt: skip
