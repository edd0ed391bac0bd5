"""Closed for maintenance: a page for everyone but HR admins, and what has to go on goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from operations import maintenance
from tests.conftest import Member, csrf_token, sign_in
from tests.integration.test_list_queries import LISTED, Trips, trips

__all__ = ["trips"]  # a fixture
OTHERS = ("nobody", "head_a", "secretary_a", "auditor", "outsider_b")


@pytest.fixture
def is_closed(store: Flask, cast: dict[str, Member]) -> Iterator[None]:
    maintenance.close(timedelta(minutes=30))
    maintenance.look()
    yield
    maintenance.open_again()
    maintenance.look()


@pytest.mark.usefixtures("is_closed")
@pytest.mark.parametrize("who", OTHERS)
def test_everyone_else_sees_the_page(cast: dict[str, Member], who: str) -> None:
    for path in ("/", "/employees/", "/account/", "/no-such-page"):
        answer = cast[who].get(path)
        assert answer.status_code == 503 and 60 <= int(answer.headers["Retry-After"]) <= 1800
        assert "Closed for maintenance" in answer.text and "SECRET" not in answer.text
        assert ("Sign in as an HR admin" in answer.text) is (who == "nobody")
    assert cast[who].client.post("/preferences/").status_code == 503


@pytest.mark.usefixtures("is_closed")
def test_hr_admins_work_on_and_are_told(cast: dict[str, Member], trips: Trips) -> None:
    trips.is_on = True
    answer = cast["hr"].get("/employees/")
    trips.is_on = False
    assert answer.status_code == 200 and "HR admins alone get in" in answer.text
    assert len(trips.names) <= LISTED


@pytest.mark.usefixtures("is_closed")
def test_what_has_to_go_on_goes_on(store: Flask, cast: dict[str, Member]) -> None:
    client = store.test_client()
    for path in ("/healthz", "/readyz", "/static/css/jenjang.css", "/account/sign-in/"):
        assert client.get(path).status_code == 200
    assert client.get("/metrics").status_code == 404
    assert client.get("/account/setup/x/").status_code == 503
    assert sign_in(store, "hr_admin").get("/").status_code == 200
    assert sign_in(store, "secretary_a").get("/").status_code == 503
    secretary = cast["secretary_a"].client
    token = csrf_token(secretary) or secretary.get("/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert secretary.post("/account/sign-out/", data={"csrf_token": token}).status_code == 302


@pytest.mark.usefixtures("is_closed")
def test_the_page_is_in_the_visitors_language(store: Flask, cast: dict[str, Member]) -> None:
    client = store.test_client()
    client.get("/account/language/id/")
    assert "Ditutup untuk pemeliharaan" in client.get("/").text
    client.get("/account/language/en/")
    assert "Closed for maintenance" in client.get("/").text


def test_an_overdue_end_is_not_told(cast: dict[str, Member]) -> None:
    maintenance.close(timedelta(minutes=-5))
    maintenance.look()
    try:
        answer = cast["nobody"].get("/")
        assert answer.headers["Retry-After"] == "60" and "longer than planned" in answer.text
    finally:
        maintenance.open_again()
        maintenance.look()


def test_the_command_reaches_a_process_that_only_follows(store: Flask) -> None:
    stop, runner = threading.Event(), store.test_cli_runner()
    thread = threading.Thread(target=maintenance.follow, args=(stop,), kwargs={"pause": 0.01})
    thread.start()
    try:
        assert runner.invoke(args=["maintenance", "on", "--minutes", "5"]).exit_code == 0
        wait_for(True)
        assert "Open within" in runner.invoke(args=["maintenance", "off"]).output
        wait_for(False)
    finally:
        stop.set()
        thread.join()
    assert "was not closed" in runner.invoke(args=["maintenance", "off"]).output


def wait_for(closed: bool) -> None:
    for _ in range(1000):
        if (maintenance.closed() is not None) is closed:
            return
        threading.Event().wait(0.01)
    raise AssertionError("nothing followed")


def test_an_odd_state_closes_and_draws(store: Flask, cast: dict[str, Member]) -> None:
    """What was written past the command is read as closed without an end."""
    maintenance.State._get_collection().insert_one({"_id": maintenance.NAME, "value": "x"})
    maintenance.look()
    try:
        assert cast["nobody"].get("/").status_code == 503
    finally:
        maintenance.open_again()
        maintenance.look()
