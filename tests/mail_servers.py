"""A mail server that tests send to, and what they say to the outbox."""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from models.outbox import Mail
from operations import outbox
from operations.smtp import Post

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SENDER = "Sekretariat <sekretariat@kota.example>"


class Server:
    """A mail server that keeps what it is sent; `refuses` are its answers to the next recipients, first to last."""

    post: Post

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refuses: list[str] = []
        self.gate: threading.Event | None = None
        self.reached = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.reached.set()
        if self.gate is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.gate.wait)
        self.got.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [str(each["Message-ID"]) for each in self.got]


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port of 127.0.0.1; `post` leads to it."""
    port = free_port()
    made = Server()
    made.post = Post.at(f"smtp://127.0.0.1:{port}", SENDER)
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def deliver(server: Server, holder: str = "w1") -> int:
    """One round of a worker."""
    return outbox.deliver(server.post, holder)


def due_again(**values: Any) -> None:
    """As if the pause, or the lease, were over."""
    Mail._get_collection().update_many({}, {"$set": {"next_at": LONG_AGO, "leased_until": LONG_AGO, **values}})
