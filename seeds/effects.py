"""Texts on what came of a training: effects on person, team and organisation; what an internship left."""

from __future__ import annotations

import random

from seeds.names import full_name, mailbox

_PERSON = (
    "Lebih percaya diri saat menangani urusan {topic}.",
    "Dapat menerapkan materi {topic} tanpa pendampingan.",
    "Mulai menyusun pekerjaan dengan lebih runtut dan tepat waktu.",
    "Mampu menjelaskan kembali materi {topic} kepada rekan kerja.",
    "Lebih teliti memeriksa data sebelum dilaporkan.",
    "Berani mengusulkan perbaikan cara kerja kepada atasan.",
    "Menguasai alat bantu yang sebelumnya hanya dipahami sebagian.",
    "Nilai pascates naik dari {low} menjadi {high}.",
    "Lebih mudah menyampaikan pendapat dalam rapat.",
)
_TEAM = (
    "Materi dibagikan dalam forum internal yang diikuti {count} rekan.",
    "Pembagian tugas dalam tim menjadi lebih jelas.",
    "Waktu penyelesaian berkas turun dari {days} hari menjadi {less} hari.",
    "Tim memakai templat kerja baru yang disusun bersama setelah kegiatan.",
    "Rekan satu ruangan mulai saling memeriksa hasil kerja.",
    "Rapat mingguan tim lebih singkat karena bahan disiapkan sebelumnya.",
    "Dua rekan dibimbing hingga dapat mengerjakan tugas yang sama.",
)
_ORGANISATION = (
    "Keluhan layanan berkurang dalam dua triwulan setelahnya.",
    "Hasil kegiatan menjadi bahan penyusunan SOP baru.",
    "Capaian indikator kinerja unit naik {percent} persen dibanding tahun sebelumnya.",
    "Nilai survei kepuasan masyarakat naik menjadi {score}.",
    "Rekomendasi hasil kegiatan masuk dalam rencana kerja tahun berikutnya.",
    "Laporan kepada pimpinan dapat disampaikan sebelum tenggat.",
    "Kerja sama dengan perangkat daerah lain mulai terjalin.",
    "Temuan pemeriksaan yang berulang tidak muncul lagi.",
)
_KNOWLEDGE = {
    "kesehatan": ("Alur rujukan dan triase pasien di rumah sakit besar", "Pengelolaan data surveilans harian",
                  "Audit pencegahan infeksi di ruang rawat", "Edukasi keluarga pasien dengan media sederhana",
                  "Tata laksana balita gizi buruk dengan tim lintas profesi", "Pemakaian rekam medis elektronik"),
    "pendidikan": ("Pendampingan sekolah berbasis data rapor pendidikan", "Penyusunan modul ajar bersama",
                   "Teknik supervisi kelas yang membangun", "Pengelolaan komunitas belajar guru"),
    "sosial": ("Asesmen kebutuhan penerima manfaat", "Manajemen kasus lintas lembaga", "Layanan terapi okupasi",
               "Pencatatan kasus dalam sistem informasi"),
    "perhubungan": ("Pengaturan simpang dengan kendali terpusat", "Survei lalu lintas dan pengolahan datanya",
                    "Pengelolaan angkutan umum berbasis layanan"),
    "umum": ("Pengelolaan pengaduan satu pintu", "Penyusunan dasbor pimpinan", "Cara kerja tim lintas bidang",
             "Digitalisasi berkas layanan", "Penjadwalan kerja berbasis prioritas"),
}  # fmt: skip
_HEADS = ("Koordinator Program", "Koordinator Diklat", "Kepala Bidang", "Ketua Tim Kerja", "Kepala Seksi")


def effects(rng: random.Random, topic: str, everything: bool = False) -> dict[str, str]:
    """One to three of the effects on person, team and organisation; all three if `everything`."""
    low, days = rng.randint(52, 70), rng.randint(5, 10)
    words = {
        "topic": topic[:80], "low": low, "high": low + rng.randint(12, 28), "count": rng.randint(6, 30),
        "days": days, "less": rng.randint(1, days - 2), "percent": rng.randint(3, 18),
        "score": f"{rng.randint(82, 94)},{rng.randint(0, 9)}",
    }  # fmt: skip
    found = {"impact_person": _text(rng, _PERSON, words)}
    if everything or rng.random() < 0.65:
        found["impact_team"] = _text(rng, _TEAM, words)
    if everything or rng.random() < 0.4:
        found["impact_organisation"] = _text(rng, _ORGANISATION, words)
    return found


def knowledge(rng: random.Random, field: str) -> str:
    """Two or three things learnt, one a line."""
    known = _KNOWLEDGE.get(field, _KNOWLEDGE["umum"])
    return "\n".join(f"- {each}" for each in rng.sample(known, min(len(known), rng.randint(2, 3))))


def supervisor(rng: random.Random, field: str) -> str:
    """Who looked after an intern: a made-up name with an office."""
    sex = rng.choice("LP")
    title = "dr. " if field == "kesehatan" and rng.random() < 0.6 else ""
    return f"{title}{full_name(rng, sex)} ({rng.choice(_HEADS)})"


def contacts(rng: random.Random, host: str) -> str:
    """One to three professional contacts, one a line: `name – office, e-mail`; the addresses cannot exist."""
    lines = []
    for _ in range(rng.randint(1, 3)):
        name = full_name(rng, rng.choice("LP"))
        address = mailbox(name, str(rng.randint(10, 99)), "mitra.example")
        lines.append(f"{name} – {rng.choice(_HEADS)}, {host}, {address}")
    return "\n".join(lines)


def _text(rng: random.Random, sentences: tuple[str, ...], words: dict[str, object]) -> str:
    chosen = rng.sample(sentences, 2 if rng.random() < 0.35 else 1)
    return " ".join(each.format(**words) for each in chosen)
