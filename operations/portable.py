"""A unit's configuration as a YAML file that people read, keep and carry to another panel, and read back strictly.

What a Layer is made of is asked of its fields, so that whatever it comes to hold later is carried too. Left out are
defaults, what is empty, ids of this installation, and who may change the configuration: that is decided where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from mongoengine import EmbeddedDocument
from mongoengine.base import BaseField

from models.configurations import Layer
from models.fields import tidy
from models.wording import N_, Label, Message
from operations import yaml_trees
from operations.errors import Invalid
from operations.portable_fields import pair_of, portable_fields
from operations.portable_reading import Reading

FORMAT = 1
LARGEST = yaml_trees.LARGEST
"""The bytes that a file may have."""


@dataclass(frozen=True, slots=True)
class Portable:
    """What a file holds."""

    title: Label
    description: Label
    layer: Layer


class _Dumper(yaml.SafeDumper):
    """Lists indented, and never a reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def to_yaml(layer: Layer, title: str, description: str = "") -> str:
    """The layer as YAML, the same text for the same layer. A Label is written in both languages."""
    told = {"title": _said(title), "description": _said(description)}
    whole = {"format": FORMAT, **{name: text for name, text in told.items() if text}, **_plain(layer)}
    written: str = yaml.dump(
        whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )
    return written


def _said(text: str) -> Any:
    if isinstance(text, Label) and text.english != str(text):
        return {"id": tidy(str(text)), "en": tidy(text.english)}
    return tidy(str(text))


def _plain(part: EmbeddedDocument) -> dict[str, Any]:
    """What a part says that its defaults do not."""
    found: dict[str, Any] = {}
    for name, each in portable_fields(type(part)):  # type: ignore[arg-type]
        value = _written(each, getattr(part, name))
        default = each.default() if callable(each.default) else each.default
        if value in (None, "", [], {}) or value == default:
            continue
        pair, language = pair_of(type(part), name)  # type: ignore[arg-type]
        if language:
            found.setdefault(pair, {})[language] = value
        else:
            found[name] = value
    return found


def _written(each: BaseField | None, value: Any) -> Any:
    if isinstance(value, EmbeddedDocument):
        return _plain(value)
    if isinstance(value, (list, tuple)):
        return [_written(getattr(each, "field", None), row) for row in value]
    return tidy(value, lines=getattr(each, "lines", False)) if isinstance(value, str) else value


def from_yaml(text: str | bytes) -> Layer:
    """The layer of such a text. Raises Invalid with a problem a place, such as `types/Employee/fields/3/kind`."""
    return read(text).layer


def read(text: str | bytes) -> Portable:
    """A whole file. Raises Invalid as `from_yaml` does."""
    tree = yaml_trees.read(text)
    if not isinstance(tree, dict):
        raise Invalid({"": Message(N_("This file holds no configuration: it begins with “format: 1”."))})
    if str(tree.get("format")) != str(FORMAT):
        raise Invalid({"format": Message(N_("This panel reads files of format %(format)s."), format=FORMAT)})
    reading = Reading()
    title, description = (reading.label(tree.get(name), name) for name in ("title", "description"))
    inner = {name: each for name, each in tree.items() if name not in ("format", "title", "description")}
    layer = reading.part(Layer, inner, "")
    if reading.problems:
        raise Invalid(reading.problems)
    return Portable(title, description, layer)
