"""A series makes its meetings ahead, and each talks about who is in the unit then."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from models.meetings import Meeting
from models.moments import today
from models.notes import Participant
from models.series import MeetingSeries
from operations import jobs, meetings, participants, records, runs
from operations.actors import SYSTEM
from operations.audit import Origin
from tests import makers
from tests.conftest import Member
from tests.integration.test_meetings import step


def test_a_series_never_runs_out_of_meetings(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    values = {"department": city.a, "title": "Mingguan", "starts_on": today(), "cadence": "weekly"}
    series = records.create(SYSTEM, MeetingSeries, values)
    meetings.make_ahead(SYSTEM, series, Origin())
    soonest = meetings.of_series(SYSTEM, series.id)[0]
    records.change(SYSTEM, Meeting, soonest["_id"], {"day": today() - timedelta(days=1)}, 1)
    raw = Meeting._get_collection().find_one_and_delete({"_id": soonest["_id"]})
    Meeting._get_collection().insert_one({**raw, "slot": datetime(2026, 1, 5)})
    sent = {"id": str(soonest["_id"]), "version": "2", "step": "start"}
    assert cast["secretary_a"].post("/meetings/step/", sent).status_code == 302
    assert jobs.work(runs.new_run()) == 1
    assert len(meetings.of_series(SYSTEM, series.id)) == 7


def test_who_came_into_the_unit_is_talked_about_and_who_was_taken_out_is_not(city: SimpleNamespace) -> None:
    values = {"department": city.a, "title": "Mingguan", "starts_on": today() + timedelta(days=3), "cadence": "weekly"}
    series = records.create(SYSTEM, MeetingSeries, values)
    gone = makers.make_employee(city.a)
    meetings.make_ahead(SYSTEM, series, Origin())
    first, second, third = meetings.of_series(SYSTEM, series.id)[:3]
    leaver = Participant.objects.get(meeting=first["_id"], employee=gone.id).id
    participants.remove(SYSTEM, first["_id"], [leaver], Origin())
    late = makers.make_employee(city.bidang)
    for raw, key in ((first, "invite"), (second, "start"), (third, "type_up")):
        step(SYSTEM, SimpleNamespace(id=raw["_id"]), key)
        told = {each.employee for each in Participant.objects(meeting=raw["_id"], is_discussed=True)}
        assert late.id in told and (gone.id in told) == (raw is not first), key
    picked = records.create(SYSTEM, MeetingSeries, {**values, "title": "Pilihan", "discusses_all": False})
    meetings.make_ahead(SYSTEM, picked, Origin())
    step(SYSTEM, SimpleNamespace(id=meetings.of_series(SYSTEM, picked.id)[0]["_id"]), "invite")
    assert Participant.objects(meeting=meetings.of_series(SYSTEM, picked.id)[0]["_id"]).count() == 0
