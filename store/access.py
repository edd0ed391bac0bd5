"""The embedded server's one account, and the question whether a server may be used."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from config import Settings
from store import processes, sentinel
from store.daemon import has_panicked, launch
from store.errors import StoreError
from store.layout import Layout, sync_folder, write_private

USER = "jenjang"
PATIENCE = 15.0
"""Seconds a living server may leave a trivial question unanswered before it counts as sick."""
_AUTHENTICATION_FAILED = 18
_USER_EXISTS = 51003


class Sick(Exception):
    """A server does not answer, or fails every operation as after a full disk; a restart cures it."""


def uri(layout: Layout, port: int) -> str:
    """The address with the password.

    retryWrites is off: the server forgets at a crash which writes it has done, so that a driver that asks
    again would do them twice.
    """
    password = layout.password.read_text().strip()
    return f"mongodb://{USER}:{password}@127.0.0.1:{port}/?directConnection=true&authSource=admin&retryWrites=false"


def examine(layout: Layout, pid: int, port: int) -> None:
    """A real read and a real write on server `pid` at `port`; raises Sick, or StoreError if it is not our store."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with _client(uri(layout, port), 1.0) as client:
                return sentinel.check_mark(layout, client)
        except OperationFailure as error:
            raise _refusal(layout, error) from error
        except ConnectionFailure as error:
            if time.monotonic() > deadline or not processes.serves(pid, layout.folder):
                raise Sick(str(error)) from error


def _refusal(layout: Layout, error: OperationFailure) -> Exception:
    """A server that panicked finds no account and calls that a wrong password, so its log decides."""
    if has_panicked(layout) or error.code != _AUTHENTICATION_FAILED:
        return Sick(str(error))
    return StoreError(
        f"The store refuses the password in {layout.password}: "
        "put the right file back, or delete it and start again to set a new one."
    )


def prepare(settings: Settings) -> None:
    """Create the account and both halves of the sentinel where one is missing: at the first start, after a
    restore, and when the password file was deleted.

    A first store is made beside the folder and moved there whole: the server leaves tables that it cannot read
    again when it is killed while it makes them.
    """
    layout = Layout.of(settings)
    if not layout.password.exists():
        write_private(layout.password, secrets.token_urlsafe(32))
    if layout.note.exists() or _has_files(layout.folder):
        known = _complete(settings, layout.folder)
    else:
        _clear(layout.making)
        known = _complete(settings, layout.making)
        if layout.folder.exists():
            layout.folder.rmdir()
        os.replace(layout.making, layout.folder)
        sync_folder(layout.root)
    sentinel.note(layout, known)


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _clear(making: Path) -> None:
    """Remove what a start that was killed midway has left."""
    while (stray := processes.find(making)) is not None:
        processes.end(stray, making)
    shutil.rmtree(making, ignore_errors=True)


def _complete(settings: Settings, folder: Path) -> str:
    """Set the password and the mark in `folder`; gives the mark.

    The server knows no exception for loopback, so this runs once without --auth, on a port nobody knows.
    """
    layout = Layout.of(settings)
    daemon = launch(settings, 0, with_password=False, folder=folder)
    try:
        with _client(f"mongodb://127.0.0.1:{daemon.port}/?directConnection=true&retryWrites=false", PATIENCE) as client:
            if layout.note.exists():
                sentinel.check_mark(layout, client)
            _set_password(client, layout.password.read_text().strip())
            return sentinel.mark(client)
    finally:
        processes.end(daemon.pid, folder)


def _set_password(client: MongoClient[dict[str, Any]], password: str) -> None:
    try:
        client.admin.command("createUser", USER, pwd=password, roles=["root"])
    except OperationFailure as error:
        if error.code != _USER_EXISTS:
            raise
        client.admin.command("updateUser", USER, pwd=password)


def _client(address: str, patience: float) -> MongoClient[dict[str, Any]]:
    selection, answer = int(patience * 1000), int(PATIENCE * 1000)
    return MongoClient(address, serverSelectionTimeoutMS=selection, socketTimeoutMS=answer, tz_aware=True)
