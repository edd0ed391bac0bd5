"""The house's plan, enforced: who imports whom, how long a file may be, and that nothing is left undocumented."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import click
import pytest
from flask import Flask

from admin_views.base import Guarded, Page, RecordView
from config import Settings
from tests.walking import PUBLIC

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ("admin_views", "app", "commands", "config", "models", "operations", "runtime", "seeds", "store")
MAY_IMPORT = {
    "models": {"models"},
    "operations": {"operations", "models"},
    "admin_views": {"admin_views", "operations", "models"},
    "store": {"store", "models", "config"},
    "runtime": {"runtime", "store", "operations", "config"},
    "seeds": {"seeds", "operations", "models"},
    "commands": {"commands", "operations", "store", "seeds", "models", "config"},
    "config": set(),
    "app": set(HOUSE),
}
ALSO = {("admin_views/translations.py", "config")}  # type only: the settings it is handed
NOT_OF = {
    "models": {"flask", "flask_admin", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug", "pymongo"},
    "operations": {"flask", "flask_admin", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug"},
    "admin_views": {"gridfs"},
    "store": {"flask", "flask_admin", "wtforms"},
}
DATABASE = {"pymongo", "bson", "gridfs"}
DATABASE_ALLOWED = {"bson.ObjectId", "pymongo.errors.ConnectionFailure", "pymongo.errors.PyMongoError"}
LATE = {("commands/opening.py", "app")}  # a command opens the store of the app that runs it
LONGEST = 250


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file of the house, its tests and benchmarks."""
    whole = [
        *ROOT.glob("*.py"),
        *(p for part in (*HOUSE, "tests", "benchmarks", "locales") for p in ROOT.glob(f"{part}/**/*.py")),
    ]
    return tuple(sorted(whole))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def part(path: Path) -> str:
    return name(path).split("/")[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Every dotted name that is imported; `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{each.name}" for each in node.names)


def files_of(*parts: str) -> list[Path]:
    return [path for path in sources() if part(path) in parts]


@pytest.mark.parametrize("path", files_of(*HOUSE), ids=name)
def test_who_imports_whom(path: Path) -> None:
    own = part(path)
    found = {each.split(".")[0] for each in imports(ast.parse(path.read_text()))}
    wrong = {each for each in found & set(HOUSE) - MAY_IMPORT[own] if (name(path), each) not in ALSO | LATE}
    wrong |= found & NOT_OF.get(own, set()) | found & {""}
    if "store/migrations/" in name(path):
        wrong |= found & (set(HOUSE) - {"store"})
    assert not wrong


@pytest.mark.parametrize("path", files_of("admin_views"), ids=name)
def test_screens_never_touch_the_database(path: Path) -> None:
    text = path.read_text()
    found = {each for each in imports(ast.parse(text)) if each.split(".")[0] in DATABASE}
    assert found <= DATABASE_ALLOWED
    assert "_get_collection" not in text and ".objects" not in text and "get_db" not in text


@pytest.mark.parametrize("path", files_of(*HOUSE), ids=name)
def test_no_import_hides_in_a_function(path: Path) -> None:
    functions = [
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    hidden = {each.split(".")[0] for function in functions for each in imports(function)}
    assert {each for each in hidden if (name(path), each) not in LATE} == set()


@pytest.mark.parametrize("path", sources(), ids=name)
def test_files_stay_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert path.stem not in {"utils", "helpers", "common", "manager", "service"}


@pytest.mark.parametrize("path", files_of(*HOUSE), ids=name)
def test_every_except_names_its_class(path: Path) -> None:
    handlers = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ExceptHandler)]
    assert all(each.type is not None for each in handlers)


def test_every_screen_is_a_record_view_or_a_page(panel: Flask) -> None:
    for view in panel.extensions["admin"][0]._views:
        assert isinstance(view, Guarded), view
        assert type(view).is_accessible is not Guarded.is_accessible, "a screen says who may open it"
        assert not getattr(view, "extra_js", None) and not getattr(view, "extra_css", None)
        if isinstance(view, RecordView):
            assert type(view)._run_view is Guarded._run_view and type(view).api_file_view is None
        else:
            assert isinstance(view, Page) or view.endpoint == "admin"


def test_every_route_belongs_to_a_screen(panel: Flask) -> None:
    known = {view.endpoint for view in panel.extensions["admin"][0]._views} | {"static", "health"}
    assert {rule.endpoint.partition(".")[0] for rule in panel.url_map.iter_rules()} <= known


def test_only_the_known_pages_are_public(panel: Flask) -> None:
    for rule in panel.url_map.iter_rules():
        path = rule.build(dict.fromkeys(rule.arguments, "x"))[1]
        if rule.endpoint in PUBLIC:
            continue
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        answer = panel.test_client().open(path, method=method)
        assert answer.status_code in (302, 400) and "Sign out" not in answer.text, path


def test_the_readme_names_every_setting_with_its_default() -> None:
    text = (ROOT / "README.md").read_text()
    rows = {row.split("|")[1].strip().strip("`"): row for row in text.splitlines() if row.startswith("| `")}
    for each in fields(Settings):
        variable, default = each.metadata["variable"], each.metadata["default"]
        assert variable in rows, f"README.md does not list {variable}"
        assert not default or default in rows[variable], f"README.md gives another default of {variable} than {default}"


def test_the_readme_names_no_setting_that_is_none() -> None:
    known = {each.metadata["variable"] for each in fields(Settings)}
    words = "".join(c if c.isalnum() or c == "_" else " " for c in (ROOT / "README.md").read_text()).split()
    assert {word for word in words if word.startswith("JENJANG_")} <= known


def test_the_readme_names_every_command(panel: Flask) -> None:
    told = re.findall(r"flask (\w+) ([a-z-]+(?:\\\|[a-z-]+)*)", (ROOT / "README.md").read_text())
    known = {(group, command) for group, commands in told for command in commands.split("\\|")}
    for group_name, group in panel.cli.commands.items():
        module = inspect.getmodule(getattr(group, "callback", None)) or inspect.getmodule(type(group))
        if not isinstance(group, click.Group) or (module and module.__name__.startswith("flask_")):
            continue
        for command, each in group.commands.items():
            assert (group_name, command) in known, f"README.md does not tell of flask {group_name} {command}"
            assert each.help, f"flask {group_name} {command} says nothing of itself"


def test_the_environment_is_read_in_one_place() -> None:
    told = [name(path) for path in files_of(*HOUSE) if "os.environ" in path.read_text() or "getenv" in path.read_text()]
    assert told == ["config.py", "store/daemon.py"], "the daemon hands its environment on"


def test_ranges_end_below_a_bound() -> None:
    """See test_an_upper_bound_stands_beside_what_is_below_it; the two told here end the index they are found by."""
    told = [name(path) for path in files_of(*HOUSE) if '"$lte"' in path.read_text()]
    assert told == ["operations/jobs.py", "operations/outbox.py"]
