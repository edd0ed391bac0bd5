"""Which parameters a request's handler asked for by name: what it never asked for cannot change its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


class Parameters(ImmutableMultiDict[str, Any]):
    """A query's or a form's parameters that tell `HEARD` what they are asked for."""

    def __getitem__(self, key: str) -> Any:
        HEARD.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        HEARD.names.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        HEARD.everything = True
        return super().__iter__()

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        HEARD.names.add(key)
        return super().get(key, *args, **options)

    def getlist(self, key: str, *args: Any, **options: Any) -> Any:
        HEARD.names.add(key)
        return super().getlist(key, *args, **options)

    def keys(self) -> Any:
        HEARD.everything = True
        return super().keys()

    def values(self) -> Any:
        HEARD.everything = True
        return super().values()

    def items(self, *args: Any, **options: Any) -> Any:
        HEARD.everything = True
        return super().items(*args, **options)

    def lists(self) -> Any:
        HEARD.everything = True
        return super().lists()

    def to_dict(self, *args: Any, **options: Any) -> Any:
        HEARD.everything = True
        return super().to_dict(*args, **options)


Request.parameter_storage_class = Parameters
