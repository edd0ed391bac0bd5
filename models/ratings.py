"""How performance is rated: results and behaviour against what was expected, and what follows from the two. Pure.

PermenPANRB 6/2022: the predikat is read from a table of both ratings; codes as in SIASN, 1 the best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from models.codes import VALUES
from models.wording import N_

ABOVE, AS_EXPECTED, BELOW = "1", "2", "3"
RATINGS = (
    (ABOVE, N_("Above expectation")), (AS_EXPECTED, N_("As expected")), (BELOW, N_("Below expectation")),
)  # fmt: skip
PREDICATES = (
    ("1", N_("Excellent")), ("2", N_("Good")), ("3", N_("Needs improvement")), ("4", N_("Poor")),
    ("5", N_("Very poor")),
)  # fmt: skip
ORGANISATION = (
    ("1", N_("Outstanding")), ("2", N_("Good")), ("3", N_("Needs improvement")), ("4", N_("Poor")),
    ("5", N_("Very poor")),
)  # fmt: skip
TABLE = {
    (ABOVE, ABOVE): "1", (ABOVE, AS_EXPECTED): "2", (ABOVE, BELOW): "4",
    (AS_EXPECTED, ABOVE): "2", (AS_EXPECTED, AS_EXPECTED): "2", (AS_EXPECTED, BELOW): "4",
    (BELOW, ABOVE): "3", (BELOW, AS_EXPECTED): "3", (BELOW, BELOW): "5",
}  # fmt: skip
"""{(results, behaviour): predikat}."""
SHARES = {"1": Decimal("1.5"), "2": Decimal(1), "3": Decimal("0.75"), "4": Decimal("0.5"), "5": Decimal("0.25")}
"""What part of a year's coefficient a predikat is worth (PermenPANRB 1/2023)."""
COEFFICIENTS = {
    "pemula": Decimal("3.75"), "terampil": Decimal(5), "mahir": Decimal("12.5"), "penyelia": Decimal(25),
    "ahli_pertama": Decimal("12.5"), "ahli_muda": Decimal(25), "ahli_madya": Decimal("37.5"),
    "ahli_utama": Decimal(50),
}  # fmt: skip
"""Angka kredit a year of each level of a functional position (PermenPANRB 1/2023)."""
VALUE_CODES = tuple(code for code, _ in VALUES)


def predicate(results: str | None, behaviour: str | None) -> str | None:
    """The predikat of two ratings; None while one is missing."""
    return TABLE.get((str(results), str(behaviour)))


def overall(values: Iterable[str | None]) -> str | None:
    """The rating of behaviour that ratings of single values suggest: the most frequent one, of equals the lower, for
    one value below expectation is not made good by another. None without any."""
    return _most([each for each in values if each in dict(RATINGS)], lambda code: code)


def proposed(periods: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """(results, behaviour) that a year's periodic ratings propose, given in order: of each the most frequent, of equals
    the one that came last. None without any."""
    if not periods:
        return None
    results, behaviour = (_latest_of_most([pair[side] for pair in periods]) for side in (0, 1))
    return results, behaviour


def _latest_of_most(codes: list[str]) -> str:
    last = {code: place for place, code in enumerate(codes)}
    return str(_most(codes, lambda code: last[code]))


def _most(codes: list[str], rank: Callable[[str], Any]) -> str | None:
    """The most frequent code; of equals the one that ranks highest."""
    counts = Counter(codes)
    return max(counts, key=lambda code: (counts[code], rank(code)), default=None)


def credit(predikat: str | None, level: str | None, months: int) -> Decimal | None:
    """Angka kredit of a functional position's level for so many months: coefficient × what the predikat is worth.
    None for other positions, and without a predikat. Three decimals."""
    if predikat not in SHARES or level not in COEFFICIENTS:
        return None
    return (COEFFICIENTS[level] * SHARES[predikat] * months / 12).quantize(Decimal("0.001"))


def usual(counts: Counter[str]) -> str | None:
    """The predikat that most people have; of equals the lower one. None without any."""
    return _most(list(counts.elements()), lambda code: code)


def is_too_kind(organisation: str | None, counts: Counter[str]) -> bool:
    """Whether people are rated better than their organisation: the predikat most of them have is the better one."""
    rated = usual(counts)
    return organisation is not None and rated is not None and rated < organisation


def weighted(rows: Iterable[tuple[int, int]]) -> Decimal:
    """The score of (weight in percent, score) rows whose weights make 100."""
    return (Decimal(sum(weight * score for weight, score in rows)) / 100).quantize(Decimal("0.01"))
