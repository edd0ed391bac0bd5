"""The four stories of the seed told end to end in a browser, each step by the role that takes it, each chain both ways.

A leadership training and its three effects; an internship and its contacts; a meeting whose aspiration becomes a
training; praise for project management that becomes a position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from models.moments import today
from models.people import Employee
from seeds.stories import HOSPITAL, LEADERSHIP, PROJECT, PROJECT_BY_PEER
from tests.telling import Desks, chain, fill, make_city, pick, press, save, waits

CHAIN = "From aspiration to recognition"
RULE = (
    {"what": "feedback", "skill": "Manajemen proyek", "number": 2, "months": 12},
    {"what": "plan_progress", "number": 50},
)
EFFECTS = ("impact_person", "impact_team", "impact_organisation")


@pytest.fixture
def tell(chromium: Browser, address: str, store: Flask) -> Iterator[Callable[[str], Desks]]:
    """What opens the desks of a dinas, by its code."""
    opened: list[Desks] = []

    def tell(code: str) -> Desks:
        opened.append(Desks(chromium, address, make_city(code)))
        return opened[-1]

    yield tell
    for each in opened:
        each.close()


def typed(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Values as they are typed."""
    days = {name: f"{value:%d-%m-%Y}" for name, value in values.items() if isinstance(value, date)}
    return {name: {**values, **days}[name] for name in names}


def add_training(desks: Desks, values: dict[str, Any], *more: str) -> Page:
    """The secretary adds a training on the person's page, and opens it."""
    page = desks.file("secretary")
    page.get_by_role("link", name="Add training").click()
    fill(page, **typed(values, "title", "kind", "status", "jp", "starts_on", *more))
    save(page)
    return page


def test_leadership_training_has_three_effects(tell: Callable[[str], Desks]) -> None:
    desks = tell("DISDIK")
    page = add_training(desks, LEADERSHIP, "ends_on", "organiser", "certificate_number")
    waits(page, "trainings whose effect is to be told", LEADERSHIP["title"])
    page.get_by_role("link", name="Tell it").click()
    fill(page, **typed(LEADERSHIP, *EFFECTS))
    save(page, "was saved")
    page.goto("/")
    expect(page.get_by_role("link", name="trainings whose effect is to be told")).to_have_count(0)
    file = desks.file("head", "Trainings")
    told = file.get_by_role("region", name="What came of the trainings")
    for name in EFFECTS:
        expect(told).to_contain_text(LEADERSHIP[name])
    told.get_by_role("link", name=LEADERSHIP["title"]).click()
    file.get_by_role("link", name="Sri Wahyuni").first.click()
    expect(file.get_by_role("heading", level=1)).to_contain_text("Sri Wahyuni")


def test_internship_leaves_contacts(tell: Callable[[str], Desks]) -> None:
    desks = tell("DINKES")
    page = add_training(desks, HOSPITAL, "ends_on", "organiser", "host", "supervisor", "knowledge", "contacts")
    desks.file("head", "Trainings").get_by_role("link", name=HOSPITAL["title"]).first.click()
    for each in (page, desks.head):
        report = each.get_by_role("region", name="Internship report")
        expect(report).to_contain_text("02-02-2026 – 13-03-2026")
        expect(report).to_contain_text(HOSPITAL["supervisor"])
        for name, count in (("Knowledge gained", 4), ("Professional contacts", 3)):
            part = report.locator("div", has=each.get_by_role("heading", name=name, exact=True)).last
            expect(part.get_by_role("listitem")).to_have_count(count)
        expect(report.get_by_role("listitem").last).to_have_text(HOSPITAL["contacts"].splitlines()[-1])


def test_meeting_leads_to_a_training(tell: Callable[[str], Desks]) -> None:
    desks = tell("DINSOS")
    hope, title = "Ingin mendalami manajemen kasus.", "Bimtek manajemen kasus"
    hold_meeting(desks, "training", hope, "Ikuti bimtek pekerjaan sosial.")
    file = desks.file("head", CHAIN)
    assert chain(file) == ["Aspiration", "Meeting", "Advice", "Follow-up", "no Plan"]
    answer_by_plan(desks, hope, kind="training", title=title)
    add_training(desks, {"title": title, "kind": "3", "status": "done", "jp": 24, "starts_on": today()})
    tick_off(desks, title, training=title)
    file = desks.file("head", CHAIN)
    assert chain(file) == ["Aspiration", "Meeting", "Advice", "Follow-up", "Plan", "Training", "no Evaluation"]
    expect(file.locator("ol.chain > li.gap")).to_contain_text("No evaluation since.")
    back_to_the_meeting(file, title, hope)


def test_praise_leads_to_a_position(tell: Callable[[str], Desks]) -> None:
    desks = tell("DISHUB")
    hope, title = "Ingin memimpin proyek yang lebih besar.", "Memimpin penataan simpang Pasar Raya"
    hold_meeting(desks, "promotion", hope, "Pimpin satu penataan simpang lebih dahulu.")
    answer_by_plan(desks, hope, kind="assignment", title=title)
    tick_off(desks, title)
    praise(desks, "head", PROJECT, "Kepala Dinas")
    praise(desks, "secretary", PROJECT_BY_PEER, "Joko Susilo")
    recommend(desks)
    decide(desks)
    file = desks.file("hr", "Personal data")
    expect(file.get_by_role("region", name="Positions")).to_contain_text("Ketua Tim Koridor Angkutan Kota")
    held = Employee.objects.get(id=desks.city.someone.id)
    assert held.position_name == "Ketua Tim Koridor Angkutan Kota" and held.positions[-1].decree == "821.2/117/2026"
    both_ways(desks, hope, title)


def both_ways(desks: Desks, hope: str, title: str) -> None:
    """The chain from the aspiration forward and from the recommendation back, as HR and the head see it."""
    for name in ("hr", "head"):
        file = desks.file(name, CHAIN)
        ahead = ["Aspiration", "Meeting", "Advice", "Follow-up", "Plan", "no Training", "no Evaluation"]
        assert chain(file) == [*ahead, "Recommendation", "Position"]
        file.locator("summary", has_text="Recommendations").click()
        file.get_by_role("link", name="Ketua Tim Koridor Angkutan Kota").first.click()
        expect(file.get_by_role("heading", name="From the recommendation back")).to_be_visible()
        back = ["Aspiration", "Meeting", "Advice", "Follow-up", "Plan", "Feedback", "Feedback"]
        assert chain(file) == [*back, "Recommendation", "Position"]
        expect(file.locator("ol.chain")).to_contain_text("Memimpin penataan simpang Pasar Raya: jadwal")
        back_to_the_meeting(file, title, hope)


def back_to_the_meeting(file: Page, title: str, hope: str) -> None:
    """From the chain to the item, and from there to the meeting in which it was asked for."""
    file.locator("ol.chain").get_by_role("link", name=title).first.click()
    source = file.get_by_role("region", name="Where it comes from")
    expect(source).to_contain_text(hope)
    source.get_by_role("link", name="Meeting").click()
    expect(file.get_by_role("heading", level=1)).to_contain_text("Rapat evaluasi triwulan")


def hold_meeting(desks: Desks, category: str, hope: str, advice: str) -> None:
    """The secretary holds a meeting about the person; the head approves its minutes."""
    page = desks.secretary
    page.goto("/meetings/")
    page.locator("[data-new]").click()
    fill(page, title="Rapat evaluasi triwulan", day=f"{today():%d-%m-%Y}")
    save(page)
    pick(page, "employee", "Sri", "Sri Wahyuni")
    page.get_by_role("button", name="Add", exact=True).first.click()
    expect(page.locator("#people")).to_contain_text("Sri Wahyuni")
    page.get_by_role("button", name="Begin the meeting").click()
    page.get_by_label("Discussion").fill("Capaian verifikasi data 92 persen.")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+a")
    page.keyboard.type(hope)
    page.get_by_label("Category: 1").select_option(category)
    page.get_by_role("button", name="Add advice").click()
    page.keyboard.type(advice)
    page.keyboard.press("Alt+t")
    expect(page.locator("#quick")).to_have_value(advice)
    page.locator("#quick").fill(f"{advice.rstrip('.')} @{today() + timedelta(days=14):%d/%m}")
    page.locator("#quick").press("Enter")
    expect(page.locator("#save-all")).to_have_text("All saved")
    page.get_by_role("button", name="End the meeting").click()
    page.locator("dialog").get_by_role("button", name="End the meeting").click()
    press(page, "Submit the minutes", "Minutes submitted")
    desks.head.goto("/")
    desks.head.get_by_role("link", name="Approve the minutes").click()
    press(desks.head, "Approve the minutes", "Minutes approved")


def answer_by_plan(desks: Desks, hope: str, **item: str) -> None:
    """The secretary plans what answers the aspiration; the head agrees, and HR approves."""
    page = desks.file("secretary", "Plan")
    page.get_by_role("link", name="New plan").click()
    fill(page, goal="Layanan tepat sasaran")
    save(page)
    page.get_by_role("region", name="Items of the plan").get_by_role("link", name="Add").click()
    fill(page, **item, why="aspiration")
    page.locator("[name=aspiration]").select_option(label=f"Aspiration: {hope}")
    save(page)
    press(page, "Submit to the leader", "Submitted")
    waits(desks.head, "development plans wait for the leader")
    press(desks.head, "Agree as the leader", "Agreed by the leader")
    waits(desks.hr, "development plans wait for BKPSDM")
    press(desks.hr, "Approve for BKPSDM", "Approved by BKPSDM")


def tick_off(desks: Desks, title: str, training: str = "") -> None:
    """The secretary says that the item is done, and which training carried it out."""
    page = desks.file("secretary", "Plan")
    page.get_by_role("link", name=title).first.click()
    page.locator("#status").select_option("done")
    if training:
        page.locator("#training").select_option(label=f"{training} · {today():%d-%m-%Y}")
    press(page, "Set the status", "Done")


def praise(desks: Desks, name: str, values: dict[str, Any], giver: str) -> None:
    """Somebody writes down what was said of the person."""
    page = desks.file(name)
    page.get_by_role("link", name="Give feedback").click()
    fill(page, **typed({**values, "given_on": today()}, "relation", "given_on", "kind", "text"))
    fill(page, skills=", ".join(values["skills"]))
    pick(page, "giver", giver[:4], giver)
    save(page)


def recommend(desks: Desks) -> None:
    """HR composes a rule, finds who meets it, and proposes the person."""
    page = desks.hr
    page.goto("/candidate-rules/")
    page.locator("[data-new]").click()
    pick(page, "department", desks.city.name, desks.city.name)
    fill(page, name="Siap memimpin proyek besar", purpose="position_promotion")
    for place, row in enumerate(RULE):
        page.get_by_role("button", name="Add a row").click()
        fill(page, **{f"criteria-{place}-{name}": value for name, value in row.items()})
    save(page)
    met = page.get_by_role("region", name="All criteria met").last
    row = met.locator("tbody tr", has_text="Sri Wahyuni")
    expect(row.locator(".tag.ok")).to_have_count(2)
    expect(row.get_by_role("link", name="Source")).to_have_count(3)
    expect(met.locator("tbody tr")).to_have_count(1)
    row.get_by_role("link", name="Recommend").click()
    fill(page, position_name="Ketua Tim Koridor Angkutan Kota")
    save(page)
    press(page, "Propose", "Proposed")


def decide(desks: Desks) -> None:
    """The head supports it, the leadership decides, HR carries it out with its decree."""
    waits(desks.head, "recommendations wait for your support")
    expect(desks.head.get_by_role("region", name="Criteria as they stood")).to_contain_text("2 times")
    press(desks.head, "Support", "Supported")
    waits(desks.leadership, "recommendations wait for a decision")
    press(desks.leadership, "Decide: yes", "Decided: yes")
    waits(desks.hr, "recommendations wait to be carried out")
    fill(desks.hr, since=f"{today():%d-%m-%Y}", decree="821.2/117/2026")
    press(desks.hr, "Carry out", "Carried out")
