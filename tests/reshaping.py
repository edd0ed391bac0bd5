"""Random changes of a unit's configuration, each one a move that a person could make in the panel."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from bson import ObjectId

from models.configurations import Layer
from models.definitions import SIMPLE, Choice, FieldDefinition, Refinement, TypeDefinition
from models.kinds import KIND
from models.layer_checks import UNIQUE
from tests.defining import make_definition, make_layer

Move = Callable[[random.Random, Layer], None]
CODES = ("satu", "dua", "tiga")
WORDS = (
    "30",
    "14 hari",
    "dua minggu",
    "satu",
    "Dua",
    "17-08-2026",
    "8-2026",
    "1.250,5",
    "ya",
    "a@b.id",
    "2026",
    "1.125",
)
KINDS = (
    "text", "lines", "integer", "decimal", "money", "date", "month", "year", "yesno", "choice", "choices", "link",
    "email", "phone", "nip", "table", "person",
)  # fmt: skip
NUMBERS = ("integer", "decimal", "money", "year")


def first_layer() -> Layer:
    """What every dinas has defined at first."""
    return make_layer(
        "Employee",
        make_definition("cuti", filterable=True, searchable=True),
        make_definition("nomor", unique=True, listed=True),
        make_definition("jenis", "choice", choices=CODES, filterable=True, listed=True),
        make_definition("minat", "choices", choices=CODES, filterable=True),
        make_definition("anak", "integer", filterable=True, unit="anak"),
        make_definition("jam", "decimal", unit="jam"),
        make_definition("sejak", "date", filterable=True),
        make_definition("bulan", "month"),
        make_definition("aktif", "yesno", filterable=True),
        make_definition("kursus", "table", columns=(("nama", "text"), ("jp", "integer"))),
        make_definition("dua_kali", "computed", formula="jam * 2", filterable=True),
    )


def first_values(rng: random.Random, number: int) -> dict[str, Any]:
    """What one employee has of these fields; each is empty at times."""
    found = {
        "cuti": rng.choice(WORDS),
        "nomor": f"440/SIP/{number:04}",
        "jenis": rng.choice(CODES),
        "minat": rng.sample(CODES, rng.randint(1, 3)),
        "anak": rng.randint(0, 9),
        "jam": Decimal(rng.choice(("1.125", "12.5", "-3", "0"))),
        "sejak": date(rng.randint(1950, 2030), rng.randint(1, 12), 1),
        "bulan": f"20{rng.randint(10, 40)}-0{rng.randint(1, 9)}",
        "aktif": rng.random() < 0.5,
        "kursus": [{"nama": rng.choice(WORDS), "jp": rng.randint(1, 40)} for _ in range(rng.randint(1, 2))],
    }
    return {f"custom.{key}": value for key, value in found.items() if rng.random() < 0.6}


def fields_of(layer: Layer) -> list[FieldDefinition]:
    if not layer.types:
        layer.types = [TypeDefinition(name="Employee")]
    return layer.types[0].fields  # type: ignore[no-any-return]


def sane(field: FieldDefinition) -> None:
    """Drop what this kind cannot have, as the screen that edits a field does."""
    kind = KIND[str(field.result) if field.kind == "computed" else str(field.kind)]
    field.filterable, field.searchable = field.filterable and kind.filters, field.searchable and kind.searches
    field.unique = field.unique and field.kind in UNIQUE
    field.default = None
    if field.kind != "text":
        field.pattern = field.longest = None
    if not kind.bounded:
        field.low = field.high = None
    if field.kind == "computed":
        field.required, field.unique = False, False
    if field.kind in ("choice", "choices") and not any(not each.retired for each in field.choices):
        field.choices = [Choice(code=code, label_id=code.title()) for code in CODES]
    if field.kind == "table" and not field.columns:
        field.columns = make_definition("x", "table", columns=(("satu", "text"), ("dua", "integer"))).columns


def add(rng: random.Random, layer: Layer) -> None:
    taken = {field.key for field in fields_of(layer)}
    free = [key for key in ("baru", "cuti", "jenis", "anak", "sejak", "lain") if key not in taken]
    if free:
        made = make_definition(rng.choice(free), rng.choice(KINDS), filterable=True, listed=rng.random() < 0.5)
        made.required = rng.random() < 0.3
        fields_of(layer).append(made)


def change_kind(rng: random.Random, layer: Layer) -> None:
    field = _one(rng, layer)
    if field is not None:
        field.kind, field.low, field.high = rng.choice(KINDS), None, None


def change_column(rng: random.Random, layer: Layer) -> None:
    """Another kind for a column of a table; now and then two columns change, or one is required as well."""
    field = _one(rng, layer, "table")
    if field is None or not field.columns:
        return
    for column in rng.sample(list(field.columns), rng.randint(1, len(field.columns))):
        column.kind, column.options = rng.choice(sorted(SIMPLE)), ["Satu", "dua", "30"]
        column.required = rng.random() < 0.1


def add_computed(rng: random.Random, layer: Layer) -> None:
    names = [field.key for field in fields_of(layer) if field.kind in NUMBERS]
    if names and not any(field.key == "hitung" for field in fields_of(layer)):
        formula = f"{rng.choice(names)} * {rng.randint(2, 9)}"
        fields_of(layer).append(make_definition("hitung", "computed", formula=formula, filterable=True, listed=True))


def change_choices(rng: random.Random, layer: Layer) -> None:
    field = _one(rng, layer, "choice", "choices")
    if field is None:
        return
    act, one = rng.choice(("add", "remove", "retire", "return")), rng.choice(field.choices)
    if act == "add" and not any(each.code == "empat" for each in field.choices):
        field.choices.append(Choice(code="empat", label_id="Empat"))
    elif act == "remove":
        field.choices = [each for each in field.choices if each.code != one.code]
    else:
        one.retired = act == "retire"


def toggle(mark: str) -> Move:
    def move(rng: random.Random, layer: Layer) -> None:
        field = _one(rng, layer)
        if field is not None:
            setattr(field, mark, not getattr(field, mark))

    move.__name__ = mark
    return move


def bound(rng: random.Random, layer: Layer) -> None:
    field = _one(rng, layer, "integer", "decimal", "text", "date")
    if field is not None and field.kind == "text":
        field.longest, field.pattern = rng.choice(((4, None), (None, "440/SIP/0001")))
    elif field is not None:
        field.low, field.high = ("01-01-2000", None) if field.kind == "date" else ("2", rng.choice((None, "6")))


def rename(rng: random.Random, layer: Layer) -> None:
    field = _one(rng, layer)
    if field is not None:
        field.label_id, field.listed = f"Nama {rng.randint(1, 99)}", True


def refine(rng: random.Random, layer: Layer) -> None:
    """What a unit below may do with a field that it inherits."""
    keys = ("cuti", "nomor", "jenis", "anak", "sejak")
    made = Refinement(key=rng.choice(keys), label_id="Sebutan", required=rng.random() < 0.7, listed=rng.random() < 0.5)
    layer.types = [TypeDefinition(name="Employee", refinements=[made])]


def _one(rng: random.Random, layer: Layer, *kinds: str) -> FieldDefinition | None:
    free = [field for field in fields_of(layer) if field.kind in kinds or (not kinds and field.kind != "computed")]
    return rng.choice(free) if free else None


MOVES: tuple[Move, ...] = (
    add, add, change_kind, change_kind, change_kind, change_column, change_column, change_choices, change_choices, change_choices,
    toggle("required"), toggle("required"), toggle("unique"), toggle("unique"), toggle("filterable"),
    toggle("searchable"), toggle("retired"), toggle("retired"), add_computed, bound, rename,
)  # fmt: skip


def decision(rng: random.Random) -> str:
    """What somebody may decide of values that do not fit."""
    texts = ("30", "satu", "01-02-2026", "ya", "440/SIP/0001", "2026", "a@b.id", "8-2026", str(ObjectId()))
    return rng.choice(("leave", "leave", "clear", f"={rng.choice(texts)}"))
