"""The sample city's accounts and exports: the demo's cast, and SIASN files with known defects."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models import codes
from models.identifiers import IdentifierError, birth_date, parse_nip
from models.users import Role, User
from seeds import SEED
from seeds.accounts import account_specs
from seeds.siasn import COLUMNS, NULL, UNKNOWN_UNITS, siasn_rows, write_csv, write_xlsx
from seeds.spoiling import Defect, spoil
from seeds.units import by_code, units

TREE = units()


def test_account_specs_are_the_cast_of_the_demo() -> None:
    specs, known = account_specs(), by_code()
    assert Counter(spec.role for spec in specs) == {
        Role.HR_ADMIN: 2, Role.HEAD: 4, Role.SECRETARY: 3, Role.AUDITOR: 1, Role.LEADERSHIP: 1,
    }  # fmt: skip
    assert all(spec.unit in known and (not spec.employed_at or spec.employed_at in known) for spec in specs)
    names = [spec.username for spec in specs]
    assert len(set(names)) == len(names)
    for name in names:
        User.username.validate(name)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(siasn_rows(800, SEED, TREE))


def test_an_export_has_69_columns_and_its_habits(rows: list[dict[str, str]]) -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 69 and len(rows) == 800
    assert all(tuple(row) == COLUMNS for row in rows)
    assert all(row["NIP BARU"].startswith("'") and parse_nip(row["NIP BARU"]) for row in rows)
    assert {row["JENIS KELAMIN"] for row in rows} == {"M", "F"}
    assert any(row["GELAR DEPAN"] == NULL for row in rows) and all(all(row.values()) for row in rows)
    unknown = {row["UNOR NAMA"] for row in rows} - {unit.name for unit in TREE}
    assert unknown and unknown <= set(UNKNOWN_UNITS)
    assert list(siasn_rows(20, 1, TREE)) == list(siasn_rows(20, 1, TREE))


@pytest.mark.parametrize(
    ("delimiter", "encoding", "bom"), [("|", "utf-8", False), (";", "cp1252", False), (",", "utf-8", True)]
)
def test_csv_comes_back_as_written(
    tmp_path: Path, rows: list[dict[str, str]], delimiter: str, encoding: str, bom: bool
) -> None:
    path = tmp_path / "siasn.csv"
    assert write_csv(path, rows[:50], delimiter, encoding, bom) == 50
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == bom
    with path.open(encoding="utf-8-sig" if bom else encoding, newline="") as file:
        assert list(csv.DictReader(file, delimiter=delimiter)) == rows[:50]


@pytest.mark.parametrize("serial", [False, True])
def test_xlsx_comes_back_as_written(tmp_path: Path, rows: list[dict[str, str]], serial: bool) -> None:
    path = tmp_path / "siasn.xlsx"
    assert write_xlsx(path, rows[:20], serial_dates=serial) == 20
    header, *read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert tuple(header) == COLUMNS and len(read) == 20
    born, text = read[0][COLUMNS.index("TANGGAL LAHIR")], rows[0]["TANGGAL LAHIR"]
    if serial:
        assert isinstance(born, float)
        assert f"{date(1899, 12, 30) + timedelta(days=int(born)):%d-%m-%Y}" == text
    else:
        assert born == text
    assert read[0][COLUMNS.index("NIP BARU")] == rows[0]["NIP BARU"]


def test_spoil_plants_each_defect_and_says_where(rows: list[dict[str, str]]) -> None:
    spoilt, defects = spoil(rows, each=3)
    assert Counter(defects.values()) == dict.fromkeys(Defect, 3) and 0 not in defects
    assert [index for index in range(len(rows)) if spoilt[index] != rows[index]] == sorted(defects)
    whole = {row["NIP BARU"] for index, row in enumerate(spoilt) if index not in defects}
    for index, defect in defects.items():
        row = spoilt[index]
        if defect in (Defect.SCIENTIFIC_NIP, Defect.SHORT_NIP):
            with pytest.raises(IdentifierError):
                parse_nip(row["NIP BARU"])
        if defect is Defect.DUPLICATE_NIP:
            assert row["NIP BARU"] in whole
        if defect is Defect.IMPOSSIBLE_DATE:
            assert birth_date("".join(reversed(row["TANGGAL LAHIR"].split("-")))) is None
        if defect is Defect.UNKNOWN_GOLONGAN:
            assert row["GOL AKHIR NAMA"] not in dict(codes.GOLONGAN).values()


def test_spoil_refuses_too_few_rows(rows: list[dict[str, str]]) -> None:
    with pytest.raises(ValueError):
        spoil(rows[:5])
