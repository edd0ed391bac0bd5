"""The figures of a dashboard as charts that are tables as well; each row leads to exactly what it counts.

Who may count but not read gets the figures without a way to anybody's name.
"""

from __future__ import annotations

from typing import Any

from admin_views.dashboard_choices import bucket_label
from admin_views.dashboard_links import Links
from admin_views.figures import BROKEN, HOURS, Figure, Row
from admin_views.formats import format_count
from admin_views.translations import say
from models.notes import CATEGORIES
from models.ratings import PREDICATES
from models.wording import N_, Message
from operations.dashboards import AGES, AHEAD, Board, by_age

COVERAGE_LABELS = (
    ("evaluated", N_("Evaluated"), N_("not evaluated")), ("met", N_("Met in a meeting"), N_("not met with")),
    ("planned", N_("Have a development plan"), N_("without a plan")), ("trained", N_("Trained"), N_("not trained")),
)  # fmt: skip
OVER_LABELS = (
    ("evaluated", N_("Evaluated over time")), ("met", N_("Met over time")), ("trained", N_("Trained over time")),
)  # fmt: skip
AGE_LABELS = {
    "d30": N_("up to 30 days"), "d90": N_("31 to 90 days"), "d180": N_("91 to 180 days"),
    "older": N_("more than 180 days"),
}  # fmt: skip
_TOO_LONG = frozenset({"d180", "older"})
_CHOOSE = N_("Choose a bar to see the people it counts.")


def coverage(board: Board, links: Links) -> list[dict[str, Any]]:
    """How many of the active people each kind of care reached: [{label, count, share, url, rest, rest_label,
    rest_url}]; `share` in whole percent."""
    found = []
    for name, label, other in COVERAGE_LABELS:
        if name not in board.sets:
            continue
        count, whole = len(board.sets[name]), len(board.active)
        found.append(
            {
                "label": say(label),
                "count": count,
                "share": round(100 * count / whole) if whole else 0,
                "url": links.people(name),
                "rest": whole - count,
                "rest_label": say(other),
                "rest_url": links.people(f"not-{name}"),
            }
        )
    return found


def of(board: Board, links: Links) -> list[Figure]:
    """Every chart, in the order they are read; none of what the actor counts nothing of."""
    made = (_hours(board, links), _ratings(board, links), _categories(board, links), _ages(board, links),
            _follow_ups(board, links), _leaders(board, links), _retirements(board, links))  # fmt: skip
    return [each for each in made if each is not None] + over_time(board, links)


def _people(count: int) -> str:
    return say(Message(N_("of %(count)s employees"), count=format_count(count)))


def _hours(board: Board, links: Links) -> Figure | None:
    if "jp-short" not in board.sets:
        return None
    rows = [
        Row(say(label), len(board.sets[f"jp-{state}"]), links.people(f"jp-{state}"), is_broken=state in BROKEN)
        for state, label in HOURS
    ]
    title = Message(N_("Learning hours %(year)s"), year=board.asked.period.year)
    return Figure("hours", say(title), _people(sum(row.value for row in rows)), say(_CHOOSE), "bars", rows)


def _ratings(board: Board, links: Links) -> Figure | None:
    if "evaluated" not in board.sets:
        return None
    rows = [Row(say(label), board.ratings[code], links.evaluations(code)) for code, label in PREDICATES]
    base = say(Message(N_("of %(count)s evaluations"), count=format_count(sum(row.value for row in rows))))
    reading = say(N_("Evaluations whose period ends in the one chosen; drafts do not count."))
    return Figure("ratings", say(N_("Predikat")), base, reading, "bars", rows)


def _categories(board: Board, links: Links) -> Figure | None:
    if "met" not in board.sets:
        return None
    said = board.said()
    named = [(code, say(label)) for code, label in CATEGORIES] + [("", say(N_("without a category")))]
    rows = []
    for code, label in named:
        mine = [each for each in said if each.category == code]
        waiting = sum(not each.is_answered for each in mine)
        if mine:
            told = Message(N_("%(count)s unanswered"), count=format_count(waiting))
            more = (say(told), links.hopes(category=code or "none", answered="0")) if waiting else None
            rows.append(Row(label, len(mine), links.hopes(category=code or "none"), note=more))
    base = say(Message(N_("%(count)s aspirations"), count=format_count(len(said))))
    reading = say(N_("Written down in the period; the table tells how many nobody answered."))
    return Figure("categories", say(N_("Aspirations by category")), base, reading, "bars", rows)


def _ages(board: Board, links: Links) -> Figure | None:
    if "met" not in board.sets:
        return None
    groups = by_age(board.waiting(), board.at)
    rows = [
        Row(say(AGE_LABELS[key]), len(groups.get(key, ())), links.hopes(age=key), is_broken=key in _TOO_LONG)
        for key, _ in AGES
    ]
    base = say(Message(N_("%(count)s aspirations"), count=format_count(sum(row.value for row in rows))))
    reading = say(N_("Of all time, as of today; amber waits for more than 90 days."))
    return Figure("ages", say(N_("Unanswered aspirations by age")), base, reading, "bars", rows)


def _follow_ups(board: Board, links: Links) -> Figure | None:
    if "met" not in board.sets:
        return None
    late, open_ = sum(board.late.values()), sum(board.open.values())
    rows = [
        Row(say(N_("Overdue")), late, links.follow_ups(is_late=True), is_broken=True),
        Row(say(N_("Open in all")), open_, links.follow_ups()),
    ]
    base = say(Message(N_("%(count)s open"), count=format_count(open_)))
    reading = say(N_("As of today; overdue is past its due date."))
    return Figure("follow_ups", say(N_("Follow-ups")), base, reading, "bars", rows)


def _leaders(board: Board, links: Links) -> Figure | None:
    if "gave" not in board.sets:
        return None
    rows = [
        Row(say(N_("Gave feedback")), len(board.sets["gave"]), links.people("gave")),
        Row(say(N_("Gave none")), len(board.sets["silent"]), links.people("silent")),
    ]
    base = say(Message(N_("of %(count)s leaders"), count=format_count(rows[0].value + rows[1].value)))
    reading = say(N_("Leaders with people under them, by whether they gave feedback as such in the period."))
    return Figure("leaders", say(N_("Feedback by leaders")), base, reading, "bars", rows)


def _retirements(board: Board, links: Links) -> Figure:
    year, past = board.at.date().year, len(board.sets["retires-past"])
    rows = [
        Row(str(each), len(board.sets[f"retires-{each}"]), links.people(f"retires-{each}"))
        for each in range(year, year + AHEAD)
    ]
    if past:
        rows.insert(0, Row(say(N_("before")), past, links.people("retires-past"), is_broken=True))
    base = say(Message(N_("%(count)s PNS"), count=format_count(sum(row.value for row in rows))))
    reading = say(N_("By the year of their BUP; “before” are past it and still active."))
    return Figure("retirements", say(N_("Retirements in five years")), base, reading, "columns", rows)


def over_time(board: Board, links: Links) -> list[Figure]:
    """The coverage of each month or year up to the period."""
    found = []
    for name, title in OVER_LABELS:
        if name in board.over:
            told = enumerate(zip(board.asked.buckets, board.over[name], strict=True))
            rows = [
                Row(bucket_label(each, place == 0), len(ids), links.people(name, each)) for place, (each, ids) in told
            ]
            base = _people(len(board.active))
            reading = say(N_("People reached in each month or year, each counted once in it."))
            found.append(Figure(f"over-{name}", say(title), base, reading, "columns", rows))
    return found


def label_of(figure: str) -> str:
    """What the people of a figure are called, as the title of their list."""
    named: dict[str, Any] = {name: label for name, label, _ in COVERAGE_LABELS}
    named |= {f"not-{name}": other for name, _, other in COVERAGE_LABELS}
    named |= {f"jp-{state}": label for state, label in HOURS}
    named |= {"active": N_("Active employees"), "gave": N_("Leaders who gave feedback"),
              "silent": N_("Leaders who gave no feedback"),
              "retires": N_("Retire in five years"), "retires-past": N_("Past their BUP and still active")}  # fmt: skip
    if figure.startswith("retires-") and figure not in named:
        return say(Message(N_("Retire in %(year)s"), year=figure.partition("-")[2]))
    told = say(named.get(figure, N_("Employees")))
    return told[:1].upper() + told[1:]
