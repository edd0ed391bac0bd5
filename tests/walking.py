"""The walk: every registered route, asked by every member of the cast for what is not theirs.

Judged by what answers show (markers in the records of the city) and by the store's content, never by a status alone.
Who may see and write what is told here once more, on its own, so that a hole in operations.policy is seen too: a new
screen is walked on the day it is registered, and nobody but HR writes there until RIGHTS says so.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import SimpleNamespace
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from admin_views.base import RecordView
from admin_views.register_view import made_for
from models.competencies import FOR_ALL
from models.fields import Reference
from operations import configuration
from tests.conftest import Member, csrf_token
from tests.furnishing import JOB
from tests.heard import HEARD
from tests.questions import Question, asking, forms_to_refuse
from tests.rights import RIGHTS, SIDES
from tests.snapshots import UNJUDGED, digest, digests, restore, snapshot, stored_by_class
from tests.written import WRITTEN

NIK = "3373010101850001"
_OF_A = ("ASECRET", "ACONFID", "Dinas Alfa", "AREGIST")
_OF_B = ("BSECRET", "BCONFID", "Dinas Beta", "BREGIST")
_COUNTED = tuple(f"{word} {mark}SECRET" for mark in "AB" for word in ("Latihan", "Pesan", "Catatan", "Butir"))
_COUNTED += tuple(f"{word} {mark}CONFID" for mark in "AB" for word in ("Rahasia", "Rapat"))
"""What leadership counts, but does not read."""
HIDDEN: Mapping[str, tuple[str, ...]] = {
    "hr": (),
    "head_a": (*_OF_B, JOB, NIK),
    "secretary_a": (*_OF_B, "ACONFID", JOB, NIK),
    "auditor": ("ACONFID", "BCONFID", "AREGIST", "BREGIST", JOB, NIK),
    "leadership": (*_COUNTED, "AREGIST", "BREGIST", JOB, NIK),
    "outsider_b": (*_OF_A, "BCONFID", JOB, NIK),
    "nobody": (*_OF_A, *_OF_B, JOB, NIK),
}
SHOWN: Mapping[str, tuple[str, ...]] = {
    "hr": (*_OF_A, *_OF_B, NIK),
    "head_a": _OF_A,
    "secretary_a": ("ASECRET", "Dinas Alfa", "AREGIST"),
    "auditor": ("ASECRET", "BSECRET", "Dinas Alfa", "Dinas Beta"),
    "leadership": ("Dinas Alfa", "Dinas Beta"),
    "outsider_b": ("BSECRET", "Dinas Beta", "BREGIST"),
    "nobody": (),
}
NEVER = ("$argon2", "FACTORSEED", "RECOVERYHASH")
PUBLIC = frozenset(
    {
        "account.sign_in", "second_factor.sign_in", "account.setup", "account.language", "static",
        "health.healthz", "health.readyz", "health.metrics", "minutes.verify",
        "calendar.feed", "answer.reply", "answer.calendar", "aspiration.send",
        "round_answer.people", "round_answer.answer",
    }
)  # fmt: skip
SKIPPED = frozenset({"account.sign_out", "static", "admin.static"})


@dataclass
class Walk:
    """One walk by some members over some routes: `findings` are its leaks and wrong writes, `seen` its markers."""

    app: Flask
    city: SimpleNamespace
    routes: Callable[[Rule], bool] = lambda rule: True
    findings: dict[str, str] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    asked: int = 0
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.views = {v.endpoint: v for v in self.app.extensions["admin"][0]._views if isinstance(v, RecordView)}
        with self.app.test_request_context():
            self.register = made_for(configuration.current().revision, "izin", "employee")
        self.stored = stored_by_class()
        self.kept = snapshot()
        self.digest, self.before = digest(), digests()

    def by(self, *members: Member) -> list[str]:
        """Walk by each member; returns what was found, one line a hole."""
        for member in members:
            token = csrf_token(member.client)
            for rule in self.app.url_map.iter_rules():
                if rule.endpoint not in SKIPPED and self.routes(rule):
                    self._ask(member, rule, token)
            untold = {name for name, value in digests().items() if value != self.before.get(name)} - self.told
            assert not untold, "a write that the driver did not tell of"
        return list(self.findings.values())

    def questions(self) -> Iterator[tuple[Rule, str, Question]]:
        """(route, path, question) of every GET of the walk, each to be asked before the next is taken."""
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint in SKIPPED or not self.routes(rule) or "GET" not in (rule.methods or ()):
                continue
            for path in self._paths(rule):
                questions = self._telling(rule, asking(rule, self._view(rule), self.stored))
                yield from ((rule, path, question) for question in questions)

    def _ask(self, member: Member, rule: Rule, token: str) -> None:
        view = self._view(rule)
        for path in self._paths(rule):
            if "GET" in (rule.methods or ()):
                questions = asking(rule, view, self.stored)
                if path.endswith("/xlsx/"):  # the rows of the other kind, written otherwise
                    questions = islice(questions, 2)
                self._ask_all(member, rule, "GET", path, questions)
            if "POST" in (rule.methods or ()) and member.name != "hr":
                may = self._rights(member)
                self._ask_all(member, rule, "POST", path, forms_to_refuse(rule, view, self.stored, may), token)

        if view is not None and rule.endpoint.endswith(".index_view"):
            for path in self._paths(rule):
                self._ask_for_order(member, rule, view, path)

    def _ask_all(
        self, member: Member, rule: Rule, method: str, path: str, questions: Iterable[Question], token: str = ""
    ) -> None:
        """Put the questions to a route."""
        for question in self._telling(rule, questions):
            if method == "POST":
                question.form["csrf_token"] = token
            self._send(member, rule, method, path, question)

    def _telling(self, rule: Rule, questions: Iterable[Question]) -> Iterator[Question]:
        """The questions, each to be asked before the next is taken: of a page without a screen of records none that
        differs from an earlier one in names alone that its handler never asked for."""
        is_blind, asked = self._view(rule) is None, set()
        HEARD.forget()
        for question in questions:
            told = {**question.query, **question.form}
            if not is_blind or HEARD.of(told) not in asked:
                yield question
                asked.add(HEARD.of(told))

    def _ask_for_order(self, member: Member, rule: Rule, view: RecordView, path: str) -> None:
        """Of a field that its list does not sort or filter by, rows in another order or fewer of them tell something."""
        offered = {column.key for column in view.all_columns if column.sort} | {each.name for each in view.all_filters}
        usual = _rows(member, path, {})
        for name in sorted({*_kept_back(view), "created_at", "scope"} - offered):
            for query in ({"sort": name, "desc": "1"}, {"sort": name}, {name: "0"}):
                self.asked += 1
                if _rows(member, path, query) != usual:
                    self._found(member, rule, "GET", f"sorts or filters by {name}", f"{member.name} {path} {query}")

    def _view(self, rule: Rule) -> RecordView | None:
        """The screen behind a route: of the routes that all registers share, that of one register."""
        name, _, act = rule.endpoint.partition(".")
        return self.register if name == "registers" and act != "index" else self.views.get(name)

    def _rights(self, member: Member) -> Callable[[str, str, Mapping[str, Any]], bool]:
        unit = getattr(self.city, SIDES.get(member.name, ""), None)
        blind = "ACONFID" in HIDDEN[member.name] or ("BCONFID" in HIDDEN[member.name] and unit == self.city.b)

        def may(action: str, name: str, raw: Mapping[str, Any]) -> bool:
            if unit is not None and action == "read" and FOR_ALL in raw.get("scope", ()):
                return True
            inside = unit in raw.get("scope", ()) and not (blind and raw.get("confidential"))
            granted = RIGHTS.get(member.name, {}).get(name, "")
            return inside and (action == "read" or action in granted.split())

        return may

    def _paths(self, rule: Rule) -> Iterator[str]:
        ids = dict.fromkeys(str(raw["_id"]) for found in self.stored.values() for raw in (*found[:1], *found[-1:]))
        values = ("csv", "xlsx") if rule.endpoint.endswith(".export") else ("id", *ids)
        if rule.endpoint.startswith("registers.") and rule.arguments:
            kinds = ("csv", "xlsx") if rule.endpoint.endswith(".export") else ("",)
            keys = ("izin", "ruang", "tidak_ada", "employee")
            yield from (
                rule.build({"key": key, "export_type": kind})[1].partition("?")[0] for key in keys for kind in kinds
            )
        elif not rule.arguments:
            yield rule.rule
        else:
            yield from (rule.build(dict.fromkeys(rule.arguments, value))[1] for value in values)

    def _send(self, member: Member, rule: Rule, method: str, path: str, question: Question) -> None:
        self.asked += 1
        WRITTEN.forget()
        answer = member.client.open(
            path,
            method=method,
            query_string=question.query,
            data=question.form or None,
            headers={"Accept": "text/plain"},
        )
        place = f"{member.name} {method} {path} {question.query or question.form}"
        self.told |= WRITTEN.names
        text = shown(answer)
        for marker in (*HIDDEN[member.name], *NEVER):
            if marker.lower() in text:
                self._found(member, rule, method, f"shows {marker}", place)
        self.seen.setdefault(member.name, set()).update(m for m in SHOWN[member.name] if m.lower() in text)
        if answer.status_code >= 500:
            self._found(member, rule, method, f"answers {answer.status_code}", place)
        if member.name == "nobody" and rule.endpoint not in PUBLIC and not _leads_to_sign_in(answer):
            self._found(member, rule, method, "is open to nobody", place)
        if method == "POST":
            self._judge_write(member, rule, answer, text, place)

    def _judge_write(self, member: Member, rule: Rule, answer: Any, text: str, place: str) -> None:
        if answer.status_code == 400 and "open too long" in text:
            self._found(member, rule, "POST", "form token refused: the walk proves nothing here", place)
        if WRITTEN.names - UNJUDGED and digest() != self.digest:
            self._found(member, rule, "POST", "changed the store", place)
            restore(self.kept)

    def _found(self, member: Member, rule: Rule, method: str, what: str, place: str) -> None:
        self.findings.setdefault(f"{member.name} {method} {rule.endpoint} {what}", f"{what}: {place}"[:400])


def _kept_back(view: RecordView) -> set[str]:
    return {name for kind in ("SENSITIVE", "SECRET") for name in getattr(view.document, kind, ())}


def _rows(member: Member, path: str, query: Mapping[str, str]) -> list[str]:
    """The ids of the rows that a list shows, in their order."""
    return re.findall(r'<tr[^>]* data-id="(\w+)"', member.get(path, query_string={"size": "100", **query}).text)


def _leads_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 401 or "/account/sign-in/" in answer.headers.get("Location", "")


def shown(answer: Any) -> str:
    """All that an answer tells, folded: headers, body, and the sheets inside a workbook."""
    body: bytes = answer.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return (str(answer.headers) + body.decode("utf-8", "replace")).lower()


def reference_fields(view: RecordView) -> list[tuple[str, Reference]]:
    """The references that a screen's form holds."""
    names = [name for section in view.sections for name in section.fields]
    return [(n, f) for n in names if isinstance(f := view.document._fields[n], Reference)]
