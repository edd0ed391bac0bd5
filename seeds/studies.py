"""Courses of study and the titles they give, by a short key."""

from __future__ import annotations

from typing import NamedTuple


class Study(NamedTuple):
    """A course of study; the titles stand before and after the name."""

    level: str
    field: str
    front: str = ""
    back: str = ""


STUDIES = {
    "smp": Study("smp", "Umum"),
    "sma": Study("sma", "Ilmu Pengetahuan Sosial"),
    "sma ipa": Study("sma", "Ilmu Pengetahuan Alam"),
    "smk": Study("sma", "Teknik Otomotif"),
    "d3 manajemen": Study("d3", "Manajemen Perkantoran", "", "A.Md."),
    "d3 akuntansi": Study("d3", "Akuntansi", "", "A.Md.Ak."),
    "d3 informatika": Study("d3", "Manajemen Informatika", "", "A.Md.Kom."),
    "d3 teknik": Study("d3", "Teknik Mesin", "", "A.Md.T."),
    "d3 transportasi": Study("d3", "Manajemen Transportasi Jalan", "", "A.Md.LLAJ"),
    "d3 perawat": Study("d3", "Keperawatan", "", "A.Md.Kep."),
    "d3 bidan": Study("d3", "Kebidanan", "", "A.Md.Keb."),
    "d3 gizi": Study("d3", "Gizi", "", "A.Md.Gz."),
    "d3 sanitasi": Study("d3", "Sanitasi", "", "A.Md.Kes."),
    "d3 radiologi": Study("d3", "Radiodiagnostik dan Radioterapi", "", "A.Md.Rad."),
    "d3 rekam medis": Study("d3", "Rekam Medis dan Informasi Kesehatan", "", "A.Md.RMIK"),
    "d3 laboratorium": Study("d3", "Teknologi Laboratorium Medis", "", "A.Md.Kes."),
    "hukum": Study("s1", "Ilmu Hukum", "", "S.H."),
    "ekonomi": Study("s1", "Ekonomi Pembangunan", "", "S.E."),
    "manajemen": Study("s1", "Manajemen", "", "S.E."),
    "akuntansi": Study("s1", "Akuntansi", "", "S.Ak."),
    "administrasi": Study("s1", "Administrasi Publik", "", "S.A.P."),
    "pemerintahan": Study("s1", "Ilmu Pemerintahan", "", "S.I.P."),
    "stpdn": Study("d4", "Kebijakan Pemerintahan", "", "S.STP."),
    "sosial": Study("s1", "Kesejahteraan Sosial", "", "S.Sos."),
    "psikologi": Study("s1", "Psikologi", "", "S.Psi."),
    "komunikasi": Study("s1", "Ilmu Komunikasi", "", "S.I.Kom."),
    "sejarah": Study("s1", "Sejarah", "", "S.S."),
    "perpustakaan": Study("s1", "Ilmu Perpustakaan", "", "S.Hum."),
    "informatika": Study("s1", "Teknik Informatika", "", "S.Kom."),
    "statistika": Study("s1", "Statistika", "", "S.Si."),
    "teknik sipil": Study("s1", "Teknik Sipil", "", "S.T."),
    "lingkungan": Study("s1", "Teknik Lingkungan", "", "S.T."),
    "pertanian": Study("s1", "Agroteknologi", "", "S.P."),
    "dokter hewan": Study("s1", "Kedokteran Hewan", "drh.", ""),
    "kesmas": Study("s1", "Kesehatan Masyarakat", "", "S.K.M."),
    "ners": Study("s1", "Keperawatan (Profesi Ners)", "", "S.Kep., Ns."),
    "apoteker": Study("s1", "Farmasi (Profesi Apoteker)", "apt.", "S.Farm."),
    "dokter": Study("s1", "Pendidikan Dokter", "dr.", ""),
    "dokter gigi": Study("s1", "Pendidikan Dokter Gigi", "drg.", ""),
    "pgsd": Study("s1", "Pendidikan Guru Sekolah Dasar", "", "S.Pd."),
    "paud": Study("s1", "Pendidikan Anak Usia Dini", "", "S.Pd."),
    "guru matematika": Study("s1", "Pendidikan Matematika", "", "S.Pd."),
    "guru bahasa": Study("s1", "Pendidikan Bahasa dan Sastra Indonesia", "", "S.Pd."),
    "guru inggris": Study("s1", "Pendidikan Bahasa Inggris", "", "S.Pd."),
    "guru ipa": Study("s1", "Pendidikan Biologi", "", "S.Pd."),
    "guru olahraga": Study("s1", "Pendidikan Jasmani, Kesehatan dan Rekreasi", "", "S.Pd."),
}
TEACHING = ("guru matematika", "guru bahasa", "guru inggris", "guru ipa", "guru olahraga")
MASTERS = {
    "hukum": Study("s2", "Ilmu Hukum", "", "M.H."),
    "dokter": Study("s2", "Kesehatan Masyarakat", "", "M.Kes."),
    "dokter gigi": Study("s2", "Kesehatan Masyarakat", "", "M.Kes."),
    "kesmas": Study("s2", "Kesehatan Masyarakat", "", "M.Kes."),
    "ners": Study("s2", "Keperawatan", "", "M.Kep."),
    "apoteker": Study("s2", "Farmasi", "", "M.Farm."),
    "pgsd": Study("s2", "Manajemen Pendidikan", "", "M.Pd."),
    "paud": Study("s2", "Pendidikan Anak Usia Dini", "", "M.Pd."),
    **{key: Study("s2", "Pendidikan", "", "M.Pd.") for key in TEACHING},
    "informatika": Study("s2", "Sistem Informasi", "", "M.Kom."),
    "teknik sipil": Study("s2", "Teknik Sipil", "", "M.T."),
    "psikologi": Study("s2", "Psikologi", "", "M.Psi."),
}
OTHER_MASTERS = (Study("s2", "Manajemen", "", "M.M."), Study("s2", "Administrasi Publik", "", "M.Si."))
GENERAL = ("hukum", "manajemen", "administrasi", "pemerintahan", "stpdn", "akuntansi", "ekonomi", "sosial")
_UNIVERSITIES = (
    "Universitas Diponegoro", "Universitas Kristen Satya Wacana", "Universitas Negeri Semarang",
    "Universitas Sebelas Maret", "Universitas Gadjah Mada", "Universitas Terbuka",
    "Universitas Muhammadiyah Surakarta", "Universitas Negeri Yogyakarta",
)  # fmt: skip
_SCHOOLS = {
    "smp": ("SMP Negeri 1 Salatiga", "SMP Negeri 2 Salatiga", "SMP Negeri 3 Salatiga", "SMP Negeri 1 Tengaran"),
    "sma": ("SMA Negeri 1 Salatiga", "SMA Negeri 2 Salatiga", "SMA Negeri 3 Salatiga", "SMA Negeri 1 Ambarawa",
            "SMA Negeri 1 Boyolali", "SMA Negeri 3 Semarang"),
    "smk": ("SMK Negeri 1 Salatiga", "SMK Negeri 2 Salatiga", "SMK Negeri 3 Salatiga"),
    "d3": ("Politeknik Negeri Semarang", "Universitas Diponegoro", "Universitas Sebelas Maret"),
    "d3 kesehatan": ("Politeknik Kesehatan Semarang", "Politeknik Kesehatan Surakarta"),
    "dokter": ("Universitas Diponegoro", "Universitas Sebelas Maret", "Universitas Gadjah Mada"),
    "d4": ("Institut Pemerintahan Dalam Negeri",),
}  # fmt: skip
_OFFICE_DIPLOMAS = frozenset({"A.Md.", "A.Md.Ak.", "A.Md.Kom.", "A.Md.T.", "A.Md.LLAJ"})


def schools_of(study: Study) -> tuple[str, ...]:
    """Schools that teach this course."""
    if study == STUDIES["smk"]:
        return _SCHOOLS["smk"]
    if study.level == "d3" and study.back not in _OFFICE_DIPLOMAS:
        return _SCHOOLS["d3 kesehatan"]
    return _SCHOOLS["dokter"] if study.front else _SCHOOLS.get(study.level, _UNIVERSITIES)
