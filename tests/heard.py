"""Which parameters a request's handler asked for by name: what it never asked for cannot change its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict


class Heard:
    """The names asked for since the last `forget`; `everything` where a handler went through them all."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.everything = False

    def forget(self) -> None:
        self.names.clear()
        self.everything = False

    def of(self, parameters: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
        """The part of these parameters that was asked for."""
        return frozenset(
            (name, str(value)) for name, value in parameters.items() if self.everything or name in self.names
        )


HEARD = Heard()


def _hearing(name: str) -> Any:
    """The method of that name, which first notes what it is asked for: a name, or everything where it takes none."""
    method = getattr(ImmutableMultiDict, name)

    def heard(self: Any, *args: Any, **options: Any) -> Any:
        if args and name in _OF_ONE:
            HEARD.names.add(str(args[0]))
        else:
            HEARD.everything = True
        return method(self, *args, **options)

    return heard


_OF_ONE = ("__getitem__", "__contains__", "get", "getlist")
_OF_ALL = ("__iter__", "keys", "values", "items", "lists", "listvalues", "to_dict", "__len__")
Parameters = type("Parameters", (ImmutableMultiDict,), {name: _hearing(name) for name in (*_OF_ONE, *_OF_ALL)})
Request.parameter_storage_class = Parameters
