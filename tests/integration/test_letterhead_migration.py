"""Letterheads of units become settings of their configuration, once, and nothing else changes."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

from models.departments import Department
from operations import configuration
from tests.defining import make_definition, make_layer, put_in_force

migration = import_module("store.migrations.2026_11_24_letterheads_into_configuration")


def test_letterheads_move_into_settings(city: SimpleNamespace) -> None:
    put_in_force(city.a, make_layer("Employee", make_definition("str_number")))
    units = Department._get_collection()
    for unit, text in ((city.a, "PEMERINTAH KOTA\nDINAS ALFA"), (city.b, "DINAS BETA"), (city.root, "")):
        units.update_one({"_id": unit}, {"$set": {"letterhead": text}})
    for _ in range(2):
        migration.run(units.database)
        held = configuration.current()
        assert held.settings([city.root, city.a]).letterhead == "PEMERINTAH KOTA\nDINAS ALFA"
        assert held.settings([city.root, city.b]).letterhead == "DINAS BETA"
        assert held.settings([city.root]).letterhead is None
        assert "str_number" in held.fieldset("Employee", [city.root, city.a]).definitions
        assert {number for number, _ in held.layers.values()} == {1, 2}
    assert units.count_documents({"letterhead": {"$exists": True}}) == 0
