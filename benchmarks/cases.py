"""What is measured: the same act on the panel, on a stock view and on a bare one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from benchmarks.bare import SIZE, bare_app
from benchmarks.forms import filled
from benchmarks.ground import Ground
from benchmarks.stock import VISIBLE, stock_app
from models.people import Employee

Act = Callable[[], int]
Prepare = Callable[[], Act]
OURS, STOCK, BARE = SIDES = ("ours", "stock", "bare")
COLUMNS = "columns=" + ",".join(VISIBLE)
_serial = count(900)


@dataclass(frozen=True, slots=True)
class Case:
    """An act by side. A side is prepared unmeasured, then acts, measured, and tells the bytes of the answer."""

    name: str
    sides: Mapping[str, Prepare]


def all_cases(ground: Ground) -> list[Case]:
    """Every case but the import, over the ground's store."""
    app, view = stock_app()
    database = Employee._get_collection().database
    clients = {OURS: ground.client, STOCK: app.test_client(), BARE: bare_app(database).test_client()}
    kind = view.argument("kind", "FilterEqual")
    last, word = (ground.people - 1) // SIZE, ground.word
    return [
        _reading("list, first page", clients, "", "", ""),
        _reading("list, last page", clients, f"&page={last}", f"?page={last}", f"?page={last}"),
        _reading("search", clients, f"&search={word}", f"?search={word}", f"?search_tokens={word}"),
        _reading("filter", clients, "&kind=pppk", f"?{kind}=pppk", "?kind=pppk"),
        _edit_form(ground, clients),
        _save(ground, clients),
        _create(ground, clients),
        _export(clients),
    ]


def _reading(name: str, clients: Mapping[str, FlaskClient], ours: str, stock: str, bare: str) -> Case:
    paths = {OURS: f"/employees/?{COLUMNS}{ours}", STOCK: f"/admin/employees/{stock}", BARE: f"/{bare}"}
    return Case(name, {side: _always(rows, clients[side], paths[side]) for side in SIDES})


def _edit_form(ground: Ground, clients: Mapping[str, FlaskClient]) -> Case:
    paths = _edit_paths(ground)
    return Case("edit form", {side: _always(get, clients[side], paths[side]) for side in SIDES})


def _edit_paths(ground: Ground) -> dict[str, str]:
    """Everybody edits somebody else, so that no save is in the way of another's."""
    ours, stock, bare = ground.subjects
    return {OURS: f"/employees/edit/?id={ours}", STOCK: f"/admin/employees/edit/?id={stock}", BARE: f"/edit/{bare}"}


def _save(ground: Ground, clients: Mapping[str, FlaskClient]) -> Case:
    paths = _edit_paths(ground)
    kept: dict[str, MultiDict[str, str]] = {}

    def prepare(side: str) -> Act:
        """A form freshly opened on the panel, which counts versions; elsewhere the one opened first serves again."""
        if side == OURS or side not in kept:
            kept[side] = filled(clients[side].get(paths[side]).text, address="")
        kept[side]["address"] = f"Jalan Pattimura {next(_serial)}, Salatiga"
        return partial(_post, clients[side], paths[side], kept[side])

    return Case("save", {side: partial(prepare, side) for side in SIDES})


def _create(ground: Ground, clients: Mapping[str, FlaskClient]) -> Case:
    paths = {OURS: "/employees/new/", STOCK: "/admin/employees/new/", BARE: "/new"}
    kept: dict[str, MultiDict[str, str]] = {BARE: MultiDict()}

    def prepare(side: str) -> Act:
        Employee._get_collection().delete_many({"name": _NAME})
        if side == OURS or side not in kept:
            kept[side] = filled(clients[side].get(paths[side]).text, nip="")
        nip = f"199912312024121{next(_serial) % 1000:03}"
        values = {"name": _NAME, "nip": nip, "department": str(ground.unit), "kind": "pns", "status": "01"}
        for name, value in {**values, "golongan": "31"}.items():
            kept[side][name] = value
        return partial(_post, clients[side], paths[side], kept[side])

    return Case("create", {side: partial(prepare, side) for side in SIDES})


_NAME = "Pegawai Pengukuran"


def _export(clients: Mapping[str, FlaskClient]) -> Case:
    paths = {OURS: f"/employees/export/csv/?{COLUMNS}", STOCK: "/admin/employees/export/csv/", BARE: "/export"}
    return Case("export CSV", {side: _always(get, clients[side], paths[side]) for side in SIDES})


def _always(act: Callable[..., int], *arguments: Any) -> Prepare:
    return lambda: partial(act, *arguments)


def get(client: FlaskClient, path: str) -> int:
    """GET and take in the answer as it streams, keeping none of it."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status}"
    size = sum(len(chunk) for chunk in answer.iter_encoded())
    answer.close()
    return size


def rows(client: FlaskClient, path: str) -> int:
    """GET a list; it must show rows."""
    answer = client.get(path)
    assert answer.status_code == 200 and answer.text.count('name="rowid"') > 1, f"{path}: {answer.status}"
    return len(answer.data)


def _post(client: FlaskClient, path: str, form: MultiDict[str, str]) -> int:
    """POST as a browser does; it must be taken, which every side answers with a redirection."""
    answer = client.post(path, data=form.to_dict(flat=False), content_type="multipart/form-data")
    complaint = answer.text.partition('role="alert"')[2][:500]
    assert answer.status_code == 302, f"{path}: {answer.status} {complaint}"
    return len(answer.data)
