"""Meetings of the sample city: each configured dinas has a monthly series, one meeting that was held with its minutes
approved, one under way today, the next one invited, and those to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.departments import Department
from models.meetings import Meeting
from models.moments import today
from models.series import MeetingSeries
from operations import follow_ups, meeting_notes, meeting_steps, meetings, participants, records, who_to_discuss
from operations.actors import SYSTEM, Actor
from operations.audit import Origin, Source
from operations.references import fetch, label
from seeds.accounts import holder
from seeds.configured import FIELDS_OF_WORK

_ORIGIN = Origin(Source.SEED)
PEOPLE, FRIDAY = 6, 4
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
    workday = _workday(today())
    place = Department._get_collection().find_one({"_id": unit}, {"code": 1, "head": 1}) or {}
    leading = [each["_id"] if each else None for each in (holder(seat, place) for seat in ("head", "secretary"))]
    found = [raw["_id"] for raw in who_to_discuss.candidates(SYSTEM, unit, "all")]
    people = [each for each in found if each not in leading][:PEOPLE]
    values = {
        "department": unit, "title": "Rapat evaluasi bulanan", "starts_on": workday + timedelta(days=7),
        "discusses_all": False, "venue": "Ruang rapat dinas", "chair": leading[0], "notetaker": leading[1],
    }  # fmt: skip
    series = records.create(SYSTEM, MeetingSeries, values, _ORIGIN)
    assert isinstance(series, MeetingSeries)
    meetings.make_ahead(SYSTEM, series, _ORIGIN)
    coming = meetings.of_series(SYSTEM, series.id)[:2]
    for raw in coming:
        participants.add(SYSTEM, raw, people, True, _ORIGIN)
    _hold(series, people, workday - timedelta(days=28))
    _step(coming[0]["_id"], "invite")
    title = {"title": "Dialog kinerja", "kind": "dialogue"}
    begun = _call(series, people[:3], workday, title)
    _step(begun, "start")


def _workday(day: date) -> date:
    """That day, or the Friday before where offices are closed on it."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _call(series: MeetingSeries, people: Sequence[ObjectId], day: date, more: Mapping[str, Any]) -> ObjectId:
    """A meeting like those of a series."""
    names = ("department", "title", "starts", "venue", "chair", "notetaker")
    values: dict[str, Any] = {name: getattr(series, name) for name in names}
    agenda = meetings.usual_agenda(series.scope)
    made = records.create(SYSTEM, Meeting, {**values, "day": day, "agenda": agenda, **more}, _ORIGIN)
    participants.add(SYSTEM, records.read(Meeting, made.id), people, True, _ORIGIN)
    return ObjectId(str(made.id))


def _hold(series: MeetingSeries, people: Sequence[ObjectId], day: date) -> None:
    held = _call(series, people, day, {"series": series.id, "period": f"Bulan {day:%m-%Y}"})
    _step(held, "invite", "start")
    for raw in participants.of_meeting(SYSTEM, held):
        participants.change(SYSTEM, raw["_id"], {"attendance": "present"}, _ORIGIN)
    for who, told in zip(people, _TOLD, strict=False):
        _talk(held, who, told, day)
    _step(held, "end", "submit")
    named = fetch({"Employee": [series.chair]}) if series.chair else {}
    _step(held, "approve", actor=replace(SYSTEM, name=next((label(raw) for raw in named.values()), SYSTEM.name)))


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
    values["asked"] = category == "training"  # BKPSDM alone can send somebody there
    follow_ups.agree(SYSTEM, meeting, f"agreed:{who}", values, _ORIGIN)


def _step(meeting: ObjectId, *keys: str, actor: Actor = SYSTEM) -> None:
    for key in keys:
        meeting_steps.move(actor, meeting, key, records.read(Meeting, meeting)["version"], origin=_ORIGIN)
