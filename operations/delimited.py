"""Delimited text (CSV) as offices save it: four delimiters, and the encodings of Excel and of SIASN."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from models.wording import N_, Message
from operations.errors import Invalid
from operations.workbooks import Cell

DELIMITERS = "|;,\t"
LOOKED_AT = 40  # rows in which the header is looked for when the delimiter is not known
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NOT_TEXT = N_("This is not a spreadsheet. Use CSV or XLSX; save an old .xls file as XLSX first.")


def decode(content: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else cp1252. Raises Invalid for what is no text."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise Invalid({"": Message(NOT_TEXT)})


def rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The rows from the first on; a blank line is an empty row, so that numbers are those of a spreadsheet."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield [cell or None for cell in cells]
    except csv.Error:
        told = N_("Line %(line)s cannot be read: probably a quotation mark that is never closed.")
        raise Invalid({"": Message(told, line=reader.line_num)}) from None


def delimiter_of(text: str, is_header: Callable[[Sequence[Cell]], bool]) -> str | None:
    """The delimiter with which a header appears among the first rows, the widest one; None where there is none."""
    found: list[tuple[int, str]] = []
    for delimiter in DELIMITERS:
        first = islice(rows(text, delimiter), LOOKED_AT)
        width = next((len(cells) for cells in first if is_header(cells)), 0)
        found.append((width, delimiter))
    width, delimiter = max(found, key=lambda pair: pair[0])
    return delimiter if width else None
