"""The city's competencies and standards of positions, as PermenPANRB 38/2017 groups them; levels are examples."""

from __future__ import annotations

from bson import ObjectId

from models.competencies import Competency, Level, PositionStandard
from seeds.population import City
from seeds.topics import FIELD_OF
from seeds.units import ROOT

MANAGERIAL = {
    "Integritas": "Berperilaku jujur, konsisten, dan sesuai nilai serta kode etik organisasi.",
    "Kerja sama": "Membangun hubungan kerja yang efektif untuk mencapai tujuan bersama.",
    "Komunikasi": "Menyampaikan gagasan dengan jelas, lisan dan tertulis, dan mendengarkan.",
    "Orientasi pada hasil": "Menetapkan sasaran yang menantang dan menyelesaikannya tepat waktu.",
    "Pelayanan publik": "Memberi layanan yang cepat, ramah, dan sesuai standar.",
    "Pengembangan diri dan orang lain": "Belajar terus-menerus dan membimbing orang lain.",
    "Mengelola perubahan": "Menyesuaikan diri dan menggerakkan orang lain dalam perubahan.",
    "Pengambilan keputusan": "Memutuskan tepat waktu berdasarkan data dan risiko.",
}
SOCIAL = {"Perekat bangsa": "Peka terhadap keberagaman dan menjaga persatuan dalam pelayanan."}
TECHNICAL = {
    "kesehatan": "Surveilans dan promosi kesehatan", "pendidikan": "Pengelolaan mutu pendidikan",
    "sosial": "Manajemen kasus sosial", "perhubungan": "Manajemen proyek transportasi",
    "umum": "Analisis data dan dokumen",
}  # fmt: skip
STANDARDS = (
    ("Pelaksana", "4", None, 1), ("Terampil", "2", "terampil", 1), ("Mahir", "2", "mahir", 2),
    ("Penyelia", "2", "penyelia", 2), ("Ahli Pertama", "2", "ahli_pertama", 2), ("Ahli Muda", "2", "ahli_muda", 3),
    ("Ahli Madya", "2", "ahli_madya", 4), ("Pengawas", "1", "pengawas", 2),
    ("Administrator", "1", "administrator", 3), ("JPT Pratama", "1", "jpt_pratama", 4),
)  # fmt: skip
NEXT = {
    None: "Ahli Pertama", "klerek": "Pengawas", "operator": "Pengawas", "teknisi": "Ahli Pertama",
    "pemula": "Terampil", "terampil": "Mahir", "mahir": "Penyelia", "penyelia": "Ahli Pertama",
    "ahli_pertama": "Ahli Muda", "ahli_muda": "Ahli Madya", "pengawas": "Administrator",
    "administrator": "JPT Pratama",
}  # fmt: skip
"""The standard that somebody of a level may aim at."""


class Tables:
    """What was made: competencies by name, standards by name, and the general ones that every standard asks for."""

    def __init__(self) -> None:
        self.competencies: dict[str, ObjectId] = {}
        self.standards: dict[str, ObjectId] = {}
        self.levels: dict[str, int] = {}

    def technical(self, agency: str) -> str:
        """The technical competency of an agency's field."""
        return TECHNICAL.get(FIELD_OF.get(agency, "umum"), TECHNICAL["umum"])


def add_tables(city: City) -> Tables:
    """The competencies of the city, and a standard a level of position."""
    made, root = Tables(), city.loaded.units[ROOT]
    kinds = (("manajerial", MANAGERIAL), ("sosiokultural", SOCIAL), ("teknis", dict.fromkeys(TECHNICAL.values())))
    for kind, named in kinds:
        for name, text in named.items():
            values = {"department": root, "name": name, "kind": kind, "description": text}
            made.competencies[name] = city.writer.add(Competency, values)
    for name, kind, level, height in STANDARDS:
        asked = [(each, height) for each in (*MANAGERIAL, *SOCIAL)] + [(TECHNICAL["umum"], height)]
        rows = [Level(competency=made.competencies[each], level=str(least)) for each, least in asked]
        values = {
            "department": root, "name": name, "position_kind": kind, "position_level": level, "levels": rows,
        }  # fmt: skip
        made.standards[name] = city.writer.add(PositionStandard, values)
        made.levels[name] = height
    city.writer.flush()
    return made
