"""Any valid value of any kind makes the whole trip: form, store, list, export, import of that export, form again.

Many values go through one import: a record has one of every kind, a batch of records is exported at once.
"""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from benchmarks.forms import filled
from models.configurations import Layer
from models.definitions import TypeDefinition
from models.fieldsets import make_field, stored
from models.kinds import write
from models.training import Training
from operations import configuration, imports, records
from tests import kind_values
from tests.conftest import Member
from tests.defining import make_definition, put_in_force
from tests.makers import Role, make_actor, make_training

BATCH, BATCHES = 12, 3


@pytest.fixture
def place(city: SimpleNamespace) -> SimpleNamespace:
    """Trainings of Dinas Alfa have a field of every kind that a cell can tell, and one that is computed."""
    computed = make_definition("f_computed", "computed", formula="f_decimal * 2", result="decimal")
    picked = (make_definition("f_person", "person"), make_definition("f_unit", "unit"))
    fields = [*kind_values.definitions(), *picked, computed]
    put_in_force(city.a, Layer(types=[TypeDefinition(name="Training", fields=fields)]))
    Training._get_collection().delete_many({})
    city.trainings = [make_training(city.employee_a.id, title=f"Pelatihan {number}").id for number in range(BATCH)]
    return city


def typed(form: MultiDict[str, str], values: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The form as somebody would send it who typed these values."""
    for key, value in values.items():
        path, field = f"custom.{key}", fields[f"custom.{key}"]
        if key in ("f_choice", "f_person", "f_unit"):
            form[path] = str(value)
        elif key == "f_choices":
            form.setlist(path, value)
        elif key == "f_yesno":
            form[path] = str(int(value))
        elif key == "f_table":
            for index, row in enumerate(value):
                for name, column in field.columns.items():
                    told = "" if name not in row else write(column, row[name])
                    is_answer = column.kind == "yesno" and told
                    form[f"{path}-{index}-{name}"] = str(int(row[name])) if is_answer else told
        else:
            form[path] = write(field, value)
    return form.to_dict(flat=False)


def content_of(place: SimpleNamespace) -> dict[Any, bytes]:
    """What each training has of the defined fields, and of what follows from them, to the byte."""
    names = ("custom", "attributes", "unique_keys", "search_tokens")
    rows = Training._get_collection().find({"_id": {"$in": place.trainings}})
    return {raw["_id"]: encode({name: raw.get(name) for name in names}) for raw in rows}


def customs(place: SimpleNamespace) -> dict[Any, dict[str, Any]]:
    return {raw["_id"]: raw.get("custom") or {} for raw in Training._get_collection().find()}


def unlike(before: dict[Any, dict[str, Any]], after: dict[Any, dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    """(key, before, after) of every value that is another."""
    return [
        (key, each.get(key), after[id].get(key))
        for id, each in before.items()
        for key in {*each, *after[id]}
        if encode({"v": each.get(key)}) != encode({"v": after[id].get(key)})
    ]


def read_back(content: bytes, name: str, expected: dict[str, int]) -> None:
    actor = make_actor(Role.HR_ADMIN, None, everywhere=True)
    job = imports.receive(actor, io.BytesIO(content), name, Training)
    plan = imports.plan(actor, job)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 0, "problem": 0} | expected, [
        (each.column, str(each.message)) for each in plan.problems
    ] + [(each["field"], each["before"], each["after"]) for row in plan.rows for each in row.changes]
    imports.apply(actor, job.id, plan.digest)


def test_any_value_makes_the_whole_trip(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    hr, numbers = cast["hr"], iter(range(1, 10**6))
    fields = configuration.fieldset(Training, configuration.path_of(place.a)).fields
    people, units = [place.employee_a.id, place.employee_b.id], [place.a, place.b, place.bidang]

    bare = {"$set": {"custom": {}, "attributes": [], "unique_keys": []}}

    def form_of(id: Any) -> MultiDict[str, str]:
        return filled(hr.get(f"/trainings/edit/?id={id}").text, form_token=f"{next(numbers):032x}")

    def send(id: Any, form: dict[str, Any]) -> None:
        answer = hr.client.post(f"/trainings/edit/?id={id}", data=form)
        assert answer.status_code == 302, (re.findall('<li><a href="#custom.*?</a>', answer.text), form)

    @seed(20261125)
    @settings(
        max_examples=BATCHES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(kind_values.records(people, units), min_size=BATCH, max_size=BATCH))
    def trip(batch: list[dict[str, Any]]) -> None:
        Training._get_collection().update_many({}, bare)
        for id, values in zip(place.trainings, batch, strict=True):
            send(id, typed(form_of(id), values, fields))
            held = customs(place)[id]
            for key, value in values.items():
                field = make_field(fields[f"custom.{key}"].definition)
                assert encode({"v": held.get(key)}) == encode({"v": stored(field, value)}), (key, value, held.get(key))
        before, told = content_of(place), customs(place)
        columns = ",".join(["title", *fields])
        assert hr.get(f"/trainings/?department={place.a}&columns={columns}").text.count("<tr") > BATCH
        for name in ("csv", "xlsx"):
            content = hr.get(f"/trainings/export/{name}/?department={place.a}").data
            read_back(content, f"lembar.{name}", {"unchanged": BATCH})
            Training._get_collection().update_many({}, bare)
            read_back(content, f"lembar.{name}", {"changed": BATCH})
            assert unlike(told, customs(place)) == [], name
            assert content_of(place) == before
        for id in place.trainings:
            version = records.read(Training, id)["version"]
            send(id, form_of(id).to_dict(flat=False))
            assert records.read(Training, id)["version"] == version, unlike(told, customs(place))
        assert content_of(place) == before

    trip()
