"""XLSX workbooks read through calamine, after a look at what it would have to hold in memory.

Calamine lays a sheet out as one dense block from its first to its last cell: a file of 5 kB with a stray cell in
XFD1048576 asks it for 550 GB and ends the process. So the extent and the unpacked size are measured first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from models.wording import N_, Message
from operations.errors import Invalid

Cell = str | int | float | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UNPACKED = 256 * 2**20
MOST_PARTS = 2_000
MOST_ROWS = 100_000
MOST_COLUMNS = 300
LEADING = 1_000  # title rows and blank rows that may come on top of MOST_ROWS
BROKEN = N_("This workbook is damaged or protected by a password. Save it again as XLSX or CSV.")
_CHUNK = 2**20
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_LONGEST_PLACE = 64


def is_workbook(content: bytes) -> bool:
    """Whether the content is a zip with an XLSX workbook in it. Raises Invalid for a damaged one."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, UnicodeDecodeError):
        raise Invalid({"": Message(BROKEN)}) from None


def sheets(content: bytes) -> Iterator[CalamineSheet]:
    """The workbook's sheets, in its order. Raises Invalid for one too large or damaged."""
    measure(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index in range(len(book.sheet_names)):
            yield book.get_sheet_by_index(index)
    except (CalamineError, OSError, ValueError):
        raise Invalid({"": Message(BROKEN)}) from None


def rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """The rows from the first on. Dates are dates and numbers numbers: Excel keeps 15 digits of one, never an NIP."""
    for cells in sheet.iter_rows():
        yield [_plain(cell) for cell in cells]


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (bool, time, timedelta)):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell if isinstance(cell, (int, float, date)) else None


def measure(content: bytes) -> None:
    """Raise Invalid where unpacking takes too much, or a cell lies outside what a sheet may hold.

    What counts is what really unpacks, not the size that the archive states.
    """
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
                raise Invalid({"": Message(N_("This workbook unpacks to more than can be read. Split it."))})
            for part in parts:
                left = _measure_part(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, UnicodeDecodeError):
        raise Invalid({"": Message(BROKEN)}) from None


def _measure_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack one part in pieces; returns what is left of the allowance."""
    part.file_size = left + 1  # unpack to its true end, wherever that is
    before = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise Invalid({"": Message(N_("This workbook unpacks to more than can be read. Split it."))})
            _refuse_far_cells(before + piece)
            before = piece[-_LONGEST_PLACE:]
    return left


def _refuse_far_cells(xml: bytes) -> None:
    """Raise Invalid for a cell beyond the rows and columns that are read."""
    places = _PLACE.findall(xml)
    if any(len(digits) > 7 or int(digits) > MOST_ROWS + LEADING for _, digits in places):
        text = N_("A cell lies below row %(count)s. Delete the rows under the data, or split the file.")
        raise Invalid({"": Message(text, count=MOST_ROWS + LEADING)})
    if any(len(letters) > 3 or _column(letters) > MOST_COLUMNS for letters in {letters for letters, _ in places}):
        text = N_("A cell lies beyond column %(count)s. Delete the columns right of the data.")
        raise Invalid({"": Message(text, count=MOST_COLUMNS)})


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
