"""The last step of a set-up: one button plans a series and invites, nothing half-way, nothing twice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.configurations import Layer
from models.meetings import Meeting
from models.notes import Participant
from models.series import MeetingSeries
from models.unit_settings import Approval, UnitSettings
from tests.conftest import Member
from tests.defining import make_definition, make_layer, put_in_force
from tests.makers import make_unit

SENT = {"title": "Rapat", "cadence": "monthly", "starts_on": "07-01-2098", "starts": "09.00", "venue": "Aula"}


@pytest.fixture
def address(city: SimpleNamespace) -> str:
    return f"/unit-setup/step/?unit={city.a}&step=meeting"


def send(hr: Member, address: str, **more: Any) -> Any:
    return hr.post(address, {**SENT, "step": "meeting", "form_token": "f" * 32, **more})


def test_what_a_unit_requires_is_asked_in_place(city: SimpleNamespace, cast: dict[str, Member], address: str) -> None:
    put_in_force(city.a, make_layer("Meeting", make_definition("dasar", required=True)))
    assert 'name="custom.dasar"' in cast["hr"].get(address).text
    refused = send(cast["hr"], address)
    assert refused.status_code == 422 and MeetingSeries.objects.count() == 0, "nothing is written half-way"
    for _ in range(2):
        assert send(cast["hr"], address, **{"custom.dasar": "Perwal 1"}).status_code == 302
    assert MeetingSeries.objects.count() == 1 and Meeting.objects.count() == 6, "pressed twice it plans nothing twice"
    assert {each.custom["dasar"] for each in Meeting.objects} == {"Perwal 1"}
    assert [each.state for each in Meeting.objects.order_by("begins_at")] == ["invited", *["draft"] * 5]


def test_where_the_head_invites_the_meeting_waits(city: SimpleNamespace, cast: dict[str, Member], address: str) -> None:
    put_in_force(city.a, Layer(settings=UnitSettings(approvals=[Approval(what="invitation", role="head")])))
    assert send(cast["hr"], address).status_code == 302
    page = cast["hr"].get(address).text
    assert "somebody else sends invitations" in page and "not sent yet" in page
    assert {each.state for each in Meeting.objects} == {"draft"}


@pytest.mark.parametrize(
    "wrong", [{"venue": ""}, {"starts_on": "07-01-2020"}, {"starts_on": ""}, {"title": ""}, {"cadence": "x"}]
)
def test_what_cannot_be_is_told_and_nothing_written(
    city: SimpleNamespace, cast: dict[str, Member], address: str, wrong: dict[str, str]
) -> None:
    assert send(cast["hr"], address, **wrong).status_code == 422
    assert MeetingSeries.objects.count() == Meeting.objects.count() == Participant.objects.count() == 0


def test_whom_it_is_about_lies_below_and_has_people(
    city: SimpleNamespace, cast: dict[str, Member], address: str
) -> None:
    empty = make_unit("Bidang kosong", city.a, kind="bidang").id
    for about in (city.b, city.root, empty):
        assert send(cast["hr"], address, discussed_unit=str(about)).status_code == 422
    for name in ("head_a", "secretary_a", "auditor", "outsider_b"):
        assert send(cast[name], address).status_code == 403
    assert MeetingSeries.objects.count() == 0
    assert send(cast["hr"], address, discussed_unit=str(city.bidang)).status_code == 302
    assert {each.employee for each in Participant.objects} == {city.employee_a.id}
