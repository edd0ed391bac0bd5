"""The employee export of SIASN as offices have it: 69 columns, with the habits that an import must bear.

A leading `'` before long numbers, the literal `null`, M/F, dates DD-MM-YYYY, a few units nobody here has.
Religion and marital status are always `null`: the file has the columns, the panel must not want them.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.codes import ESELONS, GOLONGAN, LEGAL_STATUSES
from seeds import SEED
from seeds.people import employee_facts
from seeds.placement import seats
from seeds.units import Unit

SiasnRow = dict[str, str]
NULL = "null"
_HEADER = (
    "PNS ID|NIP BARU|NIP LAMA|NAMA|GELAR DEPAN|GELAR BELAKANG|TEMPAT LAHIR ID|TEMPAT LAHIR NAMA|TANGGAL LAHIR|"
    "JENIS KELAMIN|AGAMA ID|AGAMA NAMA|JENIS KAWIN ID|JENIS KAWIN NAMA|NIK|NOMOR HP|EMAIL|EMAIL GOV|ALAMAT|NPWP NOMOR|"
    "BPJS|JENIS PEGAWAI ID|JENIS PEGAWAI NAMA|KEDUDUKAN HUKUM ID|KEDUDUKAN HUKUM NAMA|STATUS CPNS PNS|"
    "KARTU ASN VIRTUAL|NOMOR SK CPNS|TANGGAL SK CPNS|TMT CPNS|NOMOR SK PNS|TANGGAL SK PNS|TMT PNS|GOL AWAL ID|"
    "GOL AWAL NAMA|GOL AKHIR ID|GOL AKHIR NAMA|TMT GOLONGAN|MK TAHUN|MK BULAN|JENIS JABATAN ID|JENIS JABATAN NAMA|"
    "JABATAN ID|JABATAN NAMA|TMT JABATAN|TINGKAT PENDIDIKAN ID|TINGKAT PENDIDIKAN NAMA|PENDIDIKAN ID|PENDIDIKAN NAMA|"
    "TAHUN LULUS|KPKN ID|KPKN NAMA|LOKASI KERJA ID|LOKASI KERJA NAMA|UNOR ID|UNOR NAMA|INSTANSI INDUK ID|"
    "INSTANSI INDUK NAMA|INSTANSI KERJA ID|INSTANSI KERJA NAMA|SATUAN KERJA INDUK ID|SATUAN KERJA INDUK NAMA|"
    "SATUAN KERJA KERJA ID|SATUAN KERJA KERJA NAMA|IS VALID NIK|NAMA SEKOLAH|FLAG IKD|ESELON ID|ESELON NAMA"
)
COLUMNS = tuple(_HEADER.split("|"))
UNKNOWN_UNITS = ("UPTD Pengelolaan Air Limbah", "Bagian Layanan Khusus", "SD Negeri Percontohan 99")
UNKNOWN = 0.01
_CITY = "Pemerintah Kota Salatiga"
_GOLONGAN, _LEGAL, _ESELON = dict(GOLONGAN), dict(LEGAL_STATUSES), dict(ESELONS)
_POSITIONS = {"1": "Jabatan Struktural", "2": "Jabatan Fungsional Tertentu", "4": "Jabatan Fungsional Umum"}
_KINDS = {
    "pns": ("12", "PNS Daerah Kab/Kota yang bekerja pada Kab/Kota", "PNS"), "cpns": ("12", "CPNS Daerah", "CPNS"),
    "pppk": ("71", "PPPK", NULL), "pppk_pw": ("72", "PPPK Paruh Waktu", NULL),
}  # fmt: skip
_LEVELS = {
    "sd": ("05", "Sekolah Dasar", "SD"), "smp": ("10", "SLTP", "SLTP"), "sma": ("15", "SLTA", "SLTA"),
    "d3": ("30", "Diploma III/Sarjana Muda", "D-III"), "d4": ("35", "Diploma IV", "D-IV"),
    "s1": ("40", "S-1/Sarjana", "S-1"), "s2": ("45", "S-2", "S-2"),
}  # fmt: skip


def siasn_rows(people: int, seed: int, units: Sequence[Unit]) -> Iterator[SiasnRow]:
    """`people` rows, each with all 69 columns, of the same make as the sample city; 1 in 100 in an unknown unit."""
    rng = random.Random(seed)
    taken: set[str] = set()
    for seat in seats(rng, units, people):
        facts = employee_facts(rng, seat.unit, post=seat.post, taken=taken)
        unit_name = rng.choice(UNKNOWN_UNITS) if rng.random() < UNKNOWN else seat.unit.name
        filled = {**_identity(facts), **_service(facts), **_place(seat.unit, unit_name, facts)}
        yield {column: filled.get(column) or NULL for column in COLUMNS}


def _identity(facts: dict[str, Any]) -> SiasnRow:
    school = facts["educations"][-1]
    level_id, level, short = _LEVELS[school["level"]]
    study = f"{short} {school['field']}".upper()
    return {
        "PNS ID": facts["siasn_id"], "NIP BARU": f"'{facts['nip']}", "NIP LAMA": _quoted(facts["nip_old"]),
        "NAMA": facts["name"].upper(), "GELAR DEPAN": facts["title_front"], "GELAR BELAKANG": facts["title_back"],
        "TEMPAT LAHIR ID": _id(facts["birth_place"]), "TEMPAT LAHIR NAMA": facts["birth_place"],
        "TANGGAL LAHIR": _day(facts["birth_date"]), "JENIS KELAMIN": {"L": "M", "P": "F"}[facts["sex"]],
        "NIK": f"'{facts['nik']}", "NOMOR HP": _quoted(facts["phone"].replace("-", "")), "EMAIL": facts["email"],
        "EMAIL GOV": facts["official_email"], "ALAMAT": facts["address"].replace("\n", ", "),
        "TINGKAT PENDIDIKAN ID": level_id, "TINGKAT PENDIDIKAN NAMA": level, "PENDIDIKAN ID": _id(study),
        "PENDIDIKAN NAMA": study, "TAHUN LULUS": str(school["year"]), "NAMA SEKOLAH": school["school"],
        "IS VALID NIK": "1", "FLAG IKD": "0",
    }  # fmt: skip


def _service(facts: dict[str, Any]) -> SiasnRow:
    kind_id, kind, status = _KINDS[facts["kind"]]
    first = facts["ranks"][0]
    return {
        "JENIS PEGAWAI ID": kind_id, "JENIS PEGAWAI NAMA": kind, "KEDUDUKAN HUKUM ID": f"'{facts['status']}",
        "KEDUDUKAN HUKUM NAMA": _LEGAL[facts["status"]], "STATUS CPNS PNS": status,
        "NOMOR SK CPNS": first["decree"], "TANGGAL SK CPNS": _day(facts["cpns_since"]),
        "TMT CPNS": _day(facts["cpns_since"]), "TANGGAL SK PNS": _day(facts["pns_since"]),
        "TMT PNS": _day(facts["pns_since"]), "GOL AWAL ID": _golongan_id(first["golongan"]),
        "GOL AWAL NAMA": _GOLONGAN[first["golongan"]], "GOL AKHIR ID": _golongan_id(facts["golongan"]),
        "GOL AKHIR NAMA": _GOLONGAN[facts["golongan"]], "TMT GOLONGAN": _day(facts["golongan_since"]),
        "MK TAHUN": str(facts["service_years"]), "MK BULAN": str(facts["service_months"]),
        "JENIS JABATAN ID": facts["position_kind"], "JENIS JABATAN NAMA": _POSITIONS[facts["position_kind"]],
        "JABATAN ID": _id(facts["position_name"]), "JABATAN NAMA": facts["position_name"],
        "TMT JABATAN": _day(facts["position_since"]),
        "ESELON ID": "" if facts["eselon"] == "99" else facts["eselon"],
        "ESELON NAMA": "" if facts["eselon"] == "99" else _ESELON[facts["eselon"]],
    }  # fmt: skip


def _place(unit: Unit, unit_name: str, facts: dict[str, Any]) -> SiasnRow:
    return {
        "KPKN ID": _id("KPPN Semarang"), "KPKN NAMA": "KPPN Semarang", "LOKASI KERJA ID": _id("Kota Salatiga"),
        "LOKASI KERJA NAMA": "Kota Salatiga", "UNOR ID": _id(unit_name), "UNOR NAMA": unit_name,
        "INSTANSI INDUK ID": _id(_CITY), "INSTANSI INDUK NAMA": _CITY, "INSTANSI KERJA ID": _id(_CITY),
        "INSTANSI KERJA NAMA": _CITY, "SATUAN KERJA INDUK ID": _id(_CITY), "SATUAN KERJA INDUK NAMA": _CITY,
        "SATUAN KERJA KERJA ID": _id(unit.agency), "SATUAN KERJA KERJA NAMA": unit.agency_name,
    }  # fmt: skip


def write_csv(
    path: Path, rows: Iterable[SiasnRow], delimiter: str = "|", encoding: str = "utf-8", bom: bool = False
) -> int:
    """Write the header and the rows; returns how many. Characters the encoding lacks become `?`."""
    count = 0
    with path.open("w", encoding="utf-8-sig" if bom else encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows, 1):  # noqa: B007 (the count is what is left)
            writer.writerow(row.values())
    return count


def write_xlsx(path: Path, rows: Iterable[SiasnRow], serial_dates: bool = False) -> int:
    """Write one sheet in constant memory; dates as text, or as Excel's serial numbers (1 = 1 January 1900)."""
    count = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, COLUMNS)
        for count, row in enumerate(rows, 1):
            for index, (column, text) in enumerate(row.items()):
                serial = _serial(text) if serial_dates and column.startswith(("TANGGAL", "TMT")) else None
                if serial is None:
                    sheet.write_string(count, index, text)
                else:
                    sheet.write_number(count, index, serial)
    return count


def _serial(text: str) -> int | None:
    try:
        return (datetime.strptime(text, "%d-%m-%Y").date() - date(1899, 12, 30)).days
    except ValueError:
        return None


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _quoted(text: str | None) -> str:
    return f"'{text}" if text else ""


def _golongan_id(code: str) -> str:
    return str(int(code[1:])) if code.startswith("P") else code


def _id(text: str) -> str:
    """A stable id of 32 hexadecimal digits, as SIASN has them."""
    return hashlib.sha256(f"{SEED} {text}".encode()).hexdigest()[:32].upper()
