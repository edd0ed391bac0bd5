"""A run as a table: costs side by side, and the panel's as ratios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from benchmarks.cases import BARE, OURS, SIDES, STOCK
from benchmarks.load import CLIENTS, WORKERS, Load
from benchmarks.runs import Result

_HEAD = (
    "case", "CPU ms  ours", "stock", "bare", "stock/ours", "ours/bare",
    "trips  ours", "stock", "bare", "KB  ours", "stock", "bare",
)  # fmt: skip
_ROW = "{:17}{:>13}{:>10}{:>8}{:>12}{:>11}{:>13}{:>8}{:>6}{:>10}{:>8}{:>7}"


def table(result: Result) -> str:
    """All of one size."""
    return "\n".join([f"\n{result.people:,} employees", _ROW.format(*_HEAD), *_cases(result), "", *_notes(result)])


def _cases(result: Result) -> Iterator[str]:
    for name, sides in result.costs.items():
        cpu = {side: sides[side].cpu * 1_000 for side in SIDES}
        yield _ROW.format(
            name,
            *(f"{cpu[side]:,.1f}" for side in SIDES),
            f"{cpu[STOCK] / cpu[OURS]:.1f}x",
            f"{cpu[OURS] / cpu[BARE]:.1f}x",
            *(f"{sides[side].trips:,.0f}" for side in SIDES),
            *(f"{sides[side].size / 1_000:,.0f}" for side in SIDES),
        )


def _notes(result: Result) -> Iterator[str]:
    speeds = {side: result.people / cost.cpu for side, cost in result.costs["export CSV"].items()}
    yield "export: " + ", ".join(f"{side} {speeds[side]:,.0f} rows a CPU second" for side in SIDES)
    yield "export, most memory held at once: " + ", ".join(
        f"{side} {held / 2**20:.1f} MB" for side, held in result.peaks.items()
    )
    for name, cost in (*result.lists.items(), *result.defined.items()):
        told = f"{cost.cpu * 1_000:.1f} ms CPU, {cost.trips:.0f} round trips, {cost.size / 1_000:.0f} KB"
        yield f"{name}: {told}"
    for what, found in zip(("import", "same again"), result.imported, strict=True):
        counts = ", ".join(f"{count:,} {label}" for label, count in found.counts.items())
        cost = found.cost
        yield f"{what}: {counts}; {cost.cpu:.1f} s CPU, {cost.wall:.1f} s in all, {cost.trips:,} round trips"


def load_table(people: int, loads: Mapping[str, Load]) -> str:
    """Both sides under load, and the median wait of each kind of page."""
    kinds = list(next(iter(loads.values())).waits)
    row = "{:7}{:>12}{:>9}{:>9}{:>9}" + "{:>11}" * len(kinds)
    lines = [f"\n{people:,} employees, {CLIENTS} clients, {WORKERS} workers, mixed reads; waits in ms, by page p50"]
    lines.append(row.format("", "requests/s", "answers", "p50", "p95", *kinds))
    for side, load in loads.items():
        pages = (f"{median(waits) * 1_000:,.0f}" if waits else "-" for waits in load.waits.values())
        told = (f"{load.rate:.1f}", len(load.all), f"{load.middle * 1_000:,.0f}", f"{load.late * 1_000:,.0f}")
        lines.append(row.format(side, *told, *pages))
    return "\n".join(lines)
