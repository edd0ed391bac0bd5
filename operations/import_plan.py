"""The preview of an import: every row of a file read, matched by NIP and judged; nothing is written."""

from __future__ import annotations

from operations import policy
from operations.errors import Denied
from operations.import_outcomes import Label, Plan, digest_of
from operations.import_rows import Judge, Terms
from operations.import_units import load_units
from operations.policy import Action
from operations.siasn_columns import find_columns, is_header
from operations.spreadsheets import read


def make_plan(terms: Terms, content: bytes) -> Plan:
    """The plan of a whole file. Raises Denied, and Invalid for what is no spreadsheet with an NIP."""
    if not policy.may(terms.actor, Action.IMPORT, "Employee"):
        raise Denied()
    sheet = read(content, is_header)
    units = load_units(terms.actor, terms.origin)
    judge = Judge(terms, find_columns(sheet.headers), units, {})
    judge.find_repeated(sheet)
    plan = Plan(sheet.count, sheet.blank, judge.columns.ignored)
    plan.rows = list(judge.rows(sheet))
    filled = {
        " ".join(judge.columns.headers[at].split()) for places in judge.defined.values() for at in places.values()
    }
    plan.ignored = tuple(name for name in plan.ignored if name not in filled)
    used = {row.place for row in plan.rows if row.label in (Label.NEW, Label.CHANGED)}
    plan.new_units = [unit for unit in units.new.values() if units.key(unit.change.id) in used]
    plan.unit_names = {id: units.name(id) for id in units.known}
    plan.digest = digest_of(content, plan.rows)
    return plan
