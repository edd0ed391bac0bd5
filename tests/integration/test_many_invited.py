"""An invitation to hundreds: one transaction writes all its mails, on the small cache of the tests' store too."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from models.notes import Participant
from models.outbox import Mail
from models.people import Employee
from operations import configuration, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.references import fetch
from tests.integration.test_meetings import make_meeting, step, stored

PEOPLE = 400


def make_people(unit: Any) -> list[Any]:
    """So many employees of a unit, each with an address."""
    known = fetch({"Department": [unit]})
    rows = [
        {"nip": f"1985010120100{1 + number // 900}1{100 + number % 900}", "name": f"Pegawai {number}"}
        for number in range(PEOPLE)
    ]
    with configuration.pinned():
        made = [
            records.plan_create(
                SYSTEM,
                Employee,
                {**row, "department": unit, "official_email": f"pegawai{number}@kota.example"},
                Origin(),
                known,
            ).after
            for number, row in enumerate(rows)
        ]
    Employee._get_collection().insert_many(made)
    return [raw["_id"] for raw in made]


def test_400_are_invited_and_called_off(city: SimpleNamespace, mailing: None) -> None:
    meeting = make_meeting(city.a, title="Rapat besar", day=date(2100, 1, 4), remarks="Bawa SKP. " * 90)
    assert participants.add(SYSTEM, stored(meeting), make_people(city.a), True, Origin()) == PEOPLE
    step(SYSTEM, meeting, "invite")
    Mail.objects.update(set__state="sent")
    step(SYSTEM, meeting, "cancel", "Banjir")
    for kind in ("invitation", "cancellation"):
        told = list(Mail.objects(kind=kind))
        assert len({each.to for each in told}) == len(told) == PEOPLE
        assert {each.participant for each in told} == {each.id for each in Participant.objects}
