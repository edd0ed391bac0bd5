"""`flask import`: spreadsheets from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from commands.opening import with_store
from models.base import Record
from models.people import Employee
from operations import imports as jobs
from operations.actors import SYSTEM

imports = AppGroup("import", help="Import spreadsheets.")


@imports.command("employees")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the preview only; write nothing.")
@with_store
def employees(file: Path, dry_run: bool) -> None:
    """Import employees from a SIASN export (CSV or XLSX)."""
    _import(file, Employee, dry_run)


@imports.command("records")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the preview only; write nothing.")
@with_store
def records(kind: str, file: Path, dry_run: bool) -> None:
    """Import a sheet as lists are exported (CSV or XLSX). KIND is Training, Feedback or the key of a register."""
    kinds = {each.type_name(): each for each in jobs.importable(SYSTEM) if jobs.is_table(each)}
    if kind not in kinds:
        raise click.BadParameter(f"Known: {', '.join(sorted(kinds))}.", param_hint="KIND")
    _import(file, kinds[kind], dry_run)


def _import(file: Path, kind: type[Record], dry_run: bool) -> None:
    with file.open("rb") as stream:
        job = jobs.receive(SYSTEM, stream, file.name, kind)
    plan = jobs.plan(SYSTEM, job)
    for problem in plan.problems[:50]:
        click.echo(f"row {problem.row}: {problem.column}: {problem.value!r}: {problem.message}", err=True)
    click.echo(f"Preview: {_told(plan.counts)}")
    if not dry_run:
        with click.progressbar(length=100, label="Applying") as bar:
            counts = jobs.apply(SYSTEM, job.id, plan.digest, lambda done, total: bar.update(_step(bar, done, total)))
        click.echo(f"Applied: {_told(counts)}")


def _step(bar: click.progressbar, done: int, total: int) -> int:  # type: ignore[valid-type]
    return max(0, int(100 * done / total) - int(bar.pos)) if total else 0  # type: ignore[attr-defined]


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
