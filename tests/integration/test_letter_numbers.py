"""512 letters of one dinas are numbered without a gap and no number twice, by 16 who invite at the same time, whatever
fails or is killed meanwhile."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from config import Settings
from models.meetings import Meeting
from operations.meeting_steps import EFFECTS
from tests.numbering import Inviter, fail_for, invite_at_once, make_drafts, numbers

THREADS, EACH = 16, 32
DOOMED, TWICE, KILLED = 12, 12, 40


def test_numbers_have_no_gap_and_none_stands_twice(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_drafts(city.a, THREADS * EACH)
    doomed = set(made[:: len(made) // DOOMED][:DOOMED])
    pressed_twice = [id for id in made if id not in doomed][:TWICE]
    monkeypatch.setitem(EFFECTS, "invite", fail_for(doomed))
    came = invite_at_once([*made, *reversed(pressed_twice)], THREADS)
    assert (came.count("invited"), came.count("broken"), came.count("late")) == (len(made) - DOOMED, DOOMED, TWICE)
    assert numbers(city.a) == list(range(1, len(made) - DOOMED + 1))
    monkeypatch.undo()
    assert set(invite_at_once(sorted(doomed), 4)) == {"invited"}
    assert numbers(city.a) == list(range(1, len(made) + 1)), "what had failed takes the next numbers"


def test_one_who_is_killed_in_the_middle_leaves_no_gap(city: SimpleNamespace, settings: Settings) -> None:
    made = make_drafts(city.a, KILLED + 2 * THREADS)
    own = {"JENJANG_DATA_DIR": str(settings.data_dir), "JENJANG_FREE_SPACE_FLOOR_MB": "1"}
    inviter = Inviter(made[:KILLED], {**os.environ, **own})
    inviter.begin()
    told = inviter.kill_after(5)
    assert 5 <= told < KILLED, "it was killed in the middle"
    assert set(invite_at_once(made[KILLED:], 4)) == {"invited"}
    left = [each.id for each in Meeting.objects(state="draft")]
    assert numbers(city.a) == list(range(1, len(made) - len(left) + 1)) and len(made) - len(left) >= told + 2 * THREADS
    assert set(invite_at_once(left, 4)) == {"invited"}
    assert numbers(city.a) == list(range(1, len(made) + 1))
