"""What a list shows, as a file: streamed in batches, flat in memory, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import xlsxwriter
from flask import Response, request, stream_with_context
from flask_admin import expose

from admin_views.columns import Column, wanted
from admin_views.formats import format_moment
from admin_views.list_state import State
from admin_views.session import current_actor, origin
from admin_views.translations import say
from models.base import now
from operations import exports
from operations.actors import Actor
from operations.errors import Missing
from operations.references import labels

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportScreen:
    """The export of a RecordView: all columns of the list as filtered and sorted."""

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
        body = _csv(rows) if export_type == "csv" else _xlsx(rows)
        answer = Response(stream_with_context(body), mimetype="text/csv" if export_type == "csv" else _XLSX)
        noun = "-".join(say(self.title).lower().split())
        name = f"{noun}-{format_moment(now())[:10]}.{export_type}"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer

    def _texts(
        self, actor: Actor, state: State, columns: Sequence[Column], found: Iterator[list[Any]]
    ) -> Iterator[list[str]]:
        writers = [column.write for column in columns]
        for batch in found:
            shown = labels(actor, wanted(self.document, batch, state.shape.references))
            for raw in batch:
                yield [write(raw, shown) for write in writers]


def _csv(rows: Iterator[list[str]]) -> Iterator[str]:
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


def _xlsx(rows: Iterator[list[str]]) -> Iterator[bytes]:
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
