"""The positions of the sample city: who leads a unit, and what everybody else does there.

Leaders: city practice in domain terms (UU 20/2023, eselon). Pelaksana: nomenclature of KepmenPANRB 11/2024.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from seeds.studies import GENERAL, TEACHING
from seeds.units import Unit


@dataclass(frozen=True, slots=True)
class Post:
    """A position to fill. `ladder` ahli/terampil: the level follows the golongan, and `name` lacks it.

    `lowest`, `highest`: the golongan (SIASN id) its holder has; `studies`: what they may have studied.
    """

    name: str
    kind: str
    studies: tuple[str, ...]
    level: str | None = None
    eselon: str = "99"
    ladder: str | None = None
    lowest: str = "11"
    highest: str = "34"
    retirement: int = 58

    @property
    def is_leading(self) -> bool:
        return self.kind == "1"


_BY_ESELON = {
    "21": ("jpt_pratama", "43", "44", 60),
    "22": ("jpt_pratama", "42", "43", 60),
    "31": ("administrator", "41", "42", 58),
    "32": ("administrator", "34", "41", 58),
    "41": ("pengawas", "33", "34", 58),
}


def _leading(name: str, eselon: str, studies: tuple[str, ...] = GENERAL) -> Post:
    level, lowest, highest, retirement = _BY_ESELON[eselon]
    return Post(name, "1", studies, level, eselon, None, lowest, highest, retirement)


def head_post(unit: Unit) -> Post | None:
    """The position that leads the unit; None for the city, whose mayor is no civil servant."""
    if unit.code == "RSUD":
        return _leading("Direktur RSUD Kota Salatiga", "31", ("dokter",))
    if unit.kind == "uptd":
        return _leading(f"Kepala {unit.name}", "41", ("dokter", "dokter gigi", "kesmas"))
    named = {
        "SETDA": ("Sekretaris Daerah", "21"),
        "SETWAN": ("Sekretaris DPRD", "22"),
        "INSPEKTORAT": ("Inspektur", "22"),
    }
    by_kind = {
        "dinas": (f"Kepala {unit.name}", "22"),
        "badan": (f"Kepala {unit.name}", "22"),
        "kecamatan": (unit.name.replace("Kecamatan", "Camat"), "31"),
        "kelurahan": (unit.name.replace("Kelurahan", "Lurah"), "41"),
        "bidang": (f"Kepala {unit.name}", "32"),
        "subbag": (f"Kepala {unit.name}", "41"),
    }
    found = named.get(unit.code) or by_kind.get(unit.kind)
    return _leading(*found) if found else None


def secretary_post(unit: Unit) -> Post | None:
    """The secretary of an agency that has one."""
    if unit.kind in ("dinas", "badan", "inspektorat"):
        return _leading(f"Sekretaris {unit.name}", "31")
    return _leading(f"Sekretaris {unit.name}", "32") if unit.kind == "kecamatan" else None


def other_leaders(unit: Unit) -> Iterator[Post]:
    """Leaders without a unit of their own: the asisten and staf ahli at the Sekretariat Daerah."""
    if unit.code == "SETDA":
        for topic in ("Pemerintahan dan Kesejahteraan Rakyat", "Perekonomian dan Pembangunan", "Administrasi Umum"):
            yield _leading(f"Asisten {topic}", "22")
        yield _leading("Staf Ahli Wali Kota Bidang Pemerintahan, Hukum dan Politik", "22", ("hukum", "pemerintahan"))


def _ahli(name: str, *studies: str, retirement: int = 58) -> Post:
    return Post(name, "2", studies, None, "99", "ahli", "31", "43", retirement)


def _terampil(name: str, *studies: str) -> Post:
    return Post(name, "2", studies, None, "99", "terampil", "21", "34")


def _pelaksana(name: str, level: str, *studies: str) -> Post:
    return Post(name, "4", studies, level, highest="41")


OFFICE = (
    _pelaksana("Pengadministrasi Perkantoran", "klerek", "sma"),
    _pelaksana("Pengolah Data dan Informasi", "klerek", "d3 manajemen", "d3 akuntansi", "d3 informatika"),
    _pelaksana("Penelaah Teknis Kebijakan", "klerek", *GENERAL),
    _pelaksana("Penata Layanan Operasional", "operator", *GENERAL),
    _pelaksana("Operator Layanan Operasional", "operator", "sma", "smp"),
    _pelaksana("Teknisi Sarana dan Prasarana", "teknisi", "smk", "d3 teknik"),
    _ahli("Analis Kebijakan", "administrasi", "pemerintahan", "hukum"),
    _ahli("Perencana", "ekonomi", "administrasi", "teknik sipil"),
    _terampil("Arsiparis", "d3 manajemen"),
    _ahli("Pranata Komputer", "informatika"),
)
SPECIAL: dict[str, tuple[Post, ...]] = {
    "DISDIK": (*(_ahli("Guru", "pgsd", "paud", *TEACHING, retirement=60),) * 6,
               _ahli("Pengawas Sekolah", *TEACHING, "pgsd", retirement=60), _ahli("Pamong Belajar", *TEACHING)),
    "RSUD": (*(_terampil("Perawat", "d3 perawat"), _ahli("Perawat", "ners")) * 3, _terampil("Bidan", "d3 bidan"),
             _ahli("Dokter", "dokter", retirement=60), _ahli("Apoteker", "apoteker"), _ahli("Dokter", "dokter"),
             _terampil("Radiografer", "d3 radiologi"), _terampil("Perekam Medis", "d3 rekam medis"),
             _terampil("Pranata Laboratorium Kesehatan", "d3 laboratorium")),
    "PKM": (_ahli("Dokter", "dokter", retirement=60), _ahli("Dokter Gigi", "dokter gigi"), _ahli("Perawat", "ners"),
            *(_terampil("Bidan", "d3 bidan"),) * 3, *(_terampil("Perawat", "d3 perawat"),) * 2,
            _terampil("Nutrisionis", "d3 gizi"), _terampil("Tenaga Sanitasi Lingkungan", "d3 sanitasi")),
    "DINKES": (_ahli("Administrator Kesehatan", "kesmas"), _ahli("Epidemiolog Kesehatan", "kesmas"),
               _ahli("Tenaga Promosi Kesehatan dan Ilmu Perilaku", "kesmas"), _terampil("Nutrisionis", "d3 gizi"),
               _ahli("Apoteker", "apoteker")),
    "DINSOS": (_ahli("Pekerja Sosial", "sosial"), _ahli("Penyuluh Sosial", "sosial", "psikologi")),
    "DISHUB": (_terampil("Penguji Kendaraan Bermotor", "d3 teknik", "d3 transportasi"),
               _ahli("Penguji Kendaraan Bermotor", "teknik sipil"),
               _pelaksana("Pengolah Data Lalu Lintas", "operator", "d3 transportasi")),
    "DPUPR": (_ahli("Teknik Jalan dan Jembatan", "teknik sipil"), _ahli("Penata Ruang", "teknik sipil"),
              _ahli("Teknik Pengairan", "teknik sipil")),
    "DPKP": (_ahli("Teknik Tata Bangunan dan Perumahan", "teknik sipil"),),
    "DISPERINAKER": (_ahli("Pengantar Kerja", "sosial", "psikologi"), _ahli("Mediator Hubungan Industrial", "hukum")),
    "DP3APPKB": (_ahli("Penyuluh Keluarga Berencana", "sosial", "kesmas"), _ahli("Penata Kependudukan", "sosial")),
    "DISPANGTAN": (_ahli("Penyuluh Pertanian", "pertanian"), _ahli("Medik Veteriner", "dokter hewan")),
    "DLH": (_ahli("Pengendali Dampak Lingkungan", "lingkungan"), _pelaksana("Operator Kebersihan", "operator", "sma")),
    "DISDUKCAPIL": (_ahli("Administrator Database Kependudukan", "informatika"),),
    "DISKOMINFO": (*(_ahli("Pranata Komputer", "informatika"),) * 2, _ahli("Statistisi", "statistika"),
                   _ahli("Pranata Hubungan Masyarakat", "komunikasi")),
    "DINKOPUKM": (_ahli("Pengawas Koperasi", "ekonomi", "akuntansi"),),
    "DPMPTSP": (_ahli("Penata Perizinan", "hukum", "administrasi"),),
    "DISBUDPARPORA": (_ahli("Adyatama Kepariwisataan dan Ekonomi Kreatif", "komunikasi", "ekonomi"),
                      _ahli("Pamong Budaya", "sejarah")),
    "DISDAG": (_ahli("Analis Perdagangan", "ekonomi"), _terampil("Penera", "d3 teknik")),
    "DISPERPUSIP": (_ahli("Pustakawan", "perpustakaan"), _ahli("Arsiparis", "sejarah", "perpustakaan")),
    "SATPOLPP": (*(_terampil("Polisi Pamong Praja", "sma"),) * 2, _ahli("Polisi Pamong Praja", "hukum")),
    "INSPEKTORAT": (_ahli("Auditor", "akuntansi"), _ahli("Pengawas Penyelenggaraan Urusan Pemerintahan Daerah",
                                                          "hukum", "pemerintahan")),
    "BAPPEDA": (*(_ahli("Perencana", "ekonomi", "teknik sipil"),) * 2, _ahli("Peneliti", "statistika", "sosial")),
    "BPKPD": (_ahli("Analis Keuangan Pusat dan Daerah", "akuntansi", "ekonomi"), _ahli("Penilai Pajak", "akuntansi")),
    "BKPSDM": (*(_ahli("Analis Sumber Daya Manusia Aparatur", "psikologi", "administrasi", "hukum"),) * 2,
               _ahli("Asesor Sumber Daya Manusia Aparatur", "psikologi")),
    "SETDA": (_ahli("Perancang Peraturan Perundang-undangan", "hukum"),
              _ahli("Pengelola Pengadaan Barang/Jasa", "teknik sipil", "hukum")),
}  # fmt: skip


def staff_post(rng: random.Random, unit: Unit) -> Post:
    """What somebody without a leading post does in that unit: its own profession, or office work."""
    special = SPECIAL.get(unit.code) or SPECIAL.get(unit.code.partition("-")[0]) or SPECIAL.get(unit.agency, ())
    is_office = unit.kind in ("subbag", "kelurahan", "kecamatan") or not special
    share = 0.0 if is_office else 0.85 if unit.kind == "uptd" or unit.agency == "DISDIK" else 0.55
    return rng.choice(special if rng.random() < share else OFFICE)
