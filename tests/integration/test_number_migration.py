"""Templates of numbers come to say what they number, once, and nothing else of a configuration changes."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

from models.configurations import ConfigurationVersion, Layer
from models.unit_settings import NumberTemplate, UnitSettings, template_of
from tests.defining import put_in_force

migration = import_module("store.migrations.2026_11_29_numbers_say_their_letter")


def test_templates_say_what_they_number(city: SimpleNamespace) -> None:
    keys = ("undangan_rapat", "notula", "surat_tugas")
    rows = [NumberTemplate(key=key, label_id=key, template=f"{key}/{{urut}}") for key in keys]
    put_in_force(city.a, Layer(settings=UnitSettings(numbers=rows)))
    versions = ConfigurationVersion._get_collection()
    versions.update_many({}, {"$unset": {"layer.settings.numbers.$[].letter": ""}})
    for _ in range(2):
        migration.run(versions.database)
        stored = versions.find_one({"unit": city.a})["layer"]["settings"]["numbers"]
        assert [(row["key"], row["letter"]) for row in stored] == list(
            zip(keys, ("invitation", "minutes", "other"), strict=True)
        )
    numbers = ConfigurationVersion.objects(unit=city.a).first().layer.settings.numbers
    assert [template_of(numbers, each).key for each in ("invitation", "minutes")] == ["undangan_rapat", "notula"]
