"""What people are told of a meeting by mail: written with the step that it tells of, or not at all."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from models.meetings import Meeting
from models.moments import now
from models.notes import Participant
from models.outbox import Mail
from operations import invitations, participants, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.errors import WrongState
from tests.conftest import Member
from tests.integration.test_meetings import make_meeting, step, stored
from tests.mail_servers import SENDER, deliver
from tests.makers import make_employee


def mails(kind: str) -> list[Any]:
    return list(Mail.objects(kind=kind).order_by("to"))


def test_an_invitation_goes_to_whoever_has_an_address(ready: Any, server: Any) -> None:
    step(SYSTEM, ready, "invite")
    assert [each.to for each in mails("invitation")] == ["budi@kota.example", "tamu@kota.example"]
    assert deliver(server) == 2 and deliver(server) == 0
    told = {str(each["To"]): each for each in server.got}
    message = told["budi@kota.example"]
    assert str(message["From"]) == SENDER and str(message["Subject"]) == "Undangan: Rapat ALFA, Senin, 4 Januari 2100"
    text = message.get_body(("plain",)).get_content()
    assert "Tempat: Aula" in text and "Bawa SKP" in text
    assert "https://jenjang.example/answer/" in text and "https://jenjang.example/aspiration/" in text
    assert "/aspiration/" not in told["tamu@kota.example"].get_body(("plain",)).get_content()
    (ics,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert ics["Content-Type"].params["method"] == "REQUEST" and ics.get_filename() == "rapat.ics"
    (event,) = Calendar.from_ical(ics.get_content()).walk("VEVENT")
    assert (event["uid"], event["attendee"]) == (f"{ready.id}@jenjang", "mailto:budi@kota.example")
    held = Mail._get_collection().find_one({"to": "budi@kota.example"})
    assert held["state"] == "sent" and "text" not in held and "ics" not in held, "links are not kept"


def test_links_in_the_mail_work(ready: Any, server: Any, store: Flask) -> None:
    step(SYSTEM, ready, "invite")
    deliver(server)
    text = next(m for m in server.got if str(m["To"]) == "budi@kota.example").get_body(("plain",)).get_content()
    nobody = Member("nobody", store.test_client())
    (address,) = [line for line in text.splitlines() if "/answer/" in line]
    assert nobody.post(address.removeprefix("https://jenjang.example"), {"answer": "coming"}).status_code == 302
    assert [each.answer for each in Participant.objects(answer="coming")] == ["coming"]


def test_changes_and_cancellation_are_told(ready: Any, server: Any) -> None:
    records.change(SYSTEM, Meeting, ready.id, {"venue": "Ruang 2"}, stored(ready)["version"])
    assert Mail.objects.count() == 0, "nobody was told of a draft"
    step(SYSTEM, ready, "invite")
    assert deliver(server) == 2
    records.change(SYSTEM, Meeting, ready.id, {"remarks": "Bawa laptop"}, stored(ready)["version"])
    assert len(mails("update")) == 0
    records.change(SYSTEM, Meeting, ready.id, {"starts": "13.00"}, stored(ready)["version"])
    assert len(mails("update")) == 2
    late = make_employee(stored(ready)["department"], name="Wati", email="wati@kota.example")
    participants.add(SYSTEM, stored(ready), [late.id], False, Origin())
    assert [each.to for each in mails("invitation")].count("wati@kota.example") == 1
    assert deliver(server) == 2 + 1
    assert participants.remove(SYSTEM, ready.id, [Participant.objects.get(employee=late.id).id], Origin()) == (1, [])
    assert [each.to for each in mails("withdrawal")] == ["wati@kota.example"]
    step(SYSTEM, ready, "cancel", "Banjir")
    assert deliver(server) == 1 + 2
    last = server.got[-1]
    assert str(last["Subject"]).startswith("Dibatalkan: Rapat ALFA")
    text = last.get_body(("plain",)).get_content()
    assert "Alasan: Banjir" in text and "/answer/" not in text
    (ics,) = [part for part in last.walk() if part.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(ics.get_content()).walk("VEVENT")
    assert ics["Content-Type"].params["method"] == "CANCEL" and event["sequence"] == 2
    step(SYSTEM, ready, "redraft", "Jadi juga")
    assert len(mails("cancellation")) == 2, "it was called off already"


def test_what_comes_later_takes_the_place_of_what_waits(ready: Any, server: Any) -> None:
    step(SYSTEM, ready, "invite")
    Mail._get_collection().update_many({}, {"$set": {"tries": 1, "next_at": now() + timedelta(hours=1)}})
    records.change(SYSTEM, Meeting, ready.id, {"starts": "13.00"}, stored(ready)["version"])
    assert [each.state for each in mails("update")] == [], "who did not get the invitation gets that"
    assert sorted(each.state for each in mails("invitation")) == ["superseded"] * 2 + ["waiting"] * 2
    assert deliver(server) == 2 and all("13.00" in str(each) for each in server.got)
    records.change(SYSTEM, Meeting, ready.id, {"starts": "14.00"}, stored(ready)["version"])
    assert len(mails("update")) == 2
    step(SYSTEM, ready, "cancel", "Banjir")
    assert deliver(server) == 2 and str(server.got[-1]["Subject"]).startswith("Dibatalkan")
    step(SYSTEM, ready, "redraft", "Jadi juga")
    step(SYSTEM, ready, "invite")
    step(SYSTEM, ready, "cancel", "Banjir lagi")
    assert deliver(server) == 0, "nobody was told that it is held after all"
    assert {each.state for each in mails("invitation")} == {"sent", "superseded"}


def test_who_got_a_later_mail_is_not_told_by_hand(ready: Any, server: Any) -> None:
    step(SYSTEM, ready, "invite")
    Mail._get_collection().update_many({}, {"$set": {"state": "failed", "reason": "550 no such mailbox"}})
    people = participants.of_meeting(SYSTEM, ready.id)
    failed = [each["reason"] for each in invitations.to_tell(ready.id, people)]
    records.change(SYSTEM, Meeting, ready.id, {"starts": "13.00"}, stored(ready)["version"])
    assert deliver(server) == 2
    left = [each["reason"] for each in invitations.to_tell(ready.id, people)]
    assert failed.count("550 no such mailbox") == 2 and "550 no such mailbox" not in left


def test_a_step_that_fails_sends_nothing(ready: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = stored(ready)["version"]
    with pytest.raises(WrongState):
        step(SYSTEM, ready, "approve")
    monkeypatch.setattr(invitations, "_lines", lambda *_: (_ for _ in ()).throw(ArithmeticError()))
    with pytest.raises(ArithmeticError):
        step(SYSTEM, ready, "invite")
    assert stored(ready)["version"] == seen and stored(ready)["state"] == "draft" and Mail.objects.count() == 0


def test_of_a_confidential_meeting_mails_tell_the_time_alone(ready: Any, server: Any) -> None:
    records.change(SYSTEM, Meeting, ready.id, {"confidential": True}, stored(ready)["version"])
    step(SYSTEM, ready, "invite")
    records.change(SYSTEM, Meeting, ready.id, {"title": "Rapat ALFA BARU"}, stored(ready)["version"])
    assert len(mails("update")) == 0, "nothing that was told has changed"
    assert deliver(server) == 2
    step(SYSTEM, ready, "cancel", "ZALASAN")
    assert deliver(server) == 2
    for message in server.got:
        whole = f"{message['Subject']} {[part.get_content() for part in message.iter_parts()]}"
        assert "Senin, 4 Januari 2100" in whole and "Rapat" in whole
        assert not any(word in whole for word in ("Rapat ALFA", "Aula", "SKP", "ZALASAN", "Pembukaan"))


def test_without_a_mail_server_the_page_lists_who_to_tell(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    meeting = make_meeting(city.a)
    people = [make_employee(city.a, name="Wati", email="wati@kota.example").id]
    participants.add(SYSTEM, stored(meeting), people, True, Origin())
    address = f"/meetings/details/?id={meeting.id}"
    assert "Tell these people yourself" not in cast["secretary_a"].get(address).text
    step(SYSTEM, meeting, "invite")
    assert Mail.objects.count() == 0
    page = cast["secretary_a"].get(address).text
    assert "Tell these people yourself" in page and "☐ Wati" in page and invitations.OPENINGS["invitation"] in page
    records.change(SYSTEM, Meeting, meeting.id, {"starts": "13.00"}, stored(meeting)["version"])
    assert invitations.OPENINGS["current"] in cast["secretary_a"].get(address).text
    step(SYSTEM, meeting, "cancel", "Kepala dinas berhalangan.")
    page = cast["secretary_a"].get(address).text
    assert "☐ Wati" in page and invitations.OPENINGS["cancellation"] in page and "Kepala dinas berhalangan." in page
    assert "invitation.pdf" not in page and "calendar.ics" in page


def test_who_is_taken_out_is_told_that_they_need_not_come(ready: Any, server: Any) -> None:
    """Not that the meeting is off, which it is not."""
    step(SYSTEM, ready, "invite")
    assert deliver(server) == 2
    guest = next(each for each in participants.of_meeting(SYSTEM, ready.id) if each.get("guest"))
    participants.remove(SYSTEM, ready.id, [guest["_id"]], Origin())
    assert deliver(server) == 1
    last, text = server.got[-1], server.got[-1].get_body().get_content()
    assert last["To"] == "tamu@kota.example" and str(last["Subject"]).startswith("Undangan dicabut: ")
    assert "Anda tidak perlu hadir" in text and "tidak jadi diadakan" not in text and "/answer/" not in text
    (ics,) = [part for part in last.walk() if part.get_content_type() == "text/calendar"]
    assert ics["Content-Type"].params["method"] == "CANCEL"


def test_who_is_taken_out_and_has_no_mail_is_told_by_hand(city: SimpleNamespace, cast: dict[str, Member]) -> None:
    """From the invitation on; not of a draft, nor once they take part again or are invited anew."""
    meeting = make_meeting(city.a)
    early, late = (make_employee(city.a, name=name).id for name in ("Wati Awal", "Wati Akhir"))
    participants.add(SYSTEM, stored(meeting), [early, late], True, Origin())

    def take_out(employee: Any) -> None:
        (raw,) = (each for each in participants.of_meeting(SYSTEM, meeting.id) if each.get("employee") == employee)
        participants.remove(SYSTEM, meeting.id, [raw["_id"]], Origin())

    def told() -> str:
        return str(cast["secretary_a"].get(f"/meetings/details/?id={meeting.id}").text.partition('id="to-tell"')[2])

    take_out(early)
    participants.add_guest(SYSTEM, stored(meeting), {"guest": "Tamu"}, Origin())
    step(SYSTEM, meeting, "invite")
    take_out(late)
    assert "Wati Awal" not in told()
    assert "☐ Wati Akhir" in told() and "no longer invited" in told() and invitations.OPENINGS["withdrawal"] in told()
    participants.add(SYSTEM, stored(meeting), [late], True, Origin())
    assert "☐ Wati Akhir" in told() and "no longer invited" not in told()
    take_out(late)
    assert told().count("☐ Wati Akhir") == 1, "taken out twice, told once"
    assert told().index("☐ Wati Akhir") < told().index("☐ Tamu"), "what is new comes first in a long list"
    step(SYSTEM, meeting, "redraft", "Ditunda")
    step(SYSTEM, meeting, "invite")
    assert "Wati Akhir" not in told() and "☐ Tamu" in told()
