"""A configuration as a file: the same text there and back, and nothing hostile gets further than a sentence."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mongoengine import (
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    ObjectIdField,
    StringField,
)

from models.configurations import Configuration, Layer
from models.definitions import FieldDefinition
from models.fields import FileId, tidy
from models.layer_checks import Limits, layer_problems
from models.wording import Label
from operations import portable_fields, yaml_trees
from operations.errors import Invalid
from operations.portable import from_yaml, read, to_yaml
from operations.starter_templates import template, templates
from operations.walks import configurable
from tests.defining import make_definition, make_layer

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEYS = st.one_of(st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z"), st.sampled_from(("no", "yes", "null", "on", "y", "e1")))
ODD = st.sampled_from(
    ("'", '"', ": ", " #", "- ", "{", "]", "&a", "*a", "!x", "%", "|", ">", "~", "1e3", "0x1", "é", "🩺")
)
BEGINNING = "format: 1\ntypes:\n  - name: Employee\n    fields:\n      - "


def texts(longest: int) -> st.SearchStrategy[str]:
    pieces = st.lists(st.one_of(ODD, st.text(max_size=8)), min_size=1, max_size=4).map("".join)
    return pieces.map(lambda text: tidy(text[:longest])).filter(bool)


def values(each: Any) -> st.SearchStrategy[Any]:
    """Values that a field takes."""
    if isinstance(each, EmbeddedDocumentListField):
        return st.lists(parts(each.field.document_type), max_size=2)
    if isinstance(each, EmbeddedDocumentField):
        return parts(each.document_type)
    if isinstance(each, ListField):
        return st.lists(values(each.field), max_size=3)
    if isinstance(each, BooleanField):
        return st.booleans()
    if each.choices:
        return st.sampled_from([code for code, *_ in each.choices])
    if isinstance(each, IntField):
        return st.integers(each.min_value or 0, each.max_value or 1_000)
    return KEYS if each.regex else texts(each.max_length or 40)


def parts(kind: Any) -> st.SearchStrategy[Any]:
    """Any part of a layer, and the layer itself."""
    fields = dict(portable_fields.portable_fields(kind))
    told = {name: values(each) for name, each in fields.items() if each.required}
    rest = {name: values(each) for name, each in fields.items() if not each.required}
    return st.fixed_dictionaries(told, optional=rest).map(lambda made: kind(**made))


@QUICK
@given(parts(Layer), texts(60))
def test_there_and_back(layer: Layer, title: str) -> None:
    written = to_yaml(layer, title)
    found = read(written)
    assert found.layer.to_mongo() == layer.to_mongo() and str(found.title) == title
    assert to_yaml(found.layer, title) == written
    assert yaml.safe_load(written)["format"] == 1


def test_it_reads_well() -> None:
    layer = make_layer(
        "Employee", make_definition("nomor_str", label_id="Nomor STR", label_en="STR number", listed=True)
    )
    assert to_yaml(layer, Label("Kesehatan", "Health")) == (
        "format: 1\n"
        "title: {id: Kesehatan, en: Health}\n"
        "types:\n"
        "  - name: Employee\n"
        "    fields:\n"
        "      - key: nomor_str\n"
        "        label: {id: Nomor STR, en: STR number}\n"
        "        listed: true\n"
    )


def every_part(kind: Any) -> set[Any]:
    found = {kind}
    for each in kind._fields.values():
        inner = getattr(each, "field", None) if isinstance(each, ListField) else each
        if isinstance(inner, EmbeddedDocumentField):
            found |= every_part(inner.document_type)
    return found


@pytest.mark.parametrize("kind", sorted(every_part(Layer), key=str))
def test_every_part_can_be_carried(kind: Any) -> None:
    known = (StringField, BooleanField, IntField, FloatField, EmbeddedDocumentField, EmbeddedDocumentListField)
    for name, each in portable_fields.portable_fields(kind):
        inner = each.field if isinstance(each, ListField) else each
        assert isinstance(inner, known), f"{kind.__name__}.{name} needs a way into operations.portable"


def test_ids_of_this_installation_stay() -> None:
    class Setting(EmbeddedDocument):
        logo = FileId(kinds=("image",))
        owner = ObjectIdField()
        text = StringField()

    assert [name for name, _ in portable_fields.portable_fields(Setting)] == ["text"]
    assert "delegated" not in to_yaml(Layer(delegated=True), "x")


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("{key: Nama, label: {id: A}}", "fields/1/key"),
        ("{key: a, label: {id: A}, kind: zap}", "fields/1/kind"),
        ("{key: a, label: {id: A}, longest: '3'}", "fields/1/longest"),
        ("{key: a, label: {id: A}, longest: 99999999999999999999}", "fields/1/longest"),
        ("{key: a, label: {id: A}, required: 1}", "fields/1/required"),
        ("{key: a, label: {id: A}, low: [1]}", "fields/1/low"),
        ("{key: a, label: A}", "fields/1/label"),
        ("{key: a, label: {fr: A}}", "fields/1/label"),
        ("{key: a}", "fields/1/label/id"),
        ("{key: a, label: {id: A}, zz: 1}", "fields/1/zz"),
        ("{key: a, label: {id: A}, shown_for: x}", "fields/1/shown_for"),
        ("{key: a, label: {id: A}, <<: {kind: text}}", "fields/1/<<"),
        (f"{{key: a, label: {{id: {'A' * 81}}}}}", "fields/1/label/id"),
        (f"{{key: a, label: {{id: A}}, section: {'A' * 300}}}", "fields/1/section"),
        ("{key: a, key: b, label: {id: A}}", "fields/1/key"),
        ("text", "fields/1"),
        ("", "fields/1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_place(row: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_yaml(BEGINNING + row)
    assert {place.replace("types/1", "types/Employee") for place in refused.value.problems} == {
        f"types/Employee/{where}"
    }


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)
HOSTILE = {
    "billion laughs": "format: 1\n" + LAUGHS,
    "python": "format: 1\ntypes: !!python/object/apply:os.system ['true']",
    "tag": "format: 1\ntypes: !x []",
    "alias": "format: 1\ntypes: *a",
    "recursive": "&a [*a]",
    "deep": "[" * 100_000,
    "deep mapping": "{a: " * 10_000,
    "deep blocks": "\n".join(" " * n + "- " for n in range(700)),
    "huge": "a" * (yaml_trees.LARGEST + 1),
    "NUL": "format: 1\0",
    "escaped NUL": 'format: 1\ntypes: "\\0"',
    "surrogate": "format: 1\ntitle: \ud800",
    "escaped surrogate": 'format: 1\ntitle: "\\ud800"\ntypes: 1',
    "beyond unicode": 'format: "\\UFFFFFFFF"',
    "directive": "%YAML " + "9" * 5_000 + ".1\n---\na: 1",
    "list": "[]",
    "text": "hello",
    "nothing": "",
    "comment": "# hello",
    "documents": "format: 1\n---\nformat: 1",
    "mapping as a name": "? {a: 1}\n: 2",
    "no format": "types: []",
    "format 2": "format: 2",
    "format list": "format: [1]",
    "title": "format: 1\ntitle: {x: 1}",
    "title list": "format: 1\ntitle: []",
    "who may": "format: 1\ndelegated: true",
    "many rows": "format: 1\ntypes: [" + "{}," * 100_000 + "]",
    "many parts": "format: 1\ntypes: [" + ",".join(["{fields: [" + ",".join(["{}"] * 499) + "]}"] * 300) + "]",
    "many names": "format: 1\n" + "".join(f"n{n}: 1\n" for n in range(40_000)),
    "one long row": "format: 1\ntypes: [" + "[]," * 100_000 + "]",
    "not utf-8": b"format: 1\ntitle: \xff",
    "utf-16": "format: 1".encode("utf-16"),
}


@pytest.mark.parametrize("loader", [yaml_trees._LOADER, yaml.SafeLoader], ids=["quick", "pure"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused(monkeypatch: pytest.MonkeyPatch, loader: Any, text: str | bytes) -> None:
    monkeypatch.setattr(yaml_trees, "_LOADER", loader)
    start = time.process_time()
    with pytest.raises(Invalid) as refused:
        from_yaml(text)
    assert all(str(message) for message in refused.value.problems.values())
    assert len(refused.value.problems) <= 100 and time.process_time() - start < (
        60 if loader is yaml.SafeLoader else 10
    )


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60), st.lists(ODD, max_size=12).map("".join)))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    for whole in (text, BEGINNING + text if isinstance(text, str) else BEGINNING.encode() + text):
        try:
            from_yaml(whole)
        except Invalid as refused:
            assert refused.problems


KEYS_OF_TEMPLATES = ("kesehatan", "pendidikan", "perhubungan", "sosial", "umum")


def test_the_templates_are_told_in_both_languages() -> None:
    found = templates()
    assert tuple(sorted(each.key for each in found)) == KEYS_OF_TEMPLATES
    assert all(each.title.english != str(each.title) and each.description.english for each in found)


@pytest.mark.parametrize("key", KEYS_OF_TEMPLATES)
def test_a_template_is_sound_and_complete(key: str) -> None:
    layer = template(key)
    built_in = {kind.type_name(): set(kind._fields) for kind in configurable(layer.registers)}
    assert not list(layer_problems(layer, Configuration(), [None], built_in, Limits()))
    for each in layer.types:
        own = {str(section.key) for section in each.sections}
        assert own <= {field.section for field in each.fields}, "a section without a field"
        assert all(field.label_en for field in each.fields if not field.label_id.startswith("SIM "))
    for register in layer.registers:
        fields: dict[str, FieldDefinition] = {str(each.key): each for each in layer.type_of(register.key).fields}
        assert fields[register.title_field].required
        assert register.expiry_field is None or fields[register.expiry_field].kind == "date"
        states = {str(state.key) for state in register.states}
        assert {step for each in register.transitions for step in (each.before, each.after)} == states
        assert len({each.role for each in register.access}) == len(register.access) >= 3


def test_a_template_is_handed_out_as_a_copy() -> None:
    template("umum").types.clear()
    assert template("umum").types
