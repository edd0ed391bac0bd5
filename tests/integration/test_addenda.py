"""Approved minutes are corrected by addenda: who writes and approves them, what stands after, what cannot be changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from models.addenda import Addendum
from models.meetings import Meeting
from models.minutes import Minutes, digest_of
from operations import addenda, deletions, meeting_papers, minutes, records
from operations.actors import Actor
from operations.errors import Denied, Invalid, Missing, WrongState
from tests.conftest import Member
from tests.integration.test_meeting_papers import approve, make, read_docx, read_pdf, room
from tests.makers import Role, make_actor, make_user

__all__ = ["room"]
VALUES = {"concerns": "Kesimpulan", "text": "Tertulis Senin, seharusnya Selasa."}


def write(actor: Actor, meeting: Any, **more: Any) -> Any:
    return records.create(actor, Addendum, {"meeting": meeting.id, **VALUES, **more})


def step(actor: Actor, addendum: Any, key: str, reason: str = "") -> Addendum:
    return addenda.move(actor, addendum.id, key, records.read(Addendum, addendum.id)["version"], reason)


@pytest.fixture
def corrected(room: SimpleNamespace) -> SimpleNamespace:
    """Approved minutes with one approved addendum."""
    room.held = approve(room)
    room.addendum = write(room.secretary, room.meeting)
    step(room.secretary, room.addendum, "submit")
    step(room.head, room.addendum, "approve")
    return room


def test_its_page_draws_the_text_as_it_will_stand(room: SimpleNamespace, cast: dict[str, Member]) -> None:
    approve(room)
    made = write(room.secretary, room.meeting, text="Seharusnya **Selasa**.\n\n- <b>satu</b>")
    page = cast["secretary_a"].get(f"/addenda/details/?id={made.id}").text
    assert "<strong>Selasa</strong>" in page and "<li>&lt;b&gt;satu&lt;/b&gt;</li>" in page


def test_an_addendum_is_approved_as_minutes_are(room: SimpleNamespace) -> None:
    approve(room)
    made = write(room.secretary, room.meeting)
    with pytest.raises(WrongState):
        step(room.head, made, "approve")
    step(room.head, made, "submit")
    outsider = make_actor(Role.HEAD, room.city.b)
    about = make_actor(Role.HEAD, room.city.a, employee=room.people[0].id)
    for actor in (room.secretary, room.head, outsider, about, make_actor(Role.AUDITOR, room.city.root)):
        with pytest.raises((Denied, Missing)):
            step(actor, made, "approve")
    other = make_actor(Role.HEAD, room.city.a, user=make_user("plt-a", Role.HEAD, room.city.a))
    with pytest.raises(Invalid):
        step(other, made, "return")
    assert step(other, made, "return", "Sebut harinya.").reason == "Sebut harinya."
    records.change(room.secretary, Addendum, made.id, {"text": "Seharusnya Selasa."}, 3)
    step(room.secretary, made, "submit")
    assert step(room.head, made, "approve").number == 1

    held = Minutes.objects.get(number=1)
    assert held.content["text"] == "Seharusnya Selasa." and held.digest == digest_of(held.to_mongo()["content"])


def test_the_minutes_stay_as_they_are(corrected: SimpleNamespace) -> None:
    held = Minutes.objects.get(number=0)
    assert held.to_mongo() == corrected.held.to_mongo()
    assert Minutes.objects.get(number=1).content["corrects"] == held.digest
    found = minutes.verified(held.code)
    assert found is not None and [each.number for each in found.corrections] == [1]


def test_nothing_is_written_before_and_nothing_changed_after(room: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="not approved yet"):
        write(room.secretary, room.meeting)
    approve(room)
    version = records.read(Meeting, room.meeting.id)["version"]
    with pytest.raises(WrongState):
        records.change(room.secretary, Meeting, room.meeting.id, {"title": "Lain"}, version)
    with pytest.raises(WrongState):
        deletions.delete(make_actor(Role.HR_ADMIN, room.city.root), Meeting, room.meeting.id, version)
    made = write(room.secretary, room.meeting)
    step(room.secretary, made, "submit")
    with pytest.raises(WrongState):
        records.change(room.secretary, Addendum, made.id, {"text": "Lain"}, 2)
    step(room.secretary, made, "withdraw", "Keliru.")
    with pytest.raises(WrongState):
        records.change(room.secretary, Addendum, made.id, {"state": "approved"}, 3)
    with pytest.raises(WrongState):
        step(room.secretary, made, "submit")
    assert Minutes.objects.count() == 1


def test_addenda_approved_at_once_are_numbered_one_after_the_other(room: SimpleNamespace) -> None:
    approve(room)
    made = [write(room.secretary, room.meeting, concerns=f"Bagian {number}") for number in range(8)]
    for each in made:
        step(room.secretary, each, "submit")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: step(room.head, each, "approve").number, made))
    assert sorted(found) == list(range(1, 9)) == [each.number for each in Minutes.objects.order_by("number")][1:]


def test_papers_tell_the_correction(corrected: SimpleNamespace) -> None:
    for name, read in (("minutes.pdf", read_pdf), ("minutes.docx", read_docx), ("addendum-1.pdf", read_pdf)):
        told = read(make(corrected.head, corrected.meeting, name).content)
        assert told.count("seharusnyaSelasa") == 1 and corrected.held.digest in told
    assert Minutes.objects.get(number=1).digest in read_pdf(
        make(corrected.head, corrected.meeting, "addendum-1.pdf").content
    )
    for name in ("addendum-2.pdf", "addendum-0.pdf", "addendum.pdf", "addendum-1.docx"):
        with pytest.raises(Missing):
            make(corrected.head, corrected.meeting, name)


def test_an_excerpt_has_ones_own_part_alone(corrected: SimpleNamespace) -> None:
    first, second = (each["name"] for each in corrected.held.content["people"])
    for place, mine in ((1, first), (2, second)):
        told = read_pdf(make(corrected.head, corrected.meeting, f"excerpt-{place}.pdf").content)
        assert f"PETIKANNOTULAuntuk{''.join(mine.split())}" in told
        assert ("Inginkursus" in told) == (place == 1)
    with pytest.raises(Missing):
        make(corrected.head, corrected.meeting, "excerpt-3.pdf")


def test_confidential_notes_have_a_paper_for_those_entitled(room: SimpleNamespace) -> None:
    assert "BISIKAN" in read_pdf(make(room.head, room.meeting, "confidential.pdf").content)
    with pytest.raises(Missing):
        make(room.secretary, room.meeting, "confidential.pdf")


def test_an_excerpt_waits_for_approval(room: SimpleNamespace) -> None:
    for name in ("excerpt-1.pdf", "addendum-1.pdf"):
        with pytest.raises(Missing):
            make(room.head, room.meeting, name)
    assert not {kind for kind, _ in meeting_papers.PAPERS} & {"excerpt", "addendum"}


def test_the_pages(corrected: SimpleNamespace, cast: dict[str, Member]) -> None:
    page = cast["secretary_a"].get(f"/minutes/?id={corrected.meeting.id}").text
    assert "Addendum 1: Kesimpulan" in page and "/addenda/new/?meeting=" in page and "/excerpt-2.pdf" in page
    assert "confidential.pdf" not in page
    assert "confidential.pdf" in cast["head_a"].get(f"/minutes/?id={corrected.meeting.id}").text
    verified = cast["outsider_b"].get(f"/minutes/verify/{corrected.held.code}").text
    assert "Addendum 1" in verified and "Selasa" not in verified
    assert cast["outsider_b"].get(f"/addenda/details/?id={corrected.addendum.id}").status_code == 404
    assert cast["secretary_a"].get(f"/addenda/edit/?id={corrected.addendum.id}").status_code == 409
    assert "/addenda/edit/" not in cast["secretary_a"].get(f"/addenda/details/?id={corrected.addendum.id}").text
    assert cast["secretary_a"].get(f"/meetings/edit/?id={corrected.meeting.id}").status_code == 409


def test_nobody_approves_an_addendum_that_they_wrote(room: SimpleNamespace) -> None:
    approve(room)
    writer = make_actor(Role.HEAD, room.city.a, user=make_user("penulis", Role.HEAD, room.city.a))
    made = write(writer, room.meeting)
    step(room.secretary, made, "submit")
    with pytest.raises(Denied):
        step(writer, made, "approve")
    assert step(room.head, made, "approve").state == "approved"
