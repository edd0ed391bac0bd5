"""Makers of feedback: what leaders, peers, subordinates and partners told an employee, by skill."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from seeds import AS_OF
from seeds.names import full_name

CONFIDENTIAL = 0.10
FIRST_DAY = date(2021, 2, 1)


class Skill(NamedTuple):
    """A skill that feedback is about, the BerAKHLAK values it shows, and what people say."""

    values: tuple[str, ...]
    praise: tuple[str, ...]
    advice: tuple[str, ...]


SKILLS = {
    "Manajemen proyek": Skill(("akuntabel", "kompeten"), (
        "Rencana kerja disusun rinci dan setiap tahap selesai sesuai jadwal.",
        "Risiko kegiatan dikenali sejak awal sehingga pelaksanaan tidak tertunda."), (
        "Jadwal kegiatan sebaiknya disertai penanggung jawab pada tiap tahap.",
        "Mulailah mencatat risiko kegiatan agar kendala dapat diantisipasi.")),
    "Komunikasi": Skill(("harmonis", "kolaboratif"), (
        "Penjelasan kepada warga runtut dan mudah dipahami.",
        "Mampu menengahi perbedaan pendapat dalam rapat dengan tenang."), (
        "Sampaikan kendala lebih awal, tidak menunggu ditanya dalam rapat.",
        "Paparan akan lebih mengena bila dimulai dari kesimpulan.")),
    "Kepemimpinan": Skill(("adaptif", "loyal"), (
        "Membagi tugas dengan adil dan memberi ruang bagi anggota tim untuk berkembang.",
        "Memberi teladan dalam disiplin, anggota tim mengikutinya tanpa disuruh."), (
        "Berikan kepercayaan lebih besar kepada anggota tim yang sudah mampu.",
        "Luangkan waktu untuk dialog kinerja dengan tiap anggota tim.")),
    "Pelayanan publik": Skill(("pelayanan",), (
        "Melayani dengan ramah meskipun antrean panjang.",
        "Warga yang kesulitan mengisi formulir dibantu sampai selesai."), (
        "Waktu tunggu perlu diinformasikan kepada pemohon sejak awal.",
        "Salam dan senyum di loket masih perlu dibiasakan.")),
    "Analisis data": Skill(("kompeten", "akuntabel"), (
        "Analisis yang disusun membantu pimpinan mengambil keputusan.",
        "Data lapangan diolah menjadi grafik yang mudah dibaca."), (
        "Periksa kembali sumber data sebelum menarik simpulan.",
        "Lengkapi tabel dengan penjelasan singkat agar tidak salah dibaca.")),
    "Kerja sama tim": Skill(("kolaboratif", "harmonis"), (
        "Selalu bersedia membantu rekan saat beban kerja menumpuk.",
        "Menjadi penghubung yang baik antara bidang dan sekretariat."), (
        "Libatkan rekan sejak perencanaan, tidak hanya saat pelaksanaan.",
        "Bagikan kemajuan pekerjaan agar tim dapat menyesuaikan.")),
    "Ketelitian": Skill(("akuntabel",), (
        "Berkas yang diserahkan lengkap dan hampir tidak pernah dikoreksi.",
        "Perhitungan anggaran diperiksa dua kali sebelum diajukan."), (
        "Masih ada salah ketik pada nomor surat, mohon diperiksa ulang.",
        "Gunakan daftar periksa sebelum berkas dinaikkan.")),
    "Penulisan naskah dinas": Skill(("kompeten",), (
        "Telaahan staf disusun ringkas dengan saran yang jelas.",
        "Naskah dinas rapi dan sesuai tata naskah."), (
        "Perhatikan susunan kalimat agar maksud surat langsung terbaca.",
        "Pelajari kembali pedoman tata naskah dinas, terutama kode klasifikasi.")),
    "Inovasi": Skill(("adaptif",), (
        "Usulan antrean daring mempersingkat waktu tunggu.",
        "Berani mencoba cara baru dan mengukur hasilnya."), (
        "Gagasan sudah baik, lengkapi dengan hitungan biaya dan manfaat.",
        "Uji coba sebaiknya dimulai dari lingkup kecil.")),
    "Penguasaan teknis": Skill(("kompeten",), (
        "Menguasai bidang tugas dan menjadi rujukan rekan kerja.",
        "Cepat menemukan penyebab gangguan dan menyelesaikannya."), (
        "Perlu memperbarui pengetahuan tentang aturan yang baru.",
        "Ikuti bimtek lanjutan agar tidak bergantung pada rekan.")),
    "Manajemen waktu": Skill(("akuntabel", "loyal"), (
        "Tenggat selalu ditepati walau tugas datang bersamaan.",
        "Datang lebih awal dan menyiapkan ruang kerja sebelum layanan dibuka."), (
        "Susun prioritas harian agar tugas utama tidak tertunda.",
        "Laporan bulanan dua kali terlambat, mohon dijadwalkan lebih awal.")),
    "Literasi digital": Skill(("adaptif", "kompeten"), (
        "Cepat beradaptasi dengan aplikasi baru dan mengajari rekan.",
        "Berkas layanan sudah tertata dalam penyimpanan digital."), (
        "Biasakan menyimpan berkas di penyimpanan bersama, bukan di komputer pribadi.",
        "Tingkatkan kemampuan mengolah lembar kerja.")),
}  # fmt: skip
_OPENINGS = {
    "leader": ("Hasil dialog kinerja {period}.", "Catatan evaluasi {period}.", "", "",
               "Terima kasih atas kerja {period}."),
    "peer": ("Kami bekerja bersama pada {period}.", "", "Dari rekan satu tim:", ""),
    "subordinate": ("Masukan dari anggota tim.", "", "Kami merasa terbantu."),
    "other": ("Disampaikan setelah kegiatan {period}.", "", "Masukan dari mitra kerja."),
}  # fmt: skip
_CLOSINGS = {
    "appreciation": ("Pertahankan.", "Layak menjadi contoh bagi rekan lain.", "", "",
                     "Siap untuk tanggung jawab yang lebih besar.", "Teruskan dan bagikan kepada rekan."),
    "constructive": ("Akan ditinjau kembali pada triwulan berikutnya.", "Bila perlu dapat didampingi mentor.", "", "",
                     "Perkembangannya sudah terlihat, tinggal dijaga.", "Dapat diusulkan mengikuti pelatihan terkait."),
}  # fmt: skip
_PRIVATE = (
    "Catatan untuk pimpinan: ada beban keluarga yang memengaruhi kehadiran, perlu pendekatan pribadi.",
    "Catatan untuk pimpinan: berpotensi dipromosikan, mohon dipertimbangkan dalam rapat talenta.",
    "Catatan untuk pimpinan: dua kali ditegur lisan karena keterlambatan.",
    "Catatan untuk pimpinan: hubungan dengan rekan satu ruangan perlu ditengahi.",
    "Catatan untuk pimpinan: sebaiknya dirotasi ke tugas yang lebih sesuai dengan kekuatannya.",
)
_ANSWERS = (
    "Terima kasih, akan saya tindak lanjuti.", "Saya akan mulai memperbaikinya bulan ini.",
    "Terima kasih atas kepercayaannya, mohon bimbingan selanjutnya.",
    "Setuju, mohon dapat mengikuti pelatihan terkait.", "Baik, akan saya bahas bersama tim.",
)  # fmt: skip
_OUTSIDERS = ("Ketua RW", "Kepala Sekolah", "Kader Posyandu", "Penyedia Jasa", "Dosen Pendamping", "Ketua Paguyuban")
_PERIODS = ("triwulan I", "triwulan II", "triwulan III", "triwulan IV", "semester ini", "bulan ini", "tahun ini")


def feedback_values(
    rng: random.Random, person: Mapping[str, Any], *, relation: str | None = None, giver: Any = None
) -> dict[str, Any]:
    """The values of a Feedback about `person` (values of an Employee), without the employee.

    `giver` is the id of the employee who gave it; without one an outsider did, and the relation is `other`.
    """
    relation = relation or ("other" if giver is None else rng.choice(("leader", "peer", "subordinate")))
    kind = rng.choices(("appreciation", "constructive"), (62, 38))[0]
    confidential = relation == "leader" and rng.random() < CONFIDENTIAL / 0.6
    given = _day(rng, person.get("cpns_since"))
    names = rng.sample(tuple(SKILLS), rng.choice((1, 1, 2)))
    sex = rng.choice("LP")
    outsider = f"{full_name(rng, sex)} ({rng.choice(_OUTSIDERS)})" if giver is None else None
    return {
        "giver": giver,
        "giver_name": outsider,
        "relation": relation,
        "given_on": given,
        "kind": kind,
        "text": _text(rng, relation, kind, names, confidential),
        "skills": names,
        "values": sorted({value for name in names for value in SKILLS[name].values}),
        "confidential": confidential,
        **({} if confidential else _answer(rng, given)),
    }


def _text(rng: random.Random, relation: str, kind: str, names: list[str], confidential: bool) -> str:
    said = [rng.choice(SKILLS[name].praise if kind == "appreciation" else SKILLS[name].advice) for name in names]
    opening = rng.choice(_OPENINGS[relation]).format(period=rng.choice(_PERIODS))
    parts = [opening, *said, rng.choice(_CLOSINGS[kind]), rng.choice(_PRIVATE) if confidential else ""]
    return " ".join(part for part in parts if part)


def _answer(rng: random.Random, given: date) -> dict[str, Any]:
    if rng.random() > 0.65:
        return {}
    day = min(given + timedelta(days=rng.randint(0, 14)), AS_OF)
    return {"acknowledged_on": day, "response": rng.choice(_ANSWERS) if rng.random() < 0.5 else None}


def _day(rng: random.Random, since: date | None) -> date:
    first = min(max(FIRST_DAY, since or FIRST_DAY), AS_OF)
    room = (AS_OF - first).days
    return first + timedelta(days=int(rng.triangular(0, room, room)))
