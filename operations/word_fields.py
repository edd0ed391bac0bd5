"""What a Word template may say: fields, conditions and loops over what there is, and nothing else.

Judged before anything runs. A loop goes over a list of the data, a loop within it over a part of the element of the
one right around it: a loop can take no more turns than the data has rows, and there is nothing to call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docxtpl import InlineImage
from jinja2 import Template, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from models.wording import N_, Message

FILTERS = frozenset({"upper", "lower", "title", "join", "length", "trim"})
LARGEST = 4 * 2**20
"""Characters of a filled part at most."""
MOST_LOOPS = 60
LONGEST_SIGN = 20
"""Characters of what rows are joined by."""
_NO_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LOOP = {"index": 1, "first": True, "last": True, "length": 1}
_PLAIN = (nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr)
UNKNOWN = N_("There is no field “%(name)s”.")
NOT_TEXT = N_("“%(name)s” is a list or a group, not a text: go through it with a loop, or name one of its parts.")
NO_LIST = N_("A loop goes over a list of the fields, and a loop within it over a part of the outer one: “%(name)s”.")
NOT_ALLOWED = N_("Only fields, conditions and loops may stand in a template. This may not: %(name)s.")
TOO_MUCH = N_("This template makes too large a paper.")


class Refused(Exception):
    """A template that says what it may not; `message` tells."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Bounded(Template):
    """A template that stops where its output grows too large."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        parts, size = [], 0
        for each in self.generate(*args, **kwargs):
            size += len(each)
            if size > LARGEST:
                raise Refused(Message(TOO_MUCH))
            parts.append(each)
        return "".join(parts)


class Filling(SandboxedEnvironment):
    """Jinja with nothing but `FILTERS`; refuses what does not fit `sample`, which has every field once."""

    template_class = Bounded

    def __init__(self, sample: Mapping[str, Any]) -> None:
        super().__init__(autoescape=True, finalize=literal)
        self.sample = sample
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        Judge().blocks(self.parse(source).body, dict(self.sample), None)
        return super().from_string(source, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A part of a group, or of the loop: attributes of objects are none of a template's business."""
        if isinstance(obj, Mapping):
            return obj.get(attribute, "")
        return super().getattr(obj, attribute) if attribute in LOOP else self.undefined(name=attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def literal(value: Any) -> Any:
    """A text as Word shows it: its braces too are data, of which docxtpl makes fields again."""
    if isinstance(value, InlineImage):
        return value
    told = escape(clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value)
    return Markup(str(told).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 (escaped above)


def clean(text: str) -> str:
    """A text without what XML cannot hold, and what docxtpl reads as a new paragraph or page."""
    return _NO_XML.sub("", text)


class Judge:
    """Goes through a template and raises Refused at the first thing that may not be."""

    def __init__(self) -> None:
        self.loops = 0

    def blocks(self, body: list[nodes.Node], known: dict[str, Any], outer: str | None) -> None:
        """Judge these parts where `known` are the fields; `outer` is the element of the loop right around them."""
        for node in body:
            if isinstance(node, nodes.Output):
                self._output(node, known)
            elif isinstance(node, nodes.If):
                self.value(node.test, known)
                for part in (node.body, node.elif_, node.else_):
                    self.blocks(list(part), known, outer)
            elif isinstance(node, nodes.For):
                self._loop(node, known, outer)
            else:
                raise _refused(node)

    def _output(self, node: nodes.Output, known: dict[str, Any]) -> None:
        for each in node.nodes:
            found = "" if isinstance(each, nodes.TemplateData) else self.value(each, known)
            if isinstance(found, (list, Mapping)):
                raise Refused(Message(NOT_TEXT, name=_name(each)))

    def _loop(self, node: nodes.For, known: dict[str, Any], outer: str | None) -> None:
        self.loops += 1
        target = node.target
        is_plain = not node.recursive and node.test is None and self.loops <= MOST_LOOPS
        if not is_plain or not isinstance(target, nodes.Name):
            raise _refused(node)
        found = self.value(node.iter, known)
        is_part = outer is None or _root(node.iter) == outer
        if not isinstance(found, list) or not isinstance(node.iter, (nodes.Name, nodes.Getattr)) or not is_part:
            raise Refused(Message(NO_LIST, name=_name(node.iter)))
        inside = {**known, target.name: found[0], "loop": LOOP}
        self.blocks(node.body, inside, target.name)
        self.blocks(node.else_, known, outer)

    def value(self, node: nodes.Node, known: Mapping[str, Any]) -> Any:
        """What an expression is for the sample."""
        if isinstance(node, nodes.Name) and node.name in known:
            return known[node.name]
        if isinstance(node, nodes.Getattr):
            found = self.value(node.node, known)
            if isinstance(found, Mapping) and node.attr in found:
                return found[node.attr]
        if isinstance(node, (nodes.Name, nodes.Getattr)):
            raise Refused(Message(UNKNOWN, name=_name(node)))
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.Filter) and node.node is not None and node.name in FILTERS:
            if node.name == "join" and not _joins(node):
                raise _refused(node)
            self._all(node, known)
            return ""
        if isinstance(node, _PLAIN):
            self._all(node, known)
            return ""
        raise _refused(node)

    def _all(self, node: nodes.Node, known: Mapping[str, Any]) -> None:
        for each in node.iter_child_nodes():
            self.value(each, known)


def _joins(node: nodes.Filter) -> bool:
    """Whether this joins a field by some signs: joined by a field, or once more, it would grow without end."""
    told = [*node.args, *(each.value for each in node.kwargs)]
    signs = [each.value for each in told if isinstance(each, nodes.Const)]
    is_short = len(signs) == len(told) and all(isinstance(each, str) and len(each) <= LONGEST_SIGN for each in signs)
    is_field = isinstance(node.node, (nodes.Name, nodes.Getattr))
    return is_field and is_short and node.dyn_args is None and node.dyn_kwargs is None


def _refused(node: nodes.Node) -> Refused:
    return Refused(Message(NOT_ALLOWED, name=type(node).__name__.lower()))


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else type(node).__name__.lower()


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def paths(sample: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, bool]]:
    """(field, whether it is a list) for every field of a sample, parts after their whole."""
    for name, value in sample.items():
        yield f"{before}{name}", isinstance(value, list)
        inner = value[0] if isinstance(value, list) else value
        if isinstance(inner, Mapping):
            yield from paths(inner, f"{before}{name}.")
