"""The figures of a monthly report as plain texts, in Indonesian. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from operations import hours, paper_words
from operations.dashboards import LATE, Board

Data = dict[str, Any]
_COVERAGE = (("evaluated", "Dievaluasi"), ("met", "Ditemui dalam rapat"), ("trained", "Dilatih"))
_STANDINGS = {
    hours.SHORT: "PNS kurang dari JP minimal", hours.MET: "PNS memenuhi JP minimal",
    hours.WITHIN: "PPPK dalam batas JP", hours.OVER: "PPPK melebihi batas JP",
}  # fmt: skip


def number(count: int) -> str:
    """`1.234`, as it is written in Indonesian."""
    return f"{count:,}".replace(",", ".")


def share(count: int, whole: int) -> str:
    """`12 (40%)`; a dash where there is nobody."""
    return f"{number(count)} ({round(100 * count / whole)}%)" if whole else "–"


def figures(board: Board) -> Data:
    """Coverage, hours, predikat, aspirations and follow-ups of the month and of its year so far."""
    return {
        "aktif": number(len(board.active)),
        "tahun": str(board.asked.period.year),
        "cakupan": _coverage(board),
        "jp": [
            {"uraian": label, "jumlah": number(len(board.sets[f"jp-{state}"]))}
            for state, label in _STANDINGS.items()
            if f"jp-{state}" in board.sets
        ],
        "predikat": _ratings(board),
        "aspirasi": _aspirations(board),
        "belum_dijawab": number(len(board.unanswered_long())),
        "batas_hari": str(LATE),
        "tindak_lanjut": {
            "terbuka": number(sum(board.open.values())),
            "terlambat": number(sum(board.late.values())),
        },
        "pensiun": [
            {"tahun": key.partition("-")[2], "jumlah": number(len(ids))}
            for key, ids in board.sets.items()
            if key.startswith("retires-") and key != "retires-past"
        ],
    }


def so_far(board: Board) -> int:
    """How many of the last buckets lie in the month's year."""
    return board.asked.period.last_month % 12 + 1


def _coverage(board: Board) -> list[dict[str, str]]:
    whole, months = len(board.active), so_far(board)
    found = [
        {
            "uraian": label,
            "bulan": share(len(board.sets[name]), whole),
            "tahun": share(len(set().union(*board.over[name][-months:])), whole),
        }
        for name, label in _COVERAGE
        if name in board.over
    ]
    if "planned" in board.sets:
        planned = share(len(board.sets["planned"]), whole)
        found.append({"uraian": "Mempunyai rencana pengembangan", "bulan": "–", "tahun": planned})
    return found


def _ratings(board: Board) -> list[dict[str, str]]:
    keys = [board.asked.key(each) for each in board.asked.buckets][-so_far(board) :]
    month = board.ratings
    year: Counter[str] = sum((board.rated.get(key, Counter()) for key in keys), Counter())
    return [
        {"uraian": label, "bulan": number(month[code]), "tahun": number(year[code])}
        for code, label in paper_words.PREDICATES.items()
    ]


def _aspirations(board: Board) -> list[dict[str, str]]:
    said = board.said()
    groups: Iterable[tuple[str, str]] = [*paper_words.CATEGORIES.items(), ("", "Tanpa kategori")]
    found = []
    for code, label in groups:
        mine = [each for each in said if each.category == code]
        if mine:
            waiting = sum(not each.is_answered for each in mine)
            found.append({"uraian": label, "jumlah": number(len(mine)), "belum": number(waiting)})
    return found
