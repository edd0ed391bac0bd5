"""Sections of a unit's form are called otherwise and removed in its draft; what stood in them is kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode

from models.people import Employee
from operations import applying, configuration, configuring, layer_edits, records
from operations.actors import SYSTEM
from operations.errors import Invalid, Missing
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force


@pytest.fixture
def place(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa with two sections, fields in both, a retired one too, and a value; a unit below has one there."""
    fields = (
        make_definition("str_number", section="izin"),
        make_definition("sip", section="izin", retired=True),
        make_definition("hobi", section="lain"),
    )
    put_in_force(city.a, make_layer("Employee", *fields, sections=("izin", "lain")))
    put_in_force(city.bidang, make_layer("Employee", make_definition("alat", section="lain")))
    person = records.read(Employee, city.employee_a.id)
    records.change(SYSTEM, Employee, person["_id"], {"custom.hobi": "catur"}, person["version"])
    return city


def send(member: Member, place: SimpleNamespace, **form: str) -> Any:
    return member.post("/configuration/unit/", {"unit": str(place.a), "type": "Employee", **form})


def drafted(place: SimpleNamespace) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """The sections as (key, label, English), and the section of each field."""
    own = configuring.draft_of(place.a).layer.type_of("Employee")
    sections = [(str(each.key), str(each.label_id), str(each.label_en or "")) for each in own.sections]
    return sections, {str(each.key): str(each.section or "") for each in own.fields}


def test_a_section_is_called_otherwise(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    answer = send(cast["hr"], place, do="rename", key="section:izin", label_id=" Izin  praktik ", label_en="Licence")
    assert answer.status_code == 302
    assert drafted(place)[0] == [("izin", "Izin praktik", "Licence"), ("lain", "Lain", "")]
    page = cast["hr"].get(answer.location).text
    assert 'id="section-editor"' in page and "Izin praktik" in page
    listed = {"section:izin-label_id": "Izin", "section:lain-label_id": "Lain-lain", "section:lain-label_en": "More"}
    assert send(cast["hr"], place, do="list", **{"as": "list"}, **listed).status_code == 302
    assert drafted(place)[0] == [("izin", "Izin", ""), ("lain", "Lain-lain", "More")]
    assert [str(label) for _, label in held(place).sections] == ["Izin", "Lain"], "a draft holds nowhere"
    configuring.discard(SYSTEM, place.a)
    assert drafted(place)[0] == [("izin", "Izin", ""), ("lain", "Lain", "")]


def held(place: SimpleNamespace) -> Any:
    return configuration.fieldset(Employee, configuration.path_of(place.a))


@pytest.mark.parametrize("form", [{"do": "rename", "key": "section:izin", "label_id": " \x00 "}, {"do": "list"}])
def test_a_section_has_a_name(place: SimpleNamespace, cast: dict[str, Member], form: dict[str, str]) -> None:
    listed = {"section:izin-label_id": " "} if form["do"] == "list" else {}
    answer = send(cast["hr"], place, **form, **listed)
    assert answer.status_code == 422 and "Give the section a name." in answer.text
    assert configuring.stored_draft(place.a) is None


def test_fields_of_a_removed_section_stand_in_the_one_before(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    before = {raw["_id"]: encode(raw) for raw in Employee._get_collection().find()}
    assert send(cast["hr"], place, do="remove", key="section:lain").status_code == 302
    assert drafted(place) == ([("izin", "Izin", "")], {"str_number": "izin", "sip": "izin", "hobi": "izin"})
    page = cast["hr"].get(f"/configuration/unit/?unit={place.a}&edit=section:izin").text
    assert "Its fields go to" in page
    assert send(cast["hr"], place, do="remove", key="section:izin").status_code == 302
    sections, places = drafted(place)
    assert sections == [] and set(places.values()) == {first_place(cast["hr"], place)}
    told = applying.preview(SYSTEM, place.a)
    assert (told.counts.affected, told.findings) == (0, [])
    applying.apply(SYSTEM, place.a, told.digest)
    assert {raw["_id"]: encode(raw) for raw in Employee._get_collection().find()} == before
    for path in (f"edit/?id={place.employee_a.id}", f"details/?id={place.employee_a.id}&part=all"):
        assert "catur" in cast["hr"].get(f"/employees/{path}").text
    assert "custom.alat" in cast["hr"].get(f"/employees/new/?department={place.bidang}").text, "nobody's field is lost"
    configuring.bring_back(SYSTEM, place.a, 1)
    assert drafted(place)[1] == {"str_number": "izin", "sip": "izin", "hobi": "lain"}


def first_place(member: Member, place: SimpleNamespace) -> str:
    """The last of the sections that every unit has."""
    text = member.get(f"/configuration/unit/?unit={place.a}").text
    keys = [part.partition('"')[0] for part in text.split('data-section="')[1:]]
    return [key for key in keys if key != "other" or keys.index(key) < len(keys) - 1][-1]


def test_fields_stand_in_none_where_no_section_is_before(place: SimpleNamespace) -> None:
    layer = configuring.draft_of(place.a).layer
    layer_edits.remove_section(layer, "Employee", "izin")
    assert [each.section for each in layer.type_of("Employee").fields] == [None, None, "lain"]


@pytest.mark.parametrize("key", ["section:tak_ada", "izin2", "", "section:", "section:identity"])
@pytest.mark.parametrize("work", ["rename", "remove"])
def test_only_sections_of_its_own(place: SimpleNamespace, cast: dict[str, Member], work: str, key: str) -> None:
    assert send(cast["hr"], place, do=work, key=key, label_id="X").status_code == 404
    assert send(cast["secretary_a"], place, do=work, key="section:izin", label_id="X").status_code == 403
    with pytest.raises(Missing):
        layer_edits.remove_section(configuring.draft_of(place.a).layer, "Employee", key)
    with pytest.raises((Missing, Invalid)):
        layer_edits.rename_section(configuring.draft_of(place.a).layer, "Employee", key, "X")


def test_a_section_never_takes_the_key_of_another(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    """Nor does a field that has the same key as a new section count as new, and go with its values."""
    for label in ("Other", "Hobi"):
        assert send(cast["hr"], place, do="section", new_section=label).status_code == 302
    assert [key for key, _, _ in drafted(place)[0]] == ["izin", "lain", "other_2", "hobi"]
    assert send(cast["hr"], place, do="retire", key="hobi").status_code == 302
    kept = configuring.draft_of(place.a).layer.type_of("Employee").fields
    assert [bool(each.retired) for each in kept] == [False, True, True]
