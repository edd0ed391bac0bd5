"""Trends of the feedback on a person, as the career file shows them, with the results of their rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from admin_views.addresses import path_of
from admin_views.round_texts import result
from admin_views.translations import choice_labels
from models.codes import VALUES
from models.dates import format_day
from models.feedback_trends import Half, Trend, halves, trends
from operations.careers import day_of

SHOWN, MOST = 6, 12
"""Half-years, and rows of each table."""


def drawn(feedback: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """The two tables: by skill, by value. One that would be empty is left out."""
    rows = [{**raw, "given_on": day_of(raw.get("given_on"))} for raw in feedback]
    shown = halves(Half.of(today), SHOWN)
    named = choice_labels(VALUES)
    tables = (("skills", trends(rows, "skills")), ("values", trends(rows, "values")))
    return [
        {"key": key, "halves": [f"{half.year}/{half.number}" for half in shown],
         "rows": [_row(each, named.get(each.name, each.name), shown) for each in found[:MOST]]}
        for key, found in tables
        if found
    ]  # fmt: skip


def _row(trend: Trend, label: str, shown: Sequence[Half]) -> dict[str, Any]:
    most = max((trend.praised[half] + trend.advised[half] for half in shown), default=0) or 1
    return {
        "label": label,
        "praised": trend.praised.total(),
        "advised": trend.advised.total(),
        "cells": [
            {
                "praised": trend.praised[half],
                "advised": trend.advised[half],
                "good": 10 * trend.praised[half] / most,
                "help": 10 * trend.advised[half] / most,
            }
            for half in shown
        ],
    }


def rounds(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A person's results as lines: when, which round, what others see strongest and weakest."""
    found = []
    for raw in results:
        topics = [each for each in result(raw)["topics"] if each["rank"]]
        day = day_of(raw.get("closed_on"))
        found.append(
            {
                "title": str(raw.get("title") or ""),
                "day": format_day(day) if day else "",
                "url": f"{path_of('round_results.details_view')}?id={raw['_id']}",
                "best": topics[0] if topics else None,
                "least": topics[-1] if len(topics) > 1 else None,
                "waits": bool(raw.get("waits")),
            }
        )
    return found
