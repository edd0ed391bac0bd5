"""Numbers with decimals as an Indonesian office writes them: `1.250.000,50`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bson import Decimal128
from mongoengine.base import BaseField

from models.wording import N_, Message

LARGEST = Decimal(10) ** 15
_RUPIAH = re.compile(r"^rp\.?\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,6})?")


class AmountError(ValueError):
    """A text that is no number; `message` says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Amount(BaseField):
    """An exact decimal number, stored as Decimal128. `places` decimals are kept; `is_money`: rupiah."""

    def __init__(self, places: int = 2, is_money: bool = False, **options: Any) -> None:
        self.places, self.is_money = places, is_money
        self.min_value, self.max_value = options.pop("min_value", None), options.pop("max_value", None)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        return value.to_decimal() if isinstance(value, Decimal128) else value

    def to_mongo(self, value: Any) -> Any:
        if is_amount(value):
            return Decimal128(rounded(value, self.places))
        return Decimal128(str(value)) if isinstance(value, Decimal) else value

    def validate(self, value: Any, **options: Any) -> None:
        if not isinstance(value, Decimal) or not is_amount(value):
            self.error(N_("This is not a number."))


def is_amount(value: Any) -> bool:
    """Whether this is a number that an Amount keeps: finite, and not too large."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    return Decimal(value).is_finite() and abs(Decimal(value)) < LARGEST


def rounded(value: int | Decimal, places: int) -> Decimal:
    """`value` with at most `places` decimals, none of them a trailing zero."""
    cut = round(Decimal(value), places)
    return cut.quantize(Decimal(1)) if cut == cut.to_integral_value() else cut.normalize()


def parse_amount(text: str) -> Decimal:
    """The number of `1.250.000,50`, `1250000,5` or `Rp 1.250.000`; raises AmountError."""
    bare = _RUPIAH.sub("", text.strip().replace("\xa0", " ")).replace(" ", "")
    if len(bare) > 40 or not bare.isascii() or not _WRITTEN.fullmatch(bare):
        raise AmountError(Message(N_("“%(text)s” is not a number. Write it as 1.250,50."), text=text[:40]))
    try:
        found = Decimal(bare.replace(".", "").replace(",", "."))
    except InvalidOperation:
        raise AmountError(Message(N_("This is not a number."))) from None
    if abs(found) >= LARGEST:
        raise AmountError(Message(N_("This number is too large.")))
    return found


def format_amount(value: int | Decimal) -> str:
    """`1.250.000,5`: dots between thousands, a comma before decimals, in both languages of the panel."""
    whole, _, rest = f"{Decimal(value):,f}".partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def format_rupiah(value: int | Decimal) -> str:
    """`Rp 1.250.000`."""
    return f"Rp {format_amount(value)}"
