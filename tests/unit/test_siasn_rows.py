"""What rows say: SIASN's 69 columns, and the spreadsheets that offices keep of their own."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people import with_titles, without_titles
from operations.import_values import changed_values, with_education
from operations.siasn import Said, functional_level, say
from operations.siasn_columns import HEADERS, find_columns, is_header
from seeds.people import employee_facts
from seeds.siasn import COLUMNS, siasn_rows
from seeds.units import units

NIP = "198001012005011001"


def said(**cells: Any) -> Said:
    """A row with these cells; keywords are the headers, `_` for a space."""
    headers = [name.replace("_", " ") for name in cells]
    return say(find_columns(headers), list(cells.values()))


def test_every_column_of_siasn_is_used_or_told_as_ignored() -> None:
    columns = find_columns(COLUMNS)
    assert set(columns.places) == set(HEADERS) - {"kgb_since"}, "SIASN does not tell of KGB; offices' own sheets do"
    assert len(columns.places) + len(columns.ignored) == len(COLUMNS) == 69


@pytest.mark.parametrize(
    "headers",
    [
        "NIK,Nama Pegawai,NIP,Jenjang,Unit Kerja,Golongan,Jenis Kelamin,Tanggal Lahir\n(yyyy-mm-dd), Nomor Handphone",
        "No.,NAMA,NIP ,PANGKAT,JABATAN,SUB JABATAN",
        "No.,Nama,NIP,Gol,Pangkat,Jabatan,Sub-Jabatan",
        "JABATAN_NAMA,NAMA,NIP,JENIS_PEGAWAI",
        "nip   baru,Nama",
    ],
)
def test_headers_of_real_offices_are_understood(headers: str) -> None:
    row = headers.split(",")
    columns = find_columns(row)
    assert is_header(row)
    assert {"nip", "name"} <= set(columns.places)


def test_a_header_with_a_remark_and_a_line_break_is_found() -> None:
    columns = find_columns(["NIP", "Tanggal Lahir\n(yyyy-mm-dd)", " Nomor Handphone", "Kecamatan"])
    assert set(columns.places) == {"nip", "birth_date", "phone"}
    assert columns.ignored == ("Kecamatan",)
    assert columns.header("birth_date") == "Tanggal Lahir (yyyy-mm-dd)"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"STATUS_CPNS_PNS": "P"}, "pns"), ({"STATUS_CPNS_PNS": "C"}, "cpns"), ({"STATUS_CPNS_PNS": "CPNS"}, "cpns"),
        ({"JENIS_PEGAWAI_NAMA": "PNS Daerah Kab/Kota", "STATUS_CPNS_PNS": "C"}, "cpns"),
        ({"JENIS_PEGAWAI_NAMA": "PPPK", "STATUS_CPNS_PNS": "P"}, "pppk"),
        ({"JENIS_PEGAWAI_NAMA": "PPPK Paruh Waktu", "KEDUDUKAN_HUKUM_ID": "71"}, "pppk_pw"),
        ({"KEDUDUKAN_HUKUM_ID": "'71"}, "pppk"), ({"JENIS_PEGAWAI": "PNS"}, "pns"), ({"KEDUDUKAN_HUKUM_ID": "01"}, None),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_three_columns(cells: dict[str, str], kind: str | None) -> None:
    row = said(NIP=NIP, **cells)
    assert row.values.get("kind") == kind
    assert not row.problems


@pytest.mark.parametrize(
    ("cells", "golongan"),
    [
        ({"GOL_AKHIR_ID": "31", "GOL_AKHIR_NAMA": "III/a"}, "31"), ({"GOL_AKHIR_ID": "31"}, "31"),
        ({"GOL_AKHIR_ID": 31}, "31"), ({"GOL_AKHIR_ID": "9", "JENIS_PEGAWAI_NAMA": "PPPK"}, "P09"),
        ({"GOL_AKHIR_ID": "11", "JENIS_PEGAWAI_NAMA": "PPPK"}, "P11"), ({"GOL_AKHIR_ID": "11"}, "11"),
        ({"GOL_AKHIR_ID": "9", "GOL_AKHIR_NAMA": "IX"}, "P09"), ({"PANGKAT": "II/a"}, "21"),
        ({"Gol": "Penata Muda", "Pangkat": "III/a"}, "31"),
    ],
)  # fmt: skip
def test_the_golongan_by_name_or_by_id(cells: dict[str, Any], golongan: str) -> None:
    assert said(NIP=NIP, **cells).values["golongan"] == golongan


def test_an_id_that_contradicts_the_name_is_told() -> None:
    assert set(said(NIP=NIP, GOL_AKHIR_ID="32", GOL_AKHIR_NAMA="III/a").problems) == {"golongan_id"}


@pytest.mark.parametrize(
    ("cells", "kind", "eselon", "level"),
    [
        ({"JENIS_JABATAN_ID": "1", "ESELON_ID": "22", "JABATAN_NAMA": "Kepala Dinas"}, "1", "22", "jpt_pratama"),
        ({"JENIS_JABATAN_ID": "2", "ESELON_ID": "", "JABATAN_NAMA": "Perawat Ahli Muda"}, "2", "99", "ahli_muda"),
        ({"JENIS_JABATAN_ID": 4, "ESELON_ID": None, "JABATAN_NAMA": "Penelaah"}, "4", "99", None),
        ({"JENIS_JABATAN_NAMA": "Jabatan Fungsional Umum", "ESELON_NAMA": "null"}, "4", "99", None),
        ({"JENIS_JABATAN_NAMA": "Jabatan Struktural", "ESELON_NAMA": "IV.a"}, "1", "41", "pengawas"),
        ({"JABATAN": "Guru Ahli Pertama"}, None, None, "ahli_pertama"),
    ],
)  # fmt: skip
def test_a_position_with_its_kind_eselon_and_level(
    cells: dict[str, Any], kind: str | None, eselon: str | None, level: str | None
) -> None:
    values = said(NIP=NIP, **cells).values
    assert [values.get(name) for name in ("position_kind", "eselon", "position_level")] == [kind, eselon, level]


def test_a_level_is_read_at_the_end_of_the_name_alone() -> None:
    assert functional_level("Pranata Komputer TERAMPIL") == "terampil"
    assert functional_level("Kepala Seksi Pemuda Mahir Wisata") is None


@pytest.mark.parametrize(
    ("level", "field", "found"),
    [
        ("S-1/Sarjana", "S-1 ILMU HUKUM", ("s1", "ILMU HUKUM")), ("SLTA", "SMK TEKNIK", ("sma", "TEKNIK")),
        ("Diploma III/Sarjana Muda", "D-III KEBIDANAN", ("d3", "KEBIDANAN")), ("Diploma IV", None, ("d4", None)),
        ("S-2", "S-2 Manajemen", ("s2", "Manajemen")), ("Sekolah Dasar", "SD", ("sd", None)), ("S1", "", ("s1", None)),
        (None, "S-1 Hukum", ("s1", "Hukum")), ("SLTA Kejuruan", "", ("sma", None)), ("D3", "Gizi", ("d3", "Gizi")),
    ],
)  # fmt: skip
def test_education(level: str | None, field: str | None, found: tuple[str, str | None]) -> None:
    row = said(NIP=NIP, TINGKAT_PENDIDIKAN_NAMA=level, PENDIDIKAN_NAMA=field)
    assert (row.education["level"], row.education.get("field")) == found


def test_all_problems_of_a_row_come_at_once() -> None:
    row = said(NIP="1.98001E+17", TANGGAL_LAHIR="31-02-1985", GOLONGAN="III/x", JENIS_KELAMIN="X", MK_TAHUN="lima")
    assert set(row.problems) == {"nip", "birth_date", "golongan_name", "sex", "service_years"}


def test_every_row_of_the_generator_is_read_without_a_problem() -> None:
    columns = find_columns(COLUMNS)
    for row in siasn_rows(150, 5, units()):
        found = say(columns, list(row.values()))
        assert not found.problems
        assert found.unit
        assert found.education["level"]


def test_a_generated_person_says_what_they_are() -> None:
    unit = units()[8]
    facts = employee_facts(random.Random(7), unit)
    columns = find_columns(COLUMNS)
    row = next(siasn_rows(1, 7, units()))
    found = say(columns, list(row.values())).values
    assert found["nip"] == row["NIP BARU"].lstrip("'")
    assert set(found) - {"position_level"} <= set(facts)


def test_a_file_in_capitals_keeps_our_spelling() -> None:
    stored = {"nip": NIP, "name": "Budi Santoso", "position_name": "Penelaah Teknis"}
    assert changed_values(said(NIP=NIP, NAMA="BUDI SANTOSO", JABATAN="PENELAAH TEKNIS"), stored) == {}
    assert changed_values(said(NIP=NIP, NAMA="BUDI SANTOSA"), stored) == {"name": "BUDI SANTOSA"}
    assert changed_values(said(NIP=NIP, NAMA="Budi Santoso"), {"nip": NIP, "name": "BUDI SANTOSO"})


def test_an_empty_cell_changes_nothing() -> None:
    stored = {"nip": NIP, "name": "Budi", "phone": "0811", "birth_place": "Salatiga"}
    assert changed_values(said(NIP=NIP, NAMA="", NOMOR_HP="null", TEMPAT_LAHIR="-"), stored) == {}


def test_a_new_position_takes_the_old_level_and_retirement_age_away() -> None:
    stored = {"nip": NIP, "position_name": "Dokter Ahli Madya", "position_level": "ahli_madya", "retirement_age": 60}
    values = changed_values(said(NIP=NIP, JABATAN="Penelaah"), stored)
    assert values == {"position_name": "Penelaah", "position_level": None, "retirement_age": 58}
    by_hand = {**stored, "retirement_age": 63}
    assert "retirement_age" not in changed_values(said(NIP=NIP, JABATAN="Penelaah"), by_hand)


def test_education_is_added_once_and_never_dropped() -> None:
    stored = [{"level": "sma", "field": "IPA", "year": 1999}, {"level": "s1", "field": "Ilmu Hukum", "school": "Undip"}]
    assert with_education({"level": "s1", "field": "ILMU HUKUM"}, stored) is None
    filled = with_education({"level": "s1", "field": "ILMU HUKUM", "year": 2004, "school": "UKSW"}, stored)
    assert filled is not None
    assert [(row.level, row.school, row.year) for row in filled] == [("sma", None, 1999), ("s1", "Undip", 2004)]
    added = with_education({"level": "s2", "field": "Manajemen"}, stored)
    assert added is not None
    assert [row.level for row in added] == ["sma", "s1", "s2"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats()), min_size=69, max_size=69))
def test_any_row_is_said_without_an_exception(row: list[Any]) -> None:
    found = say(find_columns(COLUMNS), row)
    assert set(found.problems) <= set(HEADERS)


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ("Budi Santoso", ("Budi Santoso", None, None)),
        ("dr. Hanifah Azzahra, Sp.A.", ("Hanifah Azzahra", "dr.", "Sp.A.")),
        ("Prof. Dr. Ir. Siti Aminah, M.Sc., Ph.D.", ("Siti Aminah", "Prof. Dr. Ir.", "M.Sc., Ph.D.")),
        ("M. Yusuf", ("M. Yusuf", None, None)),
        ("H. Ali, S.H.", ("H. Ali", None, "S.H.")),
        ("Dr.", ("Dr.", None, None)),
        ("", ("", None, None)),
    ],
)
def test_titles_are_parted_from_a_name(told: str, parts: tuple[str, str | None, str | None]) -> None:
    assert without_titles(told) == parts
    assert with_titles(*parts) == told


def test_titles_in_the_name_count_where_no_column_tells_them() -> None:
    told = say(find_columns(["NIP", "NAMA"]), ["199002142015032004", "Ade Ulva, A.Md."]).values
    assert (told["name"], told["title_back"]) == ("Ade Ulva", "A.Md.")
    headers = ["NIP", "NAMA", "GELAR BELAKANG"]
    told = say(find_columns(headers), ["199002142015032004", "Ade, Ulva", "A.Md."]).values
    assert (told["name"], told["title_back"]) == ("Ade, Ulva", "A.Md.")
