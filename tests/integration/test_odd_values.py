"""Odd things in the store itself, which no form would write: every screen shows them or says why, and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from types import SimpleNamespace
from typing import Any

import pytest
from bson import Binary, Decimal128, Int64, MaxKey, ObjectId, Regex, Timestamp
from flask import Flask
from mongoengine import EmbeddedDocumentListField
from pymongo.errors import DuplicateKeyError

from admin_views.base import RecordView
from models.references import RECORDS
from models.users import Role
from tests import makers
from tests.conftest import Member, csrf_token, sign_in
from tests.integration.test_garbage import Cast, complaints, every_route, record_views, sensible
from tests.questions import asking, form_of
from tests.snapshots import restore, snapshot, stored_by_class

ODD: tuple[Any, ...] = (
    Int64(2**62), -1, True, "teks \0", "", {"a": {"b": [1]}}, ["x", None, {}, 3], [[]], float("nan"), float("inf"),
    datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), Binary(b"\0\xff"), Decimal128("1.5"),
    ObjectId("0" * 24), Timestamp(1, 1), MaxKey(), Regex("a("), None,
)  # fmt: skip
ODD_ROWS: tuple[Any, ...] = ([{}], [{"since": "x", "golongan": 5, "year": Int64(2**62), "role": [], "unit": "x"}],
    [None, "x", 3, [{}]], [{"name": {"a": 1}, "level": None, "since": datetime(1, 1, 1, tzinfo=UTC)}], {"0": {}})  # fmt: skip


@pytest.fixture
def city(world: SimpleNamespace) -> SimpleNamespace:
    return world


@pytest.fixture
def cast(world: SimpleNamespace) -> Cast:
    found: Cast = world.cast
    return found


@pytest.mark.parametrize("name", [*RECORDS, "AuditEntry"])
def test_odd_stored_values_are_shown_or_told(store: Flask, city: SimpleNamespace, cast: Cast, name: str) -> None:
    """Every field of every stored document, holding what no form would write: every GET of its screen answers."""
    views = [view for view in record_views(store) if view.document.__name__ == name]
    turn, found = cycle(range(5)), []
    for view in views:
        collection = view.document._get_collection()
        base, kept = collection.find_one(), snapshot()
        for field in [*view.document._fields, "unknown_field"]:
            if field in ("id", "_id"):
                continue
            odd = (*ODD, *ODD_ROWS) if isinstance(view.document._fields.get(field), EmbeddedDocumentListField) else ODD
            made = list(_spoilt(collection, base, field, odd))
            found += on_screen(cast["hr"], view, made, made[next(turn) :: 5], field)
            collection.delete_many({"_id": {"$in": [raw["_id"] for raw in made]}})
        restore(kept)
    assert found == []


def _spoilt(collection: Any, base: dict[str, Any], field: str, odd: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    unique = {key for info in collection.index_information().values() if info.get("unique") for key, _ in info["key"]}
    for number, value in enumerate(odd):
        fresh = {key: f"{base[key]}{number}" for key in unique & base.keys()}
        raw = {**base, **fresh, "_id": ObjectId(), field: value}
        raw.pop("token", None)
        try:
            collection.insert_one(raw)
        except DuplicateKeyError:  # two odd values that a unique index takes for one, such as None and [None]
            continue
        yield raw


def on_screen(
    member: Member, view: RecordView, made: list[dict[str, Any]], opened: list[dict[str, Any]], field: str
) -> Iterator[str]:
    """Complaints about a screen's lists, exports and look-ups of the records made, and the pages of those opened."""
    every = ",".join(column.key for column in view.all_columns)
    sorts = [column.key for column in view.all_columns if column.sort]
    paths = [f"?columns={every}&size=100", f"?sort={sorts[0] if sorts else ''}&desc=1", "lookup/?field=department"]
    for path in (*paths, "export/csv/", "export/xlsx/"):
        yield from complaints(member.get(f"{view.url}/{path}"), (view.endpoint, field, path[:20]))
    for raw in opened:
        for path in ("details/?id=", "edit/?id=", "new/?clone="):
            yield from complaints(
                member.get(f"{view.url}/{path}{raw['_id']}"), (view.endpoint, field, raw.get(field), path)
            )


def test_odd_records_can_be_saved_deleted_and_revealed_or_say_why(
    store: Flask, city: SimpleNamespace, cast: Cast
) -> None:
    """POSTs to records with an odd value: told, saved or refused, never broken."""
    hr, token, found = cast["hr"], csrf_token(cast["hr"].client), []
    for view in record_views(store):
        if not view.sections:
            continue
        collection, kept = view.document._get_collection(), snapshot()
        base, odd = collection.find_one(), cycle((Int64(2**62), {"a": 1}, [3, {}], "teks", None))
        for field in sorted(set(view.document._fields) - {"id", "token"}):
            for raw in _spoilt(collection, base, field, tuple(islice(odd, 2))):
                form = {**form_of(view, base), "csrf_token": token, "rowid": str(raw["_id"]), "action": "delete"}
                asked = (view.endpoint, field, raw.get(field))
                for path, more in (("edit", {"version": "0"}), ("edit", {}), ("reveal", {}), ("delete", {}),
                                   ("action", {"confirmed": "1"})):  # fmt: skip
                    address = f"{view.url}/{path}/?id={raw['_id']}&field=nik"
                    found += complaints(hr.client.post(address, data={**form, **more}), (*asked, path))
        restore(kept)
    assert found == []


def test_dangling_references_and_unknown_fields(store: Flask, city: SimpleNamespace, cast: Cast) -> None:
    for kind in RECORDS.values():
        kind._get_collection().update_many({}, {"$set": {"peninggalan": {"lama": [1]}, "x.y": 1}})
    for kind in RECORDS.values():
        pointing = {"superior", "employee", "giver", "head"} & kind._fields.keys()
        for raw in kind._get_collection().find({}, {"_id": 1}):
            gone = {name: ObjectId() for name in pointing}
            kind._get_collection().update_one({"_id": raw["_id"]}, {"$set": gone or {"z": 1}})
    stored = stored_by_class()
    views = {view.endpoint: view for view in record_views(store)}
    for rule in every_route(store):
        view = views.get(rule.endpoint.partition(".")[0])
        if view and "GET" in rule.methods and not rule.arguments:
            for each in islice(asking(rule, view, stored), 25):
                sensible(cast["hr"].get(rule.rule, query_string=each.query), (rule.rule, each.query))


@pytest.mark.parametrize("field", ["name", "locale", "theme", "employee", "memberships", "scope", "last_sign_in_at"])
def test_an_account_with_odd_values_still_gets_an_answer(store: Flask, city: SimpleNamespace, field: str) -> None:
    user = makers.make_user("aneh", Role.SECRETARY, city.a)
    client = sign_in(store, "aneh")
    for value in (*ODD, [{}], [None], [{"role": "x", "unit": "y"}], [{"role": ["hr_admin"], "unit": {}}]):
        RECORDS["User"]._get_collection().update_one({"_id": user.id}, {"$set": {field: value}})
        for path in ("/", "/account/", "/employees/", "/trainings/new/"):
            sensible(client.get(path), (field, value, path))


@pytest.mark.parametrize("field", ["seen_at", "expires_at", "user", "created_at"])
def test_a_session_of_odd_values_is_no_session(cast: Cast, field: str) -> None:
    auditor = cast["auditor"]
    held = auditor.user._get_db()["sessions"]
    raw = held.find_one({"user": auditor.user.id})
    for value in ("x", 3, None, {}, datetime.now(UTC) - timedelta(days=9999)):
        held.replace_one({"_id": raw["_id"]}, {**raw, field: value}, upsert=True)
        sensible(auditor.get("/account/"), (field, value))
