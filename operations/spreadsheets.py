"""Spreadsheets of offices, CSV or XLSX: the header row found, the rows under it with their numbers.

A title above the header, blank rows and a stray column are borne; a file that is something else, or larger than
can be read, is Invalid with a sentence, whatever its bytes are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from models.wording import N_, Message
from operations import delimited, workbooks
from operations.errors import Invalid
from operations.workbooks import LEADING, MOST_COLUMNS, MOST_ROWS, XLSX, Cell

LARGEST = 32 * 2**20
LONGEST_CELL = 5_000
CSV = "text/csv"
IsHeader = Callable[[Sequence[Cell]], bool]
Rows = Callable[[], Iterator[list[Cell]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet within the limits. `count` are its rows with anything in them under the header, `blank` the others."""

    headers: tuple[str, ...]
    header_row: int
    count: int
    blank: int
    _rows: Rows

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(row number as the spreadsheet shows it, cells), blank rows left out; as wide as the header at least."""
        width = len(self.headers)
        for number, cells in _under(self._rows, self.header_row):
            if not is_blank(cells):
                yield number, cells + [None] * (width - len(cells))


def content_type(content: bytes) -> str:
    """`text/csv` or the type of XLSX, by content. Raises Invalid for anything else."""
    if not content:
        raise Invalid({"": Message(N_("The file is empty."))})
    if len(content) > LARGEST:
        raise Invalid({"": Message(N_("The file is larger than %(limit)s MB."), limit=LARGEST // 2**20)})
    if workbooks.is_workbook(content):
        return XLSX
    delimited.decode(content)
    return CSV


def read(content: bytes, is_header: IsHeader, missing: str) -> Sheet:
    """The first sheet with a row that `is_header`, checked against the limits. Raises Invalid; `missing` says that
    there is none."""
    for rows in _candidates(content, is_header):
        found = _header(rows, is_header)
        if found:
            return _checked(rows, *found)
    raise Invalid({"": Message(missing)})


def _candidates(content: bytes, is_header: IsHeader) -> Iterator[Rows]:
    if content_type(content) == XLSX:
        for sheet in workbooks.sheets(content):
            yield partial(workbooks.rows, sheet)
        return
    text = delimited.decode(content)
    delimiter = delimited.delimiter_of(text, is_header)
    if delimiter:
        yield partial(delimited.rows, text, delimiter)


def _header(rows: Rows, is_header: IsHeader) -> tuple[int, list[Cell]] | None:
    first = enumerate(islice(rows(), delimited.LOOKED_AT), 1)
    return next(((number, cells) for number, cells in first if is_header(cells)), None)


def _checked(rows: Rows, number: int, cells: list[Cell]) -> Sheet:
    headers = tuple(str(cell).strip() if cell is not None else "" for cell in cells)
    _check(number, cells)
    count = blank = 0
    for row, each in _under(rows, number):
        _check(row, each)
        is_empty = is_blank(each)
        count, blank = count + (not is_empty), blank + is_empty
        if count > MOST_ROWS or blank > MOST_ROWS + LEADING:
            raise Invalid({"": Message(N_("More than %(count)s rows. Split the file."), count=MOST_ROWS)})
    return Sheet(headers, number, count, blank, rows)


def _check(row: int, cells: Sequence[Cell]) -> None:
    if len(cells) > MOST_COLUMNS:
        text = N_("Row %(row)s has more than %(count)s columns.")
        raise Invalid({"": Message(text, row=row, count=MOST_COLUMNS)})
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        text = N_("A cell of row %(row)s has more than %(count)s characters: is a quotation mark never closed?")
        raise Invalid({"": Message(text, row=row, count=LONGEST_CELL)})


def is_blank(cells: Iterable[Cell]) -> bool:
    return not any(cell is not None and str(cell).strip() for cell in cells)


def _under(rows: Rows, header_row: int) -> Iterator[tuple[int, list[Cell]]]:
    return ((number, cells) for number, cells in enumerate(rows(), 1) if number > header_row)
