"""Settings of a unit: checked, inherited, drafted; numbers of letters without gaps; the letterhead on paper."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from mongoengine.connection import get_connection

from benchmarks.forms import filled
from models.configurations import Layer
from models.unit_settings import (
    GROUPS,
    AgendaItem,
    Criterion,
    LeadTime,
    ListView,
    NumberTemplate,
    SensitiveField,
    UnitSettings,
)
from operations import configuration, configuring, letter_numbers
from operations.actors import SYSTEM
from tests.conftest import Member
from tests.defining import put_in_force

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + bytes(60)
INVITATION = NumberTemplate(
    key="undangan", label_id="Undangan", template="{kode}/{urut}/{unit}/{tahun}", code="800.1.4"
)


def send(member: Member, unit: Any, group: str, **values: Any) -> Any:
    return member.post("/unit-settings/", {"unit": str(unit), "group": group, "form_token": "x", **values})


@pytest.mark.parametrize(
    ("group", "values", "sentence"),
    [
        ("criteria", {"criteria-0-label_id": "Hasil", "criteria-0-weight": "60"}, "The weights make 60"),
        ("letters", {"numbers-0-label_id": "Surat", "numbers-0-template": "{tahun}/{rahasia}"}, "Name {urut}"),
        ("targets", {"jp_floor": "10"}, "At least 20."),
        ("targets", {"lead_times-0-date": "contract", "lead_times-0-months": "segera"}, "as numbers"),
        ("meetings", {"cadence": "kapan-kapan"}, "not one of the choices"),
    ],
)
def test_what_cannot_be_is_refused(
    city: SimpleNamespace, cast: dict[str, Member], group: str, values: dict[str, str], sentence: str
) -> None:
    answer = send(cast["hr"], city.a, group, **values)
    assert answer.status_code == 422 and sentence in answer.text
    assert configuring.stored_draft(city.a) is None


def test_what_is_left_empty_says_what_holds(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    put_in_force(city.root, Layer(settings=UnitSettings(jp_ceiling=20)))
    pages = {g: cast["hr"].get(f"/unit-settings/?unit={city.a}&group={g}").text for g in ("targets", "meetings")}
    assert "as usual: 20" in pages["targets"] and "From above: 20" in pages["targets"]
    assert "Retirement (BUP) 15, 12, 6;" in pages["targets"] and "as usual: Every month" in pages["meetings"]


def test_settings_are_drafted_and_inherited(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    put_in_force(city.root, Layer(settings=UnitSettings(jp_floor=24, skills=["Analisis"])))
    assert "24" in cast["hr"].get(f"/unit-settings/?unit={city.a}&group=targets").text
    assert send(cast["hr"], city.a, "targets", jp_floor="30").status_code == 302
    draft = configuring.stored_draft(city.a)
    assert draft is not None and draft.layer.settings.jp_floor == 30
    assert configuration.settings([city.root, city.a]).jp_floor == 24, "a draft holds nowhere"
    put_in_force(city.a, draft.layer)
    held = configuration.settings([city.root, city.a])
    assert (held.jp_floor, held.skills) == (30, ["Analisis"])


@pytest.mark.parametrize("group", [key for key, _, _ in GROUPS])
def test_what_is_kept_unchanged_makes_no_draft(city: SimpleNamespace, cast: dict[str, Member], group: str) -> None:
    settings = UnitSettings(
        letterhead="KOP\nALFA",
        numbers=[INVITATION],
        jp_floor=24,
        skills=["Analisis", "Pidato"],
        cadence="monthly",
        agenda=[AgendaItem(label_id="Pembukaan", minutes=5)],
        criteria=[Criterion(label_id="Hasil", weight=100)],
        lead_times=[LeadTime(date="contract", months="6, 3")],
        sensitive=[SensitiveField(type="Employee", field="phone")],
        views=[ListView(screen="employees", filters="kind=pns", role="head", columns=["name", "nip"])],
    )
    for layer in (Layer(), Layer(settings=settings)):
        put_in_force(city.a, layer)
        form = filled(cast["hr"].get(f"/unit-settings/?unit={city.a}&group={group}").text, form_token="0" * 32)
        answer = cast["hr"].client.post("/unit-settings/", data=form.to_dict(flat=False))
        assert answer.status_code == 302, answer.text
        assert "Nothing was changed." in cast["hr"].get(answer.location).text
        assert configuring.stored_draft(city.a) is None
    assert send(cast["hr"], city.a, "targets", jp_floor="30").status_code == 302
    draft = configuring.stored_draft(city.a)
    configuring.edit(SYSTEM, city.a, lambda layer: setattr(layer.settings, "jp_floor", 30))
    again = configuring.stored_draft(city.a)
    assert draft and again and again.version == draft.version, "a draft stays rehearsed where nothing changed it"


def test_only_those_who_may_change_them_do(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    for name, status in (("secretary_a", 403), ("head_a", 403), ("auditor", 403), ("outsider_b", 404)):
        assert send(cast[name], city.a, "targets", jp_floor="30").status_code == status, name
    assert cast["secretary_a"].get(f"/unit-settings/?unit={city.a}").status_code == 200
    assert cast["outsider_b"].get(f"/unit-settings/?unit={city.a}").status_code == 404


def test_the_letterhead_stands_on_paper(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    upload = (io.BytesIO(PNG), "logo.png")
    answer = send(cast["hr"], city.a, "letters", letterhead="PEMERINTAH KOTA\n<b>DINAS ALFA</b>", logo=upload)
    assert answer.status_code == 302
    draft = configuring.stored_draft(city.a)
    assert draft is not None
    put_in_force(city.a, draft.layer)
    page = cast["secretary_a"].get(f"/employees/details/?id={city.employee_a.id}&part=all").text
    assert "PEMERINTAH KOTA" in page and "&lt;b&gt;DINAS ALFA" in page and "/unit-settings/logo/?unit=" in page
    assert cast["secretary_a"].get(f"/unit-settings/logo/?unit={city.bidang}").data == PNG
    assert cast["outsider_b"].get(f"/unit-settings/logo/?unit={city.a}").status_code == 404


def test_numbers_have_no_gap_whoever_asks(city: SimpleNamespace) -> None:
    def take(fails: bool) -> str:
        def work(session: Any) -> str:
            found = letter_numbers.take(INVITATION, city.a, "ALFA", date(2026, 5, 4), session)
            if fails:
                raise RuntimeError(found)
            return found

        with get_connection().start_session() as session:
            try:
                return str(session.with_transaction(work))
            except RuntimeError:
                return ""

    with ThreadPoolExecutor(8) as pool:
        made = sorted(filter(None, pool.map(take, [index % 3 == 0 for index in range(30)])))
    assert made == [f"800.1.4/{count:03}/ALFA/2026" for count in range(1, 21)]
    assert letter_numbers.next_one(INVITATION, city.a, "ALFA", date(2026, 5, 4)) == "800.1.4/021/ALFA/2026"
    assert letter_numbers.next_one(INVITATION, city.a, "ALFA", date(2027, 1, 4)) == "800.1.4/001/ALFA/2027"


def test_the_skills_of_the_unit_are_offered(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    put_in_force(city.a, Layer(settings=UnitSettings(skills=["Analisis <kebijakan>"])))
    for path in (f"new/?employee={city.employee_a.id}", f"edit/?id={city.feedback_a.id}"):
        assert 'data-tag="Analisis &lt;kebijakan&gt;"' in cast["hr"].get(f"/feedback/{path}").text
    assert "data-tag=" not in cast["hr"].get(f"/feedback/edit/?id={city.feedback_b.id}").text


def test_a_list_is_set_up_by_its_address(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    page = cast["hr"].get(f"/unit-settings/?unit={city.a}&group=lists").text
    assert "Employees" in page and "E-mail (Employees)" in page, "what may be named is offered"
    address = "http://127.0.0.1:5000/employees/?kind=pns&columns=name,nip,phone&page=3&sort=nip"
    sent = {"views-0-filters": address, "views-0-role": "secretary", "sensitive-0-type": "Employee"}
    answer = send(cast["hr"], city.a, "lists", **sent, **{"sensitive-0-field": "phone"})
    assert answer.status_code == 302, answer.text
    draft = configuring.stored_draft(city.a)
    assert draft is not None
    view = draft.layer.settings.views[0]
    assert (view.screen, view.columns, view.filters) == ("employees", ["name", "nip", "phone"], "kind=pns&sort=nip")
    put_in_force(city.a, draft.layer)
    listed = cast["secretary_a"].get("/employees/").text
    assert "Employees" in listed and "sort=nip" in listed
    for odd in ("//", "/", "http://[", "/registers/", "?", "/x/?columns=", "%00/a"):
        answer = send(cast["hr"], city.a, "lists", **{"views-0-filters": odd, "views-0-role": "head"})
        assert answer.status_code in (302, 422), odd
    assert send(cast["hr"], city.a, "lists", **{"views-0-screen": "tidak_ada"}).status_code == 422
