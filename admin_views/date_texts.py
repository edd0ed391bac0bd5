"""Dates that matter as pages tell them: when, which, by what rule, how soon, and what was noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date

from admin_views.formats import format_moment
from admin_views.translations import choice_labels, say
from models.coming_dates import Coming, day_of
from models.dates import format_day
from models.identifiers import format_nip
from models.unit_settings import DATES
from models.wording import N_, Message
from operations.coming_dates import leads, notice, whole
from operations.date_details import Row

HEAD = (
    N_("Date"), N_("Which"), N_("Rule"), N_("Days left"), N_("Notice"), N_("Mentok ijazah"), N_("Name"), "NIP",
    N_("Position"), N_("Unit"), N_("Dealt with"),
)  # fmt: skip
_NOTICE = N_("%(months)s-month notice")
OVERDUE = N_("Overdue")


def kinds() -> Mapping[str, str]:
    """What each kind of date is called."""
    return choice_labels(DATES)


def row(each: Row, today: date) -> dict[str, Any]:
    """A row of the list."""
    return {
        "day": format_day(each.day),
        "left": (each.day - today).days,
        "kind": kinds().get(each.kind, each.kind),
        "rule": say(each.coming.rule) if each.coming else "",
        "notice": _notice(each.notice),
        "is_late": each.day < today and not each.is_capped,
        "is_capped": each.is_capped,
        "name": each.name,
        "url": url_for("employees.details_view", id=str(each.person)) if each.person else None,
        "position": each.position,
        "unit": each.unit,
        "dealt": _dealt(each.coming),
        "note_url": _note_url(each) if each.may_note and each.coming else None,
    }


def grouped(rows: Sequence[Row], today: date, by_month: bool) -> list[dict[str, Any]]:
    """Rows under headings: what is overdue, then a month each; in any other view a month each."""
    found: list[dict[str, Any]] = []
    for each in rows:
        is_late = each.day < today and not by_month
        label = say(OVERDUE) if is_late else format_date(each.day, "MMMM y")
        if not found or found[-1]["label"] != label:
            found.append({"label": label, "is_late": is_late, "rows": []})
        found[-1]["rows"].append(row(each, today))
    return found


def cells(each: Row, today: date) -> list[str]:
    """A row of an export, in the order of HEAD."""
    told = row(each, today)
    flag = say(N_("Yes")) if each.is_capped else ""
    dealt = " · ".join(text for text in (told["dealt"].get("reason"), told["dealt"].get("by")) if text)
    return [
        told["day"], told["kind"], told["rule"], str(told["left"]), told["notice"], flag, each.name,
        format_nip(each.nip) if each.nip else "", each.position, each.unit, dealt,
    ]  # fmt: skip


def of_file(raw: Mapping[str, Any], trainings: Iterable[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """All open dates of a person, for the career file."""
    lead = leads(raw.get("scope"))
    return [
        {
            "kind": kinds().get(each.kind, each.kind), "day": format_day(each.day), "rule": say(each.rule),
            "left": (each.day - today).days, "is_capped": each.capped,
            "is_late": each.day < today and not each.capped,
            "notice": "" if each.capped else _notice(notice(lead, each.kind, each.day, today)),
        }
        for each in whole(raw, trainings)
    ]  # fmt: skip


def noted(found: Coming) -> dict[str, str]:
    """A date and the note on it, for the page of that note."""
    return {"kind": kinds().get(found.kind, found.kind), "day": format_day(found.day), "rule": say(found.rule),
            **_dealt(found)}  # fmt: skip


def month_days(first: date, counts: Mapping[date, Mapping[str, int]], address: Any) -> Iterator[dict[str, Any]]:
    """The days of a month with how many dates of each kind, each leading to its rows by `address(day, day, kind)`."""
    names = kinds()
    for number in range(1, 32):
        try:
            day = first.replace(day=number)
        except ValueError:
            return
        held = counts.get(day, {})
        yield {
            "number": day.day,
            "weekday": format_date(day, "EEEE"),
            "day": day,
            "counts": [(names[kind], held[kind], address(day, day, kind)) for kind in names if held.get(kind)],
        }


def _notice(months: int | None) -> str:
    return say(Message(_NOTICE, months=months)) if months else ""


def _dealt(found: Coming | None) -> dict[str, str]:
    held = found.dealt if found else None
    if not held:
        return {}
    at = held.get("at")
    when = format_moment(at) if isinstance(at, datetime) else format_day(day_of(at)) if day_of(at) else ""  # type: ignore[arg-type]
    return {"reason": str(held.get("reason") or ""), "by": str(held.get("by_name") or ""), "at": when}


def _note_url(each: Row) -> str:
    return url_for("dates.note", of=each.source, id=str(each.id), kind=each.kind, day=each.day.isoformat())
