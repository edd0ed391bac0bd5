"""A tree of a configuration's file made into its parts, with everything that is wrong with it, each by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mongoengine import (
    BooleanField,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    FloatField,
    IntField,
    ListField,
    StringField,
)
from mongoengine.base import BaseField

from models.fields import tidy
from models.validation import LARGEST_LIST, REQUIRED, value_problems
from models.wording import N_, Label, Message
from operations.errors import Invalid
from operations.portable_fields import IDENTITY, pair_of, portable_fields
from operations.yaml_trees import Scalar, Tree

MOST_PROBLEMS = 100
LONGEST = 200  # of a text whose field tells no length: keys and codes


@dataclass(slots=True)
class Reading:
    """One file on its way to a layer, with all that is wrong with it."""

    problems: dict[str, Message] = field(default_factory=dict)

    def tell(self, where: str, text: str, **values: Any) -> None:
        """Note a problem, the first of a place."""
        self.note(where, Message(text, **values))

    def note(self, where: str, message: Message) -> None:
        """As `tell`, of a message that is made already. Raises Invalid at once when there are far too many."""
        self.problems.setdefault(where, message)
        if len(self.problems) >= MOST_PROBLEMS:
            raise Invalid(self.problems)

    def label(self, tree: Tree, where: str) -> Label:
        """A text of the header, in one language or two."""
        told = tree if isinstance(tree, dict) else {"id": tree}
        for name, each in told.items():
            if name not in ("id", "en") or not isinstance(each, (Scalar, type(None))):
                self.tell(f"{where}/{name}", N_("Write a text here, or one each as id and en."))
                return Label("")
        indonesian, english = (tidy(str(told.get(name) or "")[:500]) or "" for name in ("id", "en"))
        return Label(indonesian or english, english)

    def part(self, kind: type[EmbeddedDocument], tree: Tree, where: str) -> Any:
        """A part made of a mapping."""
        if not isinstance(tree, dict):
            self.tell(where, N_("Write this as lines of “name: value”."))
            return kind()
        values = dict(self._unpaired(kind, tree, where))
        made: dict[str, Any] = {}
        for name, each in portable_fields(kind):  # type: ignore[arg-type]
            inner = _under(where, "/".join(part for part in pair_of(kind, name) if part))  # type: ignore[arg-type]
            value = self._value(each, values[name], inner) if values.get(name) is not None else None
            if value is not None:
                made[name] = value
                for message in () if inner in self.problems else value_problems(each, value):
                    self.note(inner, message)
            elif each.required and each.default is None and inner.rpartition("/")[0] not in self.problems:
                self.tell(inner, REQUIRED)
        return kind(**made)

    def _unpaired(self, kind: type[EmbeddedDocument], tree: dict[str, Tree], where: str) -> Iterator[tuple[str, Tree]]:
        """The values by the fields' names; what no field is called is told."""
        names = {name: pair_of(kind, name) for name, _ in portable_fields(kind)}  # type: ignore[arg-type]
        for written, each in tree.items():
            languages = {language: name for name, (pair, language) in names.items() if pair == written}
            if not languages:
                known = ", ".join(dict.fromkeys(pair for pair, _ in names.values()))
                self.tell(_under(where, written), N_("There is no such name here. Known are: %(names)s."), names=known)
            elif "" in languages:
                yield languages[""], each
            elif not isinstance(each, dict) or not each.keys() <= languages.keys():
                self.tell(_under(where, written), N_("Write this in two languages, as {id: …, en: …}."))
            else:
                yield from ((languages[language], text) for language, text in each.items())

    def _value(self, each: BaseField, tree: Tree, where: str) -> Any:
        if isinstance(each, EmbeddedDocumentField):
            return self.part(each.document_type, tree, where)
        if isinstance(each, EmbeddedDocumentListField):
            kind = each.field.document_type
            return self._rows(tree, where, lambda row, at: self.part(kind, row, at))
        if isinstance(each, ListField):
            return self._rows(tree, where, lambda row, at: self._value(each.field, row, at))
        return self._scalar(each, tree, where)

    def _rows(self, tree: Tree, where: str, make: Callable[[Tree, str], Any]) -> list[Any] | None:
        if not isinstance(tree, list):
            self.tell(where, N_("Write this as a list, a line each beginning with “-”."))
            return None
        if len(tree) > LARGEST_LIST:
            self.tell(where, N_("At most %(count)s rows."), count=LARGEST_LIST)
            return None
        made = (make(row, _under(where, _called(row, where, number))) for number, row in enumerate(tree, 1))
        return [each for each in made if each is not None]

    def _scalar(self, each: BaseField, tree: Tree, where: str) -> Any:
        told: str | None = None
        if not isinstance(tree, Scalar):
            told = N_("Write a single value here.")
        elif isinstance(each, BooleanField):
            told = None if tree.is_plain and tree.lower() in ("true", "false") else N_("Write true or false.")
        elif isinstance(each, (IntField, FloatField)):
            pattern = r"[+-]?[0-9]{1,9}" if isinstance(each, IntField) else r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?"
            told = None if tree.is_plain and re.fullmatch(pattern, tree) else N_("Write a number.")
        if told:
            self.tell(where, told)
            return None
        return self._taken(each, str(tree), where)

    def _taken(self, each: BaseField, text: str, where: str) -> Any:
        if isinstance(each, BooleanField):
            return text.lower() == "true"
        if isinstance(each, (IntField, FloatField)):
            return int(text) if isinstance(each, IntField) else float(text)
        kept = tidy(text, lines=getattr(each, "lines", False))
        if isinstance(each, StringField) and not each.max_length and len(kept or "") > LONGEST:
            self.tell(where, N_("At most %(count)s characters, this has %(length)s."), count=LONGEST, length=len(text))
        return kept


def _under(where: str, name: str) -> str:
    return f"{where}/{name}" if where else name


def _called(row: Tree, where: str, number: int) -> str:
    """What a row is called in a path: the parts of a layer by their names, all others by their place."""
    names = [str(row[name]) for name in IDENTITY if row.get(name)] if isinstance(row, dict) else []
    return names[0][:60] if names and "/" not in where else str(number)
