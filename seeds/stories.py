"""Four careers told in full, one for each thing that the city expects of career management (domain: Salatiga).

A leadership training that changed a person, a team and an agency; an internship in a large hospital; a head who
holds evaluation meetings; feedback on project management that may lead to larger projects.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from models.codes import INTERNSHIP
from seeds.population import City, Person, add_entry, add_training

LEADERSHIP: dict[str, Any] = {
    "title": "Pelatihan Kepemimpinan Administrator (PKA) Angkatan IV",
    "kind": "1",
    "status": "done",
    "jp": 905,
    "starts_on": date(2025, 3, 3),
    "ends_on": date(2025, 7, 18),
    "organiser": "BPSDMD Provinsi Jawa Tengah",
    "certificate_number": "00412/PKA/BPSDMD/2025",
    "impact_person": "Lebih tenang mengambil keputusan dan terbiasa mendengarkan sebelum memberi arahan. "
    "Dialog kinerja dengan setiap anggota tim kini dijadwalkan tiap bulan.",
    "impact_team": "Tim berani mengusulkan gagasan. Tiga guru pendamping mengembangkan modul literasi bersama, "
    "dan pembagian tugas antarseksi menjadi jelas.",
    "impact_organisation": "Aksi perubahan “Sekolah Saling Belajar” diterapkan di 24 sekolah dasar; nilai literasi "
    "pada rapor pendidikan naik 7 poin dan menjadi program tetap Dinas Pendidikan.",
}
HOSPITAL: dict[str, Any] = {
    "title": "Magang Kesehatan Masyarakat di RSUP Dr. Kariadi Semarang",
    "kind": INTERNSHIP,
    "status": "done",
    "jp": 20,
    "starts_on": date(2026, 2, 2),
    "ends_on": date(2026, 3, 13),
    "organiser": "RSUP Dr. Kariadi Semarang",
    "certificate_number": "DL.02.01/118/2026",
    "host": "RSUP Dr. Kariadi Semarang",
    "supervisor": "dr. Retno Wulandari, M.Kes. (Koordinator Promosi Kesehatan Rumah Sakit)",
    "knowledge": "- Surveilans penyakit menular berbasis rekam medis elektronik\n"
    "- Rujukan balik pasien penyakit kronis ke puskesmas\n"
    "- Edukasi pasien dan keluarga melalui media audiovisual\n"
    "- Analisis data kunjungan untuk perencanaan program",
    "contacts": "dr. Retno Wulandari, M.Kes. – Promosi Kesehatan, retno.wulandari@mitra.example\n"
    "Bagus Prasetya, S.K.M. – Surveilans, bagus.prasetya@mitra.example\n"
    "Ns. Lilis Setyaningsih, S.Kep. – Koordinator Rujukan, lilis.setyaningsih@mitra.example",
    "impact_person": "Menguasai pengolahan data surveilans dan percaya diri memimpin penyuluhan.",
    "impact_team": "Alur rujukan balik dibagikan kepada enam puskesmas dalam lokakarya mini.",
    "impact_organisation": "Dinas Kesehatan dan rumah sakit menyepakati pertukaran data kasus setiap pekan.",
}
MEETINGS = (
    (date(2025, 10, 6), "Siap, saya mendaftar bimtek bulan depan.",
     "Rapat evaluasi triwulan III 2025: capaian verifikasi data penerima manfaat 92 persen. Aspirasi yang disampaikan: "
     "ingin mendalami manajemen kasus. Saran: ikuti bimtek pekerjaan sosial dan dampingi dua kasus bersama pekerja "
     "sosial senior."),
    (date(2026, 1, 12), "Terima kasih, saya memilih Kelurahan Kutowinangun Lor.",
     "Rapat evaluasi triwulan IV 2025: bimtek telah diikuti dan dua kasus didampingi sampai selesai. Saran: mulai "
     "memimpin asesmen lapangan untuk satu kelurahan."),
    (date(2026, 4, 13), "Jadwal pelaporan sudah saya susun.",
     "Rapat evaluasi triwulan I 2026: asesmen lapangan rapi, laporan masih terlambat satu pekan. Saran: susun jadwal "
     "pelaporan dan minta bantuan rekan bila berkas menumpuk."),
    (date(2026, 7, 13), None,
     "Rapat evaluasi triwulan II 2026: laporan tepat waktu. Aspirasi: melanjutkan studi S-2 Kesejahteraan Sosial. "
     "Saran: siapkan berkas tugas belajar untuk diusulkan ke BKPSDM."),
)  # fmt: skip
PROJECT: dict[str, Any] = {
    "relation": "leader",
    "given_on": date(2026, 9, 21),
    "kind": "appreciation",
    "text": "Memimpin penataan simpang Pasar Raya: jadwal, anggaran dan koordinasi dengan kepolisian serta pedagang "
    "dikelola dengan sangat baik, selesai dua pekan lebih awal. Layak dipercaya memimpin proyek yang lebih besar, "
    "misalnya penataan koridor angkutan kota.",
    "skills": ["Manajemen proyek", "Kepemimpinan"],
    "values": ["akuntabel", "kompeten", "kolaboratif"],
}
PROJECT_BY_PEER: dict[str, Any] = {
    "relation": "peer",
    "given_on": date(2026, 9, 28),
    "kind": "appreciation",
    "text": "Rencana kerja mudah diikuti dan setiap risiko sudah ada jalan keluarnya. Rapat koordinasi singkat dan "
    "selalu berujung pada keputusan.",
    "skills": ["Manajemen proyek", "Komunikasi"],
    "values": ["akuntabel", "harmonis"],
}


def tell(city: City) -> None:
    """Add the four stories; one whose people a small sample lacks is left out."""
    leader = _somebody(city, "DISDIK-B2", is_head=True)
    if leader:
        add_training(city, leader, LEADERSHIP)
    intern = _somebody(city, "DINKES-B1") or _somebody(city, "DINKES")
    if intern:
        add_training(city, intern, HOSPITAL)
    _tell_meetings(city)
    _tell_project(city)


def people(city: City) -> dict[str, Person]:
    """Whom the four stories are about, as far as a sample has them: `leader`, `intern`, `case` and `project`."""
    staff = [each for each in city.people if each.unit.agency == "DINSOS" and _could_be_told(each)]
    found = {
        "leader": _somebody(city, "DISDIK-B2", is_head=True),
        "intern": _somebody(city, "DINKES-B1") or _somebody(city, "DINKES"),
        "case": staff[0] if staff else None,
        "project": _somebody(city, "DISHUB-B1") or _somebody(city, "DISHUB"),
    }
    return {key: person for key, person in found.items() if person is not None}


def _tell_meetings(city: City) -> None:
    """The head of Dinas Sosial advises three of the staff, quarter by quarter; they answer."""
    head = _somebody(city, "DINSOS", is_head=True)
    staff = [person for person in city.people if person.unit.agency == "DINSOS" and _could_be_told(person)][:3]
    if head is None:
        return
    for person in staff:
        for day, answer, text in MEETINGS:
            values = {
                "giver": head.id, "relation": "leader", "given_on": day, "kind": "constructive",
                "text": text, "skills": ["Manajemen kasus", "Manajemen waktu"], "values": ["akuntabel", "kompeten"],
                "acknowledged_on": day if answer else None, "response": answer,
            }  # fmt: skip
            add_entry(city, person, values)


def _tell_project(city: City) -> None:
    """Somebody at Dinas Perhubungan is praised for project management by their leader and by a peer."""
    someone = praised(city)
    if someone is None:
        return
    if someone.superior:
        add_entry(city, someone, {**PROJECT, "giver": someone.superior})
    peers = [each for each in city.colleagues[someone.unit.code] if each.id not in (someone.id, someone.superior)]
    if peers:
        add_entry(city, someone, {**PROJECT_BY_PEER, "giver": peers[0].id})


def praised(city: City) -> Person | None:
    """Whom the story of Dinas Perhubungan is about."""
    return _somebody(city, "DISHUB-B1") or _somebody(city, "DISHUB")


def _somebody(city: City, code: str, is_head: bool = False) -> Person | None:
    """The head of the unit, or the first of its staff whose service began before the stories."""
    return next(
        (person for person in city.colleagues[code] if (person.is_head if is_head else _could_be_told(person))), None
    )


def _could_be_told(person: Person) -> bool:
    """Whether somebody is staff, and was there when the stories began."""
    return person.traits["position_kind"] != "1" and bool(person.traits["cpns_since"] < date(2025, 10, 1))
