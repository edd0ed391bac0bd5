"""How far something is, set from where it is listed: a small box over its row, drawn in one pass like the rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape

from flask_wtf.csrf import generate_csrf

from admin_views.assets import icon
from admin_views.columns import Raw
from admin_views.translations import choice_labels, gettext
from models.follow_ups import ASKING, STATUSES

Codes = Sequence[tuple[str, str]]


def status_menu(
    action: str, back: str, statuses: Codes = STATUSES, asking: Collection[str] = ASKING, name: str = "text"
) -> Callable[[Raw], str]:
    """What draws the box of a row and its button; its form goes to `action` and leads back to `back`. What has
    a status that nobody sets has none; `name` is the field that says which one it is.

    A status without a reason is one button; those that ask for one share a line to write it on.
    """
    labels = choice_labels(tuple(statuses))
    token, target, to = escape(generate_csrf()), escape(action), escape(back)
    words = {name: escape(gettext(text)) for name, text in (("set", "Set the status"), ("reason", "Reason"))}
    mark = icon("checklist", "icon-sm")

    def button(status: str, kind: str) -> str:
        return f'<button class="{kind}" type="submit" name="status" value="{status}">{escape(labels[status])}</button>'

    def draw(raw: Raw) -> str:
        now, id, text = raw.get("status"), str(raw["_id"]), escape(str(raw.get(name) or ""))
        if str(now) not in labels:
            return ""
        others = [each for each, _ in statuses if each != now]
        free = "".join(button(each, "btn btn-plain") for each in others if each not in asking)
        explained = "".join(button(each, "btn btn-plain btn-sm") for each in others if each in asking)
        reason = (
            f'<label class="form-label" for="reason-{id}">{words["reason"]}</label>'
            f'<input class="form-control" id="reason-{id}" name="reason" maxlength="500">'
            f'<div class="with-button">{explained}</div>'
        )
        return (
            f'<button class="btn btn-quiet btn-sm btn-square" type="button" popovertarget="status-{id}" '
            f'aria-label="{words["set"]} {text}" title="{words["set"]}">{mark}</button>'
            f'<div class="set-status" id="status-{id}" popover><form method="post" action="{target}" hx-boost="false">'
            f'<input type="hidden" name="csrf_token" value="{token}"><input type="hidden" name="id" value="{id}">'
            f'<input type="hidden" name="version" value="{_version(raw)}">'
            f'<input type="hidden" name="next" value="{to}">'
            f"<b>{text}</b>{free}<div>{reason}</div></form></div>"
        )

    return draw


def _version(raw: Raw) -> int:
    """The version that was seen; of one that is no number the first, so that its save is refused, never an error."""
    version = raw.get("version")
    return version if isinstance(version, int) else 1
