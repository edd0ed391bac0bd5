"""The minutes of a meeting in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_views.formats import format_moment
from admin_views.translations import choice_labels
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
        "digest": held.digest,
        "short": held.digest[:12],
        "code": held.code,
    }
