"""Known defects planted in an export, so that a test can ask whether an import tells each of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from enum import StrEnum

from seeds import SEED
from seeds.siasn import SiasnRow


class Defect(StrEnum):
    """What is wrong with a row."""

    SCIENTIFIC_NIP = "scientific_nip"
    SHORT_NIP = "short_nip"
    IMPOSSIBLE_DATE = "impossible_date"
    DUPLICATE_NIP = "duplicate_nip"
    UNKNOWN_GOLONGAN = "unknown_golongan"


def spoil(rows: Iterable[SiasnRow], seed: int = SEED, each: int = 1) -> tuple[list[SiasnRow], dict[int, Defect]]:
    """Copies of the rows with `each` rows of every defect, and which row (from 0) has which; one defect a row.

    A duplicate repeats the NIP of an earlier row that is whole. Raises ValueError where there are too few rows.
    """
    spoilt = [dict(row) for row in rows]
    wanted = [defect for defect in Defect for _ in range(each)]
    chosen = random.Random(seed).sample(range(1, len(spoilt)), len(wanted))
    defects = dict(zip(sorted(chosen), random.Random(seed).sample(wanted, len(wanted)), strict=True))
    for index, defect in defects.items():
        spoilt[index].update(_PLANT[defect](spoilt[index]["NIP BARU"], spoilt[_whole(defects, index)]["NIP BARU"]))
    return spoilt, defects


def _whole(defects: dict[int, Defect], index: int) -> int:
    """The nearest earlier row without a defect; row 0 never has one."""
    return next(earlier for earlier in range(index - 1, -1, -1) if earlier not in defects)


_PLANT: dict[Defect, Callable[[str, str], SiasnRow]] = {
    Defect.SCIENTIFIC_NIP: lambda own, _: {"NIP BARU": f"{int(own[1:]):.5E}"},
    Defect.SHORT_NIP: lambda own, _: {"NIP BARU": own[:-1]},
    Defect.IMPOSSIBLE_DATE: lambda _, __: {"TANGGAL LAHIR": "31-02-1985"},
    Defect.DUPLICATE_NIP: lambda _, earlier: {"NIP BARU": earlier},
    Defect.UNKNOWN_GOLONGAN: lambda _, __: {"GOL AKHIR ID": "39", "GOL AKHIR NAMA": "III/x"},
}
