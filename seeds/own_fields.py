"""Values in the fields that the sample city's dinas have defined, so that their lists, filters and rehearsals show
something: of the first forty people of each, synthetic numbers and plausible dates, the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from bson import ObjectId

from models.fieldsets import PREFIX
from models.people import Employee
from operations import configuration, records
from operations.actors import SYSTEM
from operations.audit import Origin, Source
from operations.commits import commit
from seeds import AS_OF

PEOPLE = 40
_ORIGIN = Origin(Source.SEED)


def _health(at: int) -> dict[str, Any]:
    job = ("perawat", "bidan", "dokter", "apoteker", "tenaga_gizi", "sanitarian", "bukan")[at % 7]
    if job == "bukan":
        return {"profesi": job}
    lifelong = at % 3 == 0
    told = {
        "profesi": job, "nomor_str": f"33{at:03} 5 2 1 {at:04}", "str_seumur_hidup": lifelong,
        "nomor_sip": f"503/{at:03}/SIP/2024", "sip_berlaku_sampai": _day(at * 37), "skp_profesi": 12 + at % 30,
    }  # fmt: skip
    return told if lifelong else {**told, "str_berlaku_sampai": _day(at * 41)}


def _education(at: int) -> dict[str, Any]:
    subjects = ("Matematika", "Bahasa Indonesia", "IPA", "Pendidikan Pancasila", "Seni Budaya", "PJOK")
    extra: tuple[list[str], ...] = (["wali_kelas"], [], ["pembina_ekstrakurikuler"], ["wali_kelas", "perpustakaan"])
    return {
        "nuptk": f"99{at:014}", "npsn": f"203{at % 9:05}", "jenjang_sekolah": ("sd", "smp", "paud")[at % 3],
        "mata_pelajaran": subjects[at % 6], "jam_mengajar": 18 + at % 16, "tugas_tambahan": extra[at % 4],
        "bersertifikat_pendidik": at % 3 != 1,
    }  # fmt: skip


def _social(at: int) -> dict[str, Any]:
    places, pillars = ("sidorejo", "tingkir", "argomulyo", "sidomukti"), ("tksk", "psm", "pkh", "tagana", "lks")
    told = {
        "pilar_sosial": [pillars[at % 5]], "beban_kasus": at * 7 % 60, "wilayah_tugas": [places[at % 4]],
        "siaga_bencana": at % 2 == 0, "sertifikat_peksos": at % 3 == 0,
    }  # fmt: skip
    return {**told, "sertifikat_berlaku_sampai": _day(at * 53)} if at % 3 == 0 else told


def _transport(at: int) -> dict[str, Any]:
    duties = ("pengatur_lalu_lintas", "penguji_kendaraan", "juru_parkir", "terminal", "pengemudi")
    told: dict[str, Any] = {"tugas_lapangan": duties[at % 5]}
    if at % 2:
        return told
    held = ("a", "b1_umum", "c")[at % 3]
    return {**told, "golongan_sim": [held], "nomor_sim": f"1400-{at:04}-0000", "sim_berlaku_sampai": _day(at * 29)}


def _day(days: int) -> date:
    """A day between two months ago and four years ahead."""
    return AS_OF + timedelta(days=days % 1500 - 60)


TOLD: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "DINKES": _health, "DISDIK": _education, "DINSOS": _social, "DISHUB": _transport,
}  # fmt: skip


def fill(units: Mapping[str, ObjectId]) -> None:
    """Write them through the door, the people of a dinas in one transaction."""
    for code, told in TOLD.items():
        if code in units:
            _fill(units[code], told)


@configuration.pinned()
def _fill(unit: ObjectId, told: Callable[[int], dict[str, Any]]) -> None:
    people = Employee._get_collection().find({"scope": unit}).sort("_id", 1).limit(PEOPLE)
    commit([
        records.plan_change(
            SYSTEM, Employee, raw, {PREFIX + key: value for key, value in told(at).items() if value != []}, _ORIGIN
        )
        for at, raw in enumerate(people)
    ])  # fmt: skip
