"""A configuration handed over to a secretary: whatever they send, no value that is sensitive comes out of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode

from models.configurations import Layer
from models.definitions import Refinement
from models.people import Employee
from models.registers import RegisterDefinition
from models.unit_settings import SensitiveField, UnitSettings
from operations import applying, configuration, configuring, portable, records
from operations.actors import SYSTEM
from operations.errors import Invalid
from operations.layer_parts import copied
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import Role, make_actor

SECRET, BANK = 7_654_321, "rahasia"
OPEN = make_layer("Employee", make_definition("gaji", "integer"))


def masked_layer(**settings: Any) -> Layer:
    """What holds: pay and bank are sensitive, and so is a built-in field."""
    layer = make_layer(
        "Employee",
        make_definition("gaji", "integer", sensitive=True),
        make_definition("bank", "choice", choices=(BANK, "lain"), sensitive=True),
        make_definition("kode", label_id="Kode"),
        make_definition("lama", "integer", sensitive=True, retired=True),
        sections=("uang",),
    )
    sensitive = [SensitiveField(type="Employee", field="phone")]
    layer.delegated, layer.settings = True, UnitSettings(sensitive=sensitive, **settings)
    return layer


@pytest.fixture
def place(city: SimpleNamespace) -> SimpleNamespace:
    """Dinas Alfa, handed over; once its pay was open, and an employee has a value of each field."""
    put_in_force(city.a, copied(OPEN))
    put_in_force(city.a, masked_layer())
    person = records.read(Employee, city.employee_a.id)
    values = {"custom.gaji": SECRET, "custom.bank": BANK, "phone": "+62 298 7654321"}
    made = records.change(SYSTEM, Employee, person["_id"], values, person["version"])
    Employee._get_collection().update_one({"_id": made.id}, {"$set": {"custom.lama": SECRET + 1}})
    return city


FIELD = "/configuration/unit/"
PAY = {"do": "save", "key": "gaji", "label_id": "Gaji", "kind": "integer", "exported": "1", "sensitive": "1"}
CODE = {"do": "save", "key": "kode", "label_id": "Kode", "kind": "text", "exported": "1"}
LISTED = {"do": "list", "as": "list", "gaji-label_id": "Gaji", "gaji-exported": "1", "gaji-order": "1"}
SETTINGS = {"group": "lists", "form_token": "x"}
FORGED: tuple[tuple[str, dict[str, str]], ...] = (
    (FIELD, {**PAY, "sensitive": ""}),
    (FIELD, {name: value for name, value in PAY.items() if name != "sensitive"}),
    (FIELD, {**PAY, "kind": "text"}),
    (FIELD, {**PAY, "kind": "table"}),
    (FIELD, {**PAY, "kind": "computed", "formula": "1", "result": "integer"}),
    (FIELD, {**PAY, "exported": ""}),
    (FIELD, {**PAY, "low": "7000000"}),
    (FIELD, {**PAY, "high": "8000000"}),
    (FIELD, {**PAY, "required": "1"}),
    (FIELD, {**PAY, "unique": "1"}),
    (FIELD, {**PAY, "listed": "1"}),
    (FIELD, {**PAY, "default": "1"}),
    (FIELD, {**PAY, "shown_if": "bank"}),
    (FIELD, {"do": "save", "key": "bank", "label_id": "B", "kind": "choice", "sensitive": "1", "exported": "1"}),
    (FIELD, {**CODE, "shown_if": "bank", "shown_for": BANK}),
    (FIELD, {**CODE, "required_if": "gaji"}),
    (FIELD, LISTED),
    (FIELD, {"do": "save", "key": "lama", "label_id": "Lama", "kind": "integer", "exported": "1"}),
    ("/unit-settings/", SETTINGS),
    ("/unit-settings/", {**SETTINGS, "sensitive-0-type": "Employee", "sensitive-0-field": "email"}),
    ("/configuration/versions/", {"number": "1"}),
    ("/configuration/versions/", {"number": "0"}),
    ("/unit-exchange/", {"do": "template", "template": "umum"}),
)


def told(page: str) -> bool:
    """Whether a page shows one of the values."""
    return any(text in page for text in ("7.654.321", "7654321", "7654322", "7.654.322"))


def looks(member: Member, place: SimpleNamespace) -> bool:
    """Whether any page of the employee, or the draft's rehearsal, tells this member a value."""
    person = place.employee_a.id
    paths = (f"details/?id={person}&part=all", f"edit/?id={person}", f"?department={place.a}", "export/csv/")
    pages = [member.get(f"/employees/{path}").text for path in paths]
    return any(map(told, [*pages, member.get(f"{FIELD}?unit={place.a}&rehearsed=1").text]))


def refused(answer: Any) -> bool:
    return answer.status_code == 422 and "who may reveal" in answer.text


@pytest.mark.parametrize(("path", "form"), FORGED)
def test_a_forged_form_shows_nothing(
    place: SimpleNamespace, cast: dict[str, Member], path: str, form: dict[str, str]
) -> None:
    path = f"{path}?unit={place.a}"
    answer = cast["secretary_a"].post(path, {"type": "Employee", **form})
    assert refused(answer), (answer.status_code, answer.text[:300])
    assert configuring.stored_draft(place.a) is None and not looks(cast["secretary_a"], place)
    assert cast["hr"].post(path, {"type": "Employee", **form}).status_code == 302


def without_mark(layer: Layer) -> None:
    layer.types[0].fields[0].sensitive = False


def without_field(layer: Layer) -> None:
    layer.types[0].fields = layer.types[0].fields[1:]


def as_text(layer: Layer) -> None:
    layer.types[0].fields[0].kind = "text"


def without_type(layer: Layer) -> None:
    layer.types = []


def without_settings(layer: Layer) -> None:
    layer.settings = UnitSettings()


def with_condition(layer: Layer) -> None:
    layer.types[0].fields[2].shown_if, layer.types[0].fields[2].shown_for = "bank", [BANK]


@pytest.mark.parametrize(
    "loosen", [without_mark, without_field, as_text, without_type, without_settings, with_condition]
)
def test_a_forged_file_shows_nothing(
    place: SimpleNamespace, cast: dict[str, Member], loosen: Callable[[Layer], None]
) -> None:
    layer = masked_layer()
    loosen(layer)

    def upload() -> dict[str, Any]:
        file = (io.BytesIO(portable.to_yaml(layer, "Alfa").encode()), "alfa.yaml")
        return {"unit": str(place.a), "do": "upload", "file": file}

    assert refused(cast["secretary_a"].post("/unit-exchange/", upload()))
    assert configuring.stored_draft(place.a) is None and not looks(cast["secretary_a"], place)
    assert cast["hr"].post("/unit-exchange/", upload()).status_code == 302
    with pytest.raises(Invalid):
        applying.apply(make_actor(Role.SECRETARY, place.a), place.a, applying.preview(SYSTEM, place.a).digest)
    assert configuration.current().layers[place.a][0] == 2, "what HR drafted is HR's to apply"


def test_what_hr_took_away_is_not_defined_anew(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    layer = masked_layer()
    without_field(layer)
    put_in_force(place.a, layer)
    add = {"unit": str(place.a), "type": "Employee", "do": "add", "new_label": "Gaji", "kind": "integer"}
    assert refused(cast["secretary_a"].post(FIELD, add))
    assert cast["secretary_a"].post(FIELD, {**add, "new_label": "Lain"}).status_code == 302
    put_in_force(place.a, copied(OPEN))
    layer.delegated = True
    put_in_force(place.a, layer)
    assert cast["secretary_a"].post(FIELD, add).status_code == 302, "HR had taken the mark off before"


def test_what_is_free_stays_so(place: SimpleNamespace, cast: dict[str, Member]) -> None:
    """Names, help, place, retiring, and marking as sensitive what was not."""
    secretary, at = cast["secretary_a"], f"?unit={place.a}"
    renamed = {**PAY, "label_id": "Penghasilan", "help_id": "Sebulan", "section": "uang"}
    for form in (
        renamed, {"do": "retire", "key": "gaji"}, {"do": "return", "key": "gaji"}, {**CODE, "sensitive": "1"},
        {"do": "move", "key": "gaji", "step": "1"}, {"do": "add", "new_label": "Baru", "kind": "text"}, CODE,
    ):  # fmt: skip
        assert secretary.post(FIELD + at, {"type": "Employee", **form}).status_code == 302, form
    sent = {**SETTINGS, "sensitive-0-type": "Employee", "sensitive-0-field": "phone"}
    more = {"sensitive-1-type": "Employee", "sensitive-1-field": "email"}
    assert secretary.post("/unit-settings/" + at, {**sent, **more}).status_code == 302
    actor = make_actor(Role.SECRETARY, place.a)
    assert applying.apply(actor, place.a, applying.preview(actor, place.a).digest).number == 3
    assert not looks(secretary, place)


def test_a_unit_below_asks_for_nothing_sensitive(place: SimpleNamespace) -> None:
    secretary = make_actor(Role.SECRETARY, place.a)
    asks = [{"key": "gaji", "required": True}]
    with pytest.raises(Invalid):
        configuring.edit(secretary, place.bidang, lambda layer: setattr(layer, "types", [refining(asks)]))
    named = [{"key": "gaji", "label_id": "Upah"}]
    configuring.edit(secretary, place.bidang, lambda layer: setattr(layer, "types", [refining(named)]))


def refining(rows: list[dict[str, Any]]) -> Any:
    made = make_layer("Employee").types[0]
    made.refinements = [Refinement(**row) for row in rows]
    return made


def test_a_rehearsal_names_nobody_by_a_sensitive_value(place: SimpleNamespace) -> None:
    """That somebody does not fit is a value told, where bounds may be tried."""
    configuring.edit(SYSTEM, place.a, lambda layer: setattr(layer.types[0].fields[0], "high", "7000000"))
    seen = {role: applying.preview(make_actor(role, place.a), place.a).findings[0] for role in Role.__members__.values()
            if role in (Role.HR_ADMIN, Role.SECRETARY)}  # fmt: skip
    assert [len(seen[role].examples) for role in (Role.HR_ADMIN, Role.SECRETARY)] == [1, 0]


def test_a_sensitive_date_is_no_expiry(city: SimpleNamespace) -> None:
    register = RegisterDefinition(key="izin", label_id="Izin", owner="employee", expiry_field="sampai")
    layer = make_layer("izin", make_definition("sampai", "date", sensitive=True))
    layer.registers = [register]
    assert "register/izin/expiry_field" in dict(configuring.problems(city.a, layer))
    before = {raw["_id"]: encode(raw) for raw in Employee._get_collection().find()}
    assert before, "nothing is written by asking"
