"""The free-space floor, asked at every write."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from config import Settings, from_environment
from store import disk


def make_settings(folder: Path, **variables: str) -> Settings:
    return from_environment({"JENJANG_DATA_DIR": str(folder), "JENJANG_FREE_SPACE_FLOOR_MB": "10", **variables})


class Disk:
    def __init__(self, free: int) -> None:
        self.free, self.asked = free, 0

    def __call__(self, folder: Path) -> SimpleNamespace:
        self.asked += 1
        return SimpleNamespace(free=self.free)


@pytest.mark.parametrize(("free", "expected"), [((10 << 20) - 1, False), (10 << 20, True), (0, False)])
def test_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, expected: bool) -> None:
    monkeypatch.setattr(shutil, "disk_usage", Disk(free))
    assert disk.has_room(make_settings(tmp_path)) is expected


def test_answer_is_kept_for_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Disk(0)
    moment = [100.0]
    monkeypatch.setattr(shutil, "disk_usage", asked)
    monkeypatch.setattr(disk.time, "monotonic", lambda: moment[0])
    settings = make_settings(tmp_path)
    assert not any(disk.has_room(settings) for _ in range(1000))
    assert asked.asked == 1
    asked.free, moment[0] = 1 << 40, 101.1
    assert disk.has_room(settings)


def test_replica_set_is_never_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", Disk(0))
    assert disk.has_room(make_settings(tmp_path, MONGODB_URI="mongodb://db.example/?replicaSet=rs0"))


def test_folder_that_is_not_made_yet_and_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk.free_bytes(tmp_path / "a" / "b") > 0

    def fail(folder: Path) -> None:
        raise OSError("gone")

    monkeypatch.setattr(shutil, "disk_usage", fail)
    assert disk.free_bytes(tmp_path) == 0
