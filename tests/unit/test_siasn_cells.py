"""Cells as real files have them: every way of writing is one value, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import ESELONS, GRADES, LEGAL_STATUSES, POSITION_KINDS, PPPK_GRADES, RANK_NAMES
from models.fields import tidy
from operations import cells
from operations.cells import CellError

NIP = "198001012005011001"
PARSERS: tuple[Callable[[Any], Any], ...] = (
    cells.text, cells.day, cells.nip, cells.nik, cells.whole, cells.sex, cells.golongan, cells.code_of(LEGAL_STATUSES),
    cells.code_of(POSITION_KINDS), cells.code_of(ESELONS),
)  # fmt: skip
ANY_CELL = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.integers(),
    st.floats(),
    st.dates(),
    st.from_regex(r"[0-9IVXivx/.,\-+eE ]{0,20}"),
)


@pytest.mark.parametrize("cell", [NIP, f"'{NIP}", f'="{NIP}"', "19800101 200501 1 001", f"\xa0{NIP} ", f"’{NIP}"])
def test_an_nip_in_every_usual_way(cell: str) -> None:
    assert cells.nip(cell) == NIP


@pytest.mark.parametrize(
    "cell", [198001012005011001, 1.98001012005011e17, "1.98001E+17", "1,98001012005011E+17", "198001012005011001.0"]
)
def test_a_numeric_nip_is_an_error_and_never_repaired(cell: Any) -> None:
    with pytest.raises(CellError, match="number"):
        cells.nip(cell)


@pytest.mark.parametrize("cell", [3373010101850001, 3.37301e15, "3.37301E+15"])
def test_a_numeric_nik_is_an_error(cell: Any) -> None:
    with pytest.raises(CellError, match="number"):
        cells.nik(cell)


@pytest.mark.parametrize("cell", [None, "", "  ", "null", "NULL", "-", "'", '=""', "\xa0", "'null"])
def test_an_empty_cell_says_nothing(cell: Any) -> None:
    assert {parse(cell) for parse in PARSERS} == {None}


@pytest.mark.parametrize(
    "cell",
    [
        "17-08-1980", "17/08/1980", "1980-08-17", "17 Agustus 1980", "'17-08-1980", "1980-08-17 00:00:00", 29450,
        29450.0, "29450", date(1980, 8, 17),
    ],
)  # fmt: skip
def test_a_date_in_every_usual_way(cell: Any) -> None:
    assert cells.day(cell) == date(1980, 8, 17)


@pytest.mark.parametrize("cell", ["31-02-1985", "00-00-0000", "1980", 12, 9_999_999, "besok", -5, 1e300])
def test_what_is_no_date_is_told(cell: Any) -> None:
    with pytest.raises(CellError):
        cells.day(cell)


@given(st.dates(date(1927, 5, 18), date(2099, 12, 31)))
def test_a_date_comes_back_from_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    for cell in (f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", day.isoformat(), serial, int(serial), day):
        assert cells.day(cell) == day


@pytest.mark.parametrize("cell", ["III/a", "IIIa", "III.a", "III A", "III-a", "3A", "Penata Muda (III/a)", "iii / a",
                                  "Gol. III/a", "Golongan III/a", "Penata Muda", "PENATA MUDA", "III/a - Penata Muda"])  # fmt: skip
def test_a_golongan_in_every_usual_way(cell: str) -> None:
    assert cells.golongan(cell) == "31"


@pytest.mark.parametrize("cell", ["III/x", "II/e", "V/a", "XVIII", "Penata Besar", "39", "III/aa", "5A"])
def test_what_is_no_golongan_is_told(cell: str) -> None:
    with pytest.raises(CellError):
        cells.golongan(cell)


@given(st.sampled_from(GRADES + PPPK_GRADES), st.sampled_from([str, str.lower, str.upper, "Golongan {}".format]))
def test_every_golongan_is_known(grade: tuple[str, str], write: Callable[[str], str]) -> None:
    code, label = grade
    assert cells.golongan(write(label)) == code
    if code in RANK_NAMES:
        number, letter = label.split("/")
        for separator in ("", ".", "-", " ", " / "):
            assert cells.golongan(write(f"{number}{separator}{letter}")) == code
        assert cells.golongan(f"{RANK_NAMES[code]} ({label})") == code


@pytest.mark.parametrize(("cell", "sex"), [("M", "L"), ("L", "L"), ("Laki-laki", "L"), ("PRIA", "L"), ("F", "P"),
                                           ("P", "P"), ("Perempuan", "P"), ("wanita", "P"), ("'F", "P")])  # fmt: skip
def test_sex_in_every_usual_way(cell: str, sex: str) -> None:
    assert cells.sex(cell) == sex


@pytest.mark.parametrize("cell", ["01", "'01", 1, 1.0, "1", "1.0"])
def test_a_code_may_have_lost_its_zero(cell: Any) -> None:
    assert cells.code_of(LEGAL_STATUSES)(cell) == "01"


@pytest.mark.parametrize("cell", ["-5", "1.5", "lima", "١٢", "1e5", "9999999999"])
def test_what_is_no_whole_number_is_told(cell: str) -> None:
    with pytest.raises(CellError):
        cells.whole(cell)


@given(st.sampled_from(PARSERS), ANY_CELL)
def test_any_cell_gives_a_value_or_a_reason(parse: Callable[[Any], Any], cell: Any) -> None:
    try:
        value = parse(cell)
    except CellError as error:
        assert str(error.message)
    else:
        assert value is None or isinstance(value, (str, int, date))


@given(ANY_CELL)
def test_a_number_is_never_an_nip(cell: Any) -> None:
    if cell != cell:
        assert cells.nip(cell) is None, "no number is an empty cell, as the word “nan” is"
    elif isinstance(cell, (int, float)):
        with pytest.raises(CellError):
            cells.nip(cell)


@given(ANY_CELL)
def test_what_a_problem_quotes_can_be_stored(cell: Any) -> None:
    quoted = tidy(cells.shown(cell)) or ""
    assert "\0" not in quoted
    quoted.encode("utf-8")
