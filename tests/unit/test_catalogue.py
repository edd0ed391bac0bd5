"""The Indonesian catalogue holds every marked text, and no page a text that is not marked."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

import app as panel
from admin_views.base import RecordView
from config import Settings
from locales import catalogue
from models.base import Record
from models.references import RECORDS

ROOT = catalogue.ROOT
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
READ_ATTRIBUTES = {
    "alt",
    "aria-label",
    "data-few",
    "data-label",
    "data-lost",
    "data-none",
    "label",
    "placeholder",
    "title",
}
UNTRANSLATED = ("Bahasa Indonesia", "English", "Jenjang", "JP", "CSV", "NIP", "EN", "ID", "WIB", "Alt")


@pytest.fixture(scope="module")
def marked() -> Catalog:
    return catalogue.extracted()


@pytest.fixture(scope="module")
def stored() -> Catalog:
    return catalogue.stored()


def ids(found: Catalog) -> set[object]:
    return {message.id for message in found if message.id}


def texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]


def test_every_marked_text_is_translated(marked: Catalog, stored: Catalog) -> None:
    assert not ids(marked) - ids(stored), "run `python -m locales.catalogue`"
    assert not [message.id for message in catalogue.untranslated(stored)]


def test_nothing_is_kept_that_is_not_marked(marked: Catalog, stored: Catalog) -> None:
    assert not ids(stored) - ids(marked), "run `python -m locales.catalogue`"
    assert not stored.obsolete


def test_placeholders_are_kept(stored: Catalog) -> None:
    def places(value: object) -> set[str]:
        return {place for text in texts(value) for place in re.findall(r"%(?:\(\w+\))?[a-z]", text)}

    found = {message.id: message.string for message in stored if message.id}
    assert not {id: text for id, text in found.items() if places(id) != places(text)}


def test_outer_marks_are_kept(stored: Catalog) -> None:
    """A sentence stays one, a label keeps its colon; nothing begins or ends with a space."""

    def mark(text: str) -> str:
        return text[-1] if text[-1:] in (".", ":", "?") else ""

    found = [(texts(message.id)[-1], texts(message.string)[0]) for message in stored if message.id]
    assert not [pair for pair in found if mark(pair[0]) != mark(pair[1]) or pair[1] != pair[1].strip()]


def test_compiled_catalogue_is_the_written_one(stored: Catalog) -> None:
    with catalogue.MO.open("rb") as file:
        compiled = read_mo(file)
    written = {texts(message.id)[0]: texts(message.string) for message in stored if message.id}
    assert {texts(message.id)[0]: texts(message.string) for message in compiled if message.id} == written


def test_indonesian_has_one_plural_form(stored: Catalog) -> None:
    assert stored.num_plurals == 1


def test_only_literal_texts_are_marked() -> None:
    """A text that is put together cannot be translated: give it places instead."""
    paths = [path for folder in ("admin_views", "models", "operations") for path in (ROOT / folder).rglob("*.py")]
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted(paths)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_"
        if not isinstance(node.args[0], ast.Constant)
    ]
    assert not found


class BareTexts(HTMLParser):
    """Letters a page shows that no marker gave: between the tags, and in the attributes that people read."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "svg")
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self._look(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._look(data)

    def _look(self, text: str) -> None:
        text = re.sub(r'[\w-]+="[^"]*"', " ", text)  # an attribute that a macro writes
        for each in UNTRANSLATED:
            text = re.sub(rf"\b{each}\b", " ", text)
        if re.search(r"[^\W\d_]{3,}", text):
            self.found.append(" ".join(text.split()))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_page_holds_no_bare_text(path: Path) -> None:
    found = BareTexts(path.read_text(encoding="utf-8")).found
    assert not found, f"{path.relative_to(ROOT)}: put these into _(): {found}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>{{ _('Save') }} · Jenjang <b>12 JP</b></p>", []),
        ("<p>Save</p>", ["Save"]),
        ('<a aria-label="Close it" href="/close">{{ icon("x") }}</a>', ["Close it"]),
        ("{# Said of nothing #}<svg><title>Stairs</title></svg><script>go()</script>", []),
        ("{% if many|length > 1 %}<b{% if on %} class='on'{% endif %}>{{ many }}</b> rows{% endif %}", ["rows"]),
    ],
)
def test_bare_texts_are_found(source: str, expected: list[str]) -> None:
    assert BareTexts(source).found == expected


def test_every_field_that_people_meet_has_a_name(settings: Settings) -> None:
    """Columns, filters, and every field of a record, since the audit trail tells of each by its name."""
    app = panel.create_app(settings)
    views = [view for view in app.extensions["admin"][0]._views if isinstance(view, RecordView)]
    kinds = {view.document for view in views} | set(RECORDS.values())
    nameless = [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name, field in kind._fields.items()
        if issubclass(kind, Record) and name not in kind.DERIVED | {"custom"}  # its own fields have names of their own
        if not getattr(field, "verbose_name", None)
    ]
    for view in views:
        nameless += [f"{view.endpoint}: {each.key}" for each in view.all_columns if each.label == each.key]
        nameless += [f"{view.endpoint}: {each.name}" for each in view.all_filters if each.label == each.name]
    assert views and nameless == []
