"""A career as a picture: one time axis, a lane each for positions, ranks, education, trainings, feedback, evaluations.

Geometry alone, in units of the drawing; `templates/_journey.html` draws it and the table beside it says it in words.
What lies after today is planned, and drawn hollow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from admin_views.addresses import path_of
from admin_views.formats import format_day
from admin_views.translations import choice_labels, say
from models import codes
from models.ratings import PREDICATES
from models.wording import N_, Message
from operations import hours
from operations.careers import Career, day_of, rows_of

Raw = Mapping[str, Any]
WIDTH, LEFT, LANE, TOP = 1000, 96, 46, 8
RECENT = 6
"""Years shown at first, the next one among them; the whole career is a link away."""
_LETTER = 6.2
_TALLEST = 30
_HIGH_JP = 80
LANES = (N_("Position"), N_("Rank"), N_("Education"), N_("Training"), N_("Feedback"), N_("Evaluation"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing on a lane. `width` and `height` make a bar or a band; without them it is a dot or a step."""

    shape: str
    x: float
    y: float
    title: str
    text: str = ""
    width: float = 0
    height: float = 0
    url: str | None = None
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """The picture: lanes and years with their places, and the marks; `has_more` where a longer span exists."""

    height: int
    lanes: list[tuple[str, float]]
    years: list[tuple[int | None, float]]
    today: float
    marks: list[Mark] = field(default_factory=list)
    notes: list[tuple[float, float, str, bool]] = field(default_factory=list)
    is_whole: bool = False
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Days to places."""

    first: int
    last: int

    def x(self, day: date) -> float:
        at = day.year + (day.timetuple().tm_yday - 1) / 366
        share = (at - self.first) / (self.last + 1 - self.first)
        return round(LEFT + min(max(share, 0), 1) * (WIDTH - LEFT), 1)

    def holds(self, day: date) -> bool:
        return self.first <= day.year <= self.last


def draw(raw: Raw, career: Career, today: date, whole: bool) -> Journey | None:
    """The picture of an employee's career, None where nothing is dated. `whole`: from the first dated thing on."""
    days = list(_days(raw, career))
    if not days:
        return None
    earliest = min(day.year for day in days)
    recent = today.year + 1 - RECENT
    axis = Axis(max(earliest, 1950) if whole else max(earliest, recent), today.year + 1)
    lanes = [(say(label), TOP + index * LANE) for index, label in enumerate(LANES)]
    marks = [
        *_positions(raw, axis, today), *_ranks(raw, axis), *_educations(raw, axis),
        *_trainings(career, axis), *_feedback(career, axis), *_evaluations(career, axis),
    ]  # fmt: skip
    return Journey(
        height=TOP + len(LANES) * LANE + 24,
        lanes=lanes,
        years=_years(axis, today),
        today=axis.x(today),
        marks=marks,
        notes=list(_hours(raw, career, axis, today)),
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


def _days(raw: Raw, career: Career) -> Iterator[date]:
    found = [row.get("since") for name in ("positions", "ranks") for row in rows_of(raw, name)]
    found += [each.get("starts_on") for each in career.trainings] + [each.get("given_on") for each in career.feedback]
    found += [each.get("ends_on") for each in career.evaluations if each.get("predikat")]
    yield from (day for value in found if (day := day_of(value)))


def _dated(raw: Raw, name: str) -> list[tuple[date, dict[str, Any]]]:
    pairs = [(day, row) for row in rows_of(raw, name) if (day := day_of(row.get("since")))]
    return sorted(pairs, key=lambda pair: pair[0])


def _cut(text: Any, width: float) -> str:
    """As much of a text as fits into `width`."""
    whole, letters = " ".join(str(text or "").split()), int(width / _LETTER)
    return whole if len(whole) <= letters else whole[: max(letters - 1, 0)] + "…" if letters > 2 else ""


def _positions(raw: Raw, axis: Axis, today: date) -> Iterator[Mark]:
    held = _dated(raw, "positions")
    for (since, row), (until, _) in pairwise([*held, (today, {})]):
        if until.year < axis.first or until <= since:
            continue
        left, right = axis.x(since), axis.x(until)
        title = f"{row.get('name') or ''}, {format_day(since)}"
        text = _cut(row.get("name"), right - left - 8)
        yield Mark("band", left, TOP + 10, title, text, round(right - left - 1, 1), 22)


def _ranks(raw: Raw, axis: Axis) -> Iterator[Mark]:
    grades = dict(codes.GOLONGAN)
    for since, row in _dated(raw, "ranks"):
        if axis.holds(since):
            name = grades.get(str(row.get("golongan")), str(row.get("golongan") or ""))
            yield Mark("step", axis.x(since), TOP + LANE + 23, f"{name}, {format_day(since)}", name)


def _educations(raw: Raw, axis: Axis) -> Iterator[Mark]:
    levels = dict(codes.EDUCATION_LEVELS)
    for row in rows_of(raw, "educations"):
        year = row.get("year")
        if isinstance(year, int) and axis.first <= year <= axis.last:
            name = levels.get(str(row.get("level")), str(row.get("level") or ""))
            title = ", ".join(str(part) for part in (name, row.get("field"), row.get("school"), year) if part)
            yield Mark("dot", axis.x(date(year, 7, 1)), TOP + 2 * LANE + 23, title, name)


def _trainings(career: Career, axis: Axis) -> Iterator[Mark]:
    for each in career.trainings:
        day = day_of(each.get("starts_on"))
        if day is None or not axis.holds(day) or each.get("status") == "cancelled":
            continue
        jp = each.get("jp") or 0
        high = round(6 + min(jp / _HIGH_JP, 1) * (_TALLEST - 6), 1)
        title = f"{each.get('title') or ''}, {jp} JP, {format_day(day)}"
        url = f"{path_of('trainings.details_view')}?id={each['_id']}"
        planned = each.get("status") != "done"
        yield Mark("bar", axis.x(day), TOP + 4 * LANE - 14 - high, title, "", 5, high, url, planned)


def _feedback(career: Career, axis: Axis) -> Iterator[Mark]:
    for each in career.feedback:
        day = day_of(each.get("given_on"))
        if day is not None and axis.holds(day):
            url = f"{path_of('feedback.details_view')}?id={each['_id']}"
            words = " ".join(str(each.get("text") or "").split())[:120]
            yield Mark("dot", axis.x(day), TOP + 4 * LANE + 23, f"{words}, {format_day(day)}", url=url)


def _evaluations(career: Career, axis: Axis) -> Iterator[Mark]:
    for each in career.evaluations:
        day, predikat = day_of(each.get("ends_on")), choice_labels(PREDICATES).get(str(each.get("predikat")))
        if day is not None and predikat and axis.holds(day):
            url = f"{path_of('evaluations.details_view')}?id={each['_id']}"
            yield Mark("dot", axis.x(day), TOP + 5 * LANE + 23, f"{each.get('title')}: {predikat}", url=url)


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
