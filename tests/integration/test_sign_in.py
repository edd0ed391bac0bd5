"""Signing in: throttled, one answer for every failure, and no way out of the panel through `next`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from flask import Flask

from models.users import Role, User
from operations import passwords, sessions, throttle
from store import connection
from tests import makers
from tests.integration.test_sessions import NEW, SIGN_IN, enter, is_in
from tests.own_connection import own_connection


@pytest.fixture
def person(city: SimpleNamespace) -> User:
    return makers.make_user("siti", Role.SECRETARY, city.a)


@pytest.fixture
def strict(store: Flask) -> Iterator[Flask]:
    kept = store.config["JENJANG"]
    store.config["JENJANG"] = replace(
        kept, signin_limit_account="3 per 15 minutes", signin_limit_address="5 per 15 minutes"
    )
    yield store
    store.config["JENJANG"] = kept


def test_tries_are_throttled_by_account_from_any_address(strict: Flask, person: User) -> None:
    for number in range(3):
        client = strict.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        assert enter(client, " SITI ", "salah sekali").status_code == 401
    client = strict.test_client()
    client.environ_base["REMOTE_ADDR"] = "10.0.9.9"
    answer = enter(client, "siti", makers.PASSWORD)
    assert answer.status_code == 429 and "quarter of an hour" in answer.text
    assert not is_in(client)


def test_tries_are_throttled_by_address_for_any_account(strict: Flask, person: User) -> None:
    client = strict.test_client()
    assert [enter(client, f"orang{number}", "salah").status_code for number in range(5)] == [401] * 5
    assert enter(client, "siti", makers.PASSWORD).status_code == 429
    other = strict.test_client()
    other.environ_base["REMOTE_ADDR"] = "10.1.1.1"
    assert enter(other, "siti", makers.PASSWORD).status_code == 302


def test_a_forged_forwarded_address_does_not_help(strict: Flask, person: User) -> None:
    client = strict.test_client()
    for number in range(5):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.2.2.{number}"
        enter(client, f"orang{number}", "salah")
    assert enter(client, "siti", makers.PASSWORD).status_code == 429


def test_no_try_is_counted_for_a_right_password(strict: Flask, person: User) -> None:
    assert [enter(strict.test_client(), "siti", makers.PASSWORD).status_code for _ in range(7)] == [302] * 7


@pytest.mark.parametrize("name", ["siti", "tidak.ada", "lama", "", "\0", "x" * 5000, "ʼ" * 40])
def test_every_wrong_sign_in_gets_one_answer_and_one_check(
    store: Flask, person: User, city: SimpleNamespace, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers.make_user("lama", Role.AUDITOR, city.root, is_active=False)
    asked: list[str] = []
    verify = passwords.verify
    monkeypatch.setattr(sessions, "verify", lambda stored, given: (asked.append(given), verify(stored, given))[1])
    client = store.test_client()
    given = "salah sekali" if name != "lama" else makers.PASSWORD
    answer = enter(client, name, given)
    assert answer.status_code == 401 and len(asked) == 1
    known = enter(store.test_client(), "siti", "salah sekali").text
    assert sentence(answer.text) == sentence(known)


def sentence(page: str) -> str:
    return page.partition('role="alert"')[2].partition("</div></div>")[0]


def test_an_unknown_name_costs_a_whole_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash that is checked for nobody is a whole one, of the same cost as everybody's."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher())
    whole = passwords.hash_password(NEW)
    assert passwords._NOBODY.rpartition("$")[0].rpartition("$")[0] == whole.rpartition("$")[0].rpartition("$")[0]
    assert passwords.verify(None, NEW) is False


BAD = (
    "//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "http:evil.example",
    "\\\\evil",    "///evil.example", "/\t/evil.example", "/\n/evil.example", " //evil.example", "evil.example", "data:text/html,x",
    "/%0d%0aSet-Cookie: a=b\r\nX: y", "@evil.example", "http://localhost@evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", BAD)
def test_next_stays_within_the_panel(store: Flask, person: User, target: str) -> None:
    client = store.test_client()
    assert enter(client, "siti", makers.PASSWORD, next=target).headers["Location"] == "/"
    for path in ("/account/language/id/", SIGN_IN):
        assert client.get(path, query_string={"next": target}).headers["Location"] == "/"


def test_next_leads_back_to_the_page_asked_for(store: Flask, person: User) -> None:
    client = store.test_client()
    asked = client.get("/trainings/?search=x")
    assert asked.headers["Location"] == "/account/sign-in/?next=/trainings/?search%3Dx"
    back = enter(client, "siti", makers.PASSWORD, next="/trainings/?search=x")
    assert back.headers["Location"] == "/trainings/?search=x"


def test_the_throttle_counts_on_the_connection_of_now(store: Flask) -> None:
    outer = throttle._limiter()
    with own_connection():
        connection.connect(store.config["JENJANG"])
        assert throttle._limiter() is not outer
        throttle.Throttle("1 per 15 minutes", "1 per 15 minutes").refuse_when_exhausted("siti", "127.0.0.1")
