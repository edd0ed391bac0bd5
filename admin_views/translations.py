"""Languages: which one a request is in, and texts marked elsewhere put into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import g, request, session
from flask_babel import Babel, get_domain, get_locale
from markupsafe import Markup, escape

from config import Settings
from models.wording import Label, Message

LANGUAGES = ("id", "en")


def init_app(app: Any, settings: Settings, folder: str) -> None:
    """Choose a request's language: the account's, the visitor's choice, else the installation's."""

    def choose() -> str:
        chosen = getattr(g, "actor_locale", None) or session.get("locale")
        return chosen if chosen in LANGUAGES else settings.locale

    Babel(
        app,
        default_locale=settings.locale,
        default_timezone=settings.timezone,
        default_translation_directories=folder,
        locale_selector=choose,
    )
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)
    app.jinja_env.globals["_"] = _marked  # Jinja's own takes three times as long, and a page says some hundred things


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The request's language and its catalogue, looked up once: a page says some two hundred things."""

    language: str
    catalogue: Any


def _spoken() -> _Spoken:
    try:
        found: _Spoken = g.spoken
    except AttributeError:
        code = str(get_locale() or Locale("id")).split("_")[0]
        found = g.spoken = _Spoken(code, get_domain().get_translations())
    return found


def gettext(text: str, /, **values: Any) -> str:
    """The text in the request's language, its places filled."""
    told: str = _spoken().catalogue.ugettext(text)
    return told % values if values else told


def ngettext(one: str, many: str, num: int, /, **values: Any) -> str:
    """The text for that number of things, which `%(num)s` stands for."""
    told: str = _spoken().catalogue.ungettext(one, many, num)
    return told % {"num": num, **values}


def _marked(text: str, /, **values: Any) -> Markup:
    """`_` of the templates: our own text is HTML as it stands, the values put into it are escaped."""
    if isinstance(text, Label):
        return escape(text.told(language()))  # written by people, unlike our own
    told = Markup(_spoken().catalogue.ugettext(text))  # noqa: S704 (a text of the catalogue, never of a visitor)
    return told % values if values else told


def say(text: Any) -> str:
    """A marked text or Message in the request's language. Plain strings from data come back unchanged."""
    if isinstance(text, Label):
        return text.told(language())
    if isinstance(text, Message):
        values = {name: say(value) if isinstance(value, Message) else value for name, value in text.values.items()}
        return gettext(str.__str__(text), **values)
    return gettext(text) if text else ""


def language() -> str:
    """The request's language, `id` or `en`."""
    return _spoken().language


class FormTranslations:
    """WTForms' own messages through our catalogue."""

    def gettext(self, text: str) -> str:
        return gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return ngettext(one, many, count)


@lru_cache(maxsize=2_000)
def _labels(choices: tuple[tuple[str, str], ...], locale: str) -> dict[str, str]:
    return {code: say(label) for code, label in choices}


def choice_labels(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """{code: label} of a code list in the request's language; built once."""
    return _labels(choices, language())


def is_htmx() -> bool:
    """Whether the browser asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"
