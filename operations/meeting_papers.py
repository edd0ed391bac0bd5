"""The papers of a meeting: invitation, attendance list, minutes, preparation packet; each one given out is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models import light_text
from models.audit import Act
from models.meetings import Meeting
from models.minutes import Minutes
from models.search import fold
from models.unit_settings import UnitSettings
from operations import (
    audit,
    calendars,
    configuration,
    documents,
    files,
    minutes,
    paper_data,
    paper_minutes,
    policy,
    records,
    word_files,
    word_templates,
)
from operations.actors import Actor
from operations.audit import Origin
from operations.careers import day_of
from operations.errors import Missing


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to hand out."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a paper of a meeting (`raw`) for an actor; of the addenda, or of the people, the one with this
    `number`. Notes are put on it by `write`. `address` gives the page that verifies the minutes of a code."""

    actor: Actor
    raw: Mapping[str, Any]
    settings: UnitSettings
    address: Callable[[str], str]
    number: int = 0
    write: paper_minutes.Write = light_text.lines


_NAME = re.compile(r"([a-z]+)(?:-([1-9]\d{0,3}))?\.([a-z]+)")


def make(actor: Actor, id: ObjectId, name: str, address: Callable[[str], str], origin: Origin) -> Paper:
    """The paper `name` (such as `minutes.pdf`) of a meeting. Raises Missing for a meeting or a paper that is none."""
    raw = records.read(Meeting, id)
    policy.require(actor, policy.Action.READ, "Meeting", raw)
    told = _NAME.fullmatch(name)
    if told is None or (told[1], told[3]) not in _KNOWN or (told[2] is not None) != (told[1] in _NUMBERED):
        raise Missing()
    kind, ending = told[1], told[3]
    write = light_text.plain if ending == "docx" else light_text.lines
    asked = Asked(actor, raw, configuration.settings(raw.get("scope")), address, int(told[2] or 0), write)
    data = {**paper_data.head(raw, asked.settings), **_DATA[kind](asked)}
    logo = _logo(asked.settings)
    if ending == "ics":
        content, content_type = calendars.entry(raw), "text/calendar"
    elif ending == "docx":
        content, content_type = word_templates.filled(kind, asked.settings, data, logo), word_files.DOCX
    else:
        content, content_type = documents.pdf(_TEMPLATES.get(kind, kind), data, logo), documents.PDF
    _note(actor, raw, name, origin)
    return Paper(_filename(asked, kind, ending), content_type, content)


def _invitation(asked: Asked) -> paper_data.Data:
    return paper_data.invitation(asked.actor, asked.raw)


def _attendance(asked: Asked) -> paper_data.Data:
    return paper_data.attendance(asked.actor, asked.raw)


def _packet(asked: Asked) -> paper_data.Data:
    return paper_data.packet(asked.actor, asked.raw)


def _minutes(asked: Asked) -> paper_data.Data:
    _, content, held = minutes.shown(asked.actor, asked.raw["_id"])
    return paper_minutes.whole(content, held, asked.address, asked.write)


def _approved(asked: Asked) -> tuple[dict[str, Any], list[Minutes]]:
    """(what was approved, the minutes and their addenda). Raises Missing before that."""
    _, content, held = minutes.shown(asked.actor, asked.raw["_id"])
    if not held:
        raise Missing()
    return content, held


def _addendum(asked: Asked) -> paper_data.Data:
    content, held = _approved(asked)
    if asked.number >= len(held):
        raise Missing()
    return paper_minutes.addendum(content, held[asked.number], asked.address, asked.write)


def _excerpt(asked: Asked) -> paper_data.Data:
    content, held = _approved(asked)
    return paper_minutes.excerpt(content, asked.number, held, asked.address, asked.write)


def _confidential(asked: Asked) -> paper_data.Data:
    return paper_minutes.confidential(asked.actor, asked.raw["_id"], asked.write)


_DATA: Mapping[str, Callable[[Asked], paper_data.Data]] = {
    "invitation": _invitation, "attendance": _attendance, "minutes": _minutes, "packet": _packet,
    "addendum": _addendum, "excerpt": _excerpt, "confidential": _confidential, "calendar": lambda asked: {},
}  # fmt: skip
_TEMPLATES = {"excerpt": "minutes"}
_NUMBERED = frozenset({"addendum", "excerpt"})
"""Papers of which a meeting has several, such as `addendum-2.pdf`."""
PAPERS = (
    ("invitation", "pdf"), ("invitation", "docx"), ("attendance", "pdf"), ("minutes", "pdf"), ("minutes", "docx"),
    ("packet", "pdf"), ("calendar", "ics"),
)  # fmt: skip
OF_MINUTES = tuple(each for each in PAPERS if each[0] == "minutes")
BEFORE = tuple(each for each in PAPERS if each[0] != "minutes")
"""The papers of a meeting that has no minutes yet."""
CANCELLED = (("calendar", "ics"),)
_KNOWN = frozenset({*PAPERS, ("addendum", "pdf"), ("excerpt", "pdf"), ("confidential", "pdf")})
_NAMES = {
    "invitation": "undangan", "attendance": "daftar-hadir", "minutes": "notula", "packet": "bahan-rapat",
    "addendum": "adendum", "calendar": "kalender", "excerpt": "petikan", "confidential": "catatan-rahasia",
}  # fmt: skip


def _logo(settings: UnitSettings) -> bytes | None:
    try:
        return files.read_kept(settings.logo) if isinstance(settings.logo, ObjectId) else None
    except Missing:
        return None


def _filename(asked: Asked, kind: str, ending: str) -> str:
    """`notula-rapat-evaluasi-2026-12-01.pdf`: letters, digits and dashes alone."""
    raw = asked.raw
    title = re.sub(r"[^a-z0-9]+", "-", fold(str(raw.get("title") or "")))[:60].strip("-")
    day = day_of(raw.get("day"))
    number = str(asked.number or "")
    return "-".join(part for part in (_NAMES[kind], number, title, str(day or "")) if part) + f".{ending}"


def _note(actor: Actor, raw: Mapping[str, Any], name: str, origin: Origin) -> None:
    told = {
        "document": "Meeting", "record": raw["_id"], "label": str(raw.get("title") or ""), "scope": raw.get("scope"),
        "confidential": bool(raw.get("confidential")), "hidden_from": raw.get("hidden_from"),
    }  # fmt: skip
    audit.note(actor, Act.DOWNLOAD, origin, {"paper": name}, **told)
