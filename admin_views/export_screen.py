"""What a list shows, as a file: streamed in batches, flat in memory, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

import xlsxwriter
from bson import ObjectId
from flask import Response, request, stream_with_context
from flask_admin import expose

from admin_views.columns import Column, field_column, wanted
from admin_views.formats import format_moment
from admin_views.list_state import State
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.identifiers import format_nip
from models.moments import now
from operations import exports, imports
from operations.actors import Actor
from operations.cells import quoted
from operations.errors import Missing
from operations.import_columns import ID
from operations.references import labels

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


NIP = Column(
    "employee_nip", "NIP", ("employee", "employee_nip"), lambda raw, labels: format_nip(raw.get("employee_nip"))
)
RECORD_ID = Column("id", ID, ("_id",), lambda raw, labels: str(raw["_id"]))


class ExportScreen:
    """The export of a RecordView: all columns of the list as filtered and sorted.

    What can be imported as a table is exported as one: with the NIP of the employee and the id of the record.
    """

    document: Any
    export_more: ClassVar[tuple[str, ...]] = ()
    """Fields that only exports have a column for."""

    @property
    def export_first(self) -> list[Column]:
        return [NIP] if imports.is_table(self.document) and self.document.OWNER == "employee" else []

    @cached_property
    def export_last(self) -> list[Column]:
        more = [field_column(self.document, name) for name in self.export_more]
        return [*more, RECORD_ID] if imports.is_table(self.document) else more

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response:
        if export_type not in ("csv", "xlsx"):
            raise Missing()
        actor = current_actor()
        state = self.read_state(actor, request.args)
        columns = state.columns if state.has_picked_columns else state.shape.exported
        detail = {"filters": request.query_string.decode("latin-1")[:500], "format": export_type}
        found = exports.batches(actor, self.document, state.asked, self.projection(columns), detail, origin())
        rows = chain([[say(column.label) for column in columns]], self._texts(actor, state, columns, found))
        body = csv_lines(rows) if export_type == "csv" else workbook(rows)
        return download(stream_with_context(body), export_type, say(self.title))
        return sheet(rows, export_type, say(self.title))

    def _texts(
        self, actor: Actor, state: State, columns: Sequence[Column], found: Iterator[list[Any]]
    ) -> Iterator[list[str]]:
        writers = [column.whole or column.write for column in columns]
        has_nips = any(column is NIP for column in columns)
        for batch in found:
            if has_nips:
                owners = [raw.get("employee") for raw in batch]
                told = exports.nips(actor, (id for id in owners if isinstance(id, ObjectId)))
                found = (told.get(id) if isinstance(id, ObjectId) else None for id in owners)
                batch = [{**raw, "employee_nip": nip} for raw, nip in zip(batch, found, strict=True)]
            shown = labels(actor, wanted(self.document, batch, state.shape.references))
            for raw in batch:
                yield [quoted(write(raw, shown)) for write in writers]


def sheet(rows: Iterator[list[str]], export_type: str, noun: str) -> Response:
    """Rows of texts as a CSV or XLSX file, streamed."""
    body = csv_lines(rows) if export_type == "csv" else workbook(rows)
    return download(stream_with_context(body), export_type, noun)


def download(body: Any, export_type: str, noun: str) -> Response:
    """A CSV or XLSX file as an attachment, named by what is in it and today's date."""
    answer = Response(body, mimetype="text/csv" if export_type == "csv" else _XLSX)
    name = f"{'-'.join(noun.lower().split())}-{format_moment(now())[:10]}.{export_type}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def csv_lines(rows: Iterator[list[str]]) -> Iterator[str]:
    """CSV as Indonesian Excel opens it: UTF-8 with BOM, `;` between; a cell that could be a formula gets a `'`."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), delimiter=";")
    yield "﻿"
    for row in rows:
        writer.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in row])
        if len(lines) >= 500:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


class _Lines:
    """A file that only collects what is written."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def workbook(rows: Iterator[list[str]]) -> Iterator[bytes]:
    """XLSX with every cell a string; written row by row to a temporary file, then sent."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet()
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(index, column, cell[:32_000])
        book.close()
        file.seek(0)
        yield from iter(lambda: file.read(65536), b"")
