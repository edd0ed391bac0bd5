"""Attacks on the configuration of a unit and on imports: another agency's ids in every place, odd values in every field.

Judged by what answers show (each agency's configuration bears its mark) and by the store's content. A hole of each
kind, planted, is found.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from bson import ObjectId
from flask import Flask

from admin_views import register_view, shaped_screen
from models.configurations import ConfigurationDraft, Layer
from models.feedback import Feedback
from models.people import Employee
from models.training import Training
from models.users import Role
from operations import configuration, configuring, imports, passwords, records, registers
from operations.actors import SYSTEM, Seat
from operations.errors import Denied
from tests import makers
from tests.attacking import FORMS, HIDDEN, LONG, ODD, YAMLS, leaks, marked_layer
from tests.conftest import Member, csrf_token, sign_in
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import make_actor, make_feedback
from tests.registering import IZIN, keep_registers, make_entry
from tests.snapshots import digest, restore, snapshot
from tests.walking import shown

Cast = dict[str, Member]


@pytest.fixture
def world(store: Flask, city: SimpleNamespace, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Two agencies configured under the same keys, each with a draft and an entry; an HR admin of A joins the cast."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    for side in "ab":
        unit, layer = getattr(city, side), marked_layer(f"{side.upper()}KONF")
        put_in_force(unit, layer)
        layer.types[0].fields.append(make_definition("draf", label_id=f"{side.upper()}KONF draf"))
        ConfigurationDraft(unit=unit, base=1, layer=layer, version=1).save()
        setattr(city, f"entry_{side}", make_entry(getattr(city, f"employee_{side}")))
    user = makers.make_user("hr_a", Role.HR_ADMIN, city.a)
    cast["hr_a"] = Member("hr_a", sign_in(store, "hr_a"), user)
    return city


@pytest.mark.parametrize("name", HIDDEN)
def test_another_agencys_configuration_is_not_told(store: Flask, world: SimpleNamespace, cast: Cast, name: str) -> None:
    assert leaks(store, cast[name], world) == []
    seen = [shown(cast["hr"].get(path)) for path in (f"/configuration/unit/?unit={world.b}", "/registers/izin/")]
    assert all("bkonf" in text for text in seen), "a walk that sees nothing proves nothing"


def _always(*args: Any, **options: Any) -> bool:
    return True


def _path(actor: Any, unit: ObjectId, action: Any = None) -> list[ObjectId]:
    return configuration.path_of(unit)


def _every(actor: Any) -> list[Any]:
    return list(configuration.current().registers)


@pytest.mark.parametrize(
    ("owner", "name", "planted"),
    [
        (configuring, "path_for", _path),
        (shaped_screen, "policy", SimpleNamespace(may=_always)),
        (registers, "kept_by", _every),
        (register_view, "frozenset", lambda units: None),
    ],
)
def test_a_planted_hole_is_found(
    store: Flask,
    world: SimpleNamespace,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    planted: Any,
) -> None:
    monkeypatch.setattr(owner, name, planted, raising=False)
    assert leaks(store, cast["secretary_a"], world)


def _written(member: Member, kept: Mapping[str, Any], unit: Any, city: SimpleNamespace) -> list[str]:
    """Which forms a member sends about a unit that answer amiss or change the store."""
    found, before, token = [], digest(), csrf_token(member.client)
    foreign = {"source": str(city.b), "id": str(city.entry_b.id)}
    for path, form in FORMS:
        sent = {"csrf_token": token, "unit": str(unit), **form, **{k: v for k, v in foreign.items() if k in form}}
        answer = member.client.post(path, data=sent)
        is_refused = answer.status_code in (403, 404, 422) or (
            member.name == "nobody" and answer.status_code in (302, 401)
        )
        if not is_refused or digest() != before:
            found.append(f"{answer.status_code} {path} {form}")
            restore(dict(kept))
    return found


@pytest.mark.parametrize("name", ["secretary_a", "head_a", "auditor", "hr_a", "nobody"])
def test_nothing_of_another_agency_is_written(world: SimpleNamespace, cast: Cast, name: str) -> None:
    layer = marked_layer("AKONF")
    layer.delegated = True
    put_in_force(world.a, layer)
    kept = snapshot()
    for unit in (world.b, world.root, ObjectId()):
        assert _written(cast[name], kept, unit, world) == []
    forged = {"unit": str(world.b), "do": "add", "new_label": "X", "kind": "text"}
    for query in (f"?unit={world.b}", f"?unit={world.b}&unit={world.a}"):
        assert cast[name].post(f"/configuration/unit/{query}", {**forged, "unit": str(world.a)}).status_code != 200
    copied = {"unit": str(world.a), "do": "copy", "source": str(world.b), "part": "types/Employee"}
    assert cast[name].post("/unit-exchange/", copied).status_code in (302, 401, 403, 404)
    assert snapshot() == kept


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_odd_values_are_taken_or_refused_in_words(
    world: SimpleNamespace, cast: Cast, path: str, form: dict[str, str]
) -> None:
    kept, hr = snapshot(), cast["hr"]
    whole = {"csrf_token": csrf_token(hr.client), "unit": str(world.a), **form}
    sent: list[dict[str, Any]] = [{**whole, name: odd} for name in whole for odd in ODD if name != "csrf_token"]
    sent += [{key: value for key, value in whole.items() if key != name} for name in form]
    sent += [{**whole, name: [form[name], "x", form[name]]} for name in form]
    sent += [{**whole, f"{name}{odd}": "1"} for name in form for odd in ODD[1:3]]
    sent += [
        {**whole, name.replace("-0-", f"-{odd}-"): "1"} for name in form if "-0-" in name for odd in ("²", "", LONG)
    ]
    for data in sent:
        answer = hr.client.post(path, data=data)
        page = hr.get(answer.location) if answer.status_code == 302 else answer
        told = {name: str(value)[:40] for name, value in data.items() if value != whole.get(name)}
        assert max(answer.status_code, page.status_code) < 500, told
        assert "<script>alert" not in page.text and "Set-Cookie: a" not in str(answer.headers), told
        if answer.status_code == 302:
            restore(kept)


@pytest.mark.parametrize("text", YAMLS)
def test_odd_files_are_refused_in_words(world: SimpleNamespace, cast: Cast, text: str) -> None:
    before = digest()
    upload = (io.BytesIO(text.encode("latin-1")), "../<b>odd.yaml")
    answer = cast["hr"].post("/unit-exchange/", {"unit": str(world.a), "do": "upload", "file": upload})
    assert (answer.status_code, digest()) == (422, before), answer.text[:300]


def test_a_rehearsal_tells_of_no_record_out_of_sight(city: SimpleNamespace, cast: Cast) -> None:
    """It walks over confidential and sensitive values too: examples are those that one may read, unmasked ones alone."""
    put_in_force(city.a, make_layer("Feedback", make_definition("catatan"), make_definition("nilai", sensitive=True)))
    for person, is_confidential, text in ((city.employee_a.id, True, "XRAHASIA"), (city.employee_a.id, False, "XUMUM")):
        values = {"custom.catatan": text, "custom.nilai": "XTERTUTUP"}
        make_feedback(person, confidential=is_confidential, **values)
    fields = (make_definition("catatan", "integer"), make_definition("nilai", "integer"))
    configuring.edit(SYSTEM, city.a, lambda draft: setattr(draft, "types", make_layer("Feedback", *fields).types))
    for name, is_told in (("secretary_a", False), ("auditor", False), ("head_a", True), ("hr", True)):
        page = cast[name].get(f"/configuration/unit/?unit={city.a}&rehearsed=1&type=Feedback").text
        assert "XUMUM" in page and "XTERTUTUP" not in page and ("XRAHASIA" in page) == is_told, name


def test_a_formula_shows_nothing_sensitive(city: SimpleNamespace) -> None:
    """Not to whom it may be shown only as a logged act: what is computed of it is sensitive too, or is not computed."""
    pay = make_definition("gaji", "integer", sensitive=True)
    told = make_definition("dua_kali", "computed", formula="gaji * 2", result="integer")
    put_in_force(city.a, make_layer("Employee", pay, told))
    assert configuring.problems(city.a, make_layer("Employee", pay, told))[0][0] == "Employee/dua_kali/formula"
    person = records.read(Employee, city.employee_a.id)
    made = records.change(SYSTEM, Employee, person["_id"], {"custom.gaji": 7}, person["version"])
    assert "dua_kali" not in made.custom
    told.sensitive = True
    put_in_force(city.a, make_layer("Employee", pay, told))
    assert configuring.problems(city.a, make_layer("Employee", pay, told)) == []
    assert records.change(SYSTEM, Employee, made.id, {"custom.gaji": 8}, made.version).custom["dua_kali"] == 16


def test_who_may_change_a_configuration_is_not_theirs_to_say(city: SimpleNamespace) -> None:
    """Neither by an earlier version nor by being HR admin elsewhere is it handed over, or kept."""
    for unit, flags in ((city.bidang, (True, False)), (city.a, (True,))):
        for flag in flags:
            put_in_force(unit, Layer(delegated=flag))
    secretary = make_actor(Role.SECRETARY, city.a)
    assert not configuring.bring_back(secretary, city.bidang, 1).layer.delegated
    elsewhere = replace(secretary, seats=(*secretary.seats, Seat(Role.HR_ADMIN, city.b, "", False)))
    with pytest.raises(Denied):
        configuring.edit(elsewhere, city.bidang, lambda layer: setattr(layer, "delegated", True))


def test_an_import_sets_no_value_that_its_maker_may_not_reveal(city: SimpleNamespace, cast: Cast) -> None:
    keep_registers(city.a)
    entry = make_entry(city.employee_a, "SIP/1", gaji=5_000_000)
    text = f"NIP;Nomor;Pay\n{city.employee_a.nip};SIP/1;7000000\n"
    secretary = make_actor(Role.SECRETARY, city.a)
    job = imports.receive(secretary, io.BytesIO(text.encode()), "x.csv", IZIN)
    plan = imports.plan(secretary, job)
    assert plan.counts["unchanged"] == 1 and plan.ignored == ("Pay",), "not even whether it is the stored one is told"
    imports.apply(secretary, job.id, plan.digest)
    assert records.read(IZIN, entry.id)["custom"]["gaji"].to_decimal() == 5_000_000
    assert "Pay" not in cast["secretary_a"].get("/imports/new/?of=Register:izin").text
    hr = make_actor(Role.HR_ADMIN, city.a)
    odd = imports.receive(hr, io.BytesIO(text.replace("7000000", "7 juta XGAJI").encode()), "x.csv", IZIN)
    assert imports.plan(hr, odd).counts["problem"] == 1
    assert "XGAJI" not in cast["secretary_a"].get(f"/imports/problems/?id={odd.id}").text


def test_jobs_of_others_and_foreign_rows(world: SimpleNamespace, cast: Cast) -> None:
    hr = make_actor(Role.HR_ADMIN, world.a)
    sheet = f"NIP;Text;ID\n{world.employee_a.nip};x;\n"
    jobs = [imports.receive(hr, io.BytesIO(sheet.encode()), "x.csv", Feedback)]
    root = make_actor(Role.HR_ADMIN, world.root, everywhere=True)
    rows = f"NIP;Judul;Mulai\n{world.employee_b.nip};X;1-1-2026\n"
    jobs += [imports.receive(root, io.BytesIO(rows.encode()), "x.csv", Training)]
    kept = snapshot()
    for name in ("secretary_a", "head_a", "outsider_b", "auditor", "nobody"):
        for job in (*jobs, SimpleNamespace(id=ObjectId()), SimpleNamespace(id=world.entry_b.id)):
            for act in ("preview", "progress", "problems"):
                assert cast[name].get(f"/imports/{act}/?id={job.id}").status_code in (302, 401, 403, 404), (name, act)
            assert cast[name].post("/imports/apply/", {"id": str(job.id)}).status_code in (302, 401, 403, 404)
    assert snapshot() == kept
    upload = {"file": (io.BytesIO(rows.replace("X", "XASING").encode()), "../x\0<b>.csv")}
    answer = cast["hr_a"].post("/imports/new/?of=Training", upload)
    page = cast["hr_a"].get(answer.location).text
    assert "No employee within your units has this NIP." in page and "BSECRET" not in page
    for odd in (*ODD, "Register:khusus_b", "Register:izin:employee", "User", "ImportJob", "Register:", "Training\0"):
        assert cast["secretary_a"].get("/imports/new/", query_string={"of": odd}).status_code == 404, odd
