"""Each hole of stock Flask-Admin, side by side: there on a stock view of the same store, closed on ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from mongoengine import StringField
from mongoengine.connection import get_db

from admin_views.base import Guarded, Page, RecordView
from admin_views.forms import record_form
from models.base import Record
from models.fieldsets import NONE
from models.people import Employee
from models.training import Training
from operations import files, records
from operations.actors import SYSTEM
from tests.conftest import Member
from tests.stock import StockPerson, stock_panel

Cast = dict[str, Member]


@pytest.fixture
def stock(store: Flask) -> Iterator[SimpleNamespace]:
    with stock_panel() as made:
        assert made.client.get("/admin/people/").status_code == 200, "stock works where nothing is wrong"
        yield made


def count(name: str) -> int:
    return int(get_db()[name].count_documents({}))


def test_bulk_delete_out_of_scope(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    stock.client.post("/admin/people/action/", data={"action": "delete", "rowid": str(stock.foreign.id)})
    assert count("stock_people") == 1, "stock deletes what its own list does not show"
    form = {"action": "delete", "rowid": str(city.training_b.id), "confirmed": "1"}
    cast["secretary_a"].post("/trainings/action/", form)
    assert Training.objects(id=city.training_b.id).count() == 1


def test_reference_selects_list_everything(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    assert "Unit BSECRET" in stock.client.get("/admin/people/new/").text
    page = cast["secretary_a"].get("/trainings/new/").text
    assert "SECRET" not in page and "data-lookup" in page, "nothing is listed: one is picked by typing"


def test_reference_selects_accept_anything(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    form = {"name": "Sisipan", "unit": str(stock.b.id)}
    stock.client.post("/admin/people/new/", data=form)
    assert StockPerson.objects(name="Sisipan").first().unit.id == stock.b.id
    form = {
        "employee": str(city.employee_b.id),
        "title": "Sisipan",
        "starts_on": "01-02-2026",
        "kind": "3",
        "status": "done",
    }
    answer = cast["secretary_a"].post("/trainings/new/", form)
    assert answer.status_code == 422 and "not within your units" in answer.text
    assert Training.objects(title="Sisipan").count() == 0


def test_moves_out_of_scope(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    stock.client.post(f"/admin/people/edit/?id={stock.own.id}", data={"name": "Pindah", "unit": str(stock.b.id)})
    assert StockPerson.objects.get(id=stock.own.id).unit.id == stock.b.id
    form = {"department": str(city.b), "version": "1"}
    assert cast["secretary_a"].post(f"/employees/edit/?id={city.employee_a.id}", form).status_code == 422
    assert Employee.objects.get(id=city.employee_a.id).department == city.bidang


def test_look_up_by_typing(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    answer = stock.client.get("/admin/ajax/ajax/lookup/?name=unit&query=Unit")
    assert answer.status_code >= 500 or "BSECRET" in answer.text, "stock breaks, or shows every unit"
    ours = cast["secretary_a"].get("/trainings/lookup/?field=employee&q=pegawai")
    assert [each["text"] for each in ours.json] == ["Pegawai ASECRET"]


def test_files_of_anybody(stock: SimpleNamespace, panel: Flask, cast: Cast) -> None:
    id = files.store(SYSTEM, b"%PDF rahasia", "rahasia.pdf", "application/pdf")
    assert b"rahasia" in stock.client.get(f"/admin/people/api/file/?id={id}&coll=files").data
    for view in panel.extensions["admin"][0]._views:
        assert cast["hr"].get(f"/{view.endpoint}/api/file/?id={id}&coll=files").status_code == 404
    assert not [rule for rule in panel.url_map.iter_rules() if "api" in rule.rule or "ajax" in rule.rule]


def test_screens_are_open_unless_closed(stock: SimpleNamespace, panel: Flask) -> None:
    assert stock.view.is_accessible() is True
    with pytest.raises(NotImplementedError):
        Guarded().is_accessible()
    for view in panel.extensions["admin"][0]._views:
        assert isinstance(view, (RecordView, Page)) or view.endpoint == "admin"
        with panel.test_request_context():
            assert (
                view.endpoint in ("account", "second_factor", "answer", "aspiration", "round_answer")
                or not view.is_accessible()
            )


def test_a_stale_save_reverts_the_other(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    seen = {"name": "Orang Unit A", "phone": "0811", "unit": str(stock.a.id)}
    StockPerson.objects(id=stock.own.id).update(phone="0899")
    stock.client.post(f"/admin/people/edit/?id={stock.own.id}", data={**seen, "name": "Baru"})
    assert StockPerson.objects.get(id=stock.own.id).phone == "0811", "the other editor's number is gone"
    id = city.employee_a.id
    records.change(SYSTEM, Employee, id, {"phone": "0899"}, 1)
    answer = cast["secretary_a"].post(f"/employees/edit/?id={id}", {"name": "Baru", "phone": "0811", "version": "1"})
    assert answer.status_code == 409 and Employee.objects.get(id=id).phone == "0899"
    assert "0811" in answer.text and "0899" in answer.text, "both are shown"


def test_a_save_brings_back_what_was_deleted(
    stock: SimpleNamespace, city: SimpleNamespace, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, trainings = get_db()["stock_people"], Training._get_collection()
    stock.view.on_model_change = lambda form, model, new: people.delete_one({"_id": model.id})
    stock.client.post(f"/admin/people/edit/?id={stock.own.id}", data={"name": "Hantu", "unit": str(stock.a.id)})
    assert StockPerson.objects(id=stock.own.id).count() == 1, "deleted in between, and there again"
    plan = records.plan_change

    def meanwhile(*args: Any, **options: Any) -> Any:
        made = plan(*args, **options)
        trainings.delete_one({"_id": city.training_a.id})
        return made

    monkeypatch.setattr(records, "plan_change", meanwhile)
    form = {"title": "Hantu", "version": "1"}
    answer = cast["secretary_a"].post(f"/trainings/edit/?id={city.training_a.id}", form)
    assert answer.status_code == 404 and Training.objects(id=city.training_a.id).count() == 0


BREAKING = {
    "a negative page": ("?page=-1", "?page=-1"),
    "a huge page": (f"?page={10**20}", f"?page={10**20}"),
    "eight bytes in a filter": (f"?flt0_0={2**63}", f"?year={2**63}"),
}


@pytest.mark.parametrize("hole", BREAKING)
def test_addresses_that_break_stock(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast, hole: str) -> None:
    theirs, ours = BREAKING[hole]
    assert stock.client.get(f"/admin/people/{theirs}").status_code >= 500
    assert cast["hr"].get(f"/trainings/{ours}").status_code == 200


@pytest.mark.parametrize(
    "spoilt",
    [{"unit": ObjectId()}, {"unknown": 1}, {"more": 5}, {"more": {"a": datetime.now(UTC)}}, {"more": {"_cls": "X"}}],
    ids=["a dangling reference", "an unknown field", "a number for a dict", "a time in a dict", "a class in a dict"],
)
def test_stored_values_that_break_stock(
    stock: SimpleNamespace, city: SimpleNamespace, cast: Cast, spoilt: dict[str, Any]
) -> None:
    stock.view.__class__.reach = None
    get_db()["stock_people"].update_one({"_id": stock.own.id}, {"$set": spoilt})
    pages = ("/admin/people/", f"/admin/whole/edit/?id={stock.own.id}", f"/admin/whole/details/?id={stock.own.id}")
    assert max(stock.client.get(page).status_code for page in pages) >= 500
    ours = {"unit": "superior", "more": "custom"}
    values = {ours.get(key, key): value for key, value in spoilt.items()}
    Employee._get_collection().update_one({"_id": city.employee_a.id}, {"$set": values})
    id = city.employee_a.id
    for page in (
        "/employees/?size=100",
        f"/employees/edit/?id={id}",
        f"/employees/details/?id={id}",
        "/employees/export/csv/",
    ):
        assert cast["hr"].get(page).status_code < 500, page


def test_a_subclass_of_a_field_vanishes_from_the_form(stock: SimpleNamespace, panel: Flask, cast: Cast) -> None:
    assert 'name="nickname"' not in stock.client.get("/admin/people/new/").text
    assert 'name="position_name"' in cast["hr"].get("/employees/new/").text

    class Odd(StringField):
        pass

    class Sample(Record):
        meta = {"collection": "sample"}
        motto = Odd()

    with panel.test_request_context():
        assert "motto" in record_form(Sample, ["motto"], NONE)()._fields
