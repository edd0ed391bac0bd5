"""A sample of what papers say, with every field once: what templates may use, and what they are tried out with."""

from __future__ import annotations

from typing import Any

_HEAD: dict[str, Any] = {
    "logo": "", "kop": ["PEMERINTAH KOTA", "DINAS CONTOH"], "judul": "Rapat evaluasi", "jenis": "rapat evaluasi",
    "periode": "TW IV 2026", "kota": "Salatiga", "tanggal": "24 November 2026",
    "hari_tanggal": "Selasa, 1 Desember 2026", "waktu": "pukul 09.00–11.00 WIB", "tempat": "Aula",
    "tautan": "https://contoh.go.id/rapat", "rahasia": True, "nomor": "800/001/DINAS/2026",
}  # fmt: skip
SAMPLES: dict[str, dict[str, Any]] = {
    "invitation": {
        **_HEAD, "sifat": "Biasa", "lampiran": "1 (satu) lembar", "hal": "Undangan rapat", "yth": ["Contoh Nama, S.E."],
        "yth_terlampir": True, "acara": [{"judul": "Pembukaan", "lama": "5 menit"}], "catatan": "Mohon tepat waktu.",
        "ketua": {"nama": "Contoh Ketua", "nip": "19800101 200501 1 001", "jabatan": "Kepala Dinas"},
    },
    "minutes": {
        **_HEAD, "unit": "Dinas Contoh", "ketua": "Contoh Ketua", "notulis": "Contoh Notulis",
        "acara": [{"judul": "Pembukaan", "catatan": ["Dibuka."]}],
        "hadir": [{"nama": "Contoh Nama", "dari": "Dinas Lain", "kehadiran": "Hadir"}],
        "pegawai": [
            {
                "nama": "Contoh Nama", "kehadiran": "Hadir", "pembahasan": ["Dibahas."],
                "aspirasi": [
                    {"kategori": "Pelatihan", "teks": "Ingin belajar.", "saran": [{"oleh": "Ketua", "teks": "Baik."}]}
                ],
                "kesimpulan": ["Disepakati."],
            }
        ],
        "kesimpulan": ["Rapat selesai."],
        "tindak_lanjut": [{"uraian": "Kirim usulan", "tentang": "Contoh", "pic": "Kepala", "tenggat": "1 Mei 2027"}],
        "adendum": [
            {"nomor": "1", "tentang": "Kesimpulan", "teks": "Dibaca: selesai.", "oleh": "Kepala", "pada": "02-12-2026"}
        ],
        "disahkan": {
            "oleh": "Kepala", "pada": "01-12-2026 11.00 WIB", "digest": "0" * 64,
            "tautan": "https://contoh.go.id/minutes/verify/x",
        },
        "qr": "",
    },
}  # fmt: skip
