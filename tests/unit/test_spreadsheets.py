"""Files of any kind: rows with their numbers, or one sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from operations import spreadsheets, workbooks
from operations.errors import Invalid
from operations.import_columns import NO_HEADER
from operations.siasn_columns import is_header
from operations.spreadsheets import Sheet, read

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def workbook(rows: list[list[Any]], before: int = 0) -> bytes:
    """An XLSX of one sheet after `before` empty ones; dates are dates in it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        as_day = book.add_format({"num_format": "dd-mm-yyyy"})
        for _ in range(before):
            book.add_worksheet()
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, as_day)
                else:
                    sheet.write(row, column, cell)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def listed(content: bytes) -> list[tuple[int, list[Any]]]:
    return list(read(content, is_header, NO_HEADER["employee"]).rows())


@pytest.mark.parametrize("delimiter", ["|", ";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_delimiter_and_encoding_gives_the_same_rows(delimiter: str, encoding: str) -> None:
    text = f"NIP BARU{delimiter}NAMA\r\n'1{delimiter}Agnès\r\n\r\n2{delimiter}Béa\r\n"
    assert listed(text.encode(encoding)) == [(2, ["'1", "Agnès"]), (4, ["2", "Béa"])]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_in_either_order(mark: bytes) -> None:
    coding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert listed(mark + "NIP;NAMA\n1;Ö\n".encode(coding)) == [(2, ["1", "Ö"])]


def test_commas_in_an_address_do_not_hide_the_real_delimiter() -> None:
    text = "NIP|NAMA|ALAMAT\n1|Budi|Jl. A, No. 1, RT 2, RW 3\n"
    assert listed(text.encode()) == [(2, ["1", "Budi", "Jl. A, No. 1, RT 2, RW 3"])]


def test_titles_above_the_header_are_skipped_and_rows_keep_their_numbers() -> None:
    text = "DAFTAR PEGAWAI;;\nDinas Sosial, Kota Salatiga;;\n;;\nNo.;NIP ;Nama\n1;198;Budi\n;;\n2;199;Sri\n"
    sheet = read(text.encode(), is_header, NO_HEADER["employee"])
    assert (sheet.header_row, sheet.headers) == (4, ("No.", "NIP", "Nama"))
    assert [number for number, _ in sheet.rows()] == [5, 7]
    assert (sheet.count, sheet.blank) == (2, 1)


def test_a_short_row_is_filled_up_to_the_header() -> None:
    assert listed(b"NIP;NAMA;ALAMAT\n1\n") == [(2, ["1", None, None])]


def test_a_workbook_keeps_dates_as_dates_and_numbers_as_numbers() -> None:
    rows = [["Judul"], [], ["NIP", "TANGGAL LAHIR", "MK"], [198001012005011001, date(1980, 1, 1), 5], ["'1", "x", 1.5]]
    assert listed(workbook(rows)) == [(4, [1.98001012005011e17, date(1980, 1, 1), 5]), (5, ["'1", "x", 1.5])]


def test_the_first_sheet_with_a_header_is_read() -> None:
    assert listed(workbook([["NIP"], ["1"]], before=2)) == [(2, ["1"])]


@pytest.mark.parametrize(
    "content",
    [b"", PNG, XLS, b"MZ\x90\x00" + b"\0" * 64, b"%PDF-1.7\n\x00\xff", archive(word__document_xml=b"<w/>"),
     archive(xl__workbook_xml=b"<workbook/>"), b"PK\x03\x04" + b"x" * 99, workbook([["NIP"], ["1"]])[:-40],
     b"no header at all\n1;2\n", b"\xff\xfe\x00", b"NIP;NAMA\n1;\"never closed " + b"x" * 200_000],
)  # fmt: skip
def test_what_is_no_spreadsheet_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        read(content, is_header, NO_HEADER["employee"])
    assert str(caught.value.message).endswith((".", "?"))


def test_limits_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    for text in ("NIP\n" + "1\n" * 4, "NIP;" + "x;" * 400 + "\n", "NIP\n" + "x" * 5_001):
        with pytest.raises(Invalid):
            read(text.encode(), is_header, NO_HEADER["employee"])
    assert read(b"NIP\n" + b"1\n" * 3, is_header, NO_HEADER["employee"]).count == 3


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 0), (0, 16_383), (150_000, 701)])
def test_a_stray_cell_far_away_is_refused_before_it_takes_memory(row: int, column: int) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "NIP")
        sheet.write(row, column, "x")
    with pytest.raises(Invalid, match="beyond column|below row"):
        read(file.getvalue(), is_header, NO_HEADER["employee"])


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 1_000_000)
    bomb = archive(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=b" " * 3_000_000)
    with pytest.raises(Invalid, match="unpacks"):
        read(bomb, is_header, NO_HEADER["employee"])


def test_a_stated_size_that_lies_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 1_000_000)
    bomb = bytearray(archive(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=b" " * 3_000_000))
    true, false = (3_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little")
    with pytest.raises(Invalid):
        read(bytes(bomb).replace(true, false), is_header, NO_HEADER["employee"])


def _readable(content: bytes) -> None:
    try:
        sheet = read(content, is_header, NO_HEADER["employee"])
    except Invalid as error:
        assert str(error.message)
        return
    assert isinstance(sheet, Sheet)
    assert len(list(sheet.rows())) == sheet.count


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"NIP;NAMA\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbfNIP|x\n"])
)
def test_any_bytes_give_rows_or_a_sentence(content: bytes, before: bytes) -> None:
    _readable(before + content)


WORKBOOK = workbook([["NIP", "NAMA"], ["1", "Budi"], [2, date(2020, 1, 1)]])  # once: it holds the time it was made


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_any_damage_gives_rows_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _readable(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
def test_a_workbook_with_any_part_gives_rows_or_a_sentence(part: bytes, name: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["NIP"], ["1"]]))) as good, zipfile.ZipFile(file, "w") as bad:
        for each in good.namelist():
            whole = good.read(each)
            bad.writestr(each, whole[: len(whole) // 2] + part + whole[len(whole) // 2 :] if each == name else whole)
    _readable(file.getvalue())
