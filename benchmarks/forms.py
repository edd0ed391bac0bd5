"""What a browser would send of a page's form: read from the page, as no test may know the fields better than it."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Attributes = list[tuple[str, str | None]]
_SILENT = frozenset({"submit", "button", "file", "image", "reset"})


def filled(page: str, **changes: str) -> MultiDict[str, str]:
    """The values of the page's form that has the fields of `changes`, with those changed. LookupError: no such form."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        if changes.keys() <= form.keys():
            for name, value in changes.items():
                form[name] = value
            return form
    raise LookupError(f"the page has no form with {', '.join(changes)}")


class _Reader(HTMLParser):
    """Collects the values of every POST form; what stands in a <template> is not part of one."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[MultiDict[str, str]] = []
        self._form: MultiDict[str, str] | None = None
        self._templates = 0
        self._select: str | None = None
        self._picked: list[str] = []
        self._first: str | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "template":
            self._templates += 1
        elif tag == "form":
            self._form = MultiDict()
        if self._form is None or self._templates:
            return
        name = found.get("name", "")
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "select" and name:
            self._select, self._picked, self._first = name, [], None
        elif tag == "option" and self._select:
            self._option(found)
        elif tag == "textarea" and name:
            self._area = (name, [])

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            self._area[1].append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif tag == "select" and self._select and self._form is not None:
            default = [self._first] if self._first is not None else []
            self._form.setlist(self._select, self._picked or default)
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name, parts = self._area
            text = "".join(parts)
            self._form.add(name, text.removeprefix("\r\n").removeprefix("\n"))
            self._area = None
        elif tag == "form" and self._form is not None:
            self.forms.append(self._form)
            self._form = None

    def _input(self, name: str, found: dict[str, str]) -> None:
        assert self._form is not None
        kind = found.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in found:
                self._form.add(name, found.get("value", "on"))
        elif kind not in _SILENT:
            self._form.add(name, found.get("value", ""))

    def _option(self, found: dict[str, str]) -> None:
        value = found.get("value", "")
        if "selected" in found:
            self._picked.append(value)
        if self._first is None:
            self._first = value
