"""Two versions of one record: both shown side by side, a choice a field, nothing preselected."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from bson import ObjectId
from flask import render_template, request
from markupsafe import Markup, escape

from admin_views.formats import field_label, format_moment, formatter
from admin_views.translations import say
from models.fieldsets import value_at
from models.wording import N_
from operations.actors import Actor
from operations.changes import dump, same
from operations.errors import Conflict
from operations.references import labels

PICK = "pick-"
COLLIDED = "collided"


def picks(sent: Any) -> tuple[dict[str, str], bool]:
    """(the version chosen a field, whether a field that collided has no choice yet)."""
    chosen = {name[len(PICK) :]: value for name, value in sent.items() if name.startswith(PICK)}
    return chosen, any(chosen.get(name) not in ("mine", "stored") for name in sent.getlist(COLLIDED))


def page(view: Any, actor: Actor, conflict: Conflict, form: Any) -> tuple[str, int]:
    """The page that asks which version of each field stays (409). What only one side changed is merged by itself."""
    base, stored, mine = (dump(each) for each in (conflict.base, conflict.stored, conflict.mine))
    shape = form.shape
    fields = [name for section in shape.sections for name in section.fields if name in form]
    shown = labels(actor, _ids(view, shape, base, stored, mine))
    rows, merged, theirs = [], [], []
    for name in fields:
        write = formatter(shape.field(name))
        values = [value_at(each, name) for each in (base, mine, stored)]
        texts = [write(value, shown) for value in values]
        label = field_label(shape.field(name))
        by_me = not same(values[0], values[1])
        by_them = not same(values[0], values[2])
        if by_me and by_them and not same(values[1], values[2]):
            rows.append(_row(name, label, texts))
        elif by_them:
            theirs.append(name)
            merged.append({"label": label, "before": texts[0], "after": texts[2], "by": conflict.by or ""})
        elif by_me:
            merged.append({"label": label, "before": texts[0], "after": texts[1], "by": actor.name})
    body = render_template(
        "conflict.html",
        view=view,
        title=say(N_("There are two versions: choose what holds")),
        by=conflict.by or say(N_("Someone else")),
        at=format_moment(conflict.at) if conflict.at else "",
        rows=rows,
        merged=merged,
        hidden=_hidden(conflict, rows, theirs),
        back_url=request.full_path,
        has_files=bool([each for each in request.files.values() if each.filename]),
    )
    return body, 409


def _ids(view: Any, shape: Any, *versions: dict[str, Any]) -> dict[str, set[ObjectId]]:
    found: dict[str, set[ObjectId]] = {}
    for raw in versions:
        for to, ids in view.wanted_labels(raw, shape).items():
            found.setdefault(to, set()).update(ids)
    return found


def _row(name: str, label: str, texts: list[str]) -> dict[str, Any]:
    base, mine, stored = texts
    return {
        "name": name,
        "label": label,
        "base": base,
        "mine": mine,
        "stored": stored,
        "mine_marked": _marked(stored, mine),
        "stored_marked": _marked(mine, stored),
    }


def _marked(other: str, text: str) -> Markup:
    """`text` with the words that `other` does not have marked."""
    left, right = other.split(" "), text.split(" ")
    parts = []
    for tag, _, _, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        words = escape(" ".join(right[start:stop]))
        if words:
            parts.append(words if tag == "equal" else Markup("<mark>{}</mark>").format(words))
    return Markup(" ").join(parts)


def _hidden(conflict: Conflict, rows: list[dict[str, Any]], theirs: list[str]) -> list[tuple[str, str]]:
    """What the choice is sent back with: everything typed, the version now seen, what collided, what stays theirs."""
    internal = {"version", "csrf_token", "form_token", COLLIDED}
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in internal and not name.startswith(PICK)
    ]
    return [
        *typed,
        ("version", str(conflict.stored.version)),
        ("form_token", request.form.get("form_token", "")),
        *((COLLIDED, row["name"]) for row in rows),
        *((f"{PICK}{name}", "stored") for name in theirs),
    ]
