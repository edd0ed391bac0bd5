"""What the pages behind links without an account have in common."""

from __future__ import annotations

from typing import Any

from flask import current_app

from admin_views import meeting_texts
from operations import answer_links, calendars
from operations.answer_links import Asked, Purpose


def asked(purpose: Purpose, token: str) -> Asked:
    """Whose link this is. Raises Missing, which shows the same sentence whatever is wrong with it."""
    return answer_links.read(str(current_app.config["SECRET_KEY"]), purpose, token)


def told(of: Asked) -> dict[str, Any]:
    """All that such a page tells of its meeting and of whom it asks."""
    meeting, who = of.meeting, of.participant
    return {
        "name": str(who.get("employee_name") or who.get("guest") or ""),
        "title": calendars.title_of(meeting),
        "when": meeting_texts.when(meeting),
        "place": calendars.place_of(meeting),
    }


def said(of: Asked, text: Any) -> str:
    """What somebody said through a link, told back to whoever has it; nothing of a confidential meeting."""
    return "" if of.meeting.get("confidential") else str(text or "")
