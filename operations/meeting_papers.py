"""The papers of a meeting: invitation, attendance list, minutes, preparation packet; each one given out is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from models.audit import Act
from models.meetings import Meeting
from models.search import fold
from models.unit_settings import UnitSettings
from operations import (
    audit,
    configuration,
    documents,
    files,
    minutes,
    paper_data,
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
    """What is asked for: the paper `name` of a meeting (`raw`) for an actor. `address` gives the page that verifies
    the minutes of a code."""

    actor: Actor
    raw: Mapping[str, Any]
    settings: UnitSettings
    address: Callable[[str], str]


def make(actor: Actor, id: ObjectId, name: str, address: Callable[[str], str], origin: Origin) -> Paper:
    """The paper `name` (such as `minutes.pdf`) of a meeting. Raises Missing for a meeting or a paper that is none."""
    raw = records.read(Meeting, id)
    policy.require(actor, policy.Action.READ, "Meeting", raw)
    kind, _, ending = name.partition(".")
    if (kind, ending) not in PAPERS:
        raise Missing()
    asked = Asked(actor, raw, configuration.settings(raw.get("scope")), address)
    data = {**paper_data.head(raw, asked.settings), **_DATA[kind](asked)}
    logo = _logo(asked.settings)
    if ending == "docx":
        content, content_type = word_templates.filled(kind, asked.settings, data, logo), word_files.DOCX
    else:
        content, content_type = documents.pdf(kind, data, logo), documents.PDF
    _note(actor, raw, name, origin)
    return Paper(_filename(kind, raw, ending), content_type, content)


def _invitation(asked: Asked) -> paper_data.Data:
    return paper_data.invitation(asked.actor, asked.raw)


def _attendance(asked: Asked) -> paper_data.Data:
    return paper_data.attendance(asked.actor, asked.raw)


def _packet(asked: Asked) -> paper_data.Data:
    return paper_data.packet(asked.actor, asked.raw)


def _minutes(asked: Asked) -> paper_data.Data:
    _, content, held = minutes.shown(asked.actor, asked.raw["_id"])
    return paper_data.minutes_of(content, held[0] if held else None, asked.address(held[0].code) if held else "")


_DATA: Mapping[str, Callable[[Asked], paper_data.Data]] = {
    "invitation": _invitation, "attendance": _attendance, "minutes": _minutes, "packet": _packet,
}  # fmt: skip
PAPERS = (
    ("invitation", "pdf"), ("invitation", "docx"), ("attendance", "pdf"), ("minutes", "pdf"), ("minutes", "docx"),
    ("packet", "pdf"),
)  # fmt: skip
OF_MINUTES = tuple(each for each in PAPERS if each[0] == "minutes")
BEFORE = tuple(each for each in PAPERS if each[0] != "minutes")
"""The papers of a meeting that has no minutes yet."""
_NAMES = {"invitation": "undangan", "attendance": "daftar-hadir", "minutes": "notula", "packet": "bahan-rapat"}


def _logo(settings: UnitSettings) -> bytes | None:
    try:
        return files.read_kept(settings.logo) if isinstance(settings.logo, ObjectId) else None
    except Missing:
        return None


def _filename(kind: str, raw: Mapping[str, Any], ending: str) -> str:
    """`notula-rapat-evaluasi-2026-12-01.pdf`: letters, digits and dashes alone."""
    title = re.sub(r"[^a-z0-9]+", "-", fold(str(raw.get("title") or "")))[:60].strip("-")
    day = day_of(raw.get("day"))
    return "-".join(part for part in (_NAMES[kind], title, str(day or "")) if part) + f".{ending}"


def _note(actor: Actor, raw: Mapping[str, Any], name: str, origin: Origin) -> None:
    told = {
        "document": "Meeting", "record": raw["_id"], "label": str(raw.get("title") or ""), "scope": raw.get("scope"),
        "confidential": bool(raw.get("confidential")), "hidden_from": raw.get("hidden_from"),
    }  # fmt: skip
    audit.note(actor, Act.DOWNLOAD, origin, {"paper": name}, **told)
