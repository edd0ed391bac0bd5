"""The second factor: set up with a code, no session before the code, each code once, throttled as passwords are."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import segno
from flask import Flask

from models.users import Session, User
from operations import records, second_factor, sessions
from operations.actors import SYSTEM
from operations.errors import Denied
from tests import makers
from tests.conftest import Member, csrf_token, sign_in
from tests.phones import (
    CODE,
    PAGE,
    Clock,
    Phone,
    acts,
    alert,
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

OFF, RENEW = "/second-factor/off/", "/second-factor/codes/"


def limited(app: Flask, limit: str) -> Iterator[Flask]:
    kept = app.config["JENJANG"]
    app.config["JENJANG"] = replace(kept, signin_limit_account=limit)
    yield app
    app.config["JENJANG"] = kept


@pytest.fixture
def strict(store: Flask) -> Iterator[Flask]:
    yield from limited(store, "3 per 15 minutes")


@pytest.fixture
def patient(store: Flask) -> Iterator[Flask]:
    yield from limited(store, "1000 per 15 minutes")


def test_a_set_up_needs_a_code_of_the_shown_key(store: Flask, member: Member, clock: Clock) -> None:
    page = member.get(PAGE)
    assert 'src="data:image/svg+xml' in page.text and "style=" not in page.text.partition("<main")[2]
    secret = secret_on(page.text)
    assert secret_on(member.get(PAGE).text) == secret, "what was scanned stays valid"
    for wrong in ("", "000000", "abc", "\ud800", "1" * 9000, pyotp.TOTP(secret).at(clock.moment, counter_offset=5)):
        sent = wrong.encode("utf-8", "surrogatepass")
        assert member.post(PAGE, {"code": sent}).status_code == 422
    assert not stored(member).get("second_factor_seed") and not stored(member).get("has_second_factor")
    other = sign_in(store, "siti")
    assert len(codes_on(member.post(PAGE, {"code": pyotp.TOTP(secret).at(clock.moment, counter_offset=-1)}).text)) == 10
    assert is_in(member.client) and not is_in(other)
    assert "10 recovery codes left." in member.get("/account/").text
    assert codes_on(member.get(PAGE).text) == [] and secret[:4] not in member.get(PAGE).text


def test_the_picture_holds_what_the_key_says(member: Member, clock: Clock, panel: Flask) -> None:
    page = member.get(PAGE).text
    told = pyotp.parse_uri(second_factor.address_of(secret_on(page), "siti"))
    assert isinstance(told, pyotp.TOTP)
    assert (told.secret, told.name, told.issuer) == (secret_on(page), "siti", "Jenjang")
    made = segno.make(second_factor.address_of(secret_on(page), "siti"), error="m", micro=False)
    drawn = made.svg_data_uri(scale=5, light="#fff")
    assert html.unescape(page.partition('<img class="qr" src="')[2].partition('"')[0]) == drawn


def test_no_session_before_the_code(store: Flask, phone: Phone) -> None:
    before = Session.objects.count()
    client = halfway(store)
    for rule in store.url_map.iter_rules():
        if rule.endpoint in PUBLIC or "static" in rule.endpoint or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(rule.build(dict.fromkeys(rule.arguments, "csv"))[1])
        assert "/account/sign-in/" in answer.headers.get("Location", ""), rule
    assert Session.objects.count() == before
    with client.session_transaction() as kept:
        assert "_user_id" not in kept
    assert give(client, phone.code()).status_code == 302 and is_in(client)


def test_an_operation_starts_no_session_without_the_code(phone: Phone) -> None:
    who = sessions.recognise("siti", makers.PASSWORD, "")
    with pytest.raises(Denied):
        sessions.enter(who, timedelta(hours=1), "", "")


def test_a_code_counts_once(store: Flask, phone: Phone, clock: Clock) -> None:
    code = phone.code()
    assert give(halfway(store), code).status_code == 302
    assert give(halfway(store), code).status_code == 401
    assert give(halfway(store), phone.code(-1)).status_code == 401, "nor does an earlier one"
    clock.forward(30)
    assert give(halfway(store), code).status_code == 401
    assert give(halfway(store), f" {phone.code()[:3]} {phone.code()[3:]} ").status_code == 302


def test_the_code_of_the_set_up_does_not_sign_in(store: Flask, member: Member, clock: Clock) -> None:
    phone = set_up(member, clock)
    assert give(halfway(store), phone.code(-1)).status_code == 401


@pytest.mark.parametrize(("ahead", "status"), [(-2, 401), (-1, 302), (0, 302), (1, 302), (2, 401)])
def test_one_step_of_tolerance(store: Flask, phone: Phone, clock: Clock, ahead: int, status: int) -> None:
    clock.forward(90)
    assert give(halfway(store), phone.code(ahead)).status_code == status


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_requests_with_one_code_one_wins(patient: Flask, phone: Phone, kind: str) -> None:
    for turn in range(5):
        code = phone.codes[turn] if kind == "recovery" else phone.code()
        clients = [halfway(patient) for _ in range(4)]
        tokens = [token_of(client.get(CODE).text) for client in clients]
        start = threading.Barrier(4)

        def send(
            number: int, clients: Any = clients, tokens: Any = tokens, code: str = code, start: Any = start
        ) -> int:
            start.wait()
            return int(clients[number].post(CODE, data={"code": code, "csrf_token": tokens[number]}).status_code)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(send, range(4))) == [302, 401, 401, 401]
        phone.clock.forward(30)


def test_a_recovery_code_counts_once_and_is_noted(store: Flask, member: Member, phone: Phone) -> None:
    client = halfway(store)
    answer = give(client, phone.codes[3].upper().replace("-", " "), next="/trainings/")
    assert answer.headers["Location"] == "/trainings/" and is_in(client)
    assert acts(member)[-1] == "sign_in_recovery"
    assert "9 recovery codes left." in client.get("/account/").text
    assert give(halfway(store), phone.codes[3]).status_code == 401
    assert give(halfway(store), phone.codes[4]).status_code == 302


def test_every_refused_code_gets_one_answer(patient: Flask, member: Member, phone: Phone) -> None:
    used = phone.codes[0]
    give(halfway(patient), used)
    wrong = (
        "000000",
        "",
        "12345",
        "1234567",
        used,
        "x" * 19,
        "\0",
        "١٢٣٤٥٦",
        "{}",
        "a" * 9000,
        stored(member)["recovery_codes"][0],
    )
    answers = [give(halfway(patient), code.encode()) for code in wrong]
    assert {answer.status_code for answer in answers} == {401}
    told = {alert(answer.text) for answer in answers}
    assert len(told) == 1 and "does not match" in told.pop()
    assert acts(member).count("sign_in_failed") == len(wrong)


def test_codes_are_throttled_with_the_passwords(strict: Flask, phone: Phone) -> None:
    waiting = halfway(strict)
    enter(strict.test_client(), "siti", "salah sekali")
    assert [give(waiting, "000000").status_code for _ in range(2)] == [401, 401]
    token = csrf_token(waiting)
    answer = waiting.post(CODE, data={"code": phone.code(), "csrf_token": token})
    assert answer.status_code == 429 and not is_in(waiting)
    assert enter(strict.test_client(), "siti", makers.PASSWORD).status_code == 429


def test_a_half_sign_in_lasts_five_minutes(store: Flask, phone: Phone, clock: Clock) -> None:
    late, early = halfway(store), halfway(store)
    clock.forward(299)
    assert give(early, phone.code()).status_code == 302
    clock.forward(1)
    token = csrf_token(late)
    answer = late.post(CODE, data={"code": phone.code(1), "csrf_token": token})
    assert answer.headers["Location"] == "/account/sign-in/" and not is_in(late)
    assert "The time for the code is over" in late.get("/account/sign-in/").text


@pytest.mark.parametrize("values", [{"password_hash": "x"}, {"is_active": False}], ids=str)
def test_a_half_sign_in_ends_with_a_change_of_the_account(
    store: Flask, member: Member, phone: Phone, values: dict[str, Any]
) -> None:
    client = halfway(store)
    records.change(SYSTEM, User, member.user.id, values, stored(member)["version"])
    token = csrf_token(client)
    answer = client.post(CODE, data={"code": phone.code(), "csrf_token": token})
    assert answer.headers["Location"] == "/account/sign-in/" and not is_in(client)


def test_the_cookie_of_a_half_sign_in_is_not_that_of_a_session(store: Flask, phone: Phone) -> None:
    client, copy = halfway(store), store.test_client()
    copy.set_cookie("jenjang", client.get_cookie("jenjang").value)
    assert give(client, phone.code()).status_code == 302
    assert not is_in(copy) and give(copy, phone.code()).status_code == 401


def test_switching_off_and_new_codes_ask_for_the_password(store: Flask, member: Member, phone: Phone) -> None:
    for path in (OFF, RENEW):
        assert member.post(path, {"password": "salah sekali"}).status_code == 422
    fresh = codes_on(member.post(RENEW, {"password": makers.PASSWORD}).text)
    assert len(fresh) == 10 and not set(fresh) & set(phone.codes)
    assert give(halfway(store), phone.codes[0]).status_code == 401
    other = halfway(store)
    assert give(other, fresh[0]).status_code == 302
    assert member.post(OFF, {"password": makers.PASSWORD}).status_code == 302
    assert is_in(member.client) and not is_in(other)
    assert not {"second_factor_seed", "recovery_codes", "second_factor_step"} & set(stored(member))
    assert enter(store.test_client(), "siti", makers.PASSWORD).headers["Location"] == "/"
    assert member.post(OFF, {"password": makers.PASSWORD}).headers["Location"] == PAGE


def test_tries_at_the_password_from_an_open_browser_are_throttled(strict: Flask, member: Member, phone: Phone) -> None:
    tries = [member.post(OFF, {"password": "salah sekali"}).status_code for _ in range(4)]
    assert tries == [422, 422, 422, 429]
    assert member.post(OFF, {"password": makers.PASSWORD}).status_code == 429
