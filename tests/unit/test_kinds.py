"""Every kind of defined field: what is written is read back the same, and no stored value, however odd, is an error."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from bson import Binary, Decimal128, Int64, ObjectId, Regex, decode, encode
from bson.codec_options import CodecOptions
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from mongoengine.base import BaseField

from admin_views.formats import formatter, revealed
from models.defined_values import applies, custom_text, derive, problems
from models.definitions import KINDS, SIMPLE
from models.fields import tidy
from models.fieldsets import FieldSet, make_field, normalised, read, stored, token_value
from models.kinds import parse, write
from models.people import Employee
from models.readings import ParseError
from models.validation import value_problems
from tests.defining import make_definition

CODES = ("satu", "dua", "tiga_empat")
PICKED = ("person", "unit", "file", "image")
DIGITS = "0123456789"
AWARE = CodecOptions[dict[str, Any]](tz_aware=True, tzinfo=UTC)


def field_of(kind: str, **more: Any) -> BaseField:
    if kind in ("choice", "choices"):
        more.setdefault("choices", CODES)
    if kind == "table":
        more.setdefault("columns", [(f"c_{each}", each) for each in sorted(SIMPLE - {"choice"})])
    if kind == "computed":
        more.setdefault("formula", "1")
    return make_field(make_definition("isian", kind, **more))


def texts(lines: bool = False, longest: int = 60) -> st.SearchStrategy[str]:
    made = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=longest)
    return made.map(lambda text: tidy(text, lines)).filter(bool)


def numbers(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=places)


def months() -> st.SearchStrategy[str]:
    return st.dates().map(lambda day: f"{day.year:04}-{day.month:02}")


def nips() -> st.SearchStrategy[str]:
    rest = st.tuples(st.text(DIGITS, min_size=6, max_size=6), st.sampled_from("12"), st.integers(0, 999))
    return st.builds(lambda day, r: f"{day:%Y%m%d}{r[0]}{r[1]}{r[2]:03}", st.dates(date(1900, 1, 1)), rest)


SIMPLE_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": texts(),
    "lines": texts(lines=True),
    "integer": st.integers(-(2**49), 2**49),
    "decimal": numbers(3),
    "money": numbers(2),
    "date": st.dates(),
    "month": months(),
    "year": st.integers(1900, 2200),
    "yesno": st.booleans(),
    "choice": st.sampled_from(CODES),
    "link": st.just("https://bkpsdm.salatiga.go.id/berkas?id=1|2"),
    "email": st.just("siti.aminah@salatiga.go.id"),
    "phone": st.sampled_from(("+62 298 326767", "0298-326767", "(0298) 326767")),
    "nip": nips(),
}
ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={f"c_{kind}": SIMPLE_VALUES[kind] for kind in sorted(SIMPLE - {"choice"})}
    ).filter(bool),
    min_size=1,
    max_size=4,
)
VALUES = {
    **SIMPLE_VALUES,
    "choices": st.lists(st.sampled_from(CODES), min_size=1, unique=True),
    "table": ROWS,
}
STORED = {
    **VALUES,
    **{kind: st.binary(min_size=12, max_size=12).map(ObjectId) for kind in PICKED},
    "computed": numbers(3),
}
KIND_CODES = [code for code, _ in KINDS]


def test_every_kind_is_tried() -> None:
    assert set(STORED) == set(KIND_CODES)


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_what_is_written_is_read_back(kind: str, data: st.DataObject) -> None:
    field, value = field_of(kind), data.draw(VALUES[kind])
    assert parse(field, write(field, value)) == value


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


@pytest.mark.parametrize("kind", STORED)
@given(data=st.data())
def test_what_is_stored_is_read_back(kind: str, data: st.DataObject) -> None:
    field, value = field_of(kind), data.draw(STORED[kind])
    raw = decode(encode({"v": stored(field, value)}), AWARE)["v"]
    told = read(field, raw)
    assert ([shown(row) for row in told] if kind == "table" else told) == value
    assert stored(field, read(field, raw)) == raw, "storing what was read changes nothing"


@pytest.mark.parametrize("unit", ["hari", "jam/minggu", "%"])
@given(number=st.integers(-9999, 9999))
def test_a_number_is_read_with_its_unit_of_measure(unit: str, number: int) -> None:
    for kind in ("integer", "decimal"):
        field = field_of(kind, unit=unit)
        assert parse(field, formatter(field)(stored(field, number), {})) == number


ODD: tuple[Any, ...] = (
    "teks", "\0", "a\0b", "=1+1", "-", "", " ", "x" * 5000, "\r", "a\rb", '"', '"a', "٣", "1_90", "0000-01",
    "2026-13", "abcdefg", 0, -1, 2**62, Int64(2**63 - 1), 1.5, float("nan"), float("inf"), True, None, [], {}, [None], [[]],
    [{}], [{"a": 1}], ["teks", 1, {}], {"a": {"b": []}}, {"$gt": 1}, [{"c_text": [1]}, "teks"], b"\x00\x01",
    Binary(b"abc", 4), ObjectId("65f0000000000000000000aa"), Regex("a"), datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
    Decimal128("NaN"), Decimal128("sNaN"), Decimal128("Infinity"), Decimal128("-Infinity"), Decimal128("1E+6000"), Decimal128("1E-6000"),
    Decimal128("0.00000001"),
)  # fmt: skip


@pytest.fixture(scope="module")
def told() -> Any:
    """What writes values for people needs a request."""
    app = Flask("kinds")
    Babel(app)
    app.config["JENJANG"] = SimpleNamespace(timezone="Asia/Jakarta")
    with app.test_request_context():
        yield


@pytest.mark.parametrize("kind", KIND_CODES)
@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:24])
def test_an_odd_stored_value_is_never_an_error(told: Any, kind: str, value: Any) -> None:
    definition = make_definition(
        "isian",
        kind,
        choices=CODES if kind in ("choice", "choices") else (),
        columns=[("c_text", "text"), ("c_date", "date")] if kind == "table" else (),
        low="2",
        high="9",
        filterable=True,
        searchable=True,
        unique=True,
        pattern="440/SIP",
        formula="isian * 2",
    )
    on_it = make_definition("lain", shown_if="isian", shown_for=["1"], required_if="isian")
    summed = make_definition("jumlah", "computed", formula="isian * 2 + sum(isian) + count(isian)", filterable=True)
    fields = {f"custom.{each.key}": make_field(each) for each in (definition, on_it, summed)}
    keys = {str(each.key): each for each in (definition, on_it, summed)}
    fieldset = FieldSet(fields, keys, (), dict.fromkeys(keys, "u"), "d")
    field = fields["custom.isian"]
    normal = normalised(fieldset, {"isian": value})
    encode(normal)
    for custom in ({"isian": value}, normal):
        person = Employee(name="Siti", nip="198501012010011001", custom=dict(custom))
        derive(person, fieldset)
        list(problems(fieldset, custom))
        applies(fieldset, custom, "lain")
        encode({"custom": person.custom, "attributes": person.attributes, "keys": person.unique_keys})
        assert all(isinstance(each, str) for each in (*person.attributes, *person.unique_keys))
    assert isinstance(write(field, value), str) and isinstance(write(field, read(field, value)), str)
    assert isinstance(formatter(field)(value, {}), str) and isinstance(revealed(field, value), str)
    token_value(field, value)
    assert isinstance(custom_text(value), str)


@pytest.mark.parametrize("kind", KIND_CODES)
@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    field = field_of(kind)
    try:
        value = parse(field, text)
    except ParseError:
        return
    assert value is None or parse(field, write(field, value)) == value
    encode({"v": stored(field, value)})


@pytest.mark.parametrize("kind", KIND_CODES)
@pytest.mark.parametrize("text", [each for each in ODD if isinstance(each, str)] + ["9" * 4500, "1" * 200_000])
def test_an_odd_text_is_read_or_refused(kind: str, text: str) -> None:
    test_any_text_is_read_or_refused.hypothesis.inner_test(kind=kind, text=text)  # type: ignore[attr-defined]


BOUNDED = ("integer", "decimal", "money", "date", "month", "year")


@pytest.mark.parametrize("kind", BOUNDED)
@given(data=st.data())
def test_bounds_are_inclusive(kind: str, data: st.DataObject) -> None:
    low, high, value = (data.draw(VALUES[kind]) for _ in range(3))
    bare = field_of(kind)
    field = field_of(kind, low=write(bare, low), high=write(bare, high))
    told = list(value_problems(field, value))
    assert (not told) == (low <= value <= high)
    assert len(told) == (value < low) + (value > high)


@given(text=texts(longest=20))
def test_a_text_fits_itself_as_a_pattern(text: str) -> None:
    assert not list(value_problems(field_of("text", pattern=text), text))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("440/SIP/017", True), ("440/sip/999", True), ("440/ABC/001", True), ("440/SIP/1", False), ("440-SIP-001", False),
        ("4A0/SIP/001", False), ("440/S1P/001", False), ("440/SIP/0012", False), ("", True), ("٤٤٠/SIP/٠٠١", False),
    ],
)  # fmt: skip
def test_a_pattern_by_example(text: str, fits: bool) -> None:
    assert (not list(value_problems(field_of("text", pattern="440/SIP/001"), text))) is fits


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "dua minggu"), ("integer", 1.5), ("integer", True), ("decimal", "12"), ("date", "17-08-2026"),
        ("month", "Agustus"), ("month", 8), ("year", "2026"), ("yesno", "ya"), ("text", 12), ("lines", {}), ("person", "Siti"),
        ("nip", 198501012010011001), ("choices", "satu"), ("table", "baris"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_told(kind: str, value: Any) -> None:
    fieldset = FieldSet({"custom.isian": field_of(kind)}, {"isian": field_of(kind).definition}, (), {}, "d")
    assert [path for path, _ in problems(fieldset, {"isian": value})] == ["custom.isian"]
