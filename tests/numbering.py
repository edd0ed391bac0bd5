"""Many who invite at the same time, in threads and in a process of their own, and what their letters are numbered."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from bson import ObjectId

from models.configurations import Layer
from models.meetings import Meeting
from models.unit_settings import NumberTemplate, UnitSettings
from operations import meeting_steps, records
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.changes import Change
from operations.commits import commit
from operations.errors import WrongState
from operations.meeting_steps import EFFECTS, Moving
from tests.defining import put_in_force

ROOT = Path(__file__).resolve().parent.parent
BATCH = 50
INVITER = """
import app, sys
panel = app.create_app(); app.open_store(panel)
from bson import ObjectId
from operations import meeting_steps
from operations.actors import SYSTEM
print("ready", flush=True)
sys.stdin.readline()
for text in sys.argv[1:]:
    meeting_steps.move(SYSTEM, ObjectId(text), "invite", 1)
    print(text, flush=True)
"""


class Broken(Exception):
    """What a step fails with after it took its number."""


def make_drafts(unit: ObjectId, count: int) -> list[ObjectId]:
    """So many meetings of a unit that numbers its invitations."""
    template = NumberTemplate(
        key="undangan", letter="invitation", label_id="Undangan", template="{urut}/{unit}/{tahun}"
    )
    put_in_force(unit, Layer(settings=UnitSettings(numbers=[template])))
    values = {"department": unit, "title": "Rapat", "day": date(2098, 1, 7)}
    made: list[Change] = [records.plan_create(SYSTEM, Meeting, values, Origin()) for _ in range(count)]
    for start in range(0, count, BATCH):
        commit(made[start : start + BATCH])
    return [each.id for each in made]


def fail_for(doomed: set[ObjectId]) -> Callable[[Moving], None]:
    """The effect of an invitation that fails for these meetings, in its transaction, once its number is taken."""
    stock = EFFECTS["invite"]

    def effect(moving: Moving) -> None:
        stock(moving)
        if moving.stored["_id"] in doomed:
            moving.also.append(_break)

    return effect


def _break(moving: Moving, session: Any) -> None:
    assert moving.change is not None and moving.change.record is not None
    assert moving.change.record.letter_number, "it fails before its number is taken: that proves nothing"
    raise Broken


def invite(id: ObjectId) -> str:
    """Invite to a meeting that was seen as it was made; what came of it."""
    try:
        meeting_steps.move(SYSTEM, id, "invite", 1)
    except WrongState:
        return "late"
    except Broken:
        return "broken"
    return "invited"


def invite_at_once(ids: Sequence[ObjectId], threads: int) -> list[str]:
    """Invite to all of these, so many at the same time, all beginning at once."""
    gate = threading.Barrier(threads)

    def work(share: Sequence[ObjectId]) -> list[str]:
        gate.wait()
        return [invite(id) for id in share]

    with ThreadPoolExecutor(threads) as pool:
        shares = [ids[number::threads] for number in range(threads)]
        return [each for found in pool.map(work, shares) for each in found]


class Inviter:
    """A process that invites to these meetings, one after the other, and tells of each."""

    def __init__(self, ids: Sequence[ObjectId], environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", INVITER, *map(str, ids)]
        pipe = subprocess.PIPE
        self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
        assert self.popen.stdin is not None and self.popen.stdout is not None
        self.to, self.told = self.popen.stdin, self.popen.stdout
        assert self.told.readline() == "ready\n"

    def begin(self) -> None:
        self.to.write("\n")
        self.to.flush()

    def kill_after(self, count: int) -> int:
        """Kill it with -9 once it has told of so many; how many it told of before it was gone."""
        told = [line for _ in range(count) if (line := self.told.readline())]
        self.popen.kill()
        rest = self.told.readlines()
        self.popen.wait()
        return len(told) + len(rest)


def numbers(unit: ObjectId) -> list[int]:
    """The running numbers of a unit's letters, in order."""
    found = Meeting._get_collection().find({"department": unit, "letter_number": {"$gt": ""}}, {"letter_number": 1})
    return sorted(int(str(raw["letter_number"]).partition("/")[0]) for raw in found)
