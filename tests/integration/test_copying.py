"""Configurations copied from templates and between dinas: whole or in parts, with what these need."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bson import ObjectId

from models.configurations import Layer
from models.definitions import Refinement
from models.registers import RegisterDefinition, StateDefinition
from models.unit_settings import UnitSettings
from operations import applying, configuration, configuring, copying
from operations.actors import SYSTEM
from operations.errors import Denied, Invalid, Missing
from operations.portable import to_yaml
from operations.starter_templates import template, templates
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import Role, make_actor, make_employee


def rich() -> Layer:
    """A layer of a section, conditions, a formula and a register."""
    layer = make_layer(
        "Employee",
        make_definition("profesi", "choice", choices=("perawat", "bidan"), section="lisensi"),
        make_definition("nomor_str", section="lisensi", shown_if="profesi", shown_for=["perawat"]),
        make_definition("jam", "integer", section="lain"),
        make_definition("setahun", "computed", formula="jam * 12"),
        make_definition("bebas"),
        sections=("lisensi", "lain"),
    )
    layer.types.append(make_layer("izin", make_definition("nomor")).types[0])
    layer.registers = [RegisterDefinition(key="izin", label_id="Izin", states=[StateDefinition(key="a", label_id="A")])]
    return layer


def drafted(unit: Any, name: str = "Employee") -> list[str]:
    own = configuring.draft_of(unit).layer.type_of(name)
    return [str(each.key) for each in own.fields] if own else []


@pytest.mark.parametrize("key", [each.key for each in templates()])
def test_a_template_is_applied_to_an_empty_dinas(city: SimpleNamespace, key: str) -> None:
    layer = template(key)
    copying.replace_with(SYSTEM, city.a, layer)
    told = applying.preview(SYSTEM, city.a)
    assert not told.is_open and told.counts.invalid == 0
    made = applying.apply(SYSTEM, city.a, told.digest)
    assert made.number == 1 and to_yaml(made.layer, key) == to_yaml(layer, key)
    assert make_employee(city.bidang).label, "a new employee needs none of its fields"


def test_a_whole_layer_takes_the_place_of_the_draft(city: SimpleNamespace) -> None:
    put_in_force(city.a, Layer(delegated=True, types=make_layer("Employee", make_definition("lama")).types))
    secretary = make_actor(Role.SECRETARY, city.a)
    copying.replace_with(secretary, city.a, rich())
    draft = configuring.stored_draft(city.a)
    assert draft is not None and draft.layer.delegated, "who may change it stays"
    assert drafted(city.a) == ["profesi", "nomor_str", "jam", "setahun", "bebas"]
    assert [each.key for each in draft.layer.registers] == ["izin"]
    with pytest.raises(Denied):
        copying.replace_with(make_actor(Role.HEAD, city.a), city.a, rich())


@pytest.mark.parametrize(
    ("part", "fields", "sections"),
    [
        ("types/Employee/bebas", ["bebas"], []),
        ("types/Employee/nomor_str", ["profesi", "nomor_str"], ["lisensi"]),
        ("types/Employee/setahun", ["jam", "setahun"], ["lain"]),
        ("types/Employee", ["profesi", "nomor_str", "jam", "setahun", "bebas"], ["lisensi", "lain"]),
    ],
)
def test_a_part_brings_what_it_needs(city: SimpleNamespace, part: str, fields: list[str], sections: list[str]) -> None:
    draft = copying.merge(SYSTEM, city.a, rich(), [part])
    assert drafted(city.a) == fields and not draft.layer.registers
    assert [each.key for each in draft.layer.type_of("Employee").sections] == sections
    configuring.require_sound(city.a, draft.layer)


def test_a_register_brings_its_fields(city: SimpleNamespace) -> None:
    draft = copying.merge(SYSTEM, city.a, rich(), ["registers/izin", "types/Employee/bebas", "types/Employee/jam"])
    assert [each.key for each in draft.layer.registers] == ["izin"] and drafted(city.a, "izin") == ["nomor"]
    assert drafted(city.a) == ["jam", "bebas"]


def test_ones_own_of_the_same_key_is_replaced_where_it_stands(city: SimpleNamespace) -> None:
    put_in_force(city.a, make_layer("Employee", make_definition("bebas", "date"), make_definition("lain")))
    copying.merge(SYSTEM, city.a, rich(), ["types/Employee/bebas", "types/Employee/jam"])
    assert drafted(city.a) == ["bebas", "lain", "jam"]
    assert configuring.draft_of(city.a).layer.type_of("Employee").fields[0].kind == "text"


def test_what_is_inherited_is_refused(city: SimpleNamespace) -> None:
    put_in_force(city.root, rich())
    for part in ("types/Employee/bebas", "registers/izin"):
        with pytest.raises(Invalid) as refused:
            copying.merge(SYSTEM, city.a, rich(), [part])
        assert part in refused.value.problems and "A unit above has" in str(refused.value.message)
    assert configuring.stored_draft(city.a) is None


def test_what_a_part_needs_is_inherited_where_it_can_be(city: SimpleNamespace) -> None:
    above = make_definition("profesi", "choice", choices=("perawat",))
    put_in_force(city.root, make_layer("Employee", above, sections=("lisensi",)))
    draft = copying.merge(SYSTEM, city.a, rich(), ["types/Employee/nomor_str"])
    assert drafted(city.a) == ["nomor_str"] and not draft.layer.type_of("Employee").sections
    configuring.require_sound(city.a, draft.layer)


@pytest.mark.parametrize(
    "part", ["", "types", "types/Employee/x", "types/X", "registers/x", "registers", "delegated", "zz", "_id", "types/"]
)
def test_a_part_that_there_is_not_is_refused(city: SimpleNamespace, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        copying.merge(SYSTEM, city.a, rich(), ["types/Employee/bebas", part])
    assert list(refused.value.problems) == [part]
    with pytest.raises(Invalid):
        copying.merge(SYSTEM, city.a, rich(), [])
    assert configuring.stored_draft(city.a) is None


def test_every_part_that_is_offered_can_be_picked(city: SimpleNamespace) -> None:
    layer = rich()
    layer.settings = UnitSettings(jp_floor=24)
    layer.types[0].refinements = [Refinement(key="atas", label_id="Dari atas")]
    offered = copying.parts_of(layer)
    names = [each.name for each in offered]
    assert (
        names[0] == "types/Employee" and names[-2:] == ["registers/izin", "settings"] and "types/Employee/atas" in names
    )
    assert {each.inside for each in offered} == {"", "types/Employee"}
    assert "types/izin" not in names, "a register is picked whole"
    for each in offered:
        copying.merge(SYSTEM, city.a, layer, [each.name])
    copying.merge(SYSTEM, city.a, layer, names)
    assert to_yaml(configuring.draft_of(city.a).layer, "").count("key: ") == to_yaml(layer, "").count("key: ")


def test_copying_from_another_dinas_needs_to_see_it(city: SimpleNamespace) -> None:
    put_in_force(city.b, rich())
    put_in_force(city.a, Layer(delegated=True))
    configuring.edit(SYSTEM, city.b, lambda layer: layer.types.clear())  # a draft there changes nothing here
    with pytest.raises(Missing):
        copying.copy_from(make_actor(Role.SECRETARY, city.a), city.a, city.b, ["types/Employee/bebas"])
    admin = make_actor(Role.HR_ADMIN, city.root, everywhere=True)
    copying.copy_from(admin, city.a, city.b, ["types/Employee/bebas"])
    assert drafted(city.a) == ["bebas"]
    with pytest.raises(Missing):
        copying.copy_from(make_actor(Role.SECRETARY, city.b), city.a, city.b, ["types/Employee/bebas"])


def test_what_holds_is_not_touched_by_copying(city: SimpleNamespace) -> None:
    put_in_force(city.b, rich())
    before = to_yaml(configuration.current().layers[city.b][1], "")
    draft = copying.copy_from(SYSTEM, city.a, city.b, ["types/Employee"])
    draft.layer.types[0].fields[0].label_id = "Lain"
    copying.layer_of(SYSTEM, city.b).types.clear()
    assert to_yaml(configuration.current().layers[city.b][1], "") == before


def test_settings_are_a_part_and_a_logo_is_not_carried(city: SimpleNamespace) -> None:
    own, other = ObjectId(), ObjectId()
    put_in_force(city.a, Layer(settings=UnitSettings(logo=own, jp_floor=30)))
    source = rich()
    source.settings = UnitSettings(logo=other, jp_floor=24)
    draft = copying.merge(SYSTEM, city.a, source, ["types/Employee/bebas"])
    assert (draft.layer.settings.logo, draft.layer.settings.jp_floor) == (own, 30), "not picked, not touched"
    draft = copying.merge(SYSTEM, city.a, source, ["settings"])
    assert (draft.layer.settings.logo, draft.layer.settings.jp_floor) == (own, 24)
    draft = copying.replace_with(SYSTEM, city.a, source)
    assert draft.layer.settings.logo == own and copying.replace_with(SYSTEM, city.b, source).layer.settings.logo is None
    with pytest.raises(Invalid):
        copying.merge(SYSTEM, city.a, rich(), ["settings"])
