"""What the room saves while people talk, in round trips: they wait for it on a poor line."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.follow_ups import FollowUp
from models.meetings import AgendaPoint
from models.moments import now
from models.notes import Participant
from models.users import Session
from operations import participants
from operations.actors import SYSTEM
from operations.audit import Origin
from tests.conftest import Member, csrf_token
from tests.integration.test_list_queries import SAVED, Trips, trips
from tests.integration.test_meetings import make_meeting, step, stored
from tests.makers import make_employee

__all__ = ["trips"]


@pytest.fixture
def held(city: SimpleNamespace) -> Any:
    """A meeting under way that talks about one employee."""
    agenda = [AgendaPoint(key="acara1", title="Pembukaan", minutes=5)]
    meeting = make_meeting(city.a, agenda=agenda)
    participants.add(SYSTEM, stored(meeting), [city.employee_a.id], True, Origin())
    step(SYSTEM, meeting, "start")
    return meeting


def test_each_save_is_few_round_trips(city: SimpleNamespace, cast: dict[str, Member], held: Any, trips: Trips) -> None:
    client, who = cast["secretary_a"].client, city.employee_a
    near = make_employee(city.bidang, name="Lestari Dekat").id
    header, long_ago = {"X-CSRFToken": csrf_token(client)}, now() - timedelta(minutes=5)

    def sent(slot: str, **said: Any) -> int:
        Session.objects.update(seen_at=long_ago)
        trips.names.clear()
        trips.is_on = True
        answer = client.post(
            f"/room/save/?id={held.id}&unit={city.a}", json=[{"slot": slot, "seen": 0, **said}], headers=header
        )
        trips.is_on = False
        assert answer.json[0]["saved"], answer.json
        return len(trips.names)

    about = {"employee": str(who.id)}
    assert sent(f"discussion:{who.id}", kind="discussion", text="Satu", **about) <= SAVED
    assert sent(f"discussion:{who.id}", kind="discussion", text="Satu dua", **about | {"seen": 1}) <= SAVED
    assert sent(f"attend:{Participant.objects.get().id}", attendance="present") <= SAVED
    assert sent("timer:acara1", key="acara1", runs=True) <= SAVED
    assert sent(f"timer:{who.id}", key=str(who.id), runs=True) <= SAVED
    assert sent("agreed:a", line="Usulkan diklat", **about) <= SAVED
    assert sent("agreed:b", line="Usulkan diklat @pegawai 12/12", **about) <= SAVED, "who takes part"
    assert sent("agreed:c", line="Usulkan diklat lestari @12/12", **about) <= SAVED, "who is of the unit"
    assert sent("agreed:d", line="Usulkan diklat @romo 12/12", **about) <= SAVED, "whom nobody knows"
    people = [FollowUp.objects(slot=f"agreed:{each}").get().pic for each in "abcd"]
    assert people == [None, who.id, near, None]
    assert sent("agreed:b", text="Kirim usulan", who="lestari", due="", seen=1, **about) <= SAVED
    assert sent("agreed:b", removed=True, seen=2) <= SAVED
    made = FollowUp.objects(slot="agreed:a").get()
    assert sent(f"status:{made.id}", status="running", reason="", seen=1) <= SAVED
    assert client.get(f"/room/changes/?id={held.id}").status_code == 200
    assert Session.objects(seen_at__gt=long_ago).count() == 1, "a poll keeps the session awake, no save needs to"


def test_an_attendance_that_comes_after_a_later_one_changes_nothing(
    city: SimpleNamespace, cast: dict[str, Member], held: Any
) -> None:
    client, who = cast["secretary_a"].client, Participant.objects.get()
    header, page = {"X-CSRFToken": csrf_token(client)}, {"chain": "a" * 32}

    def sent(attendance: str, **said: Any) -> str:
        row = {"slot": f"attend:{who.id}", "attendance": attendance, **said}
        answer = client.post(f"/room/save/?id={held.id}", json=[row], headers=header)
        assert answer.json[0]["saved"], answer.json
        return str(Participant.objects.get().attendance)

    assert sent("present", **page, stamp=10) == "present"
    assert sent("present", **page, stamp=30) == "present", "nothing new, but said later"
    assert sent("sick", **page, stamp=20) == "present", "held up on the way"
    assert sent("sick", **page, stamp=40) == "sick"
    assert sent("excused", chain="b" * 32, stamp=1) == "excused", "another page knows nothing of these stamps"
    assert sent("present", chain="b" * 32, stamp="2") == "present", "what cannot be read is of no page"


def test_a_poll_sends_again_only_what_is_another(city: SimpleNamespace, cast: dict[str, Member], held: Any) -> None:
    client, header = cast["secretary_a"].client, {"X-CSRFToken": csrf_token(cast["secretary_a"].client)}

    def poll(**marks: str) -> dict[str, Any]:
        found: dict[str, Any] = client.get("/room/changes/", query_string={"id": str(held.id), **marks}).json
        return found

    first = poll()
    assert len(first["people"]) == 1 and first["agreed"] == []
    marks = {name: first[name] for name in ("people_mark", "agreed_mark")}
    same = poll(**marks)
    assert "people" not in same and "agreed" not in same and {name: same[name] for name in marks} == marks
    row = {"slot": "agreed:a", "seen": 0, "line": "Usulkan diklat"}
    client.post(f"/room/save/?id={held.id}", json=[row], headers=header)
    after = poll(**marks)
    assert "people" not in after and [each["text"] for each in after["agreed"]] == ["Usulkan diklat"]
    client.post(f"/room/save/?id={held.id}", json=[{**row, "seen": 1, "removed": True}], headers=header)
    assert poll(**{**marks, "agreed_mark": after["agreed_mark"]})["agreed"] == []
