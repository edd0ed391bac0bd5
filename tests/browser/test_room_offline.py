"""A room that is loaded while the line is down: a page of ours says so, and the room opens by itself when it is back."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from models.notes import Note
from tests.browser.test_room import saved


def test_a_room_loaded_off_line_opens_once_the_line_is_back(page: Page, room: SimpleNamespace) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_label("Discussion").fill("Tersimpan")
    saved(page)
    page.context.set_offline(True)
    page.get_by_label("Discussion").fill("Tersimpan, lalu lagi")
    expect(page.locator("#offline")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("Not sent yet: 1.")
    assert "Tersimpan" not in page.content()
    assert page.locator("main").evaluate("each => getComputedStyle(each).display") != "block", "drawn with its styles"
    page.context.set_offline(False)
    expect(page.get_by_label("Discussion")).to_have_value("Tersimpan, lalu lagi")
    saved(page)
    assert [each.text for each in Note.objects] == ["Tersimpan, lalu lagi"]
    kept = "caches.keys().then(names => Promise.all(names.map(each => caches.open(each).then(one => one.keys()))))"
    urls = page.evaluate(f"{kept}.then(found => found.flat().map(each => new URL(each.url).pathname))")
    assert [each for each in urls if not each.startswith("/static/")] == ["/room/offline/"], "of rooms nothing is kept"
