"""The preview of an import: every row of a file read, matched and judged; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from models.base import Record
from models.people import Employee
from operations import policy
from operations.errors import Denied
from operations.import_columns import NO_HEADER, header_test
from operations.import_outcomes import Label, Plan, PlannedRow, digest_of
from operations.import_people import PeopleJudge
from operations.import_rows import CHUNK, Terms
from operations.import_tables import TableJudge
from operations.import_units import load_units
from operations.policy import Action
from operations.siasn_columns import is_header
from operations.spreadsheets import Sheet, read


def read_sheet(content: bytes, kind: type[Record]) -> Sheet:
    """The sheet with records of that class in a file. Raises Invalid where there is none."""
    if kind is Employee:
        return read(content, is_header, NO_HEADER["employee"])
    return read(content, header_test(kind), NO_HEADER[str(kind.OWNER)])


def make_plan(
    terms: Terms,
    content: bytes,
    kind: type[Record] = Employee,
    progress: Callable[[int, int], None] | None = None,
    keep: Callable[[Iterable[PlannedRow]], list[PlannedRow]] = list,
) -> Plan:
    """The plan of a whole file; `progress(done, total)` is called every 500 rows, and `keep` takes their changes.

    Raises Denied, and Invalid for what is no spreadsheet of such records.
    """
    if not policy.may(terms.actor, Action.IMPORT, kind.__name__):
        raise Denied()
    sheet = read_sheet(content, kind)
    units = load_units(terms.actor, terms.origin)
    judge: PeopleJudge | TableJudge
    if kind is Employee:
        judge = PeopleJudge(terms, kind, sheet.headers, units)
        judge.find_repeated(sheet)
    else:
        judge = TableJudge(terms, kind, sheet.headers, units)
    rows: list[PlannedRow] = []
    judged = judge.rows(sheet)
    while chunk := list(islice(judged, CHUNK)):
        rows += keep(chunk)
        if progress is not None:
            progress(len(rows), sheet.count)
    plan = Plan(sheet.count, sheet.blank, judge.ignored, rows=rows)
    taken = Counter(row.place for row in plan.rows if row.label in (Label.NEW, Label.CHANGED))
    made = ((unit, taken[units.key(unit.change.id)]) for unit in units.new.values())
    plan.new_units = [replace(unit, rows=rows) for unit, rows in made if rows]
    plan.names = {id: units.name(id) for id in units.known} | judge.reader.names
    plan.digest = digest_of(content, plan.rows)
    return plan
