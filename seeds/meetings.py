"""Meetings of the sample city: each configured dinas has a monthly series, one meeting that was held with its minutes
approved, and the next ones to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.meetings import Meeting
from models.series import MeetingSeries
from operations import follow_ups, meeting_notes, meeting_steps, meetings, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from seeds.configured import FIELDS_OF_WORK

_ORIGIN = Origin(Source.SEED)
PEOPLE = 6
_TOLD = (
    ("Pekerjaan berjalan sesuai rencana.", "training", "Ingin mengikuti pelatihan manajemen.",
     "Diusulkan pada pelatihan tahun depan.", "Usulkan pelatihan ke BKPSDM"),
    ("Pendampingan tim baru selesai lebih cepat dari rencana.", "functional", "Ingin pindah ke jabatan fungsional.",
     "Lengkapi angka kredit lebih dahulu.", "Lengkapi berkas angka kredit"),
    ("Beban kerja naik; perlu pembagian tugas yang lebih merata.", "workplace", "Mengharapkan pembagian tugas baru.",
     "Ditinjau bersama kepala bidang.", "Susun ulang pembagian tugas"),
)  # fmt: skip


def hold(units: Mapping[str, ObjectId]) -> None:
    """Plan and hold meetings in the dinas that are configured."""
    for code in FIELDS_OF_WORK:
        if code in units:
            _plan(units[code])


def _plan(unit: ObjectId) -> None:
    today = follow_ups.today()
    people = [raw["_id"] for raw in participants.candidates(SYSTEM, unit, "all")[:PEOPLE]]
    first = today + timedelta(days=14)
    values = {
        "department": unit, "title": "Rapat evaluasi bulanan", "starts_on": first, "discusses_all": False,
        "venue": "Ruang rapat dinas", "chair": people[0] if people else None,
    }  # fmt: skip
    series = records.create(SYSTEM, MeetingSeries, values, _ORIGIN)
    assert isinstance(series, MeetingSeries)
    meetings.make_ahead(SYSTEM, series, _ORIGIN)
    for raw in meetings.of_series(SYSTEM, series.id)[:2]:
        participants.add(SYSTEM, raw, people, True, _ORIGIN)
    _hold(series, people, today - timedelta(days=28))


def _hold(series: MeetingSeries, people: Sequence[ObjectId], day: date) -> None:
    values: dict[str, Any] = {
        name: getattr(series, name) for name in ("department", "title", "starts", "venue", "chair")
    }
    agenda = meetings.usual_agenda(series.scope)
    more = {"series": series.id, "day": day, "agenda": agenda, "period": f"Bulan {day:%m-%Y}"}
    held = records.create(SYSTEM, Meeting, {**values, **more}, _ORIGIN)
    participants.add(SYSTEM, records.read(Meeting, held.id), people, True, _ORIGIN)
    _step(held.id, "invite", "start")
    for raw in participants.of_meeting(SYSTEM, held.id):
        participants.change(SYSTEM, raw["_id"], {"attendance": "present"}, _ORIGIN)
    for who, told in zip(people, _TOLD, strict=False):
        _talk(held.id, who, told, day)
    _step(held.id, "end", "submit", "approve")


def _talk(meeting: ObjectId, who: ObjectId, told: tuple[str, ...], day: date) -> None:
    discussion, category, aspiration, advice, agreed = told
    asked = f"aspiration:{who}"
    notes = (
        (f"discussion:{who}", {"kind": "discussion", "text": discussion}),
        (asked, {"kind": "aspiration", "text": aspiration, "category": category}),
        (f"advice:{who}", {"kind": "advice", "text": advice, "parent": asked, "given_by": "Kepala dinas"}),
    )
    for slot, said in notes:
        meeting_notes.save(SYSTEM, meeting, slot, {**said, "employee": str(who)}, 0, _ORIGIN)
    values = {"text": agreed, "employee": who, "pic": who, "due": day + timedelta(days=21), "aspiration": asked}
    follow_ups.agree(SYSTEM, meeting, f"agreed:{who}", values, _ORIGIN)


def _step(meeting: ObjectId, *keys: str) -> None:
    for key in keys:
        meeting_steps.move(SYSTEM, meeting, key, records.read(Meeting, meeting)["version"], origin=_ORIGIN)
