"""Every error's page: in our look, in both languages, saying what happened and leading on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pymongo.errors import AutoReconnect
from werkzeug.exceptions import HTTPException, default_exceptions

from models.users import Session
from models.wording import N_, Message
from operations import errors
from tests.conftest import Member

WORDS = {
    403: ("Not allowed", "Tidak diizinkan"),
    404: ("Not found", "Tidak ditemukan"),
    405: ("Not possible here", "Tidak dapat dilakukan di sini"),
    409: ("Changed meanwhile", "Sudah berubah"),
    413: ("Too large", "Terlalu besar"),
    429: ("Too many tries", "Terlalu banyak percobaan"),
    500: ("Something went wrong", "Terjadi kesalahan"),
    503: ("The store does not answer", "Basis data tidak menjawab"),
}
OURS: dict[int, Exception] = {
    403: errors.Denied(),
    404: errors.Missing(),
    409: errors.WrongState(Message(N_("This import is being continued elsewhere."))),
    429: errors.Throttled(Message(N_("Too many tries")), 300),
    500: RuntimeError("quoted"),
    503: AutoReconnect("quoted"),
}


def raising(app: Flask, patch: pytest.MonkeyPatch, endpoint: str, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    patch.setitem(app.view_functions, endpoint, fail)


def thrown(code: int) -> list[Exception]:
    known = [default_exceptions[code]()] if code in default_exceptions and code != 500 else []
    return [each for each in (OURS.get(code), *known) if each is not None]


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("locale", ["en", "id"])
def test_every_page_tells_and_leads_on(
    store: Flask, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch, code: int, locale: str
) -> None:
    cast["hr"].post("/preferences/", {"locale": locale, "next": "/"})
    nobody = cast["nobody"].client
    nobody.get(f"/account/language/{locale}/")
    for error in thrown(code):
        for client, path, endpoint in (
            (cast["hr"].client, "/employees/", "employees.index_view"),
            (nobody, "/account/sign-in/", "account.sign_in"),
        ):
            with monkeypatch.context() as patch:
                raising(store, patch, endpoint, error)
                answer = client.get(path, headers={"Referer": "http://localhost/trainings/?search=x"})
            page = answer.text
            assert answer.status_code == code and "quoted" not in page
            assert f'lang="{locale}"' in page and "jenjang.css" in page and page.count("<h1") == 1
            assert (WORDS[code][0] in page) is (locale == "en") and (WORDS[code][1] in page) is (locale == "id")
            assert 'href="/trainings/?search=x"' in page and f'href="{path if client is nobody else "/"}"' in page
            has_number = answer.headers["X-Request-ID"] in page
            assert has_number is (code in (500, 503)) and page.count("<p>") >= 1


def test_a_refusal_to_hear_says_for_how_long(
    store: Flask, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(store, monkeypatch, "employees.index_view", OURS[429])
    assert cast["hr"].get("/employees/").headers["Retry-After"] == "300"


def test_a_store_that_is_away_is_told_even_where_it_knows_who_asks(
    store: Flask, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise AutoReconnect("gone")

    monkeypatch.setattr(Session, "_get_collection", away)
    answer = cast["hr"].get("/employees/")
    assert answer.status_code == 503 and "The store does not answer" in answer.text
    assert int(answer.headers["Retry-After"]) > 0 and "Sign in" in answer.text


@pytest.mark.parametrize(
    "referer", ["http://evil.example/x", "http://localhost//evil.example", "http://localhost/employees/"]
)
def test_no_way_back_leads_out(
    store: Flask, cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch, referer: str
) -> None:
    raising(store, monkeypatch, "employees.index_view", errors.Missing())
    page = cast["hr"].get("/employees/", headers={"Referer": referer}).text
    assert "evil" not in page and "Back to the page before" not in page


def test_what_werkzeug_refuses_is_drawn_too(store: Flask, cast: dict[str, Member]) -> None:
    hr = cast["hr"]
    assert "Not possible here" in hr.get("/account/sign-out/").text
    large = hr.client.post("/employees/new/", data={"name": "x" * (store.config["MAX_CONTENT_LENGTH"] + 1)})
    assert large.status_code == 413 and "Too large" in large.text
    assert issubclass(default_exceptions[413], HTTPException)
