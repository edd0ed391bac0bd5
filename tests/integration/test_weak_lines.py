"""What a page costs on a weak line: bytes as they are sent, and what a browser may keep."""

from __future__ import annotations

import re
from types import SimpleNamespace

import brotli
import pytest
from flask.testing import FlaskClient

from tests import makers
from tests.conftest import Member

FIRST_PAGE = 250_000
NEXT_PAGE = 60_000
BROTLI = {"Accept-Encoding": "gzip, deflate, br"}
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def assets(page: str) -> list[str]:
    return list(dict.fromkeys(LINKED.findall(page)))


def sent(client: FlaskClient, path: str) -> int:
    return len(client.get(path, headers=BROTLI).data)


@pytest.mark.parametrize("path", ["/", "/employees/", "/employees/new/", "/employees/details/?id={id}", "/audit/"])
def test_a_page_fits(cast: dict[str, Member], city: SimpleNamespace, path: str) -> None:
    for number in range(60):
        makers.make_employee(city.bidang, name=f"Pegawai Nomor {number}")
    client = cast["hr"].client
    path = path.format(id=city.employee_a.id)
    page = client.get(path)
    assert page.status_code == 200 and "Content-Encoding" not in page.headers
    html = sent(client, path)
    assert html < NEXT_PAGE
    assert html + sum(sent(client, each) for each in assets(page.text)) < FIRST_PAGE


def test_both_encodings_give_the_page_back(cast: dict[str, Member]) -> None:
    client = cast["hr"].client
    plain = client.get("/static/css/jenjang.css").data
    packed = client.get("/static/css/jenjang.css?v=1", headers=BROTLI)
    assert packed.headers["Content-Encoding"] == "br" and "Accept-Encoding" in packed.headers["Vary"]
    assert brotli.decompress(packed.data) == plain
    assert client.get("/employees/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


def test_every_asset_is_kept_for_a_year(cast: dict[str, Member]) -> None:
    client = cast["hr"].client
    found = assets(client.get("/employees/").text)
    assert len(found) > 5
    for each in found:
        answer = client.get(each, headers=BROTLI)
        assert "max-age=31536000" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
        assert client.get(each, headers={"If-None-Match": answer.headers["ETag"], **BROTLI}).status_code == 304


def test_a_page_is_kept_by_nobody(cast: dict[str, Member]) -> None:
    assert cast["hr"].get("/employees/").headers["Cache-Control"] == "no-store"


def test_downloads_stream_uncompressed(cast: dict[str, Member]) -> None:
    answer = cast["hr"].get("/employees/export/csv/", headers=BROTLI)
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers
