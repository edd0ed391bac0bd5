"""Steps agreed in the room: read from a quick line, changed, taken out, and those of earlier meetings set in place."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.follow_ups import FollowUp
from operations import circles, participants, quick_lines, quick_signs
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.sessions import actor_for
from tests.conftest import Member, csrf_token
from tests.integration.test_meetings import make_meeting, step, stored
from tests.makers import make_employee


@pytest.mark.parametrize(
    ("line", "text", "who", "due"),
    [
        ("Kirim usulan : budi @12/12", "Kirim usulan", "budi", date(2026, 12, 12)),
        ("Kirim usulan @1/2", "Kirim usulan", "", date(2027, 2, 1)),
        ("Kirim: besok: siti @3-4-28", "Kirim: besok", "siti", date(2028, 4, 3)),
        ("Kirim @99/99", "Kirim @99/99", "", None),
        ("Kirim berkas uji @budi 11/12", "Kirim berkas uji", "budi", date(2026, 12, 11)),
        ("Kirim @anita 40/13", "Kirim @40/13", "anita", None),
        ("Kirim usulan @siti", "Kirim usulan", "siti", None),
        ("Surat ke a@contoh.go.id @1/12", "Surat ke a@contoh.go.id", "", date(2026, 12, 1)),
        ("  ", "", "", None),
    ],
)
def test_a_quick_line(line: str, text: str, who: str, due: Any) -> None:
    found = quick_signs.parse(line, date(2026, 11, 24))
    assert (found.text, found.who, found.due) == (text, who, due)


def test_the_last_words_of_a_quick_line_are_who_does_it(city: SimpleNamespace) -> None:
    names = ("Budi Hartono", "Victoria Sari", "Victoria Dewi", "Anita Nurhaliza", "Hartono")
    degrees = {"Budi Hartono": {"title_front": "Drs.", "title_back": "Ak."}}
    people = {name: make_employee(city.a, name=name, **degrees.get(name, {})).id for name in names}
    outside = make_employee(city.b, name="Lestari Jauh").id
    meeting = make_meeting(city.a)
    participants.add(
        SYSTEM, stored(meeting), [people["Victoria Dewi"], people["Victoria Sari"], outside], True, Origin()
    )
    participants.add_guest(SYSTEM, stored(meeting), {"guest": "Romo Wijaya"}, Origin())

    def read(line: str, choice: str = "") -> tuple[Any, ...]:
        today = date(2026, 11, 24)
        circle = circles.load(SYSTEM, meeting.id, quick_lines.search_words(quick_lines.names(line, today)))
        found = quick_lines.read(circle, line, today, choice)
        return (
            found.text,
            found.pic.id or found.pic_name if found.pic else found.pic_name,
            found.due,
            len(found.choices),
            found.wrong,
        )

    day = date(2026, 12, 12)
    assert read("Usulkan diklat budi hartono @12/12") == ("Usulkan diklat", people["Budi Hartono"], day, 0, "")
    assert read("Usulkan diklat hartono @12/12") == ("Usulkan diklat", people["Hartono"], day, 0, ""), "called just so"
    assert read("Usulkan diklat oleh Bu Anita @12/12") == ("Usulkan diklat", people["Anita Nurhaliza"], day, 0, "")
    assert read("Usulkan diklat lestari @12/12") == ("Usulkan diklat", outside, day, 0, ""), "of the meeting"
    assert read("Usulkan diklat romo @12/12") == ("Usulkan diklat", "Romo Wijaya", day, 0, ""), "a guest"
    assert read("Usulkan diklat wijaya @12/12") == ("Usulkan diklat wijaya", "", day, 0, ""), "not by a last name alone"
    assert read("Usulkan diklat budi wijaya @12/12") == ("Usulkan diklat budi wijaya", "", day, 0, "")
    assert read("Usul ke Andi Budi Hartono @12/12") == ("Usul ke Andi Budi Hartono", "", day, 0, ""), "another’s name"
    for lead in ("tugas belajar S2 ", "ke Kab. ", "kepada Bpk ", "ke Plt. "):
        assert read(f"Usul {lead}Budi Hartono @12/12")[1] == people["Budi Hartono"], lead
    assert read("Kirim ke Bappeda anita @12/12")[:2] == ("Kirim ke Bappeda", people["Anita Nurhaliza"])
    assert read("oleh anita @12/12")[:2] == ("oleh anita", people["Anita Nurhaliza"])
    for line in ("Undang anita, Agus. @12/12", "Kirim: anita, Agus. @12/12"):
        assert "Agus" in str(read(line)[:2]), "what stands behind a comma is somebody too, unless it is their title"
    assert read("Kirim : budi hartono S.E @besok") == ("Kirim @besok", people["Budi Hartono"], None, 0, "besok")
    assert read("Bimbing : anita @20 Desember") == (
        "Bimbing @20 Desember",
        people["Anita Nurhaliza"],
        None,
        0,
        "20 Desember",
    )
    named = read("Usul ke BKPSDM Bapak Drs. Budi Hartono, M.Si., Ak. @12/12")
    assert named == ("Usul ke BKPSDM", people["Budi Hartono"], day, 0, ""), "as the panel shows them"
    assert read("Usulkan diklat @12/12") == ("Usulkan diklat", "", day, 0, "")
    assert read("Usulkan diklat anita") == ("Usulkan diklat anita", "", None, 0, ""), "no sign, no name"
    assert read("Usulkan victoria @12/12") == ("Usulkan victoria", "", day, 2, "")
    sari = str(people["Victoria Sari"])
    assert read("Usulkan victoria @12/12", sari) == ("Usulkan", people["Victoria Sari"], day, 0, "")
    assert read("Usulkan victoria @12/12", quick_lines.NOBODY) == ("Usulkan victoria", "", day, 0, "")
    assert read("Usulkan anita @40/13") == ("Usulkan @40/13", people["Anita Nurhaliza"], None, 0, "40/13")
    assert read("Usulkan @anita 40/13") == ("Usulkan @40/13", people["Anita Nurhaliza"], None, 0, "40/13")
    assert read("Usulkan : vic @12/12") == ("Usulkan : vic", "", day, 2, ""), "nothing is lost before it is known who"
    assert read("Evaluasi: hasil @12/12", quick_lines.NOBODY) == ("Evaluasi: hasil", "", day, 0, "")
    assert read("budi hartono @12/12 kirim", quick_lines.NOBODY) == ("kirim @budi hartono", "", day, 0, "")
    assert read("Hubungi victoria @besok 12/12", quick_lines.NOBODY) == ("Hubungi victoria @besok", "", day, 0, "")
    assert read("budi hartono @12/12 kirim usulan") == ("kirim usulan", people["Budi Hartono"], day, 0, "")
    assert read("victoria @12/12: kirim") == ("kirim @victoria", "", day, 2, ""), "asked who is meant"
    assert read("kirim usulan @12/12 budi hartono") == ("kirim usulan", people["Budi Hartono"], day, 0, "")
    assert read("besok @12/12 kirim usulan") == ("besok @12/12 kirim usulan", "", None, 0, ""), "nobody is called so"


def test_who_stands_nearer_to_the_meeting_is_meant(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    there, below, beyond = (
        make_employee(city.a, name="Rina Sulistyowati", title_front="Ir.", title_back="M.Si.").id,
        make_employee(city.bidang, name="Rina Wulandari").id,
        make_employee(city.b, name="Rina Kusuma").id,
    )
    meeting = make_meeting(city.a)
    hr, secretary = (cast[name].user for name in ("hr", "secretary_a"))

    def read(who: Any, line: str, unit: Any = None) -> Any:
        today = date(2026, 11, 24)
        actor = actor_for({"_id": who.id})
        assert actor is not None
        circle = circles.load(actor, meeting.id, quick_lines.search_words(quick_lines.names(line, today)), (), unit)
        found = quick_lines.read(circle, line, today)
        return found.pic.id if found.pic else {each.id for each in found.choices}

    assert read(hr, "Kirim @rina kusuma 12/12") == beyond, "named by a sign, within reach"
    assert read(secretary, "Kirim @rina kusuma 12/12", city.b) == set(), "a unit that is told shows nothing of it"
    assert read(hr, "Kirim rina @12/12") == {there, below}, "last words mean nobody beyond the unit"
    assert read(hr, "Kirim @rina 12/12", city.b) == {there, below}, "told a wrong unit"
    participants.add(SYSTEM, stored(meeting), [there], True, Origin())
    assert read(secretary, "Kirim rina @12/12", city.a) == there
    assert read(secretary, "Kirim @ir. rina 12/12", city.a) == there, "titles say nothing of who is meant"
    assert read(secretary, "Kirim rina wulandari @12/12", city.a) == below
    called_so = make_employee(city.bidang, name="Rina").id
    assert read(secretary, "Kirim @rina 12/12", city.a) == {there, called_so}, "called exactly so: it is asked"
    for number in range(10):
        make_employee(city.bidang, name=f"Wulan {number}")
    assert len(read(secretary, "Kirim @wulan 12/12", city.a)) == quick_lines.ASKED
    exact = make_employee(city.bidang, name="Hartono", title_back="SE, MM").id
    make_employee(city.bidang, name="Budi Hartono", title_back="SE")
    assert read(secretary, "Kirim @hartono 12/12", city.a) == exact, "whatever the titles"


def test_somebody_is_found_among_many_of_one_name(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "MOST", 5)
    for number in range(8):
        make_employee(city.a, name=f"Muhammad Ali {number}")
    zaki = make_employee(city.a, name="Muhammad Zaki").id
    meeting, today = make_meeting(city.a), date(2026, 11, 24)
    line = "Kirim @muhammad zaki 12/12"
    circle = circles.load(SYSTEM, meeting.id, quick_lines.search_words(quick_lines.names(line, today)))
    found = quick_lines.read(circle, line, today)
    assert found.pic is not None and found.pic.id == zaki


@pytest.mark.parametrize(
    "row",
    [
        {"line": "Kirim @x 12/12", "pic": "\0" + "a" * 24},
        {"line": "Kirim @x 12/12", "employee": "\0" + "a" * 24},
        {"line": "Kirim @x 12/12", "pic": ["a"], "employee": 5},
        {"line": "Kirim \ud800 @budi\udfff 12/12"},
        {"line": "a" + " " * 200_000 + "b"},
        {"text": "x", "who": "b," + "A." * 50 + "!", "due": ""},
        {"text": [], "who": {}},
        {"line": None},
        {},
    ],
)
def test_odd_lines_are_no_faults(city: SimpleNamespace, cast: dict[str, Member], row: dict[str, Any]) -> None:
    meeting = make_meeting(city.a)
    step(SYSTEM, meeting, "start")
    client = cast["secretary_a"].client
    header = {"X-CSRFToken": csrf_token(client)}
    person = make_employee(city.a, name="Zubaidah Lestari").id
    for id in (meeting.id, person):  # an employee is no meeting, though one read finds both
        for unit in ("", "zz", str(city.a), str(city.b)):
            answer = client.post(f"/room/save/?id={id}&unit={unit}", json=[{"slot": "agreed:a", **row}], headers=header)
            assert answer.status_code == 200 and (answer.json[0]["saved"] in (True, False)), row
            asked = {"id": str(id), "unit": unit, "line": "Kirim @zubaidah 12/12", "pic": "\0"}
            assert client.get("/room/read/", query_string=asked).status_code == (404 if id == person else 200)


def test_agreed_steps_are_changed_and_taken_out_in_the_room(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = make_meeting(city.a)
    step(SYSTEM, meeting, "start")
    header = {"X-CSRFToken": csrf_token(cast["secretary_a"].client)}

    def send(said: dict[str, Any]) -> Any:
        return cast["secretary_a"].client.post(f"/room/save/?id={meeting.id}", json=[said], headers=header).json[0]

    def save(**said: Any) -> Any:
        return send({"slot": "agreed:x", **said})

    assert not save(line="a" * 501)["saved"]
    assert save(line="@nyoman 3/12")["error"] == "Say what is to be done."
    assert save(line="Usulkan @40/13")["unsure"]["wrong"] == "40/13"
    assert save(text="Usulkan diklat", who="", due="2026-12-12", seen=1)["version"] == 2
    late = save(text="Lain", who="", due="", seen=1)
    assert late["conflict"] and late["theirs"]["text"] == "Usulkan diklat"
    assert [each["saved"] for each in (save(removed=True, seen=2), save(removed=True, seen=2))] == [True, True]
    assert FollowUp.objects.count() == 0
    assert save(text="Usulkan diklat", removed=False, seen=0)["saved"]
    made = FollowUp.objects.get()
    told = {"slot": f"status:{made.id}", "status": "stopped", "reason": "", "seen": 1}
    assert not send(told)["saved"]
    assert send(told | {"reason": "Tidak perlu"})["carried"]["code"] == "stopped"
    assert send(told | {"status": "done"})["carried"]["code"] == "stopped", "somebody looked at an older one"
    assert not save(removed=True, seen=2)["saved"], "something came of it"
