"""Any garbage in path, query, form, header, file or store: an answer below 500 with a sentence, on every route."""

from __future__ import annotations

import re
from itertools import chain, cycle, islice
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin_views.base import RecordView
from models.references import RECORDS
from tests.conftest import Member, csrf_token
from tests.furnishing import furnish
from tests.questions import form_of, rows_of
from tests.snapshots import restore, snapshot, stored_by_class
from tests.walking import shown

Cast = dict[str, Member]
MANY = settings(
    max_examples=250, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
HUGE = ("-1", "0", "1", "10" * 10, str(2**31), str(2**63), str(-(2**63)), str(10**20), "1e308", "NaN", "٣", "²", "0x10")
ODD_TEXT = (
    "", " ", "\0", "a\0b", "%00", "\ud800", "\u202e", "😀" * 30, "'", '"><script>alert(1)</script>', "{{7*7}}", "$where",
    '{"$gt": ""}', "..", "../../etc/passwd", "-" * 300, "(" * 60, "[a-z", ".*", "\\", "a" * 9000, "\r\nX: y", "null",
    "True", "[]", "31-02-2026", "0000-00-00", "01-01-0001", "31-12-9999", "99-99-99999", "delete", "mine", "stored",
)  # fmt: skip
IDS = ("0" * 24, "f" * 24, "x" * 24, "0" * 12, "é" * 12, "$oid", "00000000000000000000000g")
KEYS = (
    "id", "rowid", "field", "q", "search", "page", "size", "sort", "desc", "columns", "column", "clone", "url", "next",
    "version", "form_token", "confirmed", "action", "collided", "pick-name", "pick-", "locale", "theme", "username",
    "password", "current", "again", "name", "nip", "nik", "employee", "department", "parent", "superior", "jp", "year",
    "starts_on", "starts_on_from", "given_on_to", "at_from", "at_to", "kind", "status", "confidential", "is_active",
    "needs_review", "skills", "values", "memberships-0-unit", "memberships-0-role", "memberships-x-unit", "-", "a-b",
    "memberships-99999999999999999999-unit", "educations-0-year", "educations-499-level", "ranks-0-since", "ranks-0",
    "positions-0-DELETE", "service_years", "photo", "certificate", "file", "title", "text", "giver", "giver_name",
    "ends_on", "_add_another", "digest", "code", "\0", "\ud800", "",
)  # fmt: skip
words = st.one_of(st.sampled_from(ODD_TEXT), st.sampled_from(HUGE), st.sampled_from(IDS), st.text(max_size=40))


@pytest.fixture
def tellers(cast: Cast) -> tuple[Member, ...]:
    return cast["hr"], cast["secretary_a"], cast["nobody"]


def sensible(answer: Any, asked: Any = "") -> None:
    """Fail unless the answer is below 500 and, where it refuses, says why in a sentence."""
    assert complaints(answer, asked) == []


def complaints(answer: Any, asked: Any = "") -> list[str]:
    """What is wrong with an answer: 500 or above, refused without a sentence, broken off, or a traceback."""
    try:
        text = shown(answer)
    except Exception as error:  # noqa: BLE001 (whatever breaks a stream half way)
        return [f"{asked}: broken off by {error!r}"]
    found = [f"{asked}: {answer.status_code}"] if answer.status_code >= 500 else []
    silent = answer.request.method == "HEAD" or answer.status_code in (401, *range(100, 400))
    if not silent and not re.search(r"[a-z“].{10,}\.", text.partition("<body")[2] or text):
        found.append(f"{asked}: {answer.status_code} without a sentence")
    if "traceback (most recent" in text or "jinja2." in text:
        found.append(f"{asked}: shows its inside")
    return found


def record_views(app: Flask) -> list[RecordView]:
    return [view for view in app.extensions["admin"][0]._views if isinstance(view, RecordView)]


def every_route(app: Flask) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "account.sign_out"]


class Turns:
    """The routes in turn, each asked by somebody signed in, then again by nobody, as far as the examples reach.

    What is wrong is gathered and told at the end: an answer raised within an example would be asked of another route.
    """

    def __init__(self, rules: list[Any], tellers: tuple[Member, ...]) -> None:
        *inside, nobody = tellers
        self.rules = rules
        self.turns = chain(zip(rules, cycle(inside)), cycle(zip(rules, cycle((nobody, *inside)))))
        self.asked: set[str] = set()
        self.found: list[str] = []

    def many(self) -> settings:
        """So many examples that every route has its turn."""
        return settings(MANY, max_examples=max(len(self.rules), 250))

    def next(self) -> tuple[Any, Member]:
        rule, member = next(self.turns)
        self.asked.add(rule.rule)
        return rule, member

    def judge(self, answer: Any, asked: Any) -> None:
        self.found += complaints(answer, asked)

    def close(self) -> None:
        assert self.found == []
        assert self.asked == {rule.rule for rule in self.rules} and self.rules, "a route that nobody asked"


def encoded(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs as a client can send them: lone surrogates as the bytes they would be."""
    return [(a.encode("utf-8", "surrogatepass").decode("latin-1"), b.encode("utf-8", "surrogatepass").decode("latin-1"))
            for a, b in pairs]  # fmt: skip


def quoted(pairs: list[tuple[str, str]]) -> str:
    """A query string of any bytes, lone surrogates among them."""
    return "&".join(f"{_percent(a)}={_percent(b)}" for a, b in pairs)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


@pytest.fixture
def targets(city: SimpleNamespace) -> list[str]:
    return [str(raw["_id"]) for found in stored_by_class().values() for raw in found]


def test_garbage_in_addresses(store: Flask, tellers: tuple[Member, ...], targets: list[str]) -> None:
    values = st.one_of(words, st.sampled_from(targets))
    turns = Turns(every_route(store), tellers)

    @turns.many()
    @given(words, st.lists(st.tuples(st.sampled_from(KEYS), values), max_size=6))
    def ask(word: str, pairs: list[tuple[str, str]]) -> None:
        rule, member = turns.next()
        path = re.sub(r"<[^>]+>", lambda _: _percent(word).replace("%2f", "/") or "x", rule.rule)
        turns.judge(member.client.get(f"{path}?{quoted(pairs)}"), (member.name, path, pairs))

    ask()
    turns.close()


def test_garbage_in_forms(store: Flask, tellers: tuple[Member, ...], targets: list[str]) -> None:
    values = st.one_of(words, st.sampled_from(targets))
    pairs = st.lists(st.tuples(st.sampled_from(KEYS), values), max_size=8)
    turns = Turns([rule for rule in every_route(store) if "POST" in rule.methods], tellers)
    tokens = {member.name: csrf_token(member.client) for member in tellers}
    kept = snapshot()

    @turns.many()
    @given(st.sampled_from(targets), pairs, pairs)
    def ask(id: str, query: list[Any], form: list[Any]) -> None:
        rule, member = turns.next()
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        body = quoted([("csrf_token", tokens[member.name]), ("id", id), *form])
        kind = "application/x-www-form-urlencoded"
        turns.judge(member.client.post(f"{path}?{quoted(query)}", data=body, content_type=kind), (path, query, form))

    ask()
    restore(kept)
    turns.close()


def test_whole_forms_with_one_field_of_garbage(store: Flask, city: SimpleNamespace, cast: Cast) -> None:
    """A form that would save, but for one value: each field of each screen, five odd values in turn."""
    furnish(city)
    hr, token, kept = cast["hr"], csrf_token(cast["hr"].client), snapshot()
    odd = cycle((*ODD_TEXT, *HUGE, *IDS))
    for view in record_views(store):
        raw = stored_by_class()[view.document.__name__][0] if view.document.__name__ in RECORDS else {}
        form = {**form_of(view, raw), **rows_of(view, raw), "csrf_token": token}
        fields = [name for section in view.sections for name in section.fields]
        for name in [*fields, *rows_of(view, raw), "version", "form_token"]:
            for value in islice(odd, 5):
                body = quoted([*((k, v) for k, v in form.items() if k != name), (name, value)])
                kind = "application/x-www-form-urlencoded"
                answer = hr.client.post(f"{view.url}/edit/?id={raw.get('_id')}", data=body, content_type=kind)
                sensible(answer, (view.endpoint, name, value))
    restore(kept)


HEADERS = (
    "ACCEPT_LANGUAGE", "COOKIE", "X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "USER_AGENT", "ACCEPT",
    "HX_REQUEST", "REFERER", "HOST", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "RANGE", "X_CSRFTOKEN", "AUTHORIZATION",
    "X_REQUESTED_WITH", "ACCEPT_ENCODING", "X_HTTP_METHOD_OVERRIDE", "HX_HISTORY_RESTORE_REQUEST", "ORIGIN",
)  # fmt: skip


def test_garbage_in_headers_and_methods(store: Flask, tellers: tuple[Member, ...]) -> None:
    bytes_ = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
    known = st.sampled_from(("id-ID,en;q=9", "*", "en;q=", "jenjang=x", 'jenjang="', "jenjang=.eJw.x.y", "true", "[::1",
                             "a" * 4000, "bytes=0-", "bytes=9-1", "Basic !!", "127.0.0.1, ,x", ";=;", "\0"))  # fmt: skip
    headers = st.dictionaries(st.sampled_from(HEADERS), st.one_of(known, bytes_), max_size=4)
    methods = st.sampled_from(("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "POST", "X"))
    kinds = st.sampled_from(("", "application/json", "multipart/form-data", "multipart/form-data; boundary=\xff", "x/y",
                             "application/x-www-form-urlencoded; charset=utf-16"))  # fmt: skip

    turns = Turns(every_route(store), tellers)

    @turns.many()
    @given(headers, methods, kinds, st.binary(max_size=99))
    def ask(told: dict[str, str], method: str, kind: str, body: bytes) -> None:
        rule, member = turns.next()
        environ = {f"HTTP_{name}": value for name, value in told.items()} | {"CONTENT_TYPE": kind}
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        answer = member.client.open(path, method=method, data=body, environ_overrides=environ)
        turns.judge(answer, (path, method, told, kind, body))

    ask()
    turns.close()


PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
