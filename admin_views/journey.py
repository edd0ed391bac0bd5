"""A career as a picture: one time axis and a lane each for what was voiced, planned, done, judged and held.

Geometry alone, in units of the drawing; `templates/_journey.html` draws it and the table beside it says it in words.
What lies after today is planned, and drawn hollow; what did not happen is drawn dashed; one chain is drawn through all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from admin_views import journey_lanes
from admin_views.journey_lanes import LANE, LANES, TOP, WIDTH, Axis, Mark
from admin_views.translations import say
from models.wording import N_, Message
from operations import hours
from operations.careers import Career, day_of, rows_of
from operations.chain_links import Chain, Link
from operations.journeys import Voiced

Raw = Mapping[str, Any]
RECENT = 6
"""Years shown at first, the next one among them; the whole career is a link away."""
_LINE = {
    "aspiration": 0, "meeting": 1, "advice": 1, "follow_up": 1, "plan": 2, "training": 3, "feedback": 4,
    "evaluation": 5, "recommendation": 7, "position": 7,
}  # fmt: skip
"""The lane on which each stage of a chain lies."""
_POINT = 18
"""How far apart the numbers of a chain are at least, so that none covers another."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The picture: lanes and years with their places, the marks, and the numbered points of a chain."""

    height: int
    lanes: list[tuple[str, float]]
    years: list[tuple[int | None, float]]
    today: float
    marks: list[Mark] = field(default_factory=list)
    notes: list[tuple[float, float, str, bool]] = field(default_factory=list)
    chain: list[tuple[float, float, int]] = field(default_factory=list)
    is_whole: bool = False
    has_more: bool = False


def draw(raw: Raw, career: Career, voiced: Voiced, chain: Chain, today: date, whole: bool) -> Journey | None:
    """The picture of an employee's career, None where nothing is dated. `whole`: from the first dated thing on."""
    days = list(_days(raw, career, voiced))
    if not days:
        return None
    earliest = min(day.year for day in days)
    recent = today.year + 1 - RECENT
    axis = Axis(max(earliest, 1950) if whole else max(earliest, recent), today.year + 1)
    return Journey(
        height=TOP + len(LANES) * LANE + 24,
        lanes=[(say(label), TOP + index * LANE) for index, label in enumerate(LANES)],
        years=_years(axis, today),
        today=axis.x(today),
        marks=[*journey_lanes.voiced(voiced, axis, today), *journey_lanes.done(raw, career, axis, today)],
        notes=list(_hours(raw, career, axis, today)),
        chain=list(_points(chain, axis)),
        is_whole=whole,
        has_more=earliest < recent,
    )


def _years(axis: Axis, today: date) -> list[tuple[int | None, float]]:
    """The years' places, with their numbers where there is room beside the word of today."""
    places = [(year, axis.x(date(year, 1, 1))) for year in range(axis.first, axis.last + 1)]
    wide, word = places[1][1] - places[0][1], axis.x(today)
    step = max(1, -(-30 // int(wide or 1)))
    return [
        (year if index % step == 0 and not word - 62 < x < word else None, x) for index, (year, x) in enumerate(places)
    ]


def _days(raw: Raw, career: Career, voiced: Voiced) -> Iterator[date]:
    found = [row.get("since") for name in ("positions", "ranks") for row in rows_of(raw, name)]
    found += [each.get("starts_on") for each in career.trainings] + [each.get("given_on") for each in career.feedback]
    found += [each.get("ends_on") for each in career.evaluations if each.get("predikat")]
    yield from (day for value in found if (day := day_of(value)))
    yield from (each.day for each in voiced.hopes)
    yield from (day for day, _ in voiced.met)


def _points(chain: Chain, axis: Axis) -> Iterator[tuple[float, float, int]]:
    """The numbered points of a chain, in its order; where two would cover one another the later one gives way."""
    taken: list[tuple[float, float]] = []
    for number, each in enumerate((link for link in chain if isinstance(link, Link)), 1):
        if each.day is None or not axis.holds(each.day):
            continue
        x, y = axis.x(each.day), TOP + _LINE[each.stage] * LANE + LANE / 2
        while any(abs(x - other) < _POINT and abs(y - line) < _POINT for other, line in taken):
            x += _POINT
        taken.append((x, y))
        yield min(x, WIDTH - 8), y, number


def _hours(raw: Raw, career: Career, axis: Axis, today: date) -> Iterator[tuple[float, float, str, bool]]:
    """(x, y, words, whether it breaks the floor) of each year's JP, under the trainings."""
    if axis.last - axis.first > 2 * RECENT:
        return
    for year in range(axis.first, min(axis.last, today.year) + 1):
        jp = hours.of_person(raw, career.trainings, year)
        short = jp.rule == "floor" and jp.is_broken and year < today.year and bool(career.trainings)
        words = Message(N_("%(done)s JP, short"), done=jp.done) if short else Message(N_("%(done)s JP"), done=jp.done)
        if jp.done or short:
            yield axis.x(date(year, 1, 1)) + 3, TOP + 4 * LANE - 3, say(words), short
