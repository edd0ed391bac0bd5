"""Salatiga's units as data: the perangkat daerah, their bidang and subbag, the kecamatan and kelurahan.

Names are unique in the whole city, as an office's own spreadsheets name a unit without its parent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ROOT = "KOTA"
"""The root's code, as operations.accounts makes it on an empty store."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be made. `parent` and `agency` are codes; the agency is the perangkat daerah it belongs to."""

    code: str
    name: str
    kind: str
    parent: str | None
    agency: str
    agency_name: str
    weight: float = 1.0
    """How many of the city's people without a leading post work here, relative to the other units."""

    @property
    def is_agency(self) -> bool:
        return self.code == self.agency


AGENCIES = (
    ("SETDA", "Sekretariat Daerah", "sekretariat", 9),
    ("SETWAN", "Sekretariat DPRD", "sekretariat", 4),
    ("INSPEKTORAT", "Inspektorat", "inspektorat", 5),
    ("DISDIK", "Dinas Pendidikan", "dinas", 60),
    ("DINKES", "Dinas Kesehatan", "dinas", 9),
    ("DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang", "dinas", 9),
    ("DPKP", "Dinas Perumahan dan Kawasan Permukiman", "dinas", 5),
    ("DINSOS", "Dinas Sosial", "dinas", 4),
    ("DISPERINAKER", "Dinas Perindustrian dan Tenaga Kerja", "dinas", 5),
    ("DP3APPKB", "Dinas Pemberdayaan Perempuan, Pelindungan Anak, Pengendalian Penduduk dan Keluarga Berencana",
     "dinas", 5),
    ("DISPANGTAN", "Dinas Pangan dan Pertanian", "dinas", 5),
    ("DLH", "Dinas Lingkungan Hidup", "dinas", 7),
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", "dinas", 5),
    ("DISHUB", "Dinas Perhubungan", "dinas", 4),
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika", "dinas", 5),
    ("DINKOPUKM", "Dinas Koperasi dan Usaha Kecil dan Menengah", "dinas", 4),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "dinas", 4),
    ("DISBUDPARPORA", "Dinas Kebudayaan dan Pariwisata, Kepemudaan dan Olahraga", "dinas", 5),
    ("DISDAG", "Dinas Perdagangan", "dinas", 6),
    ("DISPERPUSIP", "Dinas Perpustakaan dan Kearsipan", "dinas", 4),
    ("SATPOLPP", "Satuan Polisi Pamong Praja", "dinas", 7),
    ("BAPPEDA", "Badan Perencanaan, Penelitian dan Pengembangan Daerah", "badan", 5),
    ("BPKPD", "Badan Pengelolaan Keuangan dan Pendapatan Daerah", "badan", 8),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "badan", 5),
    ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik", "badan", 3),
)  # fmt: skip
BIDANG = {
    "DINSOS": ("Pemberdayaan Sosial", "Rehabilitasi Sosial",
               "Perlindungan, Jaminan Sosial dan Penanganan Fakir Miskin"),
    "DINKES": ("Kesehatan Masyarakat", "Pencegahan dan Pengendalian Penyakit",
               "Pelayanan dan Sumber Daya Kesehatan"),
    "DISHUB": ("Lalu Lintas", "Angkutan dan Kelaikan Kendaraan"),
    "DISDIK": ("Pendidikan Anak Usia Dini dan Pendidikan Masyarakat", "Pendidikan Dasar", "Ketenagaan"),
}  # fmt: skip
SUBBAG = (("PK", "Perencanaan dan Keuangan"), ("UK", "Umum dan Kepegawaian"))
WITHOUT_SUBBAG = frozenset({"SETDA", "SETWAN", "KESBANGPOL"})
PUSKESMAS = ("Sidorejo Lor", "Sidorejo Kidul", "Kalicacing", "Cebongan", "Tegalrejo", "Mangunsari")
KECAMATAN = {
    "Sidorejo": ("Blotongan", "Bugel", "Kauman Kidul", "Pulutan", "Salatiga", "Sidorejo Lor"),
    "Tingkir": ("Gendongan", "Kalibening", "Kutowinangun Kidul", "Kutowinangun Lor", "Sidorejo Kidul",
                "Tingkir Lor", "Tingkir Tengah"),
    "Argomulyo": ("Cebongan", "Kumpulrejo", "Ledok", "Noborejo", "Randuacir", "Tegalrejo"),
    "Sidomukti": ("Dukuh", "Kalicacing", "Kecandran", "Mangunsari"),
}  # fmt: skip
_STREETS = ("Letjen Sukowati", "Diponegoro", "Ahmad Yani", "Hasanudin", "Pemuda", "Veteran", "Kartini", "Imam Bonjol")


def units(city: str = "Kota Salatiga") -> tuple[Unit, ...]:
    """Every unit, each after the one it is part of; the first is the root, called `city`."""
    return (Unit(ROOT, city, "city", None, ROOT, city, 0), *_agencies(), *_kecamatan())


def by_code(city: str = "Kota Salatiga") -> dict[str, Unit]:
    """Every unit by its code."""
    return {unit.code: unit for unit in units(city)}


def _agencies() -> Iterator[Unit]:
    for code, name, kind, weight in AGENCIES:
        yield Unit(code, name, kind, ROOT, code, name, weight)
        for number, topic in enumerate(BIDANG.get(code, ()), 1):
            share = 12.0 if code == "DISDIK" else 3.0
            yield Unit(f"{code}-B{number}", f"Bidang {topic}", "bidang", code, code, name, share)
        for short, topic in () if code in WITHOUT_SUBBAG else SUBBAG:
            yield Unit(f"{code}-{short}", f"Subbag {topic} {name}"[:200], "subbag", code, code, name, 1.6)
        if code == "DINKES":
            yield Unit("RSUD", "RSUD Kota Salatiga", "uptd", code, code, name, 40)
            for each in PUSKESMAS:
                yield Unit(_code("PKM", each), f"Puskesmas {each}", "uptd", code, code, name, 5)


def _kecamatan() -> Iterator[Unit]:
    for kecamatan, kelurahan in KECAMATAN.items():
        name = f"Kecamatan {kecamatan}"
        code = _code("KEC", kecamatan)
        yield Unit(code, name, "kecamatan", ROOT, code, name, 2)
        yield from (Unit(_code("KEL", each), f"Kelurahan {each}", "kelurahan", code, code, name) for each in kelurahan)


def _code(prefix: str, place: str) -> str:
    short = {" KIDUL": "-KDL", " LOR": "-LOR", " TENGAH": "-TGH"}
    upper = place.upper()
    for long, brief in short.items():
        upper = upper.replace(long, brief)
    return f"{prefix}-{upper}"


def unit_values(unit: Unit) -> dict[str, Any]:
    """The Department's values without `parent`; an agency has an address and contacts."""
    values: dict[str, Any] = {"code": unit.code, "name": unit.name, "kind": unit.kind, "source_name": unit.name.upper()}
    if not unit.is_agency:
        return values
    number = sum(map(ord, unit.code))
    site = f"{unit.code.lower()}.salatigakota.example"
    address = f"Jalan {_STREETS[number % len(_STREETS)]} Nomor {number % 90 + 1}, Salatiga"
    return {
        **values,
        "address": address,
        "phone": f"(0298) 000{number % 1000:03}",
        "email": f"sekretariat@{site}",
        "website": f"https://{site}",
    }
