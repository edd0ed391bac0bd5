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


class Label(str):
    """A text that people of the city wrote in both languages; `say` picks the reader's, never the catalogue.

    As a plain string it is the Indonesian one, which is also shown where there is no English.
    """

    english: str

    def __new__(cls, indonesian: str, english: str | None = None) -> Label:
        label = super().__new__(cls, indonesian)
        label.english = english or indonesian
        return label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Label) and (str(self), self.english) == (str(other), other.english)

    def __hash__(self) -> int:
        return hash((str(self), self.english))

    def told(self, language: str) -> str:
        """The text in `id` or `en`."""
        return self.english if language == "en" else str(self)
