"""Which collections the process wrote to, as its driver tells: what was not written need not be read again."""

from __future__ import annotations

from typing import Any

from pymongo import monitoring

_READS = frozenset(
    {
        "find", "getMore", "count", "distinct", "explain", "listCollections", "listIndexes", "killCursors",
        "hello", "ping", "endSessions", "saslStart", "saslContinue", "commitTransaction", "abortTransaction",
    }
)  # fmt: skip


class Written(monitoring.CommandListener):
    """The collections that any command but a read named since the last `forget`."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def forget(self) -> None:
        self.names.clear()

    def started(self, event: Any) -> None:
        stages = event.command.get("pipeline", ()) if event.command_name == "aggregate" else ({"$out": ""},)
        if event.command_name not in _READS and any({"$out", "$merge"} & stage.keys() for stage in stages):
            self.names.add(str(event.command.get(event.command_name)))

    def succeeded(self, event: Any) -> None:
        """Nothing to note."""

    def failed(self, event: Any) -> None:
        """Nothing to note."""


WRITTEN = Written()
monitoring.register(WRITTEN)
