"""The log: one line a request, tied to its answer and its audit entries, and nobody's data in it."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from pymongo.errors import DuplicateKeyError

import app as panel_module
from config import Settings
from models.audit import AuditEntry
from models.users import Role
from runtime import logs
from tests import makers
from tests.conftest import Member, csrf_token, sign_in

NAME, NIP, WORD = "Sri Rahasia Wulandari", "198501012010012001", "kata.sandi.rahasia"
PRIVATE = (NAME, "Wulandari", NIP, WORD, makers.PASSWORD, "Pegawai", "ASECRET")
pytestmark = pytest.mark.usefixtures("whole_answers")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(store: Flask, settings: Settings, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was logged since the last call, as JSON, at the most talkative level."""
    logs.configure(replace(settings, log_level="DEBUG", log_format="json"))
    capsys.readouterr()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure(settings)


def failing(store: Flask, patch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    patch.setitem(store.view_functions, "employees.index_view", fail)


def test_a_request_leaves_one_line(cast: dict[str, Member], city: SimpleNamespace, lines: Lines) -> None:
    lines()
    answer = cast["hr"].get(f"/employees/details/?id={city.employee_a.id}")
    (line,) = lines()
    assert line["event"] == "request" and line["route"] == "/employees/details/" and line["method"] == "GET"
    assert line["status"] == 200 and line["ms"] > 0 and 0 < line["store_trips"] < 20 and line["store_ms"] > 0
    assert line["user"] == str(cast["hr"].user.id) and line["request_id"] == answer.headers["X-Request-ID"]
    assert str(city.employee_a.id) not in str(line)


def test_nobodys_data_is_logged(cast: dict[str, Member], store: Flask, lines: Lines) -> None:
    client = store.test_client()
    form = {"username": NAME, "password": WORD, "csrf_token": csrf_token(client)}
    assert client.post("/account/sign-in/", data=form).status_code == 401
    hr = sign_in(store, "hr_admin")
    hr.get(f"/employees/?search={NAME}&x={NIP}")
    hr.get(f"/account/setup/{WORD}/")
    hr.get(f"/{NAME}/{NIP}")
    hr.post("/employees/new/", data={"csrf_token": csrf_token(hr), "name": NAME, "nip": NIP})
    cookie = hr.get_cookie("jenjang")
    told = lines()
    assert len(told) > 8
    hidden(told, cookie.value if cookie else "")


def hidden(told: list[dict[str, Any]], cookie: str) -> None:
    text = json.dumps(told, ensure_ascii=False)
    assert cookie and cookie not in text and not [each for each in PRIVATE if each in text]
    assert "search" not in text and "?" not in text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError(f"{NAME} {NIP} {WORD}"), "RuntimeError"),
        (KeyError(NIP), "KeyError"),
        (DuplicateKeyError(f"dup key: {{ nip: {NIP} }}", 11000, {"keyValue": {"nip": NIP}}), "(code 11000)"),
    ],
    ids=["any", "key", "duplicate"],
)
def test_an_error_is_logged_without_what_it_quotes(
    store: Flask, cast: dict[str, Member], lines: Lines, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    error.__cause__ = ValueError(NAME)
    failing(store, monkeypatch, error)
    lines()
    hr = cast["hr"].client
    answer = hr.get(f"/employees/?search={NAME}", headers={"Cookie2": WORD})
    found = lines()
    (line,) = [each for each in found if "exception" in each]
    assert told in line["exception"] and "test_logs.py" in line["exception"] and "ValueError" in line["exception"]
    assert line["request_id"] == answer.headers["X-Request-ID"] and line["request_id"] in answer.text
    assert answer.status_code in (500, 503) and found[-1]["status"] == answer.status_code
    cookie = hr.get_cookie("jenjang")
    hidden(found, cookie.value if cookie else "")


def test_an_answer_that_breaks_off_is_told(store: Flask, lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> Any:
        yield "begun"
        raise RuntimeError(NAME)

    monkeypatch.setitem(store.view_functions, "account.sign_in", broken)
    with pytest.raises(RuntimeError):
        _ = store.test_client().get("/account/sign-in/").text
    found = lines()
    assert found[0]["event"] == "an answer broke off while it was sent"
    assert NAME not in str(found)


def test_other_programs_lines_lose_addresses_and_quotes(lines: Lines) -> None:
    logging.getLogger("waitress").error("Exception while serving /account/setup/%s/", WORD)
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s: %s", "::1", ValueError(NAME))
    logging.getLogger("app").error("Exception on /employees/?search=%s [GET]", NIP)
    logging.getLogger("store").error("nightly backup failed: %s", OSError(28, NAME))
    logging.getLogger("pymongo.command").info("command %s", NAME)
    logging.getLogger("werkzeug").info("GET /?search=%s", NAME)
    assert [each["event"] for each in lines()] == [
        "Exception while serving /…",
        "Invalid request from ip=::1: ValueError",
        "Exception on /… [GET]",
        "nightly backup failed: OSError (code 28)",
    ]


def test_a_thread_that_dies_is_told(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    logs.log_crashes()
    thread = threading.Thread(target=lambda: int(NAME))
    thread.start()
    thread.join()
    (line,) = lines()
    assert line["level"] == "critical" and line["exception"].endswith("ValueError") and NAME not in str(line)


def test_text_is_for_readers(store: Flask, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(replace(settings, log_level="INFO", log_format="text"))
    store.test_client().get("/healthz")
    logs.configure(settings)
    line = capsys.readouterr().err
    assert re.search(r"request .*route=/healthz", line) and not line.startswith("{")


@pytest.mark.parametrize("given", ["proxy-made.id_1", "short", "x" * 65, "a b c d e f", "línea-nueva", ""])
def test_an_id_is_taken_from_a_trusted_proxy_alone(store: Flask, settings: Settings, given: str) -> None:
    trusting = panel_module.create_app(replace(settings, trusted_proxies=1))
    for app in (store, trusting):
        answer = app.test_client().get("/account/sign-in/", headers={"X-Request-ID": given})
        is_taken = app is trusting and given == "proxy-made.id_1"
        assert (answer.headers["X-Request-ID"] == given) is is_taken
        assert is_taken or re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_audit_entries_carry_the_id(store: Flask, cast: dict[str, Member], city: SimpleNamespace) -> None:
    client = store.test_client()
    form = {"username": "hr_admin", "password": makers.PASSWORD, "csrf_token": csrf_token(client)}
    answer = client.post("/account/sign-in/", data=form)
    entry = AuditEntry.objects(action="sign_in").order_by("-at").first()
    assert entry.request_id == answer.headers["X-Request-ID"]
    made = makers.make_unit("Dinas Sunyi", city.root)
    assert AuditEntry.objects(record=made.id).first().request_id is None


def test_server_timing_is_for_the_demo_alone(store: Flask, settings: Settings, city: SimpleNamespace) -> None:
    demo = panel_module.create_app(replace(settings, demo=True))
    makers.make_user("waktu", Role.AUDITOR, city.root)
    told = sign_in(demo, "waktu").get("/employees/").headers["Server-Timing"]
    assert re.findall(r"(\w+);dur=", told) == ["cpu", "store", "render", "total"] and "round trips" in told
    spent = dict(re.findall(r"(\w+);dur=([\d.]+)", told))
    assert 0 < float(spent["render"]) < float(spent["total"]) and float(spent["store"]) > 0
    assert "Server-Timing" not in store.test_client().get("/healthz").headers
