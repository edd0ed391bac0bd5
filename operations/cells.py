"""What a cell of an office's spreadsheet says: one parser a kind of value, each giving None for an empty cell.

Every way of writing is one that real files have (domain.md §1, §2, §9). A value that cannot be what it should be
raises CellError with the reason; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from models.codes import GRADES, PPPK_GRADES, RANK_NAMES
from models.dates import DateError, parse_day
from models.identifiers import IdentifierError, parse_nik, parse_nip, strip_cell
from models.search import fold
from models.wording import N_, Message
from operations.workbooks import Cell

EMPTY = frozenset({"", "null", "-", "–", "—", "nan", "#n/a", "n/a", "(null)"})
AS_NUMBER = N_("This number was stored as a number; its last digits are lost. Fill it anew as text.")
_EXCEL_ZERO = date(1899, 12, 30)
_LAST_SERIAL = 73_050  # the end of 2099; five digits begin in 1927, and four may be a year
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"\d{1,9}([.,]0+)?")
_SEXES = {
    "L": ("m", "l", "laki laki", "lakilaki", "laki", "pria", "male"), "P": ("f", "p", "perempuan", "wanita", "female"),
}  # fmt: skip
_SEX = {word: code for code, spoken in _SEXES.items() for word in spoken}
_GRADE = {label.lower().replace("/", ""): code for code, label in GRADES}
_PPPK = {roman: code for code, roman in PPPK_GRADES}
_RANK = {fold(name): code for code, name in RANK_NAMES.items()}
_ARABIC = {"1": "i", "2": "ii", "3": "iii", "4": "iv"}
_PREFIX = re.compile(r"^(gol(ongan)?( ruang)?|pangkat)\b[ .:]*")
_PLAIN_GRADE = re.compile(r"(iv|iii|ii|i|[1-4]) ?[/.\- ]? ?([a-z])")
_GRADE_WITHIN = re.compile(r"\b(iv|iii|ii|i) ?[/.] ?([a-z])\b")


class CellError(ValueError):
    """A cell that cannot be used; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def text(cell: Cell) -> str | None:
    """The cell as text, without what spreadsheets add; None where it is empty or says `null`."""
    if cell is None:
        return None
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    bare = strip_cell(cell) if isinstance(cell, str) and not cell.isalnum() else str(cell)
    return None if bare.lower() in EMPTY else bare


def lines(cell: Cell) -> str | None:
    """The cell as text with its line breaks; what stands behind a `'` is text to the letter, a dash or `null` too."""
    if isinstance(cell, str) and cell.startswith("'"):
        return cell[1:].strip() or None
    told = text(cell)
    return cell.strip() if told is not None and isinstance(cell, str) and "\n" in cell else told


def quoted(told: str) -> str:
    """A text as a cell that `lines` reads back to the letter."""
    return f"'{told}" if told and lines(told) != told else told


def shown(cell: Cell) -> str:
    """The cell as a problem quotes it."""
    return (text(cell) or "")[:80]


def day(cell: Cell) -> date | None:
    """A date as such, an Excel serial number, or written out in any usual way."""
    if isinstance(cell, date):
        return cell
    bare = text(cell)
    if bare is None:
        return None
    if re.fullmatch(r"[1-9]\d{4}(\.0+)?", bare, re.ASCII) and int(bare[:5]) <= _LAST_SERIAL:
        return _EXCEL_ZERO + timedelta(days=int(bare[:5]))
    return _told(parse_day, bare)


def nip(cell: Cell) -> str | None:
    """The 18 digits; a number is refused, as Excel keeps 15 digits of one."""
    return _long_number(parse_nip, cell)


def nik(cell: Cell) -> str | None:
    """The 16 digits; a number is refused for the same reason."""
    return _long_number(parse_nik, cell)


def _long_number(parse: Callable[[str], str], cell: Cell) -> str | None:
    bare = text(cell)
    if bare is None:
        return None
    if isinstance(cell, (int, float)) or _SCIENTIFIC.fullmatch(bare.replace(" ", "")):
        raise CellError(Message(AS_NUMBER))
    return str(_told(parse, bare))


def _told(parse: Callable[[str], Any], bare: str) -> Any:
    try:
        return parse(bare)
    except (IdentifierError, DateError) as error:
        raise CellError(error.message) from None


def whole(cell: Cell) -> int | None:
    """A whole number that is not negative; `12`, `12,0`."""
    bare = text(cell)
    if bare is None:
        return None
    if not bare.isascii() or not _WHOLE.fullmatch(bare):
        raise CellError(Message(N_("This is not a whole number.")))
    return int(re.split("[.,]", bare)[0])


def sex(cell: Cell) -> str | None:
    """`L` or `P`."""
    bare = text(cell)
    if bare is None:
        return None
    found = _SEX.get(fold(bare).replace("-", " "))
    if found is None:
        raise CellError(Message(N_("This is neither male (L, M) nor female (P, F).")))
    return found


def code_of(choices: Sequence[tuple[str, str]]) -> Callable[[Cell], str | None]:
    """A parser for one of these codes, leading zeros lost or not."""
    codes = {code.lstrip("0"): code for code, *_ in choices}

    def parse(cell: Cell) -> str | None:
        bare = text(cell)
        if bare is None:
            return None
        found = codes.get(re.sub(r"\.0+$", "", bare).lstrip("0"))
        if found is None:
            told = ", ".join(codes.values())
            raise CellError(Message(N_("This is not known here. Known: %(known)s."), known=told))
        return found

    return parse


def golongan(cell: Cell) -> str | None:
    """The code of `III/a`, `IIIa`, `III A`, `III-a`, `3A`, `Penata Muda (III/a)`, `Penata Muda`; of `IX` for a PPPK."""
    bare = text(cell)
    if bare is None:
        return None
    spoken = _PREFIX.sub("", fold(bare)).strip()
    found = _grade(spoken) or _RANK.get(spoken) or _PPPK.get(spoken.upper())
    if found is None and (within := _GRADE_WITHIN.search(spoken)):
        found = _GRADE.get("".join(within.groups()))
    if found is None:
        raise CellError(Message(N_("This is no golongan. Write it as III/a, or as IX for a PPPK.")))
    return found


def _grade(spoken: str) -> str | None:
    match = _PLAIN_GRADE.fullmatch(spoken)
    if match is None:
        return None
    number, letter = match.groups()
    return _GRADE.get(_ARABIC.get(number, number) + letter)
