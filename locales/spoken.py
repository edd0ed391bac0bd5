"""What a marked text is called in every language: the headers and choices of people's spreadsheets may be in any."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Any

from models.wording import Label

_FOLDER = Path(__file__).resolve().parent


@cache
def _indonesian() -> gettext.NullTranslations:
    return gettext.translation("messages", _FOLDER, ["id"])


def spoken(text: Any) -> tuple[str, str]:
    """(Indonesian, English) of a marked text or a Label."""
    if isinstance(text, Label):
        return str(text), text.english
    return (_indonesian().gettext(str(text)), str(text)) if text else ("", "")
