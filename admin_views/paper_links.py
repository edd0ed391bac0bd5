"""Links to the papers of a meeting."""

from __future__ import annotations

from collections.abc import Iterable

from bson import ObjectId
from flask import url_for

from admin_views.translations import say
from models.wording import N_

_LABELS = {
    "invitation": N_("Invitation"), "attendance": N_("Attendance list"), "minutes": N_("Minutes"),
    "packet": N_("Preparation, a page a person"), "confidential": N_("Confidential notes"),
    "calendar": N_("Calendar entry"),
}  # fmt: skip


def paper(id: ObjectId, name: str) -> str:
    """The address of a meeting's paper, such as `minutes.pdf`."""
    return url_for("meeting_papers.download", paper=name, id=str(id))


def papers(id: ObjectId, kinds: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Each paper as {label, url}."""
    return [
        {
            "label": f"{say(_LABELS[kind])} ({_format(ending)})",
            "url": paper(id, f"{kind}.{ending}"),
        }
        for kind, ending in kinds
    ]


def _format(ending: str) -> str:
    return "Word" if ending == "docx" else ending.upper()
