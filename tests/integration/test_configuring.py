"""Drafts, rehearsal, applying and taking back: what is said is what happens, and nothing is lost."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode

from models.audit import Act, AuditEntry
from models.conversion_events import What
from models.definitions import TypeDefinition
from models.people import Employee
from operations import applying, configuration, configuring, records
from operations.actors import SYSTEM
from operations.errors import Denied, Invalid, WrongState
from tests.defining import make_definition, make_layer
from tests.makers import Role, make_actor, make_employee


def draft(unit: Any, *fields: Any) -> None:
    """Make these the unit's fields of employees in its draft."""
    layer = make_layer("Employee", *fields)
    configuring.edit(SYSTEM, unit, lambda held: setattr(held, "types", layer.types))


def apply(unit: Any) -> Any:
    told = applying.preview(SYSTEM, unit)
    made = applying.apply(SYSTEM, unit, told.digest)
    assert made.counts == told.counts.told()
    return made


def put(person: Any, **values: Any) -> None:
    raw = records.read(Employee, person.id)
    records.change(
        SYSTEM, Employee, person.id, {f"custom.{key}": value for key, value in values.items()}, raw["version"]
    )


def bytes_of(unit: Any) -> dict[Any, bytes]:
    return {raw["_id"]: encode(raw) for raw in Employee._get_collection().find({"scope": unit})}


@pytest.fixture
def people(city: SimpleNamespace) -> list[Any]:
    """Four employees of Dinas Alfa whose leave is written as text."""
    draft(city.a, make_definition("cuti", filterable=True), make_definition("jenis", "choice", choices=("satu", "dua")))
    apply(city.a)
    made = [make_employee(city.a) for _ in range(4)]
    for person, text in zip(made, ("30", "dua minggu", "14 hari"), strict=False):
        put(person, cuti=text, jenis="satu")
    return made


def test_a_kind_is_changed_and_taken_back_to_the_byte(city: SimpleNamespace, people: list[Any]) -> None:
    before = bytes_of(city.a)
    draft(
        city.a,
        make_definition("cuti", "integer", unit="hari", filterable=True),
        make_definition("jenis", "choice", choices=("dua",)),
    )
    told = applying.preview(SYSTEM, city.a)
    found = {(each.path, each.what): each for each in told.findings}
    assert found["custom.cuti", What.CONVERTED].count == 2 and found["custom.cuti", What.UNREADABLE].count == 1
    assert found["custom.jenis", What.REMOVED].count == 3 and told.is_open
    assert (told.counts.read, told.counts.affected, told.counts.invalid) == (5, 3, 3)
    with pytest.raises(WrongState):
        applying.apply(SYSTEM, city.a, told.digest)
    assert bytes_of(city.a) == before, "a refusal writes nothing"
    configuring.decide(
        SYSTEM,
        city.a,
        {found["custom.cuti", What.UNREADABLE].key: "=14", found["custom.jenis", What.REMOVED].key: "dua"},
    )
    apply(city.a)
    values = [records.read(Employee, each.id).get("custom") for each in people]
    assert values[:3] == [{"cuti": 30, "jenis": "dua"}, {"cuti": 14, "jenis": "dua"}, {"cuti": 14, "jenis": "dua"}]
    configuring.bring_back(SYSTEM, city.a, 1)
    assert apply(city.a).number == 3
    assert bytes_of(city.a) == before


def test_taking_back_keeps_what_was_typed_since(city: SimpleNamespace, people: list[Any]) -> None:
    draft(
        city.a,
        make_definition("cuti", "integer", unit="hari"),
        make_definition("jenis", "choice", choices=("satu", "dua")),
    )
    told = applying.preview(SYSTEM, city.a)
    configuring.decide(
        SYSTEM,
        city.a,
        {each.key: "clear" for each in told.findings if each.is_open},
    )
    apply(city.a)
    put(people[0], cuti=31)
    configuring.bring_back(SYSTEM, city.a, 1)
    apply(city.a)
    texts = [(records.read(Employee, each.id).get("custom") or {}).get("cuti") for each in people]
    assert texts == ["31", "dua minggu", "14 hari", None]


def test_a_retired_field_keeps_its_values(city: SimpleNamespace, people: list[Any]) -> None:
    draft(city.a, make_definition("cuti", retired=True), make_definition("jenis", "choice", choices=("satu", "dua")))
    apply(city.a)
    raw = records.read(Employee, people[0].id)
    assert raw["custom"]["cuti"] == "30" and not configuration.fieldset(Employee, raw["scope"]).definitions.get("cuti")
    put(people[0], jenis="dua")
    assert records.read(Employee, people[0].id)["custom"] == {"cuti": "30", "jenis": "dua"}
    draft(city.a, make_definition("cuti", filterable=True), make_definition("jenis", "choice", choices=("satu", "dua")))
    apply(city.a)
    assert records.read(Employee, people[0].id)["attributes"] == ["cuti=30"]


def test_what_is_required_now_is_asked_about(city: SimpleNamespace, people: list[Any]) -> None:
    draft(city.a, make_definition("cuti", required=True), make_definition("jenis", "choice", choices=("satu", "dua")))
    told = applying.preview(SYSTEM, city.a)
    assert told.counts.invalid == 2 and told.is_open
    configuring.decide(SYSTEM, city.a, {told.findings[0].key: "leave"})
    assert apply(city.a).counts["invalid"] == 2


@pytest.mark.parametrize(
    ("field", "where"),
    [
        (make_definition("name"), "Employee/name"),
        (make_definition("Nama"), "Employee/Nama/key"),
        (make_definition("x", "choice"), "Employee/x/choices"),
        (make_definition("x", "computed", formula="x + 1"), "Employee/x/formula"),
        (make_definition("x", "computed", formula="().__class__"), "Employee/x/formula"),
        (make_definition("x", "integer", low="sedikit"), "Employee/x/low"),
        (make_definition("x", shown_if="tak_ada"), "Employee/x/shown_if"),
        (make_definition("x", sensitive=True, filterable=True), "Employee/x/sensitive"),
        (make_definition("x", "lines", filterable=True), "Employee/x/filterable"),
        (make_definition("x", "table"), "Employee/x/columns"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(city: SimpleNamespace, field: Any, where: str) -> None:
    draft(city.a, field)
    with pytest.raises(Invalid) as refused:
        applying.preview(SYSTEM, city.a)
    assert where in refused.value.problems


def test_a_key_is_defined_once_on_a_path(city: SimpleNamespace, people: list[Any]) -> None:
    for unit in (city.root, city.bidang):
        draft(unit, make_definition("cuti"))
        with pytest.raises(Invalid) as refused:
            applying.preview(SYSTEM, unit)
        assert "Employee/cuti" in refused.value.problems
        configuring.discard(SYSTEM, unit)
    draft(city.b, make_definition("cuti", "date"))
    apply(city.b)


def test_a_unit_below_can_only_be_stricter(city: SimpleNamespace, people: list[Any]) -> None:
    def refine(layer: Any) -> None:
        layer.types = [
            TypeDefinition(name="Employee", refinements=[{"key": "cuti", "label_id": "Lama cuti", "required": True}])
        ]

    configuring.edit(SYSTEM, city.bidang, refine)
    told = applying.preview(SYSTEM, city.bidang)
    configuring.decide(SYSTEM, city.bidang, {each.key: "leave" for each in told.findings})
    apply(city.bidang)
    held = configuration.current()
    above, below = (held.fieldset("Employee", configuration.path_of(unit)) for unit in (city.a, city.bidang))
    assert not above.definitions["cuti"].required and below.definitions["cuti"].required
    assert str(below.definitions["cuti"].label) == "Lama cuti" and str(above.definitions["cuti"].label) == "Cuti"


def test_who_may_change_it(city: SimpleNamespace) -> None:
    admin = make_actor(Role.HR_ADMIN, city.root, everywhere=True)
    secretary, other = make_actor(Role.SECRETARY, city.a), make_actor(Role.SECRETARY, city.b)
    with pytest.raises(Denied):
        configuring.edit(secretary, city.a, lambda layer: None)
    configuring.edit(admin, city.a, lambda layer: setattr(layer, "delegated", True))
    apply(city.a)
    configuring.edit(secretary, city.a, lambda layer: None)
    assert not configuring.may_change(other, city.a) and not configuring.may_change(secretary, city.b)
    with pytest.raises(Denied):
        configuring.edit(secretary, city.a, lambda layer: setattr(layer, "delegated", False))


def test_two_drafts_of_one_version_do_not_overwrite_each_other(city: SimpleNamespace, people: list[Any]) -> None:
    draft(city.a, make_definition("cuti"), make_definition("baru"))
    told = applying.preview(SYSTEM, city.a)
    put(people[3], cuti="5")
    draft(city.a, make_definition("cuti"), make_definition("lain"))
    with pytest.raises(WrongState):
        applying.apply(SYSTEM, city.a, told.digest)


def test_applying_is_in_the_audit_trail(city: SimpleNamespace, people: list[Any]) -> None:
    entry = AuditEntry._get_collection().find_one({"action": Act.CONFIGURE.value})
    assert entry is not None and entry["record"] == city.a and entry["detail"]["version"] == 1


def test_a_save_checked_against_another_revision_is_refused(city: SimpleNamespace, people: list[Any]) -> None:
    held = configuration.current()
    draft(city.a, make_definition("cuti", "integer"))
    told = applying.preview(SYSTEM, city.a)
    configuring.decide(SYSTEM, city.a, {each.key: "clear" for each in told.findings})
    apply(city.a)
    with configuration.pinned(held), pytest.raises(Invalid, match="changed just now"):
        put(people[3], cuti="teks")


def test_two_versions_are_compared(city: SimpleNamespace, cast: Any) -> None:
    for number, label in enumerate(("Nomor", "Nomor <b>baru</b>")):
        draft(city.a, make_definition("nomor", label_id=label, label_en=label, listed=bool(number)))
        apply(city.a)
    page = cast["hr"].get(f"/configuration/versions/?unit={city.a}&before=1&after=2").text
    assert "<del>" in page and "Nomor &lt;b&gt;baru&lt;/b&gt;" in page and "Changed" in page
    assert "No difference." in cast["hr"].get(f"/configuration/versions/?unit={city.a}&before=2&after=2").text
    for odd in ("before=9&after=1", "before=1&after=999999"):
        assert cast["hr"].get(f"/configuration/versions/?unit={city.a}&{odd}").status_code == 404
    for odd in ("before=x&after=1", "before=1", "before=-1&after=²"):
        assert cast["hr"].get(f"/configuration/versions/?unit={city.a}&{odd}").status_code == 200
    assert cast["outsider_b"].get(f"/configuration/versions/?unit={city.a}&before=0&after=1").status_code == 404
