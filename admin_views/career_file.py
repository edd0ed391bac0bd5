"""The employee page's own parts: header, JP, rank ladder, timeline, and the tables of trainings and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import flash

from admin_views import hour_texts
from admin_views.addresses import path_of
from admin_views.formats import Labels, field_label, formatter
from admin_views.translations import choice_labels, say
from models import codes
from models.base import Record
from models.dates import format_day
from models.evaluations import Evaluation
from models.feedback import Feedback
from models.people import Employee
from models.plan_items import ITEM_STATUSES
from models.ratings import PREDICATES
from models.training import Training
from models.wording import N_
from operations import hours
from operations.careers import IMPACTS, Career, day_of, rows_of
from operations.journeys import Voiced

Raw = Mapping[str, Any]


def summary(raw: Raw, career: Career, voiced: Voiced, shown: Labels, at: datetime) -> dict[str, Any]:
    """Header, JP of this year, ladder and timeline."""
    jp = hours.of_today(raw, career.trainings, at.date(), career.plan_items)
    unit = shown.get(raw.get("department")) or ""
    words = str(raw.get("name", "")).split()
    return {
        "initials": "".join(word[0] for word in words[:2]).upper(),
        "subtitle": " · ".join(part for part in (raw.get("position_name"), unit) if part),
        "facts": _facts(raw, shown),
        "jp": {
            "done": jp.done,
            "planned": jp.planned,
            "rule": jp.rule,
            "limit": jp.limit,
            "year": jp.year,
            "broken": jp.is_broken,
            "standard": hour_texts.standard_text(jp.standard),
            "why": hour_texts.standard_text(jp.standard) if jp.standard.why else "",
            "span": hour_texts.span_text(jp),
            "in_plan": jp.in_plan,
        },
        "hour_lines": hour_texts.lines(raw, career.trainings, jp),
        "hour_warnings": hour_texts.warnings(career.trainings),
        "hour_rules_url": f"{path_of('hours.rules')}?department={raw.get('department') or ''}",
        "ladder": _ladder(raw),
        "timeline": _timeline(raw, career, voiced),
    }


def _facts(raw: Raw, shown: Labels) -> list[dict[str, str]]:
    rank = codes.RANK_NAMES.get(raw.get("golongan", ""), "")
    grade = dict(codes.GOLONGAN).get(raw.get("golongan", ""), "")
    kind = choice_labels(codes.KINDS).get(raw.get("kind", ""), "")
    status = choice_labels(codes.LEGAL_STATUSES).get(raw.get("status", ""), "")
    education = rows_of(raw, "educations")
    last = education[-1] if education else {}
    level = dict(codes.EDUCATION_LEVELS).get(last.get("level", ""), "")
    pairs = (
        ("NIP", formatter(Employee.nip)(raw.get("nip"), {})),
        (say(N_("Rank")), ", ".join(part for part in (rank, grade) if part)),
        (say(N_("Kind")), ", ".join(part for part in (kind, status) if part)),
        (say(N_("Education")), " ".join(part for part in (level, last.get("field")) if part)),
        (say(N_("Direct superior")), shown.get(raw.get("superior")) or ""),
        (say(N_("Date of birth")), formatter(Employee.birth_date)(raw.get("birth_date"), {})),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def _ladder(raw: Raw) -> list[dict[str, Any]]:
    grades = dict(codes.GOLONGAN)
    return [
        {
            "label": grades.get(row.get("golongan", ""), row.get("golongan", "")),
            "year": row["since"].year if isinstance(row.get("since"), date) else "",
            "current": row.get("golongan") == raw.get("golongan"),
        }
        for row in rows_of(raw, "ranks")[-6:]
    ]


def _timeline(raw: Raw, career: Career, voiced: Voiced) -> list[dict[str, Any]]:
    events = [*_own_events(raw), *_record_events(career), *_voiced_events(voiced)]
    years: dict[int, list[dict[str, Any]]] = {}
    for at, event in sorted(events, key=lambda pair: pair[0], reverse=True):
        years.setdefault(at.year, []).append(event)
    return [{"year": year, "events": found} for year, found in years.items()]


def _own_events(raw: Raw) -> list[tuple[date, dict[str, Any]]]:
    grades = dict(codes.GOLONGAN)
    levels = dict(codes.EDUCATION_LEVELS)
    found = []
    for row in rows_of(raw, "ranks"):
        title = " · ".join(
            p for p in (grades.get(row.get("golongan", "")), codes.RANK_NAMES.get(row.get("golongan", ""))) if p
        )
        found.append(_event(row.get("since"), N_("Rank"), title, row.get("decree")))
    for row in rows_of(raw, "positions"):
        found.append(_event(row.get("since"), N_("Position"), row.get("name"), row.get("unit")))
    for row in rows_of(raw, "educations"):
        year = row.get("year")
        at = date(year, 12, 31) if isinstance(year, int) and 1900 < year < 2200 else None
        title = " ".join(part for part in (levels.get(row.get("level", "")), row.get("field")) if part)
        found.append(_event(at, N_("Education"), title, row.get("school"), day=str(year)))
    return [pair for pair in found if pair is not None]


def _record_events(career: Career) -> list[tuple[date, dict[str, Any]]]:
    found = []
    for raw in career.trainings:
        note = f"{raw.get('jp') or 0} JP · {choice_labels(codes.TRAINING_STATUSES).get(raw.get('status', ''), '')}"
        url = f"{path_of('trainings.details_view')}?id={raw['_id']}"
        found.append(_event(raw.get("starts_on"), N_("Training"), raw.get("title"), note, url))
    for raw in career.feedback:
        kind = choice_labels(codes.FEEDBACK_KINDS).get(raw.get("kind", ""), "")
        url = f"{path_of('feedback.details_view')}?id={raw['_id']}"
        found.append(_event(raw.get("given_on"), N_("Feedback"), _short(raw.get("text")), kind, url))
    for raw in career.evaluations:
        predikat = choice_labels(PREDICATES).get(str(raw.get("predikat")))
        if predikat:
            url = f"{path_of('evaluations.details_view')}?id={raw['_id']}"
            found.append(_event(raw.get("ends_on"), N_("Evaluation"), predikat, raw.get("title"), url))
    return [pair for pair in found if pair is not None]


def _voiced_events(voiced: Voiced) -> list[tuple[date, dict[str, Any]]]:
    """Aspirations, the meetings in which somebody was talked about, and what was planned."""
    statuses, found = choice_labels(ITEM_STATUSES), []
    for hope in voiced.hopes:
        url = f"{path_of('employees.details_view')}?id={hope.raw['employee']}&part=chain&aspiration={hope.raw['_id']}"
        note = "" if hope.is_answered else say(N_("Nobody has answered it."))
        found.append(_event(hope.day, N_("Aspiration"), _short(hope.raw.get("text")), note, url))
    for day, raw in voiced.met:
        url = f"{path_of('meetings.details_view')}?id={raw['_id']}"
        found.append(_event(day, N_("Meeting"), raw.get("title"), "", url))
    for raw in voiced.items:
        url = f"{path_of('plan_items.details_view')}?id={raw['_id']}"
        found.append(_event(raw.get("due"), N_("Plan"), raw.get("title"), statuses.get(str(raw.get("status"))), url))
    return [pair for pair in found if pair is not None]


def _event(at: Any, lane: str, title: Any, note: Any, url: str | None = None, day: str = "") -> Any:
    plain = day_of(at)
    if plain is None:
        return None
    shown = {"day": day or format_day(plain), "lane": say(lane), "title": title or "", "note": note or "", "url": url}
    return plain, shown


def _short(text: Any, size: int = 120) -> str:
    whole = " ".join(str(text or "").split())
    return whole if len(whole) <= size else whole[: size - 1].rsplit(" ", 1)[0] + "…"


def tables(career: Career, new: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Trainings, feedback and evaluations as tables whose first cells link to the records."""
    return [
        {
            "label": say(N_("Trainings")),
            "head": [field_label(each) for each in _fields(Training, _TRAINING)],
            "rows": [_cells(Training, raw, _TRAINING) for raw in career.trainings[:50]],
            "links": [f"{path_of('trainings.details_view')}?id={raw['_id']}" for raw in career.trainings[:50]],
            "add_url": new["trainings"],
            "more_url": None,
            "empty": say(N_("No trainings recorded.")),
        },
        {
            "label": say(N_("Feedback")),
            "head": [field_label(each) for each in _fields(Feedback, _FEEDBACK)],
            "rows": [_cells(Feedback, raw, _FEEDBACK) for raw in career.feedback[:50]],
            "links": [f"{path_of('feedback.details_view')}?id={raw['_id']}" for raw in career.feedback[:50]],
            "add_url": new["feedback"],
            "more_url": None,
            "empty": say(N_("No feedback recorded. A few words after a task well done are a good start.")),
        },
        {
            "label": say(N_("Evaluations")),
            "head": [field_label(each) for each in _fields(Evaluation, _EVALUATION)],
            "rows": [_cells(Evaluation, raw, _EVALUATION) for raw in career.evaluations],
            "links": [f"{path_of('evaluations.details_view')}?id={raw['_id']}" for raw in career.evaluations],
            "add_url": None,
            "more_url": None,
            "empty": say(N_("Not evaluated yet. Evaluations are made when a cycle is opened.")),
        },
    ]


def effects(rows: Iterable[Raw]) -> list[dict[str, Any]]:
    """What came of each training, at the levels of which anything is told."""
    return [
        {
            "title": str(raw.get("title") or "–"),
            "url": f"{path_of('trainings.details_view')}?id={raw['_id']}",
            "day": format_day(day) if (day := day_of(raw.get("ends_on")) or day_of(raw.get("starts_on"))) else "",
            "told": [(field_label(Training._fields[name]), str(raw[name])) for name in IMPACTS if raw.get(name)],
        }
        for raw in rows
    ]


_TRAINING = ("title", "kind", "starts_on", "jp", "status", "organiser")
_EVALUATION = ("title", "results", "behaviour", "predikat", "credit", "state")
_FEEDBACK = ("text", "given_on", "kind", "relation", "skills")


def _fields(document: Any, names: tuple[str, ...]) -> list[Any]:
    return [document._fields[name] for name in names]


def _cells(document: Any, raw: Raw, names: tuple[str, ...]) -> list[str]:
    return [_short(formatter(document._fields[name])(raw.get(name), {})) for name in names]


def say_warnings(record: Record) -> None:
    """Tell what is odd about a record that was saved all the same."""
    for each in record.warnings():
        flash(say(each), "warning")
