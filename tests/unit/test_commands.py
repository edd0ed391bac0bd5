"""What a `flask` command says before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.cli import FlaskGroup

from app import create_app
from config import ConfigError

COMMANDS = (
    "store status",
    "users list",
    "import employees x.csv",
    "config export KOTA",
    "demo load",
    "worker",
    "--help",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_malformed_setting_ends_every_command_in_a_sentence(command: str, tmp_path: Path) -> None:
    environment = {"JENJANG_PORT": "abc", "JENJANG_DATA_DIR": str(tmp_path)}
    answer = CliRunner().invoke(FlaskGroup(), command.split(), env=environment)
    assert answer.exit_code == 1
    assert answer.output.startswith("Jenjang: JENJANG_PORT") and len(answer.output.strip().splitlines()) == 1


def test_who_makes_the_panel_otherwise_gets_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JENJANG_PORT", "abc")
    with pytest.raises(ConfigError, match="JENJANG_PORT"):
        create_app()
