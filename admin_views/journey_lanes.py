"""The lanes of the picture of a career: where each thing that is dated lies, and in which shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from admin_views.addresses import path_of
from admin_views.formats import format_day
from admin_views.translations import choice_labels, say
from models import codes
from models.notes import CATEGORIES
from models.plan_items import OPEN_ITEMS, UNCOUNTED
from models.ratings import PREDICATES
from models.wording import N_, Message
from operations.careers import Career, day_of, rows_of
from operations.journeys import Hope, Voiced, longest_gaps

Raw = Mapping[str, Any]
WIDTH, LEFT, LANE, TOP = 1000, 112, 46, 8
LANES = (N_("Aspiration"), N_("Meeting"), N_("Plan"), N_("Training"), N_("Feedback"), N_("Evaluation"),
         N_("Rank, education"), N_("Position"))  # fmt: skip
_HOPES, _MET, _PLANS, _TRAININGS, _FEEDBACK, _EVALUATIONS, _RANKS, _POSITIONS = range(len(LANES))
_LETTER = 6.2
_TALLEST, _HIGH_JP = 30, 80
UNANSWERED = 90
"""Days after which an aspiration that nobody answered is told so."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing on a lane: its shape, place and title; `width` and `height` make a bar or a band, or how far a dashed
    line goes."""

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


def voiced(found: Voiced, axis: Axis, today: date) -> Iterator[Mark]:
    """Aspirations, meetings and plans."""
    for each in found.hopes:
        if axis.holds(each.day):
            yield _hope(each, axis, today)
    for day, raw in found.met:
        if axis.holds(day):
            url = f"{path_of('meetings.details_view')}?id={raw['_id']}"
            title = f"{raw.get('title') or ''}, {format_day(day)}"
            yield Mark("tick", axis.x(day), _middle(_MET) - 9, title, "", 4, 18, url)
    days = [day for day, _ in found.met]
    for first, last in longest_gaps(days, today) if days else ():
        if last.year >= axis.first:
            words = say(Message(N_("%(months)s months without a meeting"), months=round((last - first).days / 30.4)))
            left = axis.x(first)
            yield Mark("gap", left, _middle(_MET), words, _cut(words, axis.x(last) - left), axis.x(last) - left)
    yield from _plans(found, axis)


def _hope(each: Hope, axis: Axis, today: date) -> Mark:
    category = choice_labels(CATEGORIES).get(str(each.raw.get("category")), "")
    words = " ".join(str(each.raw.get("text") or "").split())
    url = f"{path_of('employees.details_view')}?id={each.raw['employee']}&part=chain&aspiration={each.raw['_id']}"
    x, y, days = axis.x(each.day), _middle(_HOPES), (today - each.day).days
    if each.is_answered or days <= UNANSWERED:
        return Mark("dot", x, y, f"{words}, {format_day(each.day)}", category, url=url)
    told = say(Message(N_("%(days)s days not answered"), days=days))
    return Mark("late", x, y, f"{words}, {format_day(each.day)}: {told}", told, max(axis.x(today) - x, 0), url=url)


def _plans(found: Voiced, axis: Axis) -> Iterator[Mark]:
    for raw in found.plans:
        year = raw.get("year")
        if isinstance(year, int) and axis.first <= year <= axis.last:
            left, right = axis.x(date(year, 1, 1)), axis.x(date(year, 12, 31))
            text = say(N_("without a basis")) if raw.get("lacks_basis") is True else str(year)
            url = f"{path_of('development_plans.details_view')}?id={raw['_id']}"
            yield Mark("band", left, TOP + _PLANS * LANE + 10, f"{say(N_('Plan'))} {year}: {text}",
                       _cut(text, right - left - 8), round(right - left - 2, 1), 22, url)  # fmt: skip
    for raw in found.items:
        day = day_of(raw.get("due"))
        if day is not None and axis.holds(day) and raw.get("status") not in UNCOUNTED:
            url = f"{path_of('plan_items.details_view')}?id={raw['_id']}"
            planned = raw.get("status") in OPEN_ITEMS
            yield Mark("tick", axis.x(day), TOP + _PLANS * LANE + 26, f"{raw.get('title') or ''}, {format_day(day)}",
                       "", 5, 12, url, planned)  # fmt: skip


def done(raw: Raw, career: Career, axis: Axis, today: date) -> Iterator[Mark]:
    """Positions, ranks and education, trainings, feedback and evaluations."""
    yield from _positions(raw, axis, today)
    yield from _ranks(raw, axis)
    yield from _educations(raw, axis)
    yield from _trainings(career, axis)
    yield from _feedback(career, axis)
    yield from _evaluations(career, axis)


def _middle(lane: int) -> float:
    return TOP + lane * LANE + 23


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
        yield Mark("band", left, TOP + _POSITIONS * LANE + 10, title, text, round(right - left - 1, 1), 22)


def _ranks(raw: Raw, axis: Axis) -> Iterator[Mark]:
    grades = dict(codes.GOLONGAN)
    for since, row in _dated(raw, "ranks"):
        if axis.holds(since):
            name = grades.get(str(row.get("golongan")), str(row.get("golongan") or ""))
            yield Mark("step", axis.x(since), _middle(_RANKS), f"{name}, {format_day(since)}", name)


def _educations(raw: Raw, axis: Axis) -> Iterator[Mark]:
    levels = dict(codes.EDUCATION_LEVELS)
    for row in rows_of(raw, "educations"):
        year = row.get("year")
        if isinstance(year, int) and axis.first <= year <= axis.last:
            name = levels.get(str(row.get("level")), str(row.get("level") or ""))
            title = ", ".join(str(part) for part in (name, row.get("field"), row.get("school"), year) if part)
            yield Mark("dot", axis.x(date(year, 7, 1)), _middle(_RANKS), title, name)


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
        yield Mark("bar", axis.x(day), TOP + (_TRAININGS + 1) * LANE - 14 - high, title, "", 5, high, url, planned)


def _feedback(career: Career, axis: Axis) -> Iterator[Mark]:
    for each in career.feedback:
        day = day_of(each.get("given_on"))
        if day is not None and axis.holds(day):
            url = f"{path_of('feedback.details_view')}?id={each['_id']}"
            words = " ".join(str(each.get("text") or "").split())[:120]
            yield Mark("dot", axis.x(day), _middle(_FEEDBACK), f"{words}, {format_day(day)}", url=url)


def _evaluations(career: Career, axis: Axis) -> Iterator[Mark]:
    """A dot each, the higher the better its predikat."""
    for each in career.evaluations:
        code = str(each.get("predikat"))
        day, predikat = day_of(each.get("ends_on")), choice_labels(PREDICATES).get(code)
        if day is not None and predikat and axis.holds(day):
            url = f"{path_of('evaluations.details_view')}?id={each['_id']}"
            y = _middle(_EVALUATIONS) + 6 * (int(code) - 2)
            yield Mark("dot", axis.x(day), y, f"{each.get('title')}: {predikat}", url=url)
