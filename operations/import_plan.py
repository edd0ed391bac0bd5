"""The preview of an import: every row of a file read, matched and judged; nothing is written."""

from __future__ import annotations

from models.base import Record
from models.people import Employee
from operations import policy
from operations.errors import Denied
from operations.import_columns import NO_HEADER, header_test
from operations.import_outcomes import Label, Plan, digest_of
from operations.import_people import PeopleJudge
from operations.import_rows import Terms
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


def make_plan(terms: Terms, content: bytes, kind: type[Record] = Employee) -> Plan:
    """The plan of a whole file. Raises Denied, and Invalid for what is no spreadsheet of such records."""
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
    rows = list(judge.rows(sheet))
    plan = Plan(sheet.count, sheet.blank, judge.ignored, rows=rows)
    used = {row.place for row in plan.rows if row.label in (Label.NEW, Label.CHANGED)}
    plan.new_units = [unit for unit in units.new.values() if units.key(unit.change.id) in used]
    plan.names = {id: units.name(id) for id in units.known} | judge.reader.names
    plan.digest = digest_of(content, plan.rows)
    return plan
