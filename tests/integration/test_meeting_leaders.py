"""Who leads a meeting takes part in it: the chair and the minute taker are invited, and their attendance is told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from models.notes import Participant
from models.outbox import Mail
from models.users import Role, User
from operations import meeting_steps, participants, unit_setup
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.commits import Taken
from operations.errors import WrongState
from tests import makers
from tests.integration.test_meetings import make_meeting, step, stored


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
    names = ("retno  wulandari", "Joko Susilo", "Siti Aminah")
    wanted = [(Role.SECRETARY, name, f"akun{number}") for number, name in enumerate((*names, names[0]))]
    unit_setup.add_accounts(SYSTEM, city.a, wanted)
    found = {user.username: user.employee for user in User.objects}
    assert found == {"akun0": one.id, "akun1": None, "akun2": None, "akun3": None}
