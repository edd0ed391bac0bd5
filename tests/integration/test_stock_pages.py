"""What stock Flask-Admin shows and sends, side by side with ours: search, escaping, scripts, exports, round trips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_admin.model.typefmt import bool_formatter
from mongoengine import BooleanField, StringField
from mongoengine.connection import get_db
from pymongo.synchronous import command_runner

from admin_views.columns import Column
from admin_views.controls import draw
from admin_views.forms import record_form
from admin_views.list_rows import _opening
from models.base import Record
from models.feedback import Feedback
from models.fieldsets import NONE
from models.people import Employee
from models.training import Training
from operations import listing, records
from operations.actors import SYSTEM
from operations.listing import Asked
from tests import makers
from tests.conftest import Member
from tests.stock import StockPerson, StockUnit, stock_panel

Cast = dict[str, Member]


@pytest.fixture
def stock(store: Flask) -> Iterator[SimpleNamespace]:
    with stock_panel() as made:
        assert made.client.get("/admin/people/").status_code == 200, "stock works where nothing is wrong"
        yield made


def count(name: str) -> int:
    return int(get_db()[name].count_documents({}))


def test_a_search_is_no_regular_expression(stock: SimpleNamespace, city: SimpleNamespace) -> None:
    query = stock.view._search(StockPerson.objects, "orang")._query
    assert isinstance(query["name"], re.Pattern), "an unanchored expression: every document is read"
    ours = listing.query(SYSTEM, Employee, Asked(search="pegawai asecret"))
    assert ours == {"search_tokens": {"$all": ["asecret", "pegawai"]}}
    for typed in (".*", "^", "(", "[a-z]+", "$where"):
        found = listing.find(SYSTEM, Employee, Asked(search=typed), ("name",))
        assert found.total == 0 or typed == "$where"


def test_a_dict_is_a_python_repr_that_does_not_save(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    StockPerson.objects(id=stock.own.id).update(more={"a": "x"})
    page = stock.client.get(f"/admin/whole/edit/?id={stock.own.id}").text
    shown = re.search(r'name="more"[^>]*>\s*([^<]*)<', page) or re.search(
        r'name="more-?[^"]*"[^>]*value="([^"]*)"', page
    )
    assert shown and "&#39;a&#39;" in shown.group(1)
    form = {"name": "Baru", "unit": str(stock.a.id), "more": "{'a': 'x'}"}
    stock.client.post(f"/admin/whole/edit/?id={stock.own.id}", data=form)
    assert StockPerson.objects.get(id=stock.own.id).name != "Baru"
    id = city.employee_a.id
    Employee._get_collection().update_one({"_id": id}, {"$set": {"custom": {"a": "x"}}})
    assert cast["hr"].post(f"/employees/edit/?id={id}", {"name": "Baru", "version": "1"}).status_code == 302
    raw = records.read(Employee, id)
    assert (raw["name"], raw["custom"]) == ("Baru", {"a": "x"})


def test_help_texts_and_names_are_escaped(stock: SimpleNamespace, panel: Flask) -> None:
    bad = "<script>hint</script>"
    assert bad in stock.client.get("/admin/people/new/").text
    assert bad in bool_formatter(stock.view, True, bad)

    class Labelled(Record):
        meta = {"collection": "labelled"}
        note = StringField(verbose_name=bad, help_text=bad)
        is_odd = BooleanField(verbose_name=bad, help_text=bad)

    with panel.test_request_context():
        form = record_form(Labelled, ["note", "is_odd"], NONE)()
        page = "".join(draw(field) for field in form) + _opening(Column("x", bad, (), lambda raw, labels: ""))
    assert "&lt;script&gt;" in page and bad not in page


def test_a_new_row_finds_its_references(city: SimpleNamespace, cast: Cast) -> None:
    spare = cast["hr"].get("/users/new/").text.partition("<template>")[2].partition("</template>")[0]
    assert 'data-lookup="/users/lookup/?field=memberships.unit"' in spare


def test_what_people_typed_is_escaped_everywhere(city: SimpleNamespace, cast: Cast) -> None:
    bad = '"><img src=x onerror=alert(1)>'
    records.change(SYSTEM, Feedback, city.feedback_a.id, {"text": bad, "giver_name": bad}, 1)
    records.change(SYSTEM, Employee, city.employee_a.id, {"name": bad, "position_name": bad}, 1)
    for path in ("/employees/", f"/employees/details/?id={city.employee_a.id}", "/feedback/", "/audit/", "/",
                 f"/feedback/edit/?id={city.feedback_a.id}", f"/feedback/details/?id={city.feedback_a.id}",
                 f"/feedback/?employee={city.employee_a.id}", f"/employees/?search={bad}"):  # fmt: skip
        assert "<img src=x" not in cast["hr"].get(path).text, path


def test_forgery(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    stock.client.post("/admin/people/delete/", data={"id": str(stock.own.id)})
    assert count("stock_people") == 1, "stock deletes for any page of any site"
    data = {"id": str(city.training_a.id), "version": "1", "confirmed": "1"}
    assert cast["secretary_a"].client.post("/trainings/delete/", data=data).status_code == 400
    assert Training.objects(id=city.training_a.id).count() == 1


INLINE = re.compile(r"<[^>]+\s(on[a-z]+|style)\s*=|javascript:", re.IGNORECASE)


def test_inline_handlers_under_a_strict_policy(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    assert INLINE.search(stock.client.get("/admin/people/").text)
    for path in ("/", "/employees/", "/employees/new/", f"/employees/details/?id={city.employee_a.id}", "/account/",
                 f"/trainings/edit/?id={city.training_a.id}", "/users/", "/audit/", "/departments/"):  # fmt: skip
        answer = cast["hr"].get(path)
        assert not INLINE.search(answer.text), path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce and all(
            nonce.group(1) in tag for tag in re.findall(r"<script[^>]*>", answer.text) if "src=" not in tag
        )
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text), "no other host is asked"


def test_formulas_in_exports(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    formula = "=HYPERLINK(0)"
    StockPerson.objects(id=stock.own.id).update(name=formula)
    assert re.search(r'^"?=HYPERLINK', stock.client.get("/admin/people/export/csv/").text, re.MULTILINE)
    for start in ("=", "+", "-", "@"):
        makers.make_training(city.employee_a.id, title=f"{start}HYPERLINK(0)")
    text = cast["secretary_a"].get("/trainings/export/csv/").text
    assert text.count("'=HYPERLINK") == text.count("'@HYPERLINK") == 1
    assert not re.search(r"(?:^|[;\"\n])[=+@-]HYPERLINK", text)


def test_the_reference_filter_is_picked_by_name(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    page = cast["secretary_a"].get(f"/trainings/?employee={city.employee_a.id}").text
    assert "/trainings/lookup/?field=employee" in page and "Pegawai ASECRET" in page
    assert str(city.employee_b.id) not in cast["secretary_a"].get("/trainings/").text


@contextmanager
def counted() -> Iterator[list[str]]:
    """The commands the store is sent meanwhile."""
    asked: list[str] = []
    original = command_runner._run_command

    def run(*args: Any, **options: Any) -> Any:
        asked.append("x")
        return original(*args, **options)

    command_runner._run_command = run
    try:
        yield asked
    finally:
        command_runner._run_command = original


def test_round_trips_of_a_list_and_an_export(stock: SimpleNamespace, city: SimpleNamespace, cast: Cast) -> None:
    """Stock asks twice a row, for two references; ours at most four times a page, and by batches in an export."""
    stock.view.__class__.reach = None
    for number in range(50):
        units = [StockUnit(name=f"Unit {number} {each}").save() for each in "xy"]
        StockPerson(name=f"Orang {number}", unit=units[0], second=units[1]).save()
        person = makers.make_employee(city.bidang, superior=city.employee_a.id)
        makers.make_training(person.id)
    with counted() as theirs:
        stock.client.get("/admin/people/")
    assert len(theirs) > 30
    with counted() as theirs:
        assert stock.client.get("/admin/people/export/csv/").text.count("Orang") > 50
    assert len(theirs) > 90
    columns = "columns=name,nip,department,superior,kind"
    for member in (cast["hr"], cast["secretary_a"]):
        for path in (f"/employees/?{columns}", "/trainings/", f"/employees/?search=budi&{columns}", "/feedback/"):
            member.get(path)
            with counted() as ours:
                assert member.get(path).status_code == 200
            assert len(ours) <= 4, path
        with counted() as ours:
            assert len(member.get(f"/employees/export/csv/?{columns}").text.splitlines()) > 50
        assert len(ours) <= 5
