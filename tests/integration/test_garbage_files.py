"""Garbage in files, numbers and days: told in a sentence, never an error of ours."""

from __future__ import annotations

import io
from itertools import cycle, islice
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import csrf_token
from tests.integration.test_garbage import HUGE, IDS, MANY, ODD_TEXT, PNG, Cast, quoted, record_views, sensible


@pytest.mark.parametrize("screen, field", [("employees", "photo"), ("trainings", "certificate")])
def test_garbage_in_files(city: SimpleNamespace, cast: Cast, screen: str, field: str) -> None:
    record = city.employee_a if screen == "employees" else city.training_a
    hr, token = cast["hr"], csrf_token(cast["hr"].client)
    names = st.one_of(st.sampled_from(("a.png", "\0.png", "../../x", "", " ", "a" * 3000, "é\u202e.pdf", "con", "x\r\ny")),
                      st.text(max_size=20))  # fmt: skip
    heads = st.sampled_from((b"", PNG, b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"GIF89a", b"\0" * 30))

    @settings(MANY, max_examples=120)
    @given(names, heads, st.binary(max_size=300), st.sampled_from(("image/png", "", "\0", "text/html; x")))
    def send(name: str, head: bytes, rest: bytes, kind: str) -> None:
        name = name.encode("utf-8", "replace").decode()
        data = {"csrf_token": token, "version": "1", field: (io.BytesIO(head + rest), name, kind)}
        try:
            answer = hr.client.post(f"/{screen}/edit/?id={record.id}", data=data, content_type="multipart/form-data")
        except (UnicodeError, ValueError):
            return  # the client cannot even write it down
        sensible(answer, (name, head, rest, kind))
        sensible(hr.get(f"/{screen}/file/?id={record.id}&field={field}"), name)

    send()


def test_too_large_is_told(city: SimpleNamespace, cast: Cast) -> None:
    hr = cast["hr"]
    for size, code in ((17 * 2**20, 413), (3 * 2**20, 422)):
        data = {"csrf_token": csrf_token(hr.client), "version": "1", "photo": (io.BytesIO(PNG + b"\0" * size), "a.png")}
        answer = hr.client.post(f"/employees/edit/?id={city.employee_a.id}", data=data)
        assert answer.status_code == code
        sensible(answer)
    for form in ({f"a{number}": "x" for number in range(6000)}, {"address": "x" * (3 * 2**20)}):
        sensible(hr.post(f"/employees/edit/?id={city.employee_a.id}", form))


def test_every_list_survives_every_number_and_text(store: Flask, cast: Cast) -> None:
    """Page, search and year take every odd value, on the page and in an export; every other argument six in turn."""
    every = (*HUGE, *ODD_TEXT, *IDS)
    turn = cycle(every)
    for view in record_views(store):
        keys = ["size", "sort", "columns", "column", "desc"]
        keys += [name for each in view.all_filters for name in (each.name, f"{each.name}_from", f"{each.name}_to")]
        asked = [("", "page", value) for value in HUGE] + [
            ("", key, value) for key in keys for value in islice(turn, 6)
        ]
        if view.endpoint == "trainings":
            asked += [(path, key, v) for path in ("", "export/csv/") for key in ("search", "year") for v in every]
        for path, key, value in asked:
            sensible(cast["hr"].get(f"{view.url}/{path}?{quoted([(key, value)])}"), (view.endpoint, key, value))


def test_a_date_that_is_none_is_told_at_its_field(cast: Cast) -> None:
    client = cast["hr"].client
    form = {"starts_on": "31 of May", "csrf_token": csrf_token(client), "form_token": "t" * 32, "version": "0"}
    answer = client.post("/trainings/new/", data=form)
    assert answer.status_code == 422
    assert "31 of May" in answer.text and "17-08-1980" in answer.text
