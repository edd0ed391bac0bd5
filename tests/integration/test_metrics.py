"""/metrics: closed unless asked for, counting what was asked, and bounded in its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

import app as panel_module
from config import ConfigError, Settings, from_environment
from models.users import Role
from operations import commits
from tests import makers
from tests.conftest import sign_in
from tests.processes import GUNICORN, serving

TOKEN = "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
pytestmark = pytest.mark.usefixtures("whole_answers")


@pytest.fixture
def counted(store: Flask, settings: Settings) -> Iterator[Flask]:
    """A second panel on the same store, with metrics on."""
    yield panel_module.create_app(replace(settings, metrics_token=TOKEN))
    commits.tell(lambda document, outcome, count: None)


def samples(text: str) -> dict[str, float]:
    rows = (row.rpartition(" ") for row in text.splitlines() if row and not row.startswith("#"))
    return {name: float(value) for name, _, value in rows}


def test_off_by_default(store: Flask) -> None:
    assert store.test_client().get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é", TOKEN])
def test_the_token_alone_opens_it(counted: Flask, given: str) -> None:
    answer = counted.test_client().get("/metrics", headers={"Authorization": given} if given else {})
    assert (
        answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer" and "jenjang_" not in answer.text
    )


def test_a_short_token_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigError, match="JENJANG_METRICS_TOKEN"):
        from_environment({"JENJANG_METRICS_TOKEN": "short"})


def test_requests_writes_and_the_state_are_counted(counted: Flask, city: SimpleNamespace) -> None:
    makers.make_user("hitung", Role.AUDITOR, city.root)
    client = sign_in(counted, "hitung")
    for _ in range(3):
        assert client.get("/employees/?search=SECRET").status_code == 200
    found = samples(client.get("/metrics", headers=BEARER).text)
    labels = 'method="GET",route="/employees/",status="200"'
    assert found[f"jenjang_requests_total{{{labels}}}"] == 3
    assert found['jenjang_request_seconds_bucket{le="+Inf",route="/employees/"}'] == 3
    assert 3 <= found['jenjang_store_round_trips_total{route="/employees/"}'] <= 12
    assert found['jenjang_writes_total{document="User",outcome="written"}'] == 1
    assert found["jenjang_store_up"] == 1 and found["jenjang_sessions"] == 1
    assert found["jenjang_disk_free_bytes"] > 0 and found["jenjang_maintenance"] == 0


def test_labels_stay_few_and_tell_nothing(counted: Flask) -> None:
    client = counted.test_client()
    for number in range(50):
        client.open(f"/Budi-{number}", method=f"BREW{number}")
        client.get(f"/account/setup/token{number}/")
    text = client.get("/metrics", headers=BEARER).text
    assert "Budi" not in text and "token1" not in text and "BREW" not in text
    rules = {rule.rule for rule in counted.url_map.iter_rules()} | {"(none)"}
    assert set(re.findall(r'route="([^"]*)"', text)) <= rules
    assert len(samples(text)) < 100


def test_workers_count_together(store: Flask, settings: Settings, tmp_path: Path) -> None:
    with serving(settings, tmp_path / "log", GUNICORN, JENJANG_METRICS_TOKEN=TOKEN) as process:
        for _ in range(20):
            assert b" 200 " in process.ask("/account/sign-in/")[:20]
        for _ in range(4):
            answer = process.ask("/metrics", f"Authorization: Bearer {TOKEN}").decode()
            labels = 'method="GET",route="/account/sign-in/",status="200"'
            assert samples(answer.partition("\r\n\r\n")[2])[f"jenjang_requests_total{{{labels}}}"] == 20
