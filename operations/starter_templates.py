"""Templates to start a unit's configuration from: the YAML files in seeds/templates, one a field of work."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from models.configurations import Layer
from models.wording import Label
from operations.errors import Missing
from operations.layer_parts import copied
from operations.portable import Portable, read

FOLDER = Path(__file__).resolve().parents[1] / "seeds" / "templates"


class Template(NamedTuple):
    """What a template is called and what it brings, in both languages."""

    key: str
    title: Label
    description: Label


def templates() -> list[Template]:
    """Every template, by its title."""
    found = [Template(path.stem, *_told(path.stem)) for path in FOLDER.glob("*.yaml")]
    return sorted(found, key=lambda each: str(each.title))


def template(key: str) -> Layer:
    """A copy of a template's layer. Raises Missing."""
    if key not in {path.stem for path in FOLDER.glob("*.yaml")}:
        raise Missing()
    return copied(_file(key).layer)


def _told(key: str) -> tuple[Label, Label]:
    return _file(key).title, _file(key).description


@cache
def _file(key: str) -> Portable:
    return read((FOLDER / f"{key}.yaml").read_bytes())
