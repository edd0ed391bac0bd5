"""Who leads a meeting takes part in it: the chair and the minute taker are invited, and their attendance is told."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from models.moments import today
from models.notes import Participant
from models.outbox import Mail
from models.users import Role, User
from operations import follow_ups, meeting_steps, paper_data, participants, unit_setup
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.commits import Taken
from operations.errors import Invalid, WrongState
from tests import makers
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored

SOON = date(2100, 1, 1)


@pytest.fixture
def led(city: SimpleNamespace) -> SimpleNamespace:
    """A meeting with a chair and a minute taker, both with an address, and one person talked about."""
    chair, taker = (
        makers.make_employee(city.a, name=name, official_email=f"{name.lower()}@kota.example")
        for name in ("Ketua", "Notulis")
    )
    meeting = make_meeting(city.a, chair=chair.id, notetaker=taker.id)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    return SimpleNamespace(meeting=meeting, chair=chair, taker=taker)


def people(meeting: object) -> list[tuple[str, bool]]:
    return [(each.employee_name, each.is_discussed) for each in Participant.objects.order_by("order", "id")]


@pytest.mark.parametrize("key", ["invite", "start", "type_up"])
def test_who_leads_takes_part_from_the_first_step_on(led: SimpleNamespace, key: str) -> None:
    assert len(people(led.meeting)) == 1
    step(SYSTEM, led.meeting, key)
    assert people(led.meeting) == [("Pegawai ASECRET", True), ("Ketua", False), ("Notulis", False)]


def test_they_come_once_and_are_told_once(led: SimpleNamespace, mailing: None) -> None:
    participants.add(SYSTEM, stored(led.meeting), [led.chair.id], True, Origin())
    step(SYSTEM, led.meeting, "invite")
    step(SYSTEM, led.meeting, "start")
    assert people(led.meeting) == [("Pegawai ASECRET", True), ("Ketua", True), ("Notulis", False)]
    assert sorted(mail.to for mail in Mail.objects) == ["ketua@kota.example", "notulis@kota.example"]


def test_who_comes_in_meanwhile_is_no_error(led: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*told: object) -> None:
        raise Taken("employee", None)

    with monkeypatch.context() as patch:
        patch.setattr(meeting_steps, "commit", refuse)
        with pytest.raises(WrongState, match="people of this meeting"):
            step(SYSTEM, led.meeting, "invite")
    step(SYSTEM, led.meeting, "invite")
    assert len(people(led.meeting)) == 3


def test_an_account_called_as_one_employee_is_theirs(city: SimpleNamespace) -> None:
    one = makers.make_employee(city.bidang, name="Retno Wulandari")
    for _ in range(2):
        makers.make_employee(city.a, name="Joko Susilo")
    makers.make_employee(city.b, name="Siti Aminah")
    names = ("retno  wulandari, S.E.", "Joko Susilo", "Siti Aminah")
    wanted = [(Role.SECRETARY, name, f"akun{number}") for number, name in enumerate((*names, names[0]))]
    unit_setup.add_accounts(SYSTEM, city.a, wanted)
    found = {user.username: user.employee for user in User.objects}
    assert found == {"akun0": one.id, "akun1": None, "akun2": None, "akun3": None}


def test_a_letter_is_addressed_to_all_but_who_signs_it(led: SimpleNamespace) -> None:
    participants.add_guest(SYSTEM, stored(led.meeting), {"guest": "Romo", "guest_from": "Paroki"}, Origin())
    step(SYSTEM, led.meeting, "invite")
    letter = paper_data.invitation(SYSTEM, stored(led.meeting))
    assert letter["yth"] == ["Pegawai ASECRET", "Notulis", "Romo, Paroki"] and letter["ketua"]["nama"] == "Ketua"


def test_a_letter_is_numbered_in_the_year_of_its_own_day(city: SimpleNamespace) -> None:
    meeting = make_meeting(city.a, day=date(2099, 1, 4))
    step(SYSTEM, meeting, "invite")
    assert str(stored(meeting)["letter_number"]).endswith(f"/{today().year}")


def test_a_meeting_that_was_begun_by_mistake_goes_back_with_a_reason(led: SimpleNamespace) -> None:
    step(SYSTEM, led.meeting, "start")
    with pytest.raises(Invalid):
        step(SYSTEM, led.meeting, "redraft")
    step(SYSTEM, led.meeting, "redraft", "Belum harinya")
    assert (stored(led.meeting)["state"], stored(led.meeting)["reason"]) == ("draft", "Belum harinya")
    step(SYSTEM, led.meeting, "invite")


@pytest.mark.parametrize(
    ("told", "kept"), [("9:00", "09.00"), ("9.05", "09.05"), ("13:30", "13.30"), ("09.00", "09.00")]
)
def test_a_time_is_kept_one_way(city: SimpleNamespace, told: str, kept: str) -> None:
    assert stored(make_meeting(city.a, starts=told))["starts"] == kept


def test_the_page_says_what_it_is_and_what_is_left(
    city: SimpleNamespace, led: SimpleNamespace, cast: dict[str, Member]
) -> None:
    address = f"/meetings/details/?id={led.meeting.id}"
    page = cast["secretary_a"].get(address).text
    assert "which is not today" in page and 'popovertarget="sure-start"' in page
    step(SYSTEM, led.meeting, "start")
    follow_ups.agree(SYSTEM, led.meeting.id, "agreed:a", {"text": "Kirim", "due": SOON}, Origin())
    step(SYSTEM, led.meeting, "end")
    page = cast["secretary_a"].get(address).text
    assert "1 agreed step has nobody in charge or no day." in page
    assert [text in page for text in (">Chair<", ">Minute taker<", ">Talked about<")] == [True] * 3
    step(SYSTEM, led.meeting, "submit")
    assert 'popovertarget="sure-approve"' in cast["head_a"].get(address).text
    step(SYSTEM, led.meeting, "return", "Lengkapi")
    page = cast["secretary_a"].get(address).text
    assert "<b>Sent back:</b> Lengkapi" in page
