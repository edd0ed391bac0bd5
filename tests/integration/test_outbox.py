"""The outbox: each mail reaches a real server once, whatever fails between."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from config import ConfigError, from_environment
from models.notes import Participant
from models.outbox import Mail
from operations import outbox, participants
from operations.actors import SYSTEM
from operations.audit import Origin
from operations.smtp import Post
from tests.conftest import Member
from tests.integration.test_meetings import step, stored
from tests.mail_servers import LONG_AGO, SENDER, deliver, due_again, free_port
from tests.makers import make_employee


@pytest.fixture
def one(ready: Any, city: SimpleNamespace) -> Any:
    """A meeting whose one invitation waits."""
    Participant.objects(guest="Tamu").delete()
    step(SYSTEM, ready, "invite")
    assert Mail.objects.count() == 1
    return ready


def test_a_refusal_for_now_is_tried_again_under_one_message_id(one: Any, server: Any) -> None:
    server.refuses = ["451 Try later", "451 Try later"]
    before = Mail.objects.get()
    assert deliver(server) == 0
    held = Mail.objects.get()
    assert (held.state, held.tries, held.reason) == ("waiting", 1, "451 Try later")
    assert held.next_at - before.next_at >= outbox.pause_after(1)
    assert deliver(server) == 0 and Mail.objects.get().tries == 1, "not before its time"
    due_again()
    assert deliver(server) == 0 and Mail.objects.get().tries == 2
    due_again()
    assert deliver(server) == 1
    assert server.ids == [before.message_id] and Mail.objects.get().state == "sent"
    assert [outbox.pause_after(n) for n in (1, 2, 3, 50)] == [timedelta(minutes=m) for m in (1, 2, 4, 360)]


def test_it_is_given_up_in_the_end_with_the_reason(one: Any, server: Any) -> None:
    server.refuses = ["451 Mailbox busy"]
    due_again(tries=outbox.TRIES - 1)
    assert deliver(server) == 0
    held = Mail.objects.get()
    assert (held.state, held.reason) == ("failed", "451 Mailbox busy")
    due_again()
    assert deliver(server) == 0 and server.got == []


def test_what_can_never_be_delivered_is_given_up_at_once(one: Any, server: Any, cast: dict[str, Member]) -> None:
    server.refuses = ["550 No such user"]
    assert deliver(server) == 0
    assert (Mail.objects.get().state, Mail.objects.get().tries) == ("failed", 1)
    page = cast["secretary_a"].get(f"/meetings/details/?id={one.id}").text
    assert "550 No such user" in page and "Siti" in page and "0811" in page
    assert "Tell these people yourself" in page


def test_a_server_that_is_away_costs_one_try(ready: Any, server: Any) -> None:
    step(SYSTEM, ready, "invite")
    nowhere = Post.at(f"smtp://127.0.0.1:{free_port()}", SENDER)
    assert outbox.deliver(nowhere, "w1") == 0
    assert sorted(each.tries for each in Mail.objects) == [0, 1]
    due_again()
    assert deliver(server) == 2


def test_a_mail_for_a_meeting_that_is_over_is_not_sent(one: Any, server: Any) -> None:
    due_again(until=LONG_AGO)
    assert deliver(server) == 0 and server.got == []
    assert (Mail.objects.get().state, Mail.objects.get().reason) == ("failed", outbox.TOO_LATE)


def test_two_workers_never_send_one_mail_twice(ready: Any, city: SimpleNamespace, server: Any) -> None:
    many = [make_employee(city.a, email=f"pegawai{number}@kota.example").id for number in range(20)]
    participants.add(SYSTEM, stored(ready), many, True, Origin())
    step(SYSTEM, ready, "invite")
    counts: list[int] = []
    workers = [threading.Thread(target=lambda n=n: counts.append(deliver(server, f"w{n}"))) for n in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(counts) == 22 and len(set(server.ids)) == len(server.ids) == 22


def test_a_lease_is_taken_over_once_it_is_over(one: Any, server: Any) -> None:
    held = outbox.claim("dead", outbox.now())
    assert held is not None and outbox.claim("other", outbox.now()) is None
    assert deliver(server, "other") == 0, "somebody is sending it"
    due_again()
    assert deliver(server, "other") == 1 and server.ids == [held["message_id"]]
    outbox._again(held, OSError("late"))
    assert Mail.objects.get().state == "sent", "who lost the lease writes nothing over"


def test_while_one_sends_no_other_takes_it(one: Any, server: Any) -> None:
    server.gate = threading.Event()
    first = threading.Thread(target=deliver, args=(server, "w1"))
    first.start()
    assert server.reached.wait(30)
    assert deliver(server, "w2") == 0
    server.gate.set()
    first.join()
    assert len(server.ids) == 1


def test_the_worker_runs_until_it_is_stopped(one: Any, server: Any) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=outbox.run, args=(server.post, stop, 0.01))
    worker.start()
    assert server.reached.wait(30)
    stop.set()
    worker.join(30)
    assert not worker.is_alive() and len(server.ids) == 1


def test_settings_of_mail() -> None:
    asked = {"JENJANG_SMTP_URL": "smtps://u%40x:p%3Aw@mail.example", "JENJANG_MAIL_FROM": SENDER}
    settings = from_environment(asked)
    post = Post.at(settings.smtp_url, settings.mail_from)
    assert (post.host, post.port, post.user, post.password, post.is_tls) == ("mail.example", 465, "u@x", "p:w", True)
    assert post.address == "sekretariat@kota.example" and "p:w" not in repr(post)
    plain = Post.at("smtp://mail.example:587?starttls=1", SENDER)
    assert (plain.port, plain.is_tls, plain.starts_tls) == (587, False, True)
    for wrong in ({"JENJANG_SMTP_URL": "mail.example"}, {**asked, "JENJANG_MAIL_FROM": ""}, {"JENJANG_MAIL_FROM": "x"}):
        with pytest.raises(ConfigError):
            from_environment(wrong)
    with pytest.raises(ConfigError, match="JENJANG_SMTP_URL"):
        from_environment({**asked, "JENJANG_SMTP_URL": "smtp://mail.example:99999"})
