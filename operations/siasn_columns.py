"""The columns of SIASN's employee export, and what offices call the same in spreadsheets of their own.

A role is what a column tells; most are named as the Employee's field they fill. Headers are compared by their words
alone, so that case, line breaks, outer space and a remark in parentheses do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.fieldsets import PREFIX, is_path
from models.search import words
from operations.workbooks import Cell

HEADERS: Mapping[str, tuple[str, ...]] = {
    "nip": ("nip baru", "nip", "nip nipppk", "nip ni pppk"),
    "nip_old": ("nip lama",),
    "siasn_id": ("pns id",),
    "name": ("nama", "nama pegawai", "nama lengkap"),
    "title_front": ("gelar depan",),
    "title_back": ("gelar belakang",),
    "birth_place": ("tempat lahir nama", "tempat lahir"),
    "birth_date": ("tanggal lahir", "tgl lahir"),
    "sex": ("jenis kelamin", "l p"),
    "nik": ("nik",),
    "phone": ("nomor hp", "no hp", "nomor handphone", "no handphone", "nomor telepon"),
    "email": ("email",),
    "official_email": ("email gov", "email dinas"),
    "address": ("alamat",),
    "employment": ("jenis pegawai nama", "status kepegawaian", "jenis pegawai"),
    "appointment": ("status cpns pns",),
    "status_id": ("kedudukan hukum id",),
    "status_name": ("kedudukan hukum nama", "kedudukan hukum"),
    "cpns_since": ("tmt cpns",),
    "pns_since": ("tmt pns",),
    "golongan_id": ("gol akhir id",),
    "golongan_name": ("gol akhir nama", "golongan", "gol", "gol ruang", "golongan ruang", "pangkat"),
    "golongan_since": ("tmt golongan", "tmt pangkat"),
    "kgb_since": ("tmt kgb", "tmt kgb terakhir", "tmt gaji berkala"),
    "service_years": ("mk tahun",),
    "service_months": ("mk bulan",),
    "position_kind_id": ("jenis jabatan id",),
    "position_kind_name": ("jenis jabatan nama", "jenis jabatan"),
    "position_name": ("jabatan nama", "jabatan", "nama jabatan"),
    "position_since": ("tmt jabatan",),
    "eselon_id": ("eselon id",),
    "eselon_name": ("eselon nama", "eselon"),
    "education_level": ("tingkat pendidikan nama", "tingkat pendidikan", "pendidikan terakhir"),
    "education_field": ("pendidikan nama", "jurusan"),
    "education_school": ("nama sekolah",),
    "education_year": ("tahun lulus",),
    "unit": ("unor nama", "unit kerja", "unit organisasi"),
    "agency": ("satuan kerja kerja nama", "satuan kerja", "perangkat daerah", "opd"),
    "parent_agency": ("satuan kerja induk nama",),
}
_FILLED_BY: Mapping[str, tuple[str, ...]] = {
    "department": ("unit",),
    "kind": ("employment", "appointment"),
    "status": ("status_id", "status_name"),
    "golongan": ("golongan_name", "golongan_id"),
    "position_kind": ("position_kind_id", "position_kind_name"),
    "position_level": ("position_name",),
    "eselon": ("eselon_id", "eselon_name"),
    "educations": ("education_level", "education_field"),
}
_NAMED = {header: role for role, headers in HEADERS.items() for header in headers}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a file tells what: `places` maps a role to the index of its column. `ignored`: not understood."""

    headers: tuple[str, ...]
    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def header(self, role: str) -> str:
        """The role's column as the file calls it; as SIASN does where the file has none."""
        place = self.places.get(role)
        if place is None and is_path(role):
            return role[len(PREFIX) :]
        return " ".join(self.headers[place].split()) if place is not None else HEADERS[role][0].upper()

    def role_of(self, field: str) -> str:
        """The role that fills a field of the Employee, `educations-0-year` included; of several the one in the file."""
        if is_path(field):
            return field
        if field.startswith("educations-"):
            inner = f"education_{field.rpartition('-')[2]}"
            return inner if inner in HEADERS else "education_level"
        roles = _FILLED_BY.get(field, (field,) if field in HEADERS else ("nip",))
        return next((role for role in roles if role in self.places), roles[0])


def spoken(header: Cell) -> str:
    """A header by its words: `Tanggal Lahir⏎(yyyy-mm-dd)` is `tanggal lahir`."""
    return " ".join(words(re.sub(r"\([^)]*\)", " ", header))) if isinstance(header, str) else ""


def is_header(cells: Sequence[Cell]) -> bool:
    """Whether a row names columns: one of them is the NIP's."""
    return any(_NAMED.get(spoken(cell)) == "nip" for cell in cells)


def find_columns(headers: Sequence[str]) -> Columns:
    """Which column tells what. Of several for one role the one that SIASN names so counts, then the first."""
    told = [spoken(header) for header in headers]
    places = {}
    for role, names in HEADERS.items():
        found = next((told.index(name) for name in names if name in told), None)
        if found is not None:
            places[role] = found
    used = set(places.values())
    ignored = tuple(" ".join(header.split()) for at, header in enumerate(headers) if header and at not in used)
    return Columns(tuple(headers), places, ignored)
