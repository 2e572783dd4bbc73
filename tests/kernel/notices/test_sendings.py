"""Followers and officials are told: in the transaction, once, not at night, not too often, and failures are seen."""

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.notices import choosing, rules, sending
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.notices.choosing import Wanted
from shiqiao.kernel.notices.following import follow_subject, stop_following, stop_token, tell_followers
from shiqiao.kernel.notices.models import Choice, Follower, Sending
from shiqiao.kernel.notices.reads import means_for
from shiqiao.kernel.notices.watching import look
from shiqiao.testing.street import MORNING, STREET, Street, later

ADDRESS = "someone@example.test"


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    """Switch the file on, and the mail that nobody answers."""
    path = tmp_path / "letters.jsonl"
    settings.CHANNELS = {
        **settings.CHANNELS, "on": ["file", "mail"], "file": str(path), "public_url": "https://street.test",
        "mail": "smtp://127.0.0.1:1", "mail_from": "a@example.test",
    }  # fmt: skip
    return path


def letters(box: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in box.read_text().splitlines()] if box.exists() else []


def reported(street: Street) -> Matter:
    receipt = street.report(channel="resident", by=street.actor("dispatch1"))
    return Matter.objects.get(number=receipt.number)


def follow(row: Matter, means: str = "file") -> Follower:
    return follow_subject(
        street=STREET, subject=Ref("matter", row.id), means=means, address=ADDRESS, link="/portal/r/secret/",
        language="zh-hans", by=system("test"), at=now(),
    )  # fmt: skip


def told(follower: Follower, *, line: int = 2, at: datetime | None = None, urgent: bool = False) -> int:
    return tell_followers(
        street=STREET, subject=Ref(follower.subject_kind, follower.subject_id), kind="answered", number="180627000001",
        by=system("test"), at=at or now(), line=line, urgent=urgent,
    )  # fmt: skip


def test_a_resident_hears_of_the_own_report_and_nothing_of_what_it_says(street: Street, box: Path) -> None:
    row = reported(street)
    follow(row)
    matters.accept_matter(matter=row.id, by=street.actor("dispatch1"), at=now())
    one = Sending.objects.get()
    assert (one.kind, one.state, one.due_at) == ("accepted", "waiting", now() + rules.SETTLES)
    assert sending.release_due(at=now()) == 0
    with held(later(MORNING, minutes=3)):
        assert sending.release_due(at=now()) == 1
        assert sending.send_now(sending=one.pk, at=now()) == "sent"
        assert sending.send_now(sending=one.pk, at=now()) == ""
    (letter,) = letters(box)
    assert letter["to"] == ADDRESS
    assert row.number in letter["text"]
    assert "https://street.test/portal/r/secret/" in letter["text"]
    assert "/stop/f" in letter["text"]
    assert row.text not in letter["text"]


def test_officials_reports_ask_for_no_follower(street: Street, box: Path) -> None:
    receipt = street.report()
    row = Matter.objects.get(number=receipt.number)
    follow(row)
    matters.accept_matter(matter=row.id, by=street.actor("dispatch1"), at=now())
    assert not Sending.objects.exists()


def test_no_commit_no_sending_and_the_same_news_once(street: Street, box: Path) -> None:
    follower = follow(reported(street))
    with transaction.atomic():
        told(follower)
        transaction.set_rollback(True)
    assert not Sending.objects.exists()
    told(follower)
    told(follower)
    assert Sending.objects.count() == 1
    told(follower, line=3)
    assert Sending.objects.count() == 2


def test_a_sending_that_is_due_has_its_job_in_the_same_transaction(street: Street, box: Path) -> None:
    told(follow(reported(street)), urgent=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'sending' FROM procrastinate_jobs WHERE task_name = 'notices.send'")
        assert [int(row[0]) for row in cursor.fetchall()] == [Sending.objects.get().pk]


def test_residents_sleep_at_night_unless_it_is_urgent(street: Street, box: Path) -> None:
    follower = follow(reported(street))
    night = MORNING.replace(hour=22)
    with held(night):
        told(follower, line=2)
        told(follower, line=3, urgent=True)
    calm, urgent = Sending.objects.order_by("pk")
    assert calm.due_at == later(MORNING.replace(hour=8), days=1)
    assert urgent.due_at == night


def test_no_more_than_five_a_day_and_the_rest_tomorrow(street: Street, box: Path) -> None:
    follower = follow(reported(street))
    for line in range(2, 9):
        told(follower, line=line)
    with held(later(MORNING, hours=1)):
        states = [
            sending.send_now(sending=pk, at=now()) for pk in Sending.objects.order_by("pk").values_list("pk", flat=True)
        ]
    assert states == ["sent"] * 5 + ["waiting"] * 2
    assert Sending.objects.filter(state="waiting").first().due_at == later(MORNING.replace(hour=8), days=1)  # type: ignore[union-attr]


def test_a_provider_that_is_away_is_tried_again_and_then_seen(street: Street, box: Path) -> None:
    told(follow(reported(street), "mail"), urgent=True)
    one = Sending.objects.get()
    at = now()
    for wait in rules.AGAIN:
        assert sending.send_now(sending=one.pk, at=at) == "waiting"
        one.refresh_from_db()
        assert one.due_at == at + wait
        at = one.due_at
    assert sending.send_now(sending=one.pk, at=at) == "failed"
    admin = street.actor("admin1")
    assert [row.pk for row in sending.failed(admin)] == [one.pk]
    assert any("failed" in found.says for found in look(at))
    with pytest.raises(Forbidden):
        sending.send_again(sending=one.pk, by=street.actor("c1g1"), at=at)
    assert sending.send_again(sending=one.pk, by=admin, at=at).state == "waiting"
    with pytest.raises(Conflict):
        sending.send_again(sending=one.pk, by=admin, at=at)


def test_a_link_in_the_mail_ends_it(street: Street, box: Path) -> None:
    follower = follow(reported(street))
    told(follower)
    assert stop_following(token="f1-0000", at=now()) == 0
    assert stop_following(token="nonsense", at=now()) == 0
    assert stop_following(token=stop_token(follower=follower.pk), at=now()) == 1
    assert not Follower.objects.exists()
    assert Sending.objects.get().state == "dropped"


def test_what_cannot_be_an_address_is_refused_by_name(street: Street, box: Path) -> None:
    row = reported(street)
    for means, address, field in (("sms", "13800000000", "means"), ("file", "nobody", "address")):
        with pytest.raises(Invalid) as error:
            follow_subject(street=STREET, subject=Ref("matter", row.id), means=means, address=address, link="/",
                           language="en", by=system("test"), at=now())  # fmt: skip
        assert field in error.value.fields


def test_an_undone_move_tells_nobody(street: Street, box: Path) -> None:
    from shiqiao.kernel.notices.actions import withdraw

    follower = follow(reported(street))
    told(follower, line=7)
    withdraw(subject=Ref(follower.subject_kind, follower.subject_id), line=7, by=system("test"), at=now())
    assert Sending.objects.get().state == "dropped"


def test_an_official_chooses_a_means_and_gets_one_sending_for_many_notices(street: Street, box: Path) -> None:
    by = street.actor("c1g1")
    with pytest.raises(Invalid):
        choosing.choose_means(wanted=Wanted("sms", "13800000000"), by=by, at=now())
    choosing.choose_means(wanted=Wanted("file", ADDRESS), by=by, at=now())
    trial = Sending.objects.get(kind="test")
    assert sending.send_now(sending=trial.pk, at=now()) == "sent"
    for n in range(3):
        notify(street=STREET, account=by.account, kind="matters.supervised", subject=Ref("matter", n), at=now())
    assert choosing.gather(at=later(MORNING, minutes=1)) == 1
    assert choosing.gather(at=later(MORNING, minutes=2)) == 0
    one = Sending.objects.get(count=3)
    assert sending.send_now(sending=one.pk, at=now()) == "sent"
    assert "您有3条新通知" in letters(box)[-1]["text"]
    assert choosing.my_choice(by)[1] == "s***@example.test"  # type: ignore[index]


def test_a_morning_digest_waits_and_quiet_hours_hold(street: Street, box: Path) -> None:
    by = street.actor("c1g1")
    wanted = Wanted("file", ADDRESS, "morning", time(22), time(7))
    with held(MORNING.replace(hour=7, minute=30)):
        choosing.choose_means(wanted=wanted, by=by, at=now())
        choosing.gather(at=now())
    notify(street=STREET, account=by.account, kind="matters.supervised", subject=Ref("matter", 1), at=now())
    row = Choice.objects.get()
    assert row.next_at == MORNING.replace(hour=8)
    assert choosing.gather(at=MORNING.replace(hour=7, minute=59)) == 0
    assert choosing.gather(at=MORNING) == 1
    choosing.end_choice(by=by, at=now())
    assert choosing.my_choice(by) is None


def test_what_waited_is_held_after_a_restore(street: Street, box: Path) -> None:
    told(follow(reported(street)))
    assert sending.hold_waiting(data=None, at=now()) == 1
    assert [row.state for row in sending.failed(street.actor("admin1"))] == ["held"]


def test_only_means_that_are_set_up_are_offered(street: Street, settings: Any) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "on": ["mail", "sms"], "mail": "smtp://x", "mail_from": "a@x.test"}
    assert [one.code for one in means_for("resident")] == ["mail"]
    settings.CHANNELS = {**settings.CHANNELS, "on": []}
    assert means_for("resident") == []
