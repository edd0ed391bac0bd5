"""Secret words in every part of confidential meetings, and in the confidential parts of an open one; and what the
panel tells, read as people would read it: pages, sheets, Word files, PDFs, calendars, mails."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from bson import ObjectId
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from pypdf import PdfReader

from models.configurations import Layer
from models.follow_ups import FollowUp
from models.meetings import AgendaPoint, Meeting
from models.minutes import Minutes
from models.moments import today
from models.notes import Participant
from models.outbox import Mail
from models.series import MeetingSeries
from operations import (
    answer_links,
    files,
    follow_ups,
    meeting_notes,
    meeting_papers,
    meeting_steps,
    participants,
    records,
)
from operations.actors import SYSTEM
from operations.answer_links import Purpose
from operations.audit import Origin
from tests.defining import make_definition, make_layer, put_in_force
from tests.registering import make_fields, make_register

ROOM = ("discussion", "aspiration", "advice", "point", "conclusion", "private")
OF_MEETING = ("judul", "periode", "tempat", "tautan", "agenda", "penyaji", "catatan", "isian", "sandi", "alasan")
OF_PEOPLE = ("jawaban", "tamu", "asal", "surel")
AGREED = ("janji", "pelaksana", "sebab", "balasan", "bukti")
LINES = (*OF_MEETING, *OF_PEOPLE, *AGREED, *ROOM, "pemberi", "rangkaian")
NOWHERE = ("jawaban", "surel")
"""What no page of the panel shows to anybody."""


def day() -> date:
    """A day that calendar feeds reach and links live on."""
    return today() + timedelta(days=30)


def word(mark: str, part: str) -> str:
    """The secret word of a part; found by its beginning, and not by any text that only asks for it."""
    return f"zq{mark}{part}zq"


def words(*marks: str) -> list[str]:
    """Every secret word of the confidential meetings of these marks."""
    return [word(mark, part) for mark in marks for part in LINES]


def define(unit: ObjectId) -> None:
    """Let a unit keep a register, and its meetings a field that is listed, filtered and searched, and a sensitive one."""
    marks = {"listed": True, "filterable": True, "searchable": True}
    fields = (make_definition("isian", **marks), make_definition("sandi", sensitive=True))
    types = [*make_layer("Meeting", *fields).types, make_fields()]
    put_in_force(unit, Layer(types=types, registers=[make_register()]))


def meet(unit: ObjectId, people: list[ObjectId], mark: str) -> ObjectId:
    """A confidential meeting of a confidential series with people and a guest, each part with its secret word."""
    told = lambda part: word(mark, part)  # noqa: E731
    shared = {"department": unit, "confidential": True, "venue": told("tempat"), "chair": people[0]}
    series = {**shared, "title": told("rangkaian"), "starts_on": day(), "link": f"https://{told('tautan')}.example"}
    made = records.create(SYSTEM, MeetingSeries, series)
    agenda = [AgendaPoint(key="acara1", title=told("agenda"), presenter=told("penyaji"), minutes=5)]
    values = {
        **shared, "title": told("judul"), "period": told("periode"), "link": series["link"], "agenda": agenda,
        "remarks": told("catatan"), "day": day(), "series": made.id, "custom.isian": told("isian"),
        "custom.sandi": told("sandi"),
    }  # fmt: skip
    id = ObjectId(str(records.create(SYSTEM, Meeting, values).id))
    participants.add(SYSTEM, records.read(Meeting, id), people, True, Origin())
    guest = {"guest": told("tamu"), "guest_from": told("asal"), "email": f"{told('surel')}@tamu.example"}
    participants.add_guest(SYSTEM, records.read(Meeting, id), guest, Origin())
    for each in Participant.objects(meeting=id):
        participants.change(SYSTEM, each.id, {"answer": "unable", "answer_reason": told("jawaban")}, Origin())
    return id


def invite(id: ObjectId, mark: str) -> None:
    """Invite, call it off for a reason, and invite again; each mail went out before the next."""
    for key in ("invite", "cancel", "redraft", "invite"):
        step(id, key, word(mark, "alasan"))
        Mail.objects.update(set__state="sent")


def step(id: ObjectId, key: str, reason: str = "") -> None:
    meeting_steps.move(SYSTEM, id, key, records.read(Meeting, id)["version"], reason)


def hold(id: ObjectId, person: ObjectId, mark: str) -> None:
    """Write notes of every kind and a follow-up, and approve the minutes."""
    step(id, "start")
    for kind in ROOM:
        slot = "point:acara1" if kind == "point" else f"{kind}:x"
        said = {"kind": kind, "text": word(mark, kind), "given_by": word(mark, "pemberi"), "parent": "aspiration:x"}
        about = {} if kind == "point" else {"employee": str(person)}
        meeting_notes.save(SYSTEM, id, slot, {**said, **about, "category": "training"}, 0, Origin())
    agree(id, person, mark)
    for key in ("end", "submit", "approve"):
        step(id, key)


def agree(id: ObjectId, person: ObjectId, mark: str, **more: Any) -> None:
    """A follow-up with a secret word in each part, its evidence too."""
    paper = files.store(SYSTEM, f"%PDF {word(mark, 'bukti')}".encode(), f"{word(mark, 'bukti')}.pdf", "application/pdf")
    said = {"text": word(mark, "janji"), "employee": person, "pic_name": word(mark, "pelaksana"), **more}
    made = follow_ups.agree(SYSTEM, id, f"agreed:{mark}", said, Origin())
    values = {"status": "postponed", "reason": word(mark, "sebab"), "reply": word(mark, "balasan"), "evidence": paper}
    records.change(SYSTEM, FollowUp, made.id, values, 1)


def whisper(unit: ObjectId, person: ObjectId) -> ObjectId:
    """An open meeting in which a note and a follow-up alone are confidential, marked `c`; the rest has `terbuka`.
    At first it was confidential itself, and had another title."""
    values = {"department": unit, "title": word("c", "judul"), "day": day(), "confidential": True}
    id = ObjectId(str(records.create(SYSTEM, Meeting, values).id))
    opened = {"title": "Rapat terbuka", "link": "https://terbuka.example", "confidential": False}
    records.change(SYSTEM, Meeting, id, opened, 1)
    participants.add(SYSTEM, records.read(Meeting, id), [person], True, Origin())
    step(id, "invite")
    step(id, "start")
    for kind, text in (("private", word("c", "private")), ("discussion", "pembahasan terbuka")):
        said = {"kind": kind, "text": text, "employee": str(person)}
        meeting_notes.save(SYSTEM, id, f"{kind}:c", said, 0, Origin())
    agree(id, person, "c", confidential=True)
    for key in ("end", "submit", "approve"):
        step(id, key)
    return id


def more_addresses(world: SimpleNamespace, key: str) -> Iterator[tuple[str, str, str]]:
    """(route, address, word) of what a walk over the routes does not ask by itself: papers, links, codes, searches.
    The word is what the one whose link it is may read there: how they are called."""
    for id in world.meetings:
        for kind, ending in meeting_papers.PAPERS:
            yield "meeting_papers.download", f"/meeting-papers/{kind}.{ending}?id={id}", ""
        for person in world.people:
            yield "room.about", f"/room/about/?id={id}&employee={person}", ""
        yield "room.changes", f"/room/changes/?id={id}&since=2000-01-01T00:00:00%2B00:00", ""
    for held in Minutes.objects:
        yield "minutes.verify", f"/minutes/verify/{held.code}", ""
    for who in Participant.objects:
        for purpose in Purpose:
            yield f"{purpose}", f"/{purpose}/{answer_links.sign(key, purpose, who.id)}", str(who.guest or "")
    for user in world.feeds:
        yield "calendar.feed", f"/calendar/feed/{user}.ics", ""
    yield "calendar.index", f"/calendar/?month={day():%Y-%m}", ""
    for screen in ("meetings", "meeting-series", "follow-ups", "employees"):
        for mark, part in (("a", "judul"), ("a", "isian"), ("a", "janji"), ("b", "rangkaian"), ("c", "janji")):
            yield f"{screen}.search", f"/{screen}/?size=100&search={word(mark, part)[:-2]}", ""
    every = "title,custom.isian,series,reason,venue"
    yield "meetings.sort", f"/meetings/?columns={every}&sort=custom.isian&department={world.unit}", ""
    for ending in ("csv", "xlsx"):
        yield "meetings.export", f"/meetings/export/{ending}/?columns={every}&department={world.unit}", ""


def readable(answer: Any) -> str:
    """All that an answer tells, as a reader gets it, folded and without spaces: a line may break anywhere on paper."""
    body: bytes = answer.get_data()
    text = body.decode("utf-8", "replace")
    if body[:4] == b"%PDF":
        text += _pdf(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            text += "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        text += _docx(body)
    return "".join(f"{answer.headers}{text}".lower().split())


def _pdf(body: bytes) -> str:
    try:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    except Exception as error:  # noqa: BLE001 (a file that only begins like a PDF is read as its bytes above)
        return type(error).__name__


def _docx(body: bytes) -> str:
    try:
        document = Document(io.BytesIO(body))
    except (ValueError, KeyError, PackageNotFoundError):
        return ""  # a workbook
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join([*(each.text for each in document.paragraphs), *cells])
