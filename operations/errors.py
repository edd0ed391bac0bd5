"""What can go wrong with an operation, as types. admin_views.errors turns each into an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.wording import N_, Message


class OperationError(Exception):
    """Base; `message` says what happened and what to do next."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Denied(OperationError):
    """The actor's roles do not allow this."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message(N_("Your role does not allow this. Ask an HR admin of BKPSDM.")))


class Missing(OperationError):
    """No such record, or none the actor may know of: the two must look the same."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or Message(N_("This record does not exist, or lies outside your units.")))


class Invalid(OperationError):
    """Values that cannot be saved: `problems` has a message a field; nothing was written."""

    def __init__(self, problems: Mapping[str, Message]) -> None:
        self.problems = dict(problems)
        super().__init__(next(iter(problems.values())))


class Conflict(OperationError):
    """Someone else saved the record since `seen`. `stored` is theirs, `base` the version both began with."""

    def __init__(self, base: Any, stored: Any, mine: Any, by: str | None, at: Any) -> None:
        self.base, self.stored, self.mine, self.by, self.at = base, stored, mine, by, at
        super().__init__(Message(N_("Someone else saved this record meanwhile. Nothing was overwritten.")))


class WrongState(OperationError):
    """The record's state does not allow this step."""


class Full(OperationError):
    """The disk is nearly full: reading goes on, writing does not."""

    def __init__(self) -> None:
        super().__init__(
            Message(N_("The server's disk is nearly full, so nothing can be saved. Tell the operator to free space."))
        )


class Throttled(OperationError):
    """Too many tries; `seconds` until the next one is heard."""

    def __init__(self, message: Message, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message)
