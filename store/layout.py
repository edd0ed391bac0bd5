"""Where the embedded store keeps its things, and how its small files are written."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Settings
from store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths below one data folder. All but `backups` belong to the embedded server alone."""

    root: Path

    @classmethod
    def of(cls, settings: Settings) -> Layout:
        if settings.mongodb_uri:
            raise StoreError("This is a task of the embedded store, but MONGODB_URI is set: unset it first.")
        return cls(settings.data_dir.resolve())

    @property
    def folder(self) -> Path:
        """The server's own folder; nobody else writes in it."""
        return self.root / "store"

    @property
    def making(self) -> Path:
        """A first store until it is whole; it then takes the place of `folder` in one step."""
        return self.root / "store.making"

    @property
    def endpoint(self) -> Path:
        """Port and process of the running server, kept after a crash so that its port is taken again."""
        return self.root / "store.endpoint.json"

    @property
    def note(self) -> Path:
        """The sentinel's half outside the folder: see store.sentinel."""
        return self.root / "store.note.json"

    @property
    def password(self) -> Path:
        return self.root / "store.password"

    @property
    def lock(self) -> Path:
        return self.root / "store.lock"

    @property
    def config(self) -> Path:
        """An empty file: passing it keeps the server from reading one it finds elsewhere."""
        return self.root / "store.toml"

    @property
    def log(self) -> Path:
        return self.root / "store.log"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def make(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)


def write_private(path: Path, text: str) -> None:
    """Replace `path` as one step that survives a power cut; readable by its owner alone."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_json(path: Path) -> dict[str, Any]:
    """The object in `path`, or {} where the file is absent or was not written to its end."""
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
