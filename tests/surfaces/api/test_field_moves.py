"""Moves of the field app that name a day, a term, a person or another matter: offered with what they need, made once."""

from datetime import timedelta
from typing import Any

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import Street

from .test_field_api import SPOT, Phone


@pytest.fixture
def desk(street: Street) -> Phone:
    return Phone(street, "dispatch1")


@pytest.fixture
def walker(street: Street) -> Phone:
    return Phone(street, "c1g1")


def handled(street: Street, text: str = "垃圾成堆没人清") -> Matter:
    found = street.report(text, item=SPOT)
    actions.dispatch_matter(matter=found.id, handler="c1.g1", by=street.actor("dispatch1"), at=now())
    return Matter.objects.get(pk=found.id)


def moves_of(phone: Phone, row: Matter) -> dict[str, Any]:
    return {move["do"]: move for move in phone.get(f"matters/{row.number}").json()["moves"]}


def test_every_move_of_the_roles_is_offered_with_what_it_needs(street: Street, desk: Phone, walker: Phone) -> None:
    row = handled(street)
    mine = moves_of(walker, row)
    assert {"finish", "answer", "ask_return", "ask_extension", "ask_pause", "split", "summon"} <= mine.keys()
    assert (mine["ask_extension"]["needs"], mine["ask_pause"]["needs"]) == (["term", "reason"], ["until", "reason"])
    assert mine["summon"]["needs"] == ["units", "reason"]
    theirs = moves_of(desk, row)
    assert {"redirect", "correct", "merge", "supervise"} <= theirs.keys()
    assert (theirs["redirect"]["needs"], theirs["correct"]["may"]) == (
        ["handler", "reason"],
        ["item", "grid", "address"],
    )


def test_choices_are_carried_along_and_come_once(street: Street, walker: Phone) -> None:
    found = walker.get("choices")
    told = found.json()
    member = next(one for one in told["handlers"] if one["code"] == "c1.g1")
    assert (member["title"], member["name"]) == ("春元里社区第1网格员", "春一梅")
    assert {"code": "2wd", "title": "2个工作日"} in told["terms"]
    assert all(told[name] for name in ("units", "outcomes"))
    assert walker.get("choices", **{"if-none-match": found.headers["etag"]}).status_code == 304


def test_a_pause_an_extension_and_another_handler_are_asked_for_from_the_field(
    street: Street, desk: Phone, walker: Phone
) -> None:
    row = handled(street)
    until = (now() + timedelta(days=5)).date().isoformat()
    gone = walker.move(row.number, "ask_pause", row.seq, "p0", until="2018-06-01", reason="等配件")
    assert (gone.status_code, list(gone.json()["fields"])) == (422, ["until"])
    paused = walker.move(row.number, "ask_pause", row.seq, "p1", until=until, reason="等配件")
    assert paused.status_code == 200, paused.content.decode()
    row.refresh_from_db()
    assert (row.asked, row.asked_for) == ("pause", until)
    granted = desk.move(row.number, "grant", row.seq, "g1", answer="配件到货后继续，请谅解。")
    assert granted.status_code == 200, granted.content.decode()
    row.refresh_from_db()
    assert row.paused
    handed = desk.move(row.number, "redirect", row.seq, "r1", handler="c1.g2", reason="更熟悉")
    assert handed.status_code == 200, handed.content.decode()
    row.refresh_from_db()
    assert row.holder == street.actor("c1g2").account
    wrong = desk.move(row.number, "redirect", row.seq, "r2", handler="nobody", reason="更熟悉")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["handler"])


def test_a_return_that_is_upheld_from_the_field_frees_the_handler(street: Street, desk: Phone) -> None:
    row = handled(street)
    actions.redirect_matter(matter=row.id, handler="c1.g2", reason="更近", by=street.actor("dispatch1"), at=now())
    requests.ask_return(matter=row.id, reason="不在我的网格", by=street.actor("c1g2"), at=now())
    row.refresh_from_db()
    made = desk.move(row.number, "uphold_return", row.seq, "u1", reason="确实不在")
    assert made.status_code == 200, made.content.decode()
    row.refresh_from_db()
    assert (row.state, row.holder) == ("accepted", street.actor("c1g1").account)


def test_merging_splitting_summoning_and_correcting_are_single_acts(street: Street, desk: Phone) -> None:
    first, second = handled(street), handled(street, "又一处垃圾")
    merged = {"main": first.number, "reason": "同一处"}
    for _ in range(2):
        made = desk.move(second.number, "merge", second.seq, "m1", **merged)
        assert made.status_code == 200, made.content.decode()
    second.refresh_from_db()
    assert (second.state, second.duplicate_of) == ("merged", first.id)
    unknown = desk.move(first.number, "merge", first.seq, "m2", main="180627999990")
    assert list(unknown.json()["fields"]) == ["main"]
    part = desk.move(second.number, "part", second.seq, "m3", reason="不是同一处")
    assert part.status_code == 200, part.content.decode()
    first.refresh_from_db()
    split = {"parts": [{"text": "清理东侧", "handler": "c1.g2"}, {"text": "清理西侧"}]}
    made = desk.move(first.number, "split", first.seq, "s1", **split)
    assert made.status_code == 200, made.content.decode()
    assert Matter.objects.filter(parent=first.id).count() == 2
    assert len(desk.get(f"matters/{first.number}").json()["parts"]) == 2
    third = handled(street, "第三处垃圾")
    unit = desk.get("choices").json()["units"][0]["code"]
    called = desk.move(third.number, "summon", third.seq, "c1", units=[unit], reason="联合清理")
    assert called.status_code == 200, called.content.decode()
    third.refresh_from_db()
    bare = desk.move(third.number, "correct", third.seq, "x0", reason="写错了")
    assert (bare.status_code, list(bare.json()["fields"])) == (422, ["item"])
    right = desk.move(third.number, "correct", third.seq, "x1", reason="写错了", address="春元里小区5号楼")
    assert right.status_code == 200, right.content.decode()
    third.refresh_from_db()
    assert third.address == "春元里小区5号楼"


def test_whoever_was_slower_with_a_merge_decides(street: Street, desk: Phone) -> None:
    first, second = handled(street), handled(street, "又一处垃圾")
    actions.answer_matter(matter=second.id, answer="已派人", by=street.actor("dispatch1"), at=now())
    late = desk.move(second.number, "merge", second.seq, "m1", main=first.number)
    assert (late.status_code, late.json()["code"]) == (409, "matter_changed")


def test_the_same_identifier_with_another_choice_is_refused(street: Street, desk: Phone) -> None:
    row = handled(street)
    first = desk.move(row.number, "redirect", row.seq, "r1", handler="c1.g2", reason="更近")
    other = desk.move(row.number, "redirect", row.seq, "r1", handler="c1.g1", reason="更近")
    assert (first.status_code, other.json()["code"]) == (200, "sent_differently")
