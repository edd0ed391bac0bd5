"""The import of a SIASN export, which only the panel has: once into the store, then the same file again."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.meter import Cost, measure
from operations import imports
from operations.actors import SYSTEM
from seeds import SEED
from seeds.siasn import siasn_rows, write_csv
from seeds.units import units

ROWS = 6_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import cost, and how its rows came out by label."""

    cost: Cost
    counts: Mapping[str, int]


def import_twice(rows: int = ROWS) -> tuple[Imported, Imported]:
    """Receive, plan and apply a file of `rows`, and the same file again."""
    with tempfile.TemporaryDirectory(prefix="jenjang-bench-") as folder:
        path = Path(folder, "siasn.csv")
        write_csv(path, siasn_rows(rows, SEED + 1, units()))
        content = path.read_bytes()
    return _imported(content), _imported(content)


def _imported(content: bytes) -> Imported:
    counts: dict[str, int] = {}

    def act() -> int:
        job = imports.receive(SYSTEM, io.BytesIO(content), "siasn.csv")
        plan = imports.plan(SYSTEM, job)
        counts.update(imports.apply(SYSTEM, job.id, plan.digest))
        return len(content)

    return Imported(measure(act), counts)
