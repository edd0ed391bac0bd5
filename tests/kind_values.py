"""Random valid values of every kind of defined field that can be typed or told by a cell, for hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from models.definitions import SIMPLE, FieldDefinition
from models.fields import tidy
from tests.defining import make_definition

LABELS = {"satu": "Satu, atau lebih", "dua": "Dua | tiga", "tiga": 'Yang "tiga"', "empat": "-", "lima": "'Lima"}
SPECIAL = "=+-@'\"`’;,|\t\n.% 0123456789eE/\\<>&áß中😀\xa0"
ODD = ("-", "null", "'", "''", "'-", '="x"', "=1+1", "+62", "@a", "n/a", "NaN", "'=x", '"', '""a', "1E+17", "–", " x")
_LETTERS = st.characters(exclude_categories=("Cc", "Cs"), max_codepoint=0x1FFFF)


def _texts(longest: int, lines: bool = False) -> st.SearchStrategy[str]:
    free = st.text(st.one_of(st.sampled_from(SPECIAL), _LETTERS), min_size=1, max_size=40)
    whole = st.one_of(st.sampled_from(ODD), free)
    joined = st.lists(whole, min_size=1, max_size=3).map("\n".join) if lines else whole
    return joined.map(lambda text: tidy(text, lines) or "x").map(lambda text: text[:longest].strip())


def _numbers(places: int) -> st.SearchStrategy[Decimal]:
    most = 10 ** (15 + places) - 1
    return st.integers(-most, most).map(lambda number: Decimal(number).scaleb(-places))


def _nips() -> st.SearchStrategy[str]:
    born = st.dates(date(1950, 1, 1), date(2004, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
    begun = st.dates(date(1980, 1, 1), date(2026, 11, 1)).map(lambda day: f"{day:%Y%m}")
    return st.builds("{}{}{}{:03}".format, born, begun, st.sampled_from("12"), st.integers(0, 999))


_WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
_HOST = st.builds("{}.{}.id".format, _WORD, _WORD)
_PATH = st.text("abcABC012-_~/?&=%.,;'+:@|()", max_size=40)
_DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
VALUES: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
    "text": lambda: _texts(200),
    "lines": lambda: _texts(8000, lines=True),
    "integer": lambda: st.integers(1 - 10**15, 10**15 - 1) | st.integers(-2000, 2000),
    "decimal": lambda: _numbers(3) | st.integers(-99_999, 99_999).map(lambda number: Decimal(number).scaleb(-3)),
    "money": lambda: _numbers(2),
    "date": lambda: _DAYS,
    "month": lambda: _DAYS.map(lambda day: f"{day:%Y-%m}"),
    "year": lambda: st.integers(1900, 2200),
    "yesno": st.booleans,
    "choice": lambda: st.sampled_from(list(LABELS)),
    "choices": lambda: st.lists(st.sampled_from(list(LABELS)), min_size=1, unique=True),
    "link": lambda: st.builds("{}://{}/{}".format, st.sampled_from(["http", "https"]), _HOST, _PATH),
    "email": lambda: st.builds("{}{}@{}".format, _WORD, st.sampled_from(["", ".a", "+b", "'c"]), _HOST),
    "phone": lambda: st.builds(
        "{}{}{}".format, st.sampled_from(["0", "+62 ", "(0298"[1:]]), st.integers(10_000, 10**9), st.sampled_from(["", " ()"])
    ).map(str.strip),
    "nip": _nips,
}  # fmt: skip
COLUMNS = tuple((f"k_{kind}", kind) for kind in sorted(SIMPLE - {"choice"}))[:12]


def definitions() -> list[FieldDefinition]:
    """A field of each of these kinds, and a table with a column of each that a column may have."""
    found = []
    for kind in VALUES:
        more: dict[str, Any] = {"choices": tuple(LABELS)} if kind in ("choice", "choices") else {}
        more |= {"unit": "jam"} if kind in ("integer", "decimal") else {}
        made = make_definition(f"f_{kind}", kind, **more)
        for each in made.choices:
            each.label_id = LABELS[each.code]
        found.append(made)
    return [*found, make_definition("f_table", "table", columns=COLUMNS)]


def records(people: list[Any], units: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Values by the fields' keys, of some fields each."""
    rows = st.fixed_dictionaries({}, optional={key: VALUES[kind]() for key, kind in COLUMNS}).filter(bool)
    picked = {"f_person": st.sampled_from(people), "f_unit": st.sampled_from(units)}
    every = {f"f_{kind}": make() for kind, make in VALUES.items()}
    return st.fixed_dictionaries({**every, **picked, "f_table": st.lists(rows, min_size=1, max_size=3)})
