"""Light Markdown: what it knows is drawn, what it does not know stays as typed, and nothing of it is HTML."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.light_text import html, lines, plain

TAG = re.compile(r"</?(?:p|ul|ol|li|strong|em)>|<ol start=\"\d+\">|<br>|<br />")


@pytest.mark.parametrize(
    ("text", "page", "bare"),
    [
        ("a **b** *c*", "<p>a <strong>b</strong> <em>c</em></p>", "a b c"),
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>", "a\nb\n\nc"),
        ("- x\n- y", "<ul>\n<li>x</li>\n<li>y</li>\n</ul>", "• x\n• y"),
        ("2. x\n3. y", '<ol start="2">\n<li>x</li>\n<li>y</li>\n</ol>', "2. x\n3. y"),
        ("# a [b](c) ![d](e) `f`", "<p># a [b](c) ![d](e) `f`</p>", "# a [b](c) ![d](e) `f`"),
        ("<script>x</script> &amp; 2 * 3 * 4", "<p>&lt;script&gt;x&lt;/script&gt; &amp;amp; 2 * 3 * 4</p>",
         "<script>x</script> &amp; 2 * 3 * 4"),
    ],
)  # fmt: skip
def test_what_is_typed(text: str, page: str, bare: str) -> None:
    assert html(text).strip() == page
    assert plain(text) == bare


def test_runs_say_how_they_look() -> None:
    (line,) = lines("a **b *c***")
    assert [(run["text"], run["bold"], run["italic"]) for run in line["runs"]] == [
        ("a ", False, False), ("b ", True, False), ("c", True, True),
    ]  # fmt: skip


KEPT = st.characters(exclude_categories=("Cc", "Cs"))
"""What fields.tidy leaves of a text."""


@given(st.text(st.sampled_from("ab *_-1.\n<>&\"'#[]()`~\\!|"), max_size=80) | st.text(KEPT, max_size=200))
def test_a_page_has_no_tag_but_ours_and_loses_no_word(text: str) -> None:
    bare = TAG.sub(" ", html(text))  # a tag parts words as its sign did
    assert "<" not in bare and ">" not in bare
    words = set(re.findall(r"[^\W_]+", text))
    assert {word for word in words if not word.isdigit()} <= set(re.findall(r"[^\W_]+", unescape(bare)))
    assert {word for word in words if not word.isdigit()} <= set(re.findall(r"[^\W_]+", plain(text)))
