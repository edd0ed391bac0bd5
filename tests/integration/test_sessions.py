"""Signing in and out: sessions that begin afresh, end on the server, and cannot be taken over or guessed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app as panel_module
from models.moments import now
from models.users import Role, Session, User
from operations import accounts, records
from operations.actors import SYSTEM
from operations.errors import Missing
from tests import makers
from tests.conftest import Member, csrf_token, sign_in
from tests.walking import PUBLIC

NEW = "kuda lumping senja"
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def person(city: SimpleNamespace) -> User:
    return makers.make_user("siti", Role.SECRETARY, city.a)


@pytest.fixture
def member(store: Flask, person: User) -> Member:
    return Member("siti", sign_in(store, "siti"), person)


def enter(client: FlaskClient, username: str, password: str, **more: Any) -> Any:
    data = {"username": username, "password": password, "csrf_token": csrf_token(client), **more}
    return client.post(SIGN_IN, data=data)


def is_in(client: FlaskClient) -> bool:
    return bool(client.get("/account/").status_code == 200)


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("jenjang")
    return found.value if found else ""


def version(person: User) -> int:
    return int(records.read(User, person.id)["version"])


def test_a_sign_in_rotates_everything(store: Flask, person: User) -> None:
    """A cookie planted before sign-in opens nothing afterwards, and its form token is refused."""
    client, thief = store.test_client(), store.test_client()
    token = csrf_token(client)
    planted = cookie(client)
    thief.set_cookie("jenjang", planted)
    assert enter(client, "siti", makers.PASSWORD).status_code == 302
    assert cookie(client) != planted and is_in(client) and not is_in(thief)
    assert client.post("/preferences/", data={"csrf_token": token}).status_code == 400


def test_each_sign_in_is_a_session_of_its_own(store: Flask, member: Member) -> None:
    other = sign_in(store, "siti")
    assert Session.objects(user=member.user.id).count() == 2
    member.post("/account/sign-out/")
    assert is_in(other)


def test_the_store_holds_no_token(member: Member) -> None:
    raw = Session._get_collection().find_one({"user": member.user.id})
    with member.client.session_transaction() as kept:
        token = kept["_user_id"]
    assert token not in str(raw) and len(raw["_id"]) == 64


def test_a_sign_out_ends_it_on_the_server(store: Flask, member: Member) -> None:
    copy = store.test_client()
    copy.set_cookie("jenjang", cookie(member.client))
    assert is_in(copy)
    assert member.post("/account/sign-out/").status_code == 302
    assert not is_in(member.client) and not is_in(copy)
    assert Session.objects.count() == 0


def test_a_sign_out_is_by_post_with_a_token_only(member: Member) -> None:
    assert member.get("/account/sign-out/").status_code == 405
    assert member.client.post("/account/sign-out/").status_code == 400
    assert is_in(member.client)


def test_a_password_change_ends_all_but_the_changer(store: Flask, member: Member) -> None:
    other, copy = sign_in(store, "siti"), store.test_client()
    copy.set_cookie("jenjang", cookie(member.client))
    answer = member.post("/account/password/", {"current": makers.PASSWORD, "password": NEW, "again": NEW})
    assert answer.status_code == 302
    assert is_in(member.client) and not is_in(other) and not is_in(copy)
    assert enter(store.test_client(), "siti", makers.PASSWORD).status_code == 401
    assert enter(store.test_client(), "siti", NEW).status_code == 302


@pytest.mark.parametrize("values", [{"is_active": False}, {"memberships": []}, {"password_hash": "x"}], ids=str)
def test_a_change_of_rights_ends_the_session_at_once(member: Member, values: dict[str, Any]) -> None:
    whole = {"is_active": False, **values} if "memberships" in values else values
    records.change(SYSTEM, User, member.user.id, whole, version(member.user))
    assert not is_in(member.client)
    assert Session.objects.count() == 0


def test_a_role_taken_in_the_browser_ends_the_session(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    secretary, id = cast["secretary_a"], cast["secretary_a"].user.id
    row = {"memberships-0-role": "auditor", "memberships-0-unit": str(city.a), "form_token": "a" * 32}
    form = {"username": "secretary_a", "name": "Baru", "version": "1", "is_active": "1", **row}
    assert cast["hr"].post(f"/users/edit/?id={id}", form).status_code == 302
    assert not is_in(secretary.client)


def test_a_reset_ends_the_session_and_confines_the_next(store: Flask, cast: dict[str, Member]) -> None:
    secretary = cast["secretary_a"]
    page = cast["hr"].post(f"/users/reset-password/?id={secretary.user.id}", follow_redirects=True)
    assert not is_in(secretary.client)
    password = page.text.partition("shown once: ")[2][:19]
    assert enter(secretary.client, "secretary_a", password).status_code == 302
    confined(store, secretary.client)


def confined(app: Flask, client: FlaskClient) -> None:
    """Every route but the password's, the sign-out's and the language's leads to the password page."""
    token = csrf_token(client) or token_of(client.get("/account/password/").text)
    open_still = {*PUBLIC, "account.password", "account.sign_out"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in open_still or "static" in rule.endpoint:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "csv"))[1]
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert answer.headers.get("Location") == "/account/password/", (method, path, answer.status_code)


def token_of(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_an_idle_session_ends(settings: Any, member: Member) -> None:
    idle = timedelta(minutes=settings.session_idle)
    held = Session._get_collection()
    held.update_many({}, {"$set": {"seen_at": now() - idle + timedelta(minutes=2)}})
    assert is_in(member.client) and held.find_one()["seen_at"] > now() - timedelta(minutes=1)
    held.update_many({}, {"$set": {"seen_at": now() - idle - timedelta(seconds=1)}})
    assert not is_in(member.client) and held.count_documents({}) == 0


def test_a_session_ends_at_its_absolute_limit(member: Member) -> None:
    Session._get_collection().update_many({}, {"$set": {"expires_at": now() - timedelta(seconds=1)}})
    assert not is_in(member.client) and Session.objects.count() == 0


def test_other_sign_ins_are_ended_from_ones_account(store: Flask, member: Member) -> None:
    other = sign_in(store, "siti")
    assert member.post("/account/end-others/").status_code == 302
    assert is_in(member.client) and not is_in(other)


def test_every_post_wants_the_form_token(store: Flask, cast: dict[str, Member]) -> None:
    asked = 0
    for rule in store.url_map.iter_rules():
        if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()):
            path = rule.build(dict.fromkeys(rule.arguments, "x"))[1]
            for token in ({}, {"csrf_token": "x"}, {"csrf_token": csrf_token(cast["secretary_a"].client)}):
                assert cast["hr"].client.post(path, data=token).status_code == 400, path
                asked += 1
    assert asked > 60 and is_in(cast["hr"].client)


def test_the_cookie_is_the_panels_alone(store: Flask, person: User) -> None:
    answer = enter(store.test_client(), "siti", makers.PASSWORD)
    flags = answer.headers["Set-Cookie"]
    assert "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags and "Domain" not in flags
    assert answer.headers["Cache-Control"] == "no-store"


def test_behind_https_the_cookie_is_for_https_alone(settings: Any) -> None:
    assert panel_module.create_app(replace(settings, secure_cookies=True)).config["SESSION_COOKIE_SECURE"] is True


def test_a_set_up_link_makes_one_admin_in_a_race(store: Flask) -> None:
    makers.make_unit("Kota Uji", kind="city", code="KOTA")
    token = accounts.new_setup_link()
    assert token
    start, done = threading.Barrier(2), []

    def make(number: int) -> None:
        client = store.test_client()
        form = {"username": f"pertama{number}", "name": "Pertama", "password": NEW, "again": NEW}
        form["csrf_token"] = token_of(client.get(f"/account/setup/{token}/").text)
        start.wait()
        done.append(client.post(f"/account/setup/{token}/", data=form).status_code)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, range(2)))
    assert sorted(done) == [302, 404] and User.objects.count() == 1


def test_a_set_up_link_is_of_no_use_later(store: Flask) -> None:
    makers.make_unit("Kota Uji", kind="city", code="KOTA")
    old, token = accounts.new_setup_link(), accounts.new_setup_link()
    assert old and token and not accounts.is_setup_link(old)
    accounts.first_admin(token, "pertama", "Pertama", NEW)
    assert accounts.new_setup_link() is None
    with pytest.raises(Missing):
        accounts.first_admin(token, "kedua", "Kedua", NEW)
    for each in (old, token, "x", "%00", "é"):
        assert store.test_client().get(f"/account/setup/{each}/").status_code == 404


def test_the_last_sign_in_is_shown(store: Flask, member: Member) -> None:
    assert sign_in(store, "siti").get("/account/").status_code == 200
    raw = records.read(User, member.user.id)
    assert raw["previous_sign_in_at"] <= raw["last_sign_in_at"]


def test_nobody_switches_off_their_own_way_in(cast: dict[str, Member], city: SimpleNamespace) -> None:
    hr, id = cast["hr"], cast["hr"].user.id
    before = records.read(User, id)["memberships"]
    whole = {"username": "hr", "name": "Hr", "form_token": "c" * 32, "version": "1"}
    hr.post(f"/users/edit/?id={id}", whole)
    hr.post(f"/users/delete/?id={id}", {"confirmed": "1", "version": "1"})
    hr.post("/users/action/", {"action": "delete", "rowid": str(id), "confirmed": "1"})
    after = records.read(User, id)
    assert after["memberships"] == before and after["is_active"] is True
