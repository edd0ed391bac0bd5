"""NIP and NIK: the identifiers of a civil servant and of a resident.

NIP of a PNS: 18 digits `YYYYMMDD YYYYMM S NNN` (birth, TMT CPNS, 1 male / 2 female, serial); NI PPPK:
`YYYYMMDD YYYY KK S NNN`, whose digits 13–14 are opaque and never a month. No check digit.
"""

from __future__ import annotations

import re
from datetime import date

from models.wording import N_, Message

_FORMULA = re.compile(r'="(.*)"')
_NUMERIC_CELL = re.compile(r"^\d+([.,]\d+)?[eE][+]?\d+$|^\d{17,18}[.,]0+$")


class IdentifierError(ValueError):
    """An identifier that cannot be right; `message` says why, in words that can be translated."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def strip_cell(text: str) -> str:
    """A cell's content without what spreadsheets add: outer space, NBSP, a leading `'`, `="…"`."""
    text = text.replace("\xa0", " ").strip()
    formula = _FORMULA.fullmatch(text) if text.startswith("=") else None
    return (formula.group(1) if formula else text.lstrip("'’`")).strip()


def parse_nip(text: str) -> str:
    """The 18 digits of an NIP typed or copied in any usual way; raises IdentifierError."""
    bare = digits = strip_cell(text)
    if not bare.isdigit():
        if _NUMERIC_CELL.match(bare.replace(" ", "")):
            raise IdentifierError(Message(N_("This NIP was stored as a number; its last digits are lost.")))
        digits = re.sub(r"[\s.\-]", "", bare)
    if not digits.isascii() or not digits.isdigit():
        raise IdentifierError(Message(N_("An NIP has digits only.")))
    if len(digits) != 18:
        raise IdentifierError(Message(N_("An NIP has 18 digits, this has %(count)s."), count=len(digits)))
    if birth_date(digits) is None:
        raise IdentifierError(Message(N_("Digits 1–8 of the NIP are not a date of birth.")))
    if digits[14] not in "12":
        raise IdentifierError(Message(N_("Digit 15 of the NIP must be 1 (male) or 2 (female).")))
    return digits


def birth_date(nip: str) -> date | None:
    """The date of birth that an NIP's first eight digits state, or None where they are no date."""
    if len(nip) < 8 or not (nip[:8].isascii() and nip[:8].isdigit()):
        return None
    try:
        return date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None


def format_nip(nip: str | None, pppk: bool = False) -> str:
    """`19800101 200501 1 001`, or for a PPPK `19950603 2023 21 2 011`; anything but 18 digits stays as it is."""
    if not isinstance(nip, str) or len(nip) != 18:
        return "" if nip is None else str(nip)
    first = f"{nip[8:12]} {nip[12:14]}" if pppk else nip[8:14]
    return f"{nip[:8]} {first} {nip[14]} {nip[15:]}"


def parse_nik(text: str) -> str:
    """The 16 digits of a NIK (6 region, DDMMYY with DD+40 for women, 4 serial); raises IdentifierError."""
    digits = re.sub(r"[\s.\-]", "", strip_cell(text))
    if len(digits) != 16 or not digits.isascii() or not digits.isdigit():
        raise IdentifierError(Message(N_("A NIK has 16 digits.")))
    return digits


def mask_nik(nik: str | None) -> str:
    """`3373••••••••0001`: the region and the serial stay, the date of birth is hidden."""
    return f"{nik[:4]}••••••••{nik[-4:]}" if nik else ""


def nip_warnings(nip: str, born: date | None, sex: str | None, first_day: date | None, pppk: bool) -> list[Message]:
    """Where an NIP contradicts the rest of the record. Warnings only: real records do, by decree."""
    found: list[Message] = []
    if not nip or len(nip) != 18:
        return found
    stated = birth_date(nip)
    if born and stated and born != stated:
        found.append(Message(N_("The NIP states %(day)s as date of birth."), day=stated.strftime("%d-%m-%Y")))
    if sex and nip[14] != {"L": "1", "P": "2"}[sex]:
        found.append(Message(N_("The NIP states another sex.")))
    known = first_day and first_day.strftime("%Y" if pppk else "%Y%m")
    told = nip[8:12] if pppk else nip[8:14]
    if known and known != told:
        shown = told if pppk else f"{told[4:]}-{told[:4]}"
        found.append(Message(N_("The NIP states %(told)s as the start of service."), told=shown))
    return found
