"""The limit: the same visible rows by pymongo projections and one precompiled template, with nothing around them.

It knows no accounts, no rules, no history and no menu; whatever the panel adds to it is what those cost. Its form has
what one needs to fill it in: a code is picked from its list, and education, positions and ranks are rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import ObjectId
from flask import Flask, Response, request
from jinja2 import Environment
from pymongo.collection import Collection
from pymongo.cursor import Cursor

from benchmarks.stock import VISIBLE
from models import codes
from models.identifiers import format_nip
from models.people import with_titles

Raw = Mapping[str, Any]
SIZE, BATCH = 50, 2_000
FIELDS = (
    "nip", "name", "title_front", "title_back", "sex", "birth_place", "birth_date", "kind", "status", "cpns_since",
    "pns_since", "contract_end", "golongan", "golongan_since", "service_years", "service_months", "department",
    "superior", "position_name", "position_kind", "position_level", "position_since", "eselon", "retirement_age",
    "phone", "email", "official_email", "address",
)  # fmt: skip
_REFERENCES = ("department", "superior")
_TEXTS = (
    "nip", "name", "title_front", "title_back", "birth_place", "kind", "status", "golongan", "position_name", "phone",
    "email", "official_email", "address",
)  # fmt: skip
_CODES: dict[str, Any] = {
    "sex": codes.SEXES, "kind": codes.KINDS, "status": codes.LEGAL_STATUSES, "golongan": codes.GOLONGAN,
    "position_kind": codes.POSITION_KINDS, "position_level": codes.POSITION_LEVELS, "eselon": codes.ESELONS,
}  # fmt: skip
_ROWS: dict[str, dict[str, Any]] = {
    "educations": {"level": codes.EDUCATION_LEVELS, "field": None, "school": None, "year": None},
    "positions": {"name": None, "kind": codes.POSITION_KINDS, "unit": None, "since": None, "decree": None},
    "ranks": {"golongan": codes.GOLONGAN, "since": None, "decree": None},
}
_SHOWN = dict.fromkeys((*VISIBLE, "title_front", "title_back"), 1)
_GRADES, _KINDS, _STATUSES = dict(codes.GOLONGAN), dict(codes.KINDS), dict(codes.LEGAL_STATUSES)
_BY_NAME = [("name_folded", 1), ("_id", 1)]

_jinja = Environment(autoescape=True, trim_blocks=True)
_LIST = _jinja.from_string(
    """<!doctype html><html lang="id"><meta charset="utf-8"><title>Pegawai</title><body>
<p>{{ total }}</p><table><thead><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr></thead><tbody>
{% for id, cells in rows %}
<tr><td><input type="checkbox" name="rowid" value="{{ id }}"></td>{% for cell in cells %}<td>{{ cell }}</td>{% endfor %}
<td><a href="/edit/{{ id }}">Edit</a></td></tr>
{% endfor %}
</tbody></table></body></html>"""
)
_FORM = _jinja.from_string(
    """<!doctype html><html lang="id"><meta charset="utf-8"><title>Pegawai</title><body><form method="post">
{% for name, value, label, codes in fields %}
<label>{{ name }} {% if codes %}<select name="{{ name }}"><option></option>{% for code, text in codes %}
<option value="{{ code }}"{% if code == value %} selected{% endif %}>{{ text }}</option>{% endfor %}</select>
{% else %}<input name="{{ name }}" value="{{ value }}"> {{ label }}{% endif %}</label>
{% endfor %}
<button>Save</button></form></body></html>"""
)


def bare_app(database: Any) -> Flask:
    """The application; its five addresses answer for whatever the database holds."""
    app = Flask("bare")
    people: Collection[dict[str, Any]] = database["employees"]

    @app.get("/")
    def show() -> str:
        return _page(database)

    @app.get("/edit/<id>")
    def edit(id: str) -> str:
        raw = people.find_one({"_id": ObjectId(id)}, dict.fromkeys((*FIELDS, *_ROWS), 1)) or {}
        names = _names(database, [raw])
        fields = [(name, raw.get(name, ""), names.get(raw.get(name), ""), _CODES.get(name)) for name in FIELDS]
        return _FORM.render(fields=[*fields, *_row_fields(raw)])

    @app.post("/edit/<id>")
    def save(id: str) -> Response:
        people.update_one({"_id": ObjectId(id)}, {"$set": _sent()})
        return _done()

    @app.post("/new")
    def create() -> Response:
        people.insert_one({**_sent(), "version": 1})
        return _done()

    @app.get("/export")
    def export() -> Response:
        return Response(_csv(database, people.find({}, _SHOWN).sort(_BY_NAME).hint(_BY_NAME)), mimetype="text/csv")

    return app


def _row_fields(raw: Raw) -> Iterator[tuple[str, Any, str, Any]]:
    """The controls of every row, and of an empty one after each list."""
    for name, parts in _ROWS.items():
        for index, row in enumerate([*raw.get(name, ()), {}]):
            for part, choices in parts.items():
                yield f"{name}-{index}-{part}", row.get(part, ""), "", choices


def _page(database: Any) -> str:
    people = database["employees"]
    wanted = {name: request.args[name] for name in ("search_tokens", "kind") if name in request.args}
    found = people.find(wanted, _SHOWN).sort(_BY_NAME)
    found = found if wanted else found.hint(_BY_NAME)
    rows = list(found.skip(int(request.args.get("page", 0)) * SIZE).limit(SIZE))
    total = people.count_documents(wanted, limit=2_001) if wanted else people.estimated_document_count()
    names = _names(database, rows)
    return _LIST.render(names=VISIBLE, total=total, rows=[(raw["_id"], _cells(raw, names)) for raw in rows])


def _names(database: Any, rows: Iterable[Raw]) -> dict[Any, str]:
    """What the rows' units and superiors are called: one $in each."""
    found: dict[Any, str] = {}
    for field, collection in (("department", "departments"), ("superior", "employees")):
        ids = list({raw[field] for raw in rows if field in raw})
        for each in database[collection].find({"_id": {"$in": ids}}, {"name": 1, "title_front": 1, "title_back": 1}):
            found[each["_id"]] = with_titles(each.get("name"), each.get("title_front"), each.get("title_back"))
    return found


def _cells(raw: Raw, names: Mapping[Any, str]) -> tuple[str, ...]:
    return (
        with_titles(raw.get("name"), raw.get("title_front"), raw.get("title_back")),
        format_nip(raw.get("nip")),
        _GRADES.get(raw.get("golongan", ""), ""),
        raw.get("position_name", ""),
        names.get(raw.get("department"), ""),
        names.get(raw.get("superior"), ""),
        _KINDS.get(raw.get("kind", ""), ""),
        _STATUSES.get(raw.get("status", ""), ""),
    )


def _sent() -> dict[str, Any]:
    """The texts and references that were sent, as they are stored."""
    sent: dict[str, Any] = {name: request.form[name] for name in _TEXTS if request.form.get(name)}
    ids = {name: ObjectId(request.form[name]) for name in _REFERENCES if request.form.get(name)}
    return sent | ids


def _done() -> Response:
    return Response(status=302, headers={"Location": "/"})


class _Lines(list[str]):
    """A file for the csv module that only collects."""

    write = list.append


def _csv(database: Any, found: Cursor[dict[str, Any]]) -> Iterator[str]:
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(VISIBLE)
    rows: list[dict[str, Any]] = []
    for raw in found.batch_size(BATCH):
        rows.append(raw)
        if len(rows) == BATCH:
            yield from _written(database, rows, writer, lines)
            rows = []
    yield from _written(database, rows, writer, lines)


def _written(database: Any, rows: list[dict[str, Any]], writer: Any, lines: _Lines) -> Iterator[str]:
    names = _names(database, rows)
    writer.writerows(_cells(raw, names) for raw in rows)
    yield "".join(lines)
    lines.clear()
