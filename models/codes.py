"""Code lists of the civil service, as (code, label) pairs in the order people read them.

Sources: SIASN reference tables (golongan, jenis diklat, kedudukan hukum, eselon), UU 20/2023 (kinds of position),
PermenPANRB 6/2022 (feedback, BerAKHLAK). Official Indonesian terms stay as they are in both languages.
"""

from models.wording import N_

KINDS = (("pns", "PNS"), ("cpns", "CPNS"), ("pppk", "PPPK"), ("pppk_pw", "PPPK Paruh Waktu"))
PPPK_KINDS = frozenset({"pppk", "pppk_pw"})
SEXES = (("L", N_("Male")), ("P", N_("Female")))

RANKS = (
    ("11", "I/a", "Juru Muda"), ("12", "I/b", "Juru Muda Tingkat I"), ("13", "I/c", "Juru"),
    ("14", "I/d", "Juru Tingkat I"), ("21", "II/a", "Pengatur Muda"), ("22", "II/b", "Pengatur Muda Tingkat I"),
    ("23", "II/c", "Pengatur"), ("24", "II/d", "Pengatur Tingkat I"), ("31", "III/a", "Penata Muda"),
    ("32", "III/b", "Penata Muda Tingkat I"), ("33", "III/c", "Penata"), ("34", "III/d", "Penata Tingkat I"),
    ("41", "IV/a", "Pembina"), ("42", "IV/b", "Pembina Tingkat I"), ("43", "IV/c", "Pembina Utama Muda"),
    ("44", "IV/d", "Pembina Utama Madya"), ("45", "IV/e", "Pembina Utama"),
)  # fmt: skip
_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"]
GRADES = tuple((code, grade) for code, grade, _ in RANKS)
PPPK_GRADES = tuple((f"P{number:02}", roman) for number, roman in enumerate(_ROMAN, 1))
GOLONGAN = GRADES + PPPK_GRADES
RANK_NAMES = {code: name for code, _, name in RANKS}

LEGAL_STATUSES = (
    ("01", "Aktif"), ("71", "PPPK Aktif"), ("02", "CLTN"), ("03", "Tugas Belajar"), ("20", "MPP"),
    ("66", "Diberhentikan"), ("99", "Pensiun"),
)  # fmt: skip
ACTIVE_STATUSES = frozenset({"01", "71", "03"})

POSITION_KINDS = (("1", "Jabatan manajerial"), ("2", "Jabatan fungsional"), ("4", "Pelaksana"))
POSITION_LEVELS = (
    ("jpt_madya", "JPT Madya"), ("jpt_pratama", "JPT Pratama"), ("administrator", "Administrator"),
    ("pengawas", "Pengawas"), ("pemula", "Pemula"), ("terampil", "Terampil"), ("mahir", "Mahir"),
    ("penyelia", "Penyelia"), ("ahli_pertama", "Ahli Pertama"), ("ahli_muda", "Ahli Muda"),
    ("ahli_madya", "Ahli Madya"), ("ahli_utama", "Ahli Utama"), ("klerek", "Klerek"), ("operator", "Operator"),
    ("teknisi", "Teknisi"),
)  # fmt: skip
ESELONS = (
    ("11", "I.a"), ("12", "I.b"), ("21", "II.a"), ("22", "II.b"), ("31", "III.a"), ("32", "III.b"),
    ("41", "IV.a"), ("42", "IV.b"), ("99", N_("None")),
)  # fmt: skip
ESELON_LEVELS = {
    "11": "jpt_madya", "12": "jpt_madya", "21": "jpt_pratama", "22": "jpt_pratama", "31": "administrator",
    "32": "administrator", "41": "pengawas", "42": "pengawas",
}  # fmt: skip

HONOURS = (("10", "X Tahun"), ("20", "XX Tahun"), ("30", "XXX Tahun"))
"""Satyalancana Karya Satya, by the years of service."""
EDUCATION_LEVELS = (
    ("sd", "SD"), ("smp", "SMP"), ("sma", "SMA/SMK"), ("d1", "D-1"), ("d2", "D-2"), ("d3", "D-3"),
    ("d4", "D-4"), ("s1", "S-1"), ("s2", "S-2"), ("s3", "S-3"),
)  # fmt: skip

TRAINING_KINDS = (
    ("1", "Struktural"), ("2", "Fungsional"), ("3", "Teknis"), ("4", "Workshop"), ("5", "Manajerial"),
    ("6", "Sosial Kultural"), ("7", "Sosialisasi"), ("8", "Bimtek"), ("9", "Seminar"), ("10", "Magang"),
    ("11", "Kursus"), ("12", "Penataran"), ("13", "Klasikal lainnya"), ("14", "Coaching"), ("15", "Mentoring"),
    ("16", "E-Learning"), ("17", "Pelatihan Jarak Jauh"), ("18", "Detasering"), ("19", "Outbond"),
    ("20", "Benchmarking"), ("21", "Pertukaran PNS–swasta/BUMN/BUMD"), ("22", "Belajar Mandiri"),
    ("23", "Komunitas Belajar"), ("24", "Bimbingan di Tempat Kerja"), ("25", "Nonklasikal lainnya"),
)  # fmt: skip
INTERNSHIP = "10"
TRAINING_STATUSES = (
    ("proposed", N_("Proposed")), ("scheduled", N_("Scheduled")), ("running", N_("Under way")),
    ("done", N_("Finished")), ("cancelled", N_("Cancelled")),
)  # fmt: skip

FEEDBACK_KINDS = (("appreciation", N_("Appreciation")), ("constructive", N_("Constructive")))
RELATIONS = (
    ("leader", N_("Leader")), ("peer", N_("Peer")), ("subordinate", N_("Subordinate")), ("other", N_("Other")),
)  # fmt: skip
VALUES = (
    ("pelayanan", "Berorientasi Pelayanan"), ("akuntabel", "Akuntabel"), ("kompeten", "Kompeten"),
    ("harmonis", "Harmonis"), ("loyal", "Loyal"), ("adaptif", "Adaptif"), ("kolaboratif", "Kolaboratif"),
)  # fmt: skip

UNIT_KINDS = (
    ("city", N_("City")), ("sekretariat", "Sekretariat"), ("inspektorat", "Inspektorat"), ("dinas", "Dinas"),
    ("badan", "Badan"), ("kecamatan", "Kecamatan"), ("kelurahan", "Kelurahan"), ("bidang", "Bidang"),
    ("subbag", "Subbagian"), ("uptd", "UPTD"), ("unit", N_("Other unit")),
)  # fmt: skip
