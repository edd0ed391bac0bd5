"""The guides: every picture they show is there and is made by the script; both languages say the same things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import screenshots

DOCS = Path(screenshots.__file__).resolve().parent
GUIDES = sorted([*DOCS.glob("en/*.md"), *DOCS.glob("id/*.md")])
PAIRS = (("hr-admin", "admin-kepegawaian"), ("secretary", "sekretaris-dinas"), ("head", "kepala-dinas"))


def shown(path: Path) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(\.\./images/([^)]+)\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_picture_is_made_by_the_script(path: Path) -> None:
    assert shown(path)
    assert not set(shown(path)) - screenshots.names()
    assert not [name for name in shown(path) if not (DOCS / "images" / name).is_file()]


def test_no_picture_is_taken_for_nobody() -> None:
    assert {name for path in GUIDES for name in shown(path)} == screenshots.names()


@pytest.mark.parametrize(("english", "indonesian"), PAIRS)
def test_both_languages_say_the_same(english: str, indonesian: str) -> None:
    texts = [(DOCS / name).read_text(encoding="utf-8") for name in (f"en/{english}.md", f"id/{indonesian}.md")]
    assert len({text.count("\n## ") for text in texts}) == 1
    assert len({tuple(name.partition("/")[2] for name in shown(DOCS / f))
                for f in (f"en/{english}.md", f"id/{indonesian}.md")}) == 1  # fmt: skip
