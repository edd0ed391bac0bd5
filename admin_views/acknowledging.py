"""Taking note of feedback, and a response to it: what the form says, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, request

from admin_views.form_screen import requested_id, seen_version
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.dates import DateError, format_day, parse_day
from models.moments import today
from models.wording import N_, Message
from operations.careers import day_of
from operations.errors import Conflict, Invalid

CHANGED = N_("Somebody changed this in the meantime. Look at it again, then acknowledge it.")


def offered(raw: Any, url: str | None) -> dict[str, Any]:
    """What the page shows of it; without an address none of it can be changed here."""
    day = day_of(raw.get("acknowledged_on"))
    return {
        "acknowledged": format_day(day) if day else "",
        "response": str(raw.get("response") or ""),
        "answer_url": url,
        "today": format_day(today()),
    }


def keep(acknowledge: Callable[..., Any]) -> None:
    """Hand what was sent to the operation, and say what came of it."""
    sent = request.form
    try:
        made = acknowledge(
            current_actor(),
            requested_id(),
            seen_version(),
            _day(sent.get("day", "")),
            sent.get("response", ""),
            origin(),
        )
    except DateError as error:
        flash(say(error.message), "error")
    except Invalid as error:
        flash(say(error.message), "error")
    except Conflict:
        flash(say(CHANGED), "error")
    else:
        flash(say(Message(N_("%(label)s was saved."), label=made.label)), "success")


def _day(text: str) -> date | None:
    return parse_day(text.strip()) if text.strip() else None
