"""Texts that people read, kept apart from the language they are read in.

English is the source language; `locales/` holds the Indonesian one. Models and operations know nothing of a
request, so they mark a text (`N_`) or build a Message, and the view that shows it translates.
"""

from __future__ import annotations

from typing import Any


def N_(text: str) -> str:  # noqa: N802 (the customary name of a gettext marker)
    """Mark `text` for the message catalogue; returns it unchanged."""
    return text


class Message(str):
    """A marked text with the values to put into its `%(name)s` places, translated when it is shown."""

    values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Message:
        message = super().__new__(cls, text)
        message.values = values
        return message

    def __str__(self) -> str:
        text = str.__str__(self)
        return text % self.values if self.values else text
