"""`flask config`: files out of the panel and into it, beside whoever works in the browser."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from models.audit import AuditEntry
from models.configurations import ConfigurationDraft, ConfigurationVersion
from models.people import Employee
from operations import configuration, configuring, records
from operations.actors import SYSTEM
from operations.portable import from_yaml, to_yaml
from tests.defining import make_definition, make_layer, put_in_force


@pytest.fixture
def run(store: Flask, city: SimpleNamespace) -> Any:
    def run(*args: Any) -> Any:
        return store.test_cli_runner().invoke(args=["config", *(str(each) for each in args)])

    return run


def written(folder: Path, *fields: Any) -> Path:
    path = folder / "layer.yaml"
    path.write_text(to_yaml(make_layer("Employee", *fields), "Uji"), encoding="utf-8")
    return path


def stored() -> tuple[int, int]:
    return ConfigurationVersion.objects.count(), ConfigurationDraft.objects.count()


@pytest.fixture
def leave(city: SimpleNamespace) -> Any:
    """An employee of Dinas Alfa whose leave is written as text."""
    put_in_force(city.a, make_layer("Employee", make_definition("cuti")))
    raw = records.read(Employee, city.employee_a.id)
    records.change(SYSTEM, Employee, city.employee_a.id, {"custom.cuti": "dua minggu"}, raw["version"])
    return city.employee_a.id


def test_it_is_exported_and_applied_elsewhere(run: Any, city: SimpleNamespace, leave: Any, tmp_path: Path) -> None:
    told = run("export", "ALFA")
    assert told.exit_code == 0 and from_yaml(told.output).type_of("Employee").fields[0].key == "cuti"
    file = tmp_path / "alfa.yaml"
    assert run("export", "Dinas Alfa", file).exit_code == 0 and file.read_text() == told.output
    made = run("apply", city.b, file, "--note", "as in Alfa")
    assert made.exit_code == 0 and "Dinas Beta: version 1." in made.output
    held = configuration.current()
    assert to_yaml(held.layers[city.b][1], "") == to_yaml(held.layers[city.a][1], "")
    version = ConfigurationVersion.objects.get(unit=city.b)
    assert (
        version.note == "as in Alfa"
        and AuditEntry.objects(record=city.b, action="configure").first().source == "command"
    )
    assert ConfigurationDraft.objects.count() == 0
    again = run("apply", "BETA", file)
    assert again.exit_code == 0 and "already" in again.output and ConfigurationVersion.objects(unit=city.b).count() == 1


def test_a_rehearsal_writes_nothing(run: Any, city: SimpleNamespace, leave: Any, tmp_path: Path) -> None:
    file, before = written(tmp_path, make_definition("cuti", "integer")), stored()
    told = run("rehearse", "ALFA", file)
    assert told.exit_code == 0 and "1 affected, 1 would be invalid" in told.output and "'dua minggu'" in told.output
    assert "--decide Employee/cuti:unreadable=leave" in told.output and stored() == before
    decided = run("rehearse", "ALFA", file, "--decide", "Employee/cuti:unreadable==14")
    assert "It can be applied." in decided.output and "decided: =14" in decided.output and stored() == before


def test_a_missing_decision_is_asked_for(run: Any, city: SimpleNamespace, leave: Any, tmp_path: Path) -> None:
    file, before = written(tmp_path, make_definition("cuti", "integer")), stored()
    refused = run("apply", "ALFA", file)
    assert refused.exit_code == 1 and "Decide first" in refused.output and stored() == before
    idle = run("apply", "ALFA", file, "--decide", "Employee/cuti:removed=clear")
    assert idle.exit_code == 1 and "nothing to decide" in idle.output and stored() == before
    made = run("apply", "ALFA", file, "--decide", "Employee/cuti:unreadable==14")
    assert made.exit_code == 0 and "version 2. 1 of" in made.output
    assert records.read(Employee, leave)["custom"] == {"cuti": 14}


def test_a_draft_in_the_browser_is_left_alone(run: Any, city: SimpleNamespace, tmp_path: Path) -> None:
    configuring.edit(
        SYSTEM, city.a, lambda layer: layer.types.extend(make_layer("Employee", make_definition("lain")).types)
    )
    before = ConfigurationDraft._get_collection().find_one({"_id": city.a})
    file = written(tmp_path, make_definition("baru"))
    assert run("rehearse", "ALFA", file).exit_code == 0
    refused = run("apply", "ALFA", file)
    assert refused.exit_code == 1 and "is working on a draft" in refused.output
    assert ConfigurationDraft._get_collection().find_one({"_id": city.a}) == before
    assert ConfigurationVersion.objects.count() == 0


def test_a_refusal_at_the_last_moment_leaves_no_draft(
    run: Any, city: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.applying.can_write", lambda: False)
    refused = run("apply", "ALFA", written(tmp_path, make_definition("baru")))
    assert refused.exit_code == 1 and "nearly full" in refused.output and stored() == (0, 0)


@pytest.mark.parametrize("command", ["rehearse", "apply"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format: 1\ntypes:\n  - name: Employee\n    fields: [{key: a, label: {id: A}, kind: zap}]", "types/Employee/fields/1/kind"),
        ("format: 1\ntypes:\n  - name: Employee\n    fields: [{key: name, label: {id: A}}]", "Employee/name: This key belongs"),
        ("format: 1\ntypes: !!python/name:os.system", "types (!) are not used"),
        ("hello", "holds no configuration"),
        ("\0", "as YAML should be"),
        ("x" * 600_000, "too large"),
    ],
    ids=["kind", "key", "tag", "text", "NUL", "huge"],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence(run: Any, tmp_path: Path, command: str, text: str, told: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    refused = run(command, "ALFA", file)
    assert refused.exit_code == 1 and told in refused.output and "Traceback" not in refused.output
    assert stored() == (0, 0)


def test_all_problems_are_told_by_a_rehearsal(run: Any, tmp_path: Path) -> None:
    file = written(tmp_path, make_definition("name"), make_definition("x", "choice"))
    told = run("rehearse", "ALFA", file)
    assert told.exit_code == 1 and "Employee/name" in told.output and "Employee/x/choices" in told.output
    assert "2 problems" in told.output
    assert "And 1 more" in run("apply", "ALFA", file).output


@pytest.mark.parametrize("unit", ["NONE", "", "000000000000000000000000"])
def test_a_unit_that_there_is_not(run: Any, unit: str) -> None:
    refused = run("export", unit)
    assert refused.exit_code == 1 and "There is no unit" in refused.output


def test_a_decision_has_two_sides(run: Any, tmp_path: Path) -> None:
    refused = run("apply", "ALFA", written(tmp_path, make_definition("baru")), "--decide", "Employee/cuti")
    assert refused.exit_code == 1 and "KEY=VALUE" in refused.output
