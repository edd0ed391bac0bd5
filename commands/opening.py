"""Opening the store for a command, and its errors as one sentence and a non-zero exit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app

from operations import configuration
from operations.applying_steps import recover
from operations.errors import Invalid, OperationError
from store.errors import StoreError


def with_store(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the store open, and no half-applied configuration of a dead process in its way."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        import app as panel

        def work() -> Any:
            panel.open_store(current_app)
            recover(configuration.stored())
            return command(*args, **options)

        return plainly(work)

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
