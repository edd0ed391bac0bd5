"""`flask config`: a unit's configuration as a file, out of the panel and into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from bson import ObjectId
from flask.cli import AppGroup

from commands.opening import with_store
from models.configurations import Layer
from models.conversion_events import What
from models.departments import Department
from operations import applying_files, copying, portable
from operations.accounts import COMMAND
from operations.actors import SYSTEM
from operations.errors import Invalid
from operations.rehearsal import Finding, Rehearsal

config = AppGroup("config", help="What a unit has configured, as a YAML file: export, rehearse, apply.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_decide = click.option(
    "--decide",
    "decisions",
    multiple=True,
    metavar="KEY=VALUE",
    help="What becomes of values that do not fit; `rehearse` names the keys. VALUE: leave, clear or =TEXT. Repeatable.",
)


@config.command("export")
@click.argument("unit")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
@with_store
def export(unit: str, file: Path | None) -> None:
    """Write what holds in UNIT (its code, name or id) to FILE, or print it."""
    found = _unit(unit)
    text = portable.to_yaml(copying.layer_of(SYSTEM, found["_id"]), found["name"])
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    click.echo(f"Written: {file}")


@config.command("rehearse")
@click.argument("unit")
@click.argument("file", type=_FILE)
@_decide
@with_store
def rehearse(unit: str, file: Path, decisions: tuple[str, ...]) -> None:
    """Say what FILE would do in UNIT. Writes nothing, and leaves a draft in the browser alone."""
    found, chosen = _unit(unit), _decisions(decisions)
    told = _refusing(lambda: applying_files.rehearse_layer(SYSTEM, found["_id"], _layer(file), chosen), True)
    _show(found["name"], told)


@config.command("apply")
@click.argument("unit")
@click.argument("file", type=_FILE)
@click.option("--note", default="", help="Why, for the list of versions.")
@_decide
@with_store
def apply(unit: str, file: Path, note: str, decisions: tuple[str, ...]) -> None:
    """Put FILE in force in UNIT as a new version; refused where somebody has a draft of it."""
    found, chosen = _unit(unit), _decisions(decisions)
    made = _refusing(
        lambda: applying_files.apply_layer(SYSTEM, found["_id"], _layer(file), chosen, note, COMMAND), False
    )
    if made is None:
        click.echo(f"{found['name']} has this configuration already.")
        return
    click.echo(f"{found['name']}: version {made.number}. {made.counts['changed']} of {made.counts['read']} changed.")


def _unit(told: str) -> dict[str, Any]:
    """The unit of a code, name or id."""
    ways: list[dict[str, Any]] = [{"code": told}, {"name": told}]
    if ObjectId.is_valid(told):
        ways.append({"_id": ObjectId(told)})
    for way in ways:
        found = list(Department._get_collection().find(way, {"name": 1}).limit(2))
        if len(found) == 1:
            return dict(found[0])
        if found:
            raise click.ClickException(f"Several units are called {told}: give the code or the id.")
    raise click.ClickException(f"There is no unit with the code, name or id {told}.")


def _layer(file: Path) -> Layer:
    with file.open("rb") as stream:
        return portable.from_yaml(stream.read(portable.LARGEST + 1))


def _decisions(told: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in told]
    if any(not (key and value) for key, _, value in pairs):
        raise click.ClickException("Write a decision as KEY=VALUE, such as Employee/cuti:unreadable=clear.")
    return {key: value for key, _, value in pairs}


def _refusing(act: Callable[[], Any], is_whole: bool) -> Any:
    """Do `act`; what is wrong with a file ends the command with one sentence, after all problems if `is_whole`."""
    try:
        return act()
    except Invalid as error:
        lines = [f"{where}: {message}" if where else str(message) for where, message in error.problems.items()]
        if is_whole:
            click.echo("\n".join(lines), err=True)
            raise click.ClickException(f"This cannot be applied: {len(lines)} problems.") from None
        more = f" And {len(lines) - 1} more: `flask config rehearse` lists them." if len(lines) > 1 else ""
        raise click.ClickException(lines[0] + more) from None


def _show(name: str, told: Rehearsal) -> None:
    counts = told.counts
    click.echo(f"{name}: {counts.read} records read, {counts.affected} affected, {counts.invalid} would be invalid.")
    for finding in told.findings:
        click.echo(f"{finding.key}: {finding.count} values{_state(finding)}")
        for _, label, event in finding.examples[:2]:
            click.echo(f"    {label}: {event.before!r} → {event.after!r}")
    click.echo("Decide about these first, with --decide." if told.is_open else "It can be applied.")


def _state(finding: Finding) -> str:
    if finding.decision:
        return f", decided: {finding.decision}"
    if finding.what == What.TWICE:
        return ", must differ: mend these records first"
    return f", to decide: --decide {finding.key}=leave (or clear, or =TEXT)" if finding.is_open else ""
