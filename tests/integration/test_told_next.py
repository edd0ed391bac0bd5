"""Pages say what is to be done next: who approves an addendum, what a rating wants, which file is to be chosen again,
which line of the guided set-up was wrong."""

from __future__ import annotations

import io
from types import SimpleNamespace

from models.people import Employee
from models.training import Training
from tests.conftest import Member
from tests.integration.test_addenda import approve, room, step, write
from tests.integration.test_evaluation_cycles import evaluation_of, open_cycle, rate
from tests.makers import Role, make_user

__all__ = ["room"]
Cast = dict[str, Member]


def test_an_addendum_says_who_may_approve_it(room: SimpleNamespace, cast: Cast) -> None:
    approve(room)
    made = write(room.secretary, room.meeting)
    address = f"/addenda/details/?id={made.id}"
    assert "Waits to be approved by" not in cast["secretary_a"].get(address).text
    step(room.head, made, "submit")
    make_user("plt-a", Role.HEAD, room.city.a, name="Pelaksana Tugas")
    page = cast["secretary_a"].get(address).text
    told = page.partition("Waits to be approved by: ")[2].partition("</div>")[0]
    assert "Pelaksana Tugas" in told and "Kep-A" not in told, "not who submitted it"


def test_a_rating_is_offered_once_both_parts_are_rated(city: SimpleNamespace, cast: Cast) -> None:
    open_cycle(city.a)
    address = f"/evaluations/details/?id={evaluation_of(city.employee_a)['_id']}"
    page = cast["head_a"].get(address).text
    assert "Rate them" in page and 'value="rate"' not in page
    rate(city.employee_a)
    page = cast["head_a"].get(address).text
    assert "Rate them" not in page and ">Response</label>" in page


def test_a_file_that_the_browser_forgets_is_told(city: SimpleNamespace, cast: Cast) -> None:
    sent = {
        "employee": str(city.employee_a.id), "title": "Kursus", "kind": "8", "status": "done", "starts_on": "05-05-2026",
        "ends_on": "04-05-2026", "jp": "10", "certificate": (io.BytesIO(b"%PDF-1.4 x"), "sertifikat.pdf"),
    }  # fmt: skip
    answer = cast["hr"].post("/trainings/new/", sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "choose “sertifikat.pdf” again" in answer.text
    assert "choose “" not in cast["hr"].get("/trainings/new/").text
    assert Training.objects(title="Kursus").count() == 0


def test_a_wrong_line_of_the_set_up_stays_in_its_box(city: SimpleNamespace, cast: Cast) -> None:
    people = "199002142015032004 Retno Wulandari, S.E.\n1989 salah\n"
    sent = {"unit": str(city.b), "step": "people", "units": "Bidang Satu", "people": people}
    answer = cast["hr"].post("/unit-setup/step/", sent)
    assert answer.status_code == 422
    box = answer.text.partition('name="people"')[2].partition("</textarea>")[0].partition(">")[2]
    assert box.strip() == "1989 salah" and "1989 salah: Give an NIP" in answer.text
    made = Employee.objects.get(nip="199002142015032004")
    assert (made.name, made.title_back) == ("Retno Wulandari", "S.E.")
    assert cast["hr"].post("/unit-setup/step/", {**sent, "units": "", "people": ""}).status_code == 302
