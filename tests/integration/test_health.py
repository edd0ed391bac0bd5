"""What a watchdog asks."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pymongo.errors import AutoReconnect

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
