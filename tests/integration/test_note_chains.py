"""What one page saves follows what it saved before, whatever answers were lost; another's words are never written over."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.meetings import Meeting
from models.notes import Note
from operations import meeting_notes, meeting_steps, records
from operations.actors import SYSTEM, Actor
from operations.audit import Origin
from operations.meeting_notes import Saved
from tests.makers import Role, make_actor, make_user

MINE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def desk(city: SimpleNamespace) -> SimpleNamespace:
    values = {"department": city.a, "title": "Rapat", "day": date(2026, 11, 24)}
    made = records.create(SYSTEM, Meeting, values)
    meeting_steps.move(SYSTEM, made.id, "start", 1)
    users = [make_user(name, Role.SECRETARY, city.a) for name in ("satu", "dua")]
    one, two = (make_actor(Role.SECRETARY, city.a, user=user) for user in users)
    return SimpleNamespace(id=made.id, one=one, two=two)


def save(desk: Any, actor: Actor, text: str, stamp: int, seen: int = 0, chain: str = MINE) -> Saved:
    said = {"kind": "conclusion", "text": text, "chain": chain, "stamp": stamp}
    return meeting_notes.save(actor, desk.id, "conclusion:all", said, seen, Origin())


def text() -> str:
    return str(Note.objects.get().text)


def test_a_page_whose_answer_was_lost_goes_on(desk: SimpleNamespace) -> None:
    assert save(desk, desk.one, "Sa", 1).version == 1
    assert save(desk, desk.one, "Satu", 2).saved, "it had not heard of version 1"
    assert save(desk, desk.one, "Satu dua", 3, 1).version == 3
    assert text() == "Satu dua"


def test_what_comes_late_changes_nothing(desk: SimpleNamespace) -> None:
    save(desk, desk.one, "Satu dua", 5)
    found = save(desk, desk.one, "Satu", 4)
    assert found.saved and found.version == 1 and found.values["text"] == "Satu dua"
    assert text() == "Satu dua"


def test_one_token_for_two_texts_saves_the_first(desk: SimpleNamespace) -> None:
    for stamp, said in ((1, "Satu"), (2, "Dua")):
        values = {"kind": "conclusion", "text": said, "chain": MINE, "stamp": stamp}
        found = meeting_notes.save(desk.one, desk.id, "conclusion:all", values, stamp - 1, Origin(token="a" * 31))
        assert found.saved == (stamp == 1)
    assert text() == "Satu"


def test_another_page_and_another_person_are_asked(desk: SimpleNamespace) -> None:
    save(desk, desk.one, "Satu", 1)
    for actor, chain in ((desk.one, OTHER), (desk.two, MINE), (desk.two, OTHER)):
        found = save(desk, actor, "Lain", 9, chain=chain)
        assert not found.saved and found.values["text"] == "Satu"
    assert save(desk, desk.two, "Lain", 9, 1, OTHER).version == 2
    assert not save(desk, desk.one, "Satu dua", 10, 1).saved, "another wrote in between"
    assert text() == "Lain"


def test_any_other_write_ends_the_chain(desk: SimpleNamespace) -> None:
    save(desk, desk.one, "Satu", 1)
    note = Note.objects.get()
    records.change(SYSTEM, Note, note.id, {"text": "Diubah"}, 1)
    assert not save(desk, desk.one, "Satu dua", 2, 1).saved
    meeting_notes.save(desk.one, desk.id, "conclusion:all", {"text": "Tanpa halaman"}, 2, Origin())
    assert not save(desk, desk.one, "Satu dua", 3, 1).saved
    assert text() == "Tanpa halaman"
