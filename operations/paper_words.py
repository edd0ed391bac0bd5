"""Words of official papers. They are written in Indonesian, whatever language their maker reads the panel in."""

from __future__ import annotations

from datetime import date

from models.dates import MONTHS, parse_day

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = tuple(MONTHS)[:12]
ATTENDANCES = {"present": "Hadir", "excused": "Izin", "sick": "Sakit", "on_duty": "Dinas luar"}
KINDS = {"evaluation": "rapat evaluasi", "dialogue": "dialog kinerja", "coaching": "pembinaan"}
CATEGORIES = {
    "functional": "Jabatan fungsional", "promotion": "Kenaikan pangkat/jabatan", "transfer": "Mutasi",
    "training": "Pelatihan", "study": "Pendidikan lanjut", "internship": "Magang", "mentoring": "Mentoring",
    "workplace": "Tempat kerja dan kesejahteraan", "other": "Lainnya",
}  # fmt: skip
DATES = {
    "promotion": "Kenaikan pangkat", "kgb": "Kenaikan gaji berkala", "retirement": "Pensiun (BUP)",
    "contract": "Akhir kontrak PPPK", "probation": "Akhir masa CPNS", "satyalancana": "Satyalancana Karya Satya",
    "licence": "Akhir masa berlaku sertifikat",
}  # fmt: skip
PREDICATES = {"1": "Sangat Baik", "2": "Baik", "3": "Butuh Perbaikan", "4": "Kurang", "5": "Sangat Kurang"}
STATUSES = {"open": "Belum", "running": "Berjalan", "postponed": "Ditunda", "done": "Selesai", "stopped": "Dihentikan"}
PLANS = {
    "draft": "draf", "submitted": "diajukan", "agreed": "disetujui atasan", "approved": "disetujui BKPSDM",
    "closed": "ditutup",
}  # fmt: skip
_NUMBERS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")


def day_in_words(day: date | None) -> str:
    """`Selasa, 1 Desember 2026`, or nothing."""
    return f"{DAYS[day.weekday()]}, {plain_day(day)}" if day else ""


def plain_day(day: date | None) -> str:
    """`1 Desember 2026`, or nothing."""
    return f"{day.day} {_MONTHS[day.month - 1].title()} {day.year}" if day else ""


def told_day(text: str) -> str:
    """`1 Desember 2026` for a day as minutes keep it (`2026-12-01`)."""
    return plain_day(parse_day(text)) if text else ""


def hours(starts: str, ends: str) -> str:
    """`pukul 09.00–11.00 WIB`, or until it is over."""
    first, last = starts.replace(":", "."), ends.replace(":", ".")
    return f"pukul {first}–{last} WIB" if last else f"pukul {first} WIB sampai dengan selesai"


def sheets(count: int) -> str:
    """How many sheets are attached: `1 (satu) lembar`."""
    return f"{count} ({_NUMBERS[count]}) lembar" if 0 < count < len(_NUMBERS) else "–"


def place_of(root: str) -> str:
    """The town that letters are dated from: `Salatiga` of `Pemerintah Kota Salatiga`."""
    kept = [word for word in root.split() if word.lower() not in ("pemerintah", "kota", "kabupaten", "daerah")]
    return " ".join(kept) or root
