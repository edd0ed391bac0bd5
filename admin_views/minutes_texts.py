"""The minutes of a meeting in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from admin_views.formats import format_moment
from admin_views.meeting_texts import LOOKS
from admin_views.translations import choice_labels
from models import light_text
from models.addenda import ADDENDUM_STATES
from models.dates import format_day, parse_day
from models.meetings import KINDS
from models.minutes import Minutes
from models.notes import ATTENDANCES, CATEGORIES


def minutes(content: Mapping[str, Any]) -> dict[str, Any]:
    """What operations.minutes drafts, its codes and days in words."""
    attendances, categories = choice_labels(ATTENDANCES), choice_labels(CATEGORIES)
    return {
        "text": {
            **content,
            "agenda": [{**each, "notes": _notes(each["notes"])} for each in content["agenda"]],
            "conclusions": _notes(content["conclusions"]),
            "kind": choice_labels(KINDS).get(content["kind"], ""),
            "day": _day(content["day"]),
            "present": [
                {**each, "attendance": attendances.get(each["attendance"], "–")} for each in content["present"]
            ],
            "people": [
                {
                    **each,
                    "attendance": attendances.get(each["attendance"], ""),
                    "discussion": _notes(each["discussion"]),
                    "conclusion": _notes(each["conclusion"]),
                    "aspirations": [_aspiration(told, categories) for told in each["aspirations"]],
                }
                for each in content["people"]
            ],
            "follow_ups": [{**each, "due": _day(each["due"])} for each in content["follow_ups"]],
        }
    }


def note(text: str) -> Markup:
    """A note as it was typed, its bold, italics and lists drawn."""
    return Markup(light_text.html(text))  # noqa: S704 (escaped by the parser, which knows no HTML)


def _notes(texts: Iterable[str]) -> list[Markup]:
    return [note(text) for text in texts]


def _aspiration(told: Mapping[str, Any], categories: Mapping[str, str]) -> dict[str, Any]:
    advice = [{**each, "text": note(each["text"])} for each in told["advice"]]
    category = categories.get(told["category"], "")
    return {**told, "category": category, "text": note(told["text"]), "advice": advice}


def _day(text: str) -> str:
    return format_day(parse_day(text)) if text else ""


def approved(held: Minutes) -> dict[str, Any]:
    """Who approved it when, its number and its digest."""
    return {
        "by": held.approved_by,
        "at": format_moment(held.approved_at),
        "number": str(held.content.get("number") or ""),
        "addendum": held.number,
        "digest": held.digest,
        "short": held.digest[:12],
        "code": held.code,
    }


def addendum(held: Minutes) -> dict[str, Any]:
    """An approved addendum as it stands under the minutes."""
    told = held.content
    return {**approved(held), "concerns": str(told.get("concerns") or ""), "text": note(str(told.get("text") or ""))}


def waiting(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An addendum that is not approved, as a row."""
    state = str(raw.get("state"))
    return {
        "concerns": str(raw.get("concerns") or ""),
        "state": choice_labels(ADDENDUM_STATES).get(state, state),
        "look": LOOKS.get(state, ""),
    }
