"""The bounds the panel keeps; `python -m benchmarks --check` fails where one is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.cases import BARE, OURS, STOCK
from benchmarks.defined import BUILT_IN, FILTER, FORM, LIST
from benchmarks.imports import ROWS
from benchmarks.load import Load
from benchmarks.meter import Cost
from benchmarks.runs import Result

LISTS = ("list, first page", "list, last page", "search", "filter")
LIST_TRIPS, LIST_SHARE = 4, 8
SAVE_TRIPS = 6
IMPORT_SECONDS = 30  # for 6,000 rows, on a store of 6,000 employees
DEFINED_SHARE = 2.0
BARE_SHARES = {**dict.fromkeys(LISTS, 2.0), "edit form": 4.0, "save": 6.0}  # how often the bare view's CPU, at most
LOAD_SHARE, LATE_SHARE = 4, 5
ROWS_A_TRIP, EXPORT_SPEED = 500, 5
GROWTH, SLACK = 1.5, 1 << 20  # what an export of the largest size may hold beside one of the smallest


def broken(results: Sequence[Result]) -> list[str]:
    """A sentence for every bound that a run breaks; empty when all hold."""
    found = [f"{result.people:,} employees: {text}" for result in results for text in _of(result)]
    first, last = min(results, key=lambda r: r.people), max(results, key=lambda r: r.people)
    if last.peaks[OURS] > GROWTH * first.peaks[OURS] + SLACK:
        found.append(f"export holds {last.peaks[OURS]:,} bytes at once, {first.peaks[OURS]:,} at the smallest size")
    return found


def broken_load(loads: Mapping[str, Load]) -> list[str]:
    """A sentence for every bound that the load breaks."""
    ours, stock = loads[OURS], loads[STOCK]
    found = []
    if ours.rate < LOAD_SHARE * stock.rate:
        found.append(f"under load {ours.rate / stock.rate:.1f} times stock's requests a second, {LOAD_SHARE} at least")
    if ours.late > LATE_SHARE * ours.middle:
        found.append(f"under load p95 is {ours.late / ours.middle:.1f} times p50, {LATE_SHARE} at most")
    return found


def _of(result: Result) -> Iterator[str]:
    for name in LISTS:
        yield from _of_list(name, result)
    for name, most in BARE_SHARES.items():
        share = result.costs[name][OURS].cpu / result.costs[name][BARE].cpu
        if share > most:
            yield f"{name} costs {share:.1f} times the bare view's CPU, {most:.0f} at most"
    save = result.costs["save"][OURS]
    if save.trips > SAVE_TRIPS:
        yield f"save makes {save.trips:.0f} round trips, {SAVE_TRIPS} at most"
    ours, stock = (result.costs["export CSV"][side] for side in (OURS, STOCK))
    if ours.trips > result.people / ROWS_A_TRIP:
        yield f"export makes {ours.trips:.0f} round trips, one a {ROWS_A_TRIP} rows at most"
    if stock.cpu < EXPORT_SPEED * ours.cpu:
        yield f"export is {stock.cpu / ours.cpu:.1f} times as fast as stock, {EXPORT_SPEED} at least"
    yield from _of_imports(result)
    for name, cost in result.lists.items():
        if cost.trips > LIST_TRIPS:
            yield f"{name} makes {cost.trips:.0f} round trips, {LIST_TRIPS} at most"
    yield from _of_defined(result.defined)


def _of_list(name: str, result: Result) -> Iterator[str]:
    ours, stock = (result.costs[name][side] for side in (OURS, STOCK))
    if ours.trips > LIST_TRIPS:
        yield f"{name} makes {ours.trips:.0f} round trips, {LIST_TRIPS} at most"
    if stock.cpu < LIST_SHARE * ours.cpu:
        yield f"{name} costs 1/{stock.cpu / ours.cpu:.1f} of stock's CPU, 1/{LIST_SHARE} at most"


def _of_defined(costs: Mapping[str, Cost]) -> Iterator[str]:
    for name in (LIST, FILTER):
        if costs[name].trips > LIST_TRIPS:
            yield f"{name} makes {costs[name].trips:.0f} round trips, {LIST_TRIPS} at most"
    share = costs[FORM].cpu / costs[BUILT_IN].cpu
    if share > DEFINED_SHARE:
        yield f"{FORM} costs {share:.1f} times the form with none, {DEFINED_SHARE:.0f} at most"


def _of_imports(result: Result) -> Iterator[str]:
    first, again = (each.counts for each in result.imported)
    if sum(first.values()) != ROWS:
        yield f"the import accounts for {sum(first.values())} of {ROWS} rows"
    wall = result.imported[0].cost.wall
    if result.people <= ROWS and wall > IMPORT_SECONDS:
        yield f"the import of {ROWS:,} rows takes {wall:.0f} s, {IMPORT_SECONDS} at most"
    if again["new"] or again["changed"]:
        yield f"the same file again makes {again['new']} new and {again['changed']} changed records"
