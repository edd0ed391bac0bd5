"""Nobody is forgotten: who was not met, and which aspirations nobody answered."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from bson import ObjectId

from models.meetings import Meeting
from models.moments import now
from models.notes import Note, Participant
from operations import aspirations, follow_ups, participants, records, who_to_discuss
from operations.actors import SYSTEM
from operations.audit import Origin
from tests.conftest import Member
from tests.integration.test_meetings import room, write

__all__ = ["room"]


def test_who_was_not_met_is_told_within_reach(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    page = cast["secretary_a"].get("/forgotten/?months=3").text
    assert "ASECRET" in page and "BSECRET" not in page
    for each in Participant.objects:
        participants.change(SYSTEM, each.id, {"attendance": "present"}, Origin())
    Meeting._get_collection().update_one(
        {"_id": room.meeting.id}, {"$set": {"begins_at": records.read(Meeting, room.meeting.id)["created_at"]}}
    )
    assert "Pegawai ASECRET" not in cast["secretary_a"].get("/forgotten/?months=3").text
    for odd in ("x", "-1", "999999999999999999999"):
        assert cast["hr"].get(f"/forgotten/?months={odd}").status_code == 200


def test_an_aspiration_waits_until_somebody_answers(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    asked = ("aspiration:a", "aspiration:b")
    for slot in asked:
        write(room, room.secretary, f"Harapan {slot[-1]}", slot=slot, kind="aspiration")
    assert [raw["slot"] for raw in aspirations.unanswered(room.secretary)] == list(asked)
    unit = room.city.a
    assert [raw["_id"] for raw in who_to_discuss.candidates(room.secretary, unit, "hoping")] == [room.people[0].id]
    write(room, room.head, "Ikuti diklat", slot="advice:x", kind="advice", parent="aspiration:a")
    agreed = {"text": "Usulkan", "employee": room.people[0].id, "aspiration": "aspiration:b"}
    assert len(aspirations.unanswered(room.head)) == 1
    follow_ups.agree(room.head, room.meeting.id, "agreed:b", agreed, Origin())
    assert aspirations.unanswered(room.head) == []
    assert aspirations.unanswered(room.head, before=room.meeting.created_at) == []


def test_what_nobody_answered_is_told_within_reach(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    write(room, room.secretary, "Ingin pindah bidang", slot="aspiration:a", kind="aspiration")
    old = ObjectId.from_datetime(now() - timedelta(days=200))
    raw = Note._get_collection().find_one_and_delete({"slot": "aspiration:a"})
    Note._get_collection().insert_one({**raw, "_id": old})
    assert "Ingin pindah bidang" in cast["secretary_a"].get("/forgotten/").text
    assert "Ingin pindah bidang" not in cast["secretary_a"].get("/forgotten/?months=12").text
    assert "Ingin pindah bidang" not in cast["outsider_b"].get("/forgotten/").text
    sent = {"id": str(room.meeting.id), "choice": "unmet", "months": "x" * 9}
    assert cast["secretary_a"].post("/meetings/people/", sent).status_code == 302
