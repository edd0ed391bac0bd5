"""Who must have a second factor, who may take it away, and that its secret is nowhere; ending one sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pyotp
import pytest
from bson import ObjectId
from flask import Flask
from mongoengine.connection import get_db

from config import ConfigError, from_environment
from models.audit import AuditEntry
from models.users import Role, Session, User
from operations import second_factor
from tests import makers
from tests.conftest import Member, sign_in
from tests.phones import (
    CODE,
    PAGE,
    Clock,
    Phone,
    codes_on,
    enter,
    give,
    halfway,
    is_in,
    secret_on,
    set_up,
    stored,
    token_of,
)
from tests.walking import PUBLIC


@pytest.fixture
def required(store: Flask) -> Iterator[Flask]:
    kept = store.config["JENJANG"]
    store.config["JENJANG"] = replace(kept, second_factor_roles=frozenset({"secretary", "auditor"}))
    yield store
    store.config["JENJANG"] = kept


def test_a_role_that_must_is_led_to_the_set_up(required: Flask, member: Member, clock: Clock) -> None:
    open_still = {*PUBLIC, "second_factor.index", "account.sign_out"}
    token = token_of(member.get(PAGE).text)
    for rule in required.url_map.iter_rules():
        if rule.endpoint in open_still or "static" in rule.endpoint:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "csv"))[1]
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = member.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert answer.headers.get("Location") == PAGE, (method, path, answer.status_code)
    page = member.get(PAGE).text
    assert "Your role needs a second factor" in page and "/trainings/" not in page
    answer = member.client.post(PAGE, data={"code": pyotp.TOTP(secret_on(page)).at(clock.moment), "csrf_token": token})
    assert len(codes_on(answer.text)) == 10 and "/trainings/" in answer.text
    assert member.get("/trainings/").status_code == 200


def test_other_roles_are_not_led_there(required: Flask, city: SimpleNamespace) -> None:
    makers.make_user("kepala", Role.HEAD, city.a)
    assert sign_in(required, "kepala").get("/trainings/").status_code == 200


def test_the_password_comes_before_the_set_up(required: Flask, member: Member) -> None:
    User._get_collection().update_one({"_id": member.user.id}, {"$set": {"must_change_password": True}})
    assert member.get("/trainings/").headers["Location"] == "/account/password/"
    assert member.get(PAGE).headers["Location"] == "/account/password/"


def test_the_setting_takes_roles_alone() -> None:
    read = lambda text: from_environment({"JENJANG_SECOND_FACTOR_ROLES": text}).second_factor_roles  # noqa: E731
    assert read("") == frozenset()
    assert read(" hr_admin, head,secretary,auditor,leadership ") == {role.value for role in Role}
    for text in ("admin", "hr_admin;head", "HR_ADMIN", "hr_admin head"):
        with pytest.raises(ConfigError, match="JENJANG_SECOND_FACTOR_ROLES"):
            read(text)


def test_hr_removes_the_factor_of_a_lost_phone(
    store: Flask, cast: dict[str, Member], member: Member, phone: Phone
) -> None:
    removal = f"/users/remove-second-factor/?id={member.user.id}"
    details = f"/users/details/?id={member.user.id}"
    for name in ("head_a", "secretary_a", "outsider_b", "auditor"):
        assert cast[name].post(removal).status_code in (403, 404)
    assert "remove-second-factor" not in cast["auditor"].get(details).text
    assert is_in(member.client) and stored(member)["has_second_factor"]
    assert "remove-second-factor" in cast["hr"].get(details).text
    page = cast["hr"].post(removal, follow_redirects=True).text
    assert "siti has no second factor any more." in page and "remove-second-factor" not in page
    assert not is_in(member.client) and not stored(member).get("recovery_codes")
    assert enter(store.test_client(), "siti", makers.PASSWORD).headers["Location"] == "/"
    entry = AuditEntry.objects(record=member.user.id, action="change").order_by("-at").first()
    assert entry.actor == cast["hr"].user.id
    assert {"field": "second_factor_seed", "before": "•", "after": None} in entry.changes
    told = cast["hr"].get(f"/audit/details/?id={entry.id}").text
    assert "Second factor" in told and "•••" in told


def test_nobody_removes_their_own_without_the_password(cast: dict[str, Member], clock: Clock) -> None:
    hr = cast["hr"]
    set_up(hr, clock)
    assert "remove-second-factor" not in hr.get(f"/users/details/?id={hr.user.id}").text
    assert hr.post(f"/users/remove-second-factor/?id={hr.user.id}").status_code == 403
    assert stored(hr)["has_second_factor"] and is_in(hr.client)


def test_the_operator_removes_it_by_a_command(store: Flask, member: Member, phone: Phone) -> None:
    done = store.test_cli_runner().invoke(args=["users", "remove-second-factor", "siti"])
    assert (done.exit_code, done.output) == (0, "siti has no second factor any more.\n")
    assert not is_in(member.client) and not stored(member)["has_second_factor"]
    assert AuditEntry.objects(record=member.user.id, source="command").count() >= 1


def test_a_fault_of_the_account_is_told(store: Flask, member: Member, phone: Phone) -> None:
    User._get_collection().update_one({"_id": member.user.id}, {"$unset": {"name": ""}})
    answer = member.post("/second-factor/off/", {"password": makers.PASSWORD})
    assert answer.status_code < 500 and "note late" in answer.text and stored(member)["second_factor_seed"]


def test_a_new_password_by_hr_leaves_the_factor(
    store: Flask, cast: dict[str, Member], phone: Phone, member: Member
) -> None:
    page = cast["hr"].post(f"/users/reset-password/?id={member.user.id}", follow_redirects=True).text
    client = store.test_client()
    answer = enter(client, "siti", page.partition("shown once: ")[2][:19])
    assert answer.headers["Location"] == CODE
    assert give(client, phone.code()).status_code == 302
    assert client.get("/").headers["Location"] == "/account/password/"


def test_the_secret_is_nowhere(
    cast: dict[str, Member], member: Member, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    give(halfway(member.client.application), phone.codes[0])
    raw = stored(member)
    dump = str([list(get_db()[name].find()) for name in get_db().list_collection_names()])
    assert phone.secret not in dump and not any(code in dump or code.replace("-", "") in dump for code in phone.codes)
    kept = (raw["second_factor_seed"], *raw["recovery_codes"], phone.secret, *phone.codes)
    trail = str(list(AuditEntry._get_collection().find()))
    pages = [
        "/users/",
        "/users/export/csv/",
        f"/users/details/?id={raw['_id']}",
        f"/users/edit/?id={raw['_id']}",
        "/audit/",
    ]
    pages += [f"/users/?columns={name}" for name in ("second_factor_seed", "recovery_codes", "has_second_factor")]
    pages += [f"/users/export/csv/?columns={name}" for name in ("second_factor_seed", "recovery_codes")]
    pages += [f"/users/new/?clone={raw['_id']}", f"/users/reveal/?id={raw['_id']}&field=second_factor_seed"]
    pages += [f"/audit/details/?id={entry.id}" for entry in AuditEntry.objects(record=raw["_id"])]
    for told in (trail, caplog.text, *(cast["hr"].get(path).text for path in pages)):
        assert not [each for each in kept if each in told]
    own = "".join(member.get(path).text for path in ("/account/", PAGE, "/"))
    assert not [each for each in kept if each in own]


def test_another_panels_key_makes_no_code(phone: Phone, member: Member, store: Flask) -> None:
    """What a dump holds is of no use without the key, and each account's secret is its own."""
    seed = stored(member)["second_factor_seed"]
    assert second_factor.secret_of(member.user.id, seed, store.config["SECRET_KEY"]) == phone.secret
    assert second_factor.secret_of(member.user.id, seed, "another key") != phone.secret
    assert second_factor.secret_of(ObjectId(), seed, store.config["SECRET_KEY"]) != phone.secret


def test_a_change_of_the_account_keeps_the_factor(
    store: Flask, cast: dict[str, Member], member: Member, phone: Phone
) -> None:
    form = {"name": "Siti Baru", "version": str(stored(member)["version"])}
    assert cast["hr"].post(f"/users/edit/?id={member.user.id}", form).status_code == 302
    assert stored(member)["name"] == "Siti Baru"
    assert give(halfway(store), phone.code()).status_code == 302


def test_next_stays_within_the_panel(store: Flask, phone: Phone) -> None:
    client = store.test_client()
    answer = enter(client, "siti", makers.PASSWORD, next="/trainings/?search=x")
    assert answer.headers["Location"] == f"{CODE}?next=/trainings/?search%3Dx"
    assert give(client, phone.code(), next="//evil.example").headers["Location"] == "/"


def test_one_other_sign_in_is_ended_alone(store: Flask, member: Member, cast: dict[str, Member]) -> None:
    second, third = sign_in(store, "siti"), sign_in(store, "siti")
    handles = re.findall(r'name="session" value="(\w{16})"', member.get("/account/").text)
    assert len(handles) == 2
    newest = Session.objects(user=member.user.id).order_by("-created_at").first().token_hash
    for stranger in ("", "x" * 16, newest, newest[:15]):
        member.post("/account/end-other/", {"session": stranger})
    cast["hr"].post("/account/end-other/", {"session": newest[:16]})
    assert is_in(second) and is_in(third)
    member.post("/account/end-other/", {"session": newest[:16]})
    assert is_in(member.client) and is_in(second) and not is_in(third)
    own = {raw["_id"][:16] for raw in Session._get_collection().find({"user": member.user.id})} - set(handles)
    member.post("/account/end-other/", {"session": own.pop()})
    assert is_in(member.client), "this one is ended by signing out"
