"""Notes are typed while the line, a worker, the store, the tab and the browser are killed: nothing is lost.

The short form of `python -m benchmarks.room_kills`, in a process of its own: servers and browser are its own, too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_nothing_is_lost_by_twelve_kills(root_folder: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.room_kills", "--kills", "12", "--seed", "7"]
    done = subprocess.run(command, cwd=root_folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 kills" in done.stdout and "Nothing is lost." in done.stdout
    for kind in ("line", "worker", "store", "tab", "browser"):
        assert f"'{kind}': 0" not in done.stdout and f"'{kind}'" in done.stdout
