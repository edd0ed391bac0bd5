"""The minutes of a meeting in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_views.formats import format_moment
from admin_views.meeting_texts import LOOKS
from admin_views.translations import choice_labels
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
            "kind": choice_labels(KINDS).get(content["kind"], ""),
            "day": _day(content["day"]),
            "present": [
                {**each, "attendance": attendances.get(each["attendance"], "–")} for each in content["present"]
            ],
            "people": [
                {
                    **each,
                    "attendance": attendances.get(each["attendance"], ""),
                    "aspirations": [
                        {**told, "category": categories.get(told["category"], "")} for told in each["aspirations"]
                    ],
                }
                for each in content["people"]
            ],
            "follow_ups": [{**each, "due": _day(each["due"])} for each in content["follow_ups"]],
        }
    }


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
    return {**approved(held), "concerns": str(told.get("concerns") or ""), "text": str(told.get("text") or "")}


def waiting(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An addendum that is not approved, as a row."""
    state = str(raw.get("state"))
    return {
        "concerns": str(raw.get("concerns") or ""),
        "state": choice_labels(ADDENDUM_STATES).get(state, state),
        "look": LOOKS.get(state, ""),
    }
