"""Opening the store for a command, and its errors as one sentence and a non-zero exit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app

from operations.errors import Invalid, OperationError
from store.errors import StoreError


def with_store(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the store open."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        import app as panel

        return plainly(lambda: (panel.open_store(current_app), command(*args, **options))[1])

    return run


def plainly(act: Callable[[], Any]) -> Any:
    """Do `act`; what it refuses ends the command with a sentence, never a traceback."""
    try:
        return act()
    except Invalid as error:
        told = "; ".join(f"{name}: {message}" if name else str(message) for name, message in error.problems.items())
        raise click.ClickException(told) from None
    except (OperationError, StoreError) as error:
        message = error.message if isinstance(error, OperationError) else error
        raise click.ClickException(str(message)) from None
