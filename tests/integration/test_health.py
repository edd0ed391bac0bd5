"""What a watchdog asks."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pymongo.errors import AutoReconnect

import app as app_module
from operations import commits
from store import connection


def test_a_store_that_works_is_well_and_ready(store: Flask) -> None:
    client = store.test_client()
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_a_store_that_fails_is_told(store: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise AutoReconnect("gone")

    monkeypatch.setattr(connection, "_touch", fail)
    client = store.test_client()
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [503, 503]


def test_a_full_disk_is_alive_but_not_ready(store: Flask) -> None:
    commits.refuse_unless(lambda: False)
    try:
        client = store.test_client()
        assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    finally:
        commits.refuse_unless(lambda: True)


def test_a_store_lost_while_the_panel_starts_is_a_plain_exit(panel: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in its place has gunicorn give up every worker: one killed store would end the service."""

    def lost(app: Flask) -> None:
        raise AutoReconnect("connection reset by peer")

    monkeypatch.setattr(app_module, "create_app", lambda: panel)
    monkeypatch.setattr(app_module, "open_store", lost)
    with pytest.raises(SystemExit, match="the store was lost while the panel started") as end:
        app_module.serving()
    assert isinstance(end.value.code, str), "a text: exit code 1, neither of the two that gunicorn stops at"
