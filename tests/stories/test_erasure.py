"""A person's data go, and what the office did stays: counts, lists, chains and proofs are as before."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters import figures
from shiqiao.kernel.matters.actions import Given as Move
from shiqiao.kernel.matters.models import CallBack, Identifier, Matter, Note, Reporter, SearchRow
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry import reads as registry_reads
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.models import Person
from shiqiao.kernel.retention import actions, hooks, listing, reads
from shiqiao.kernel.retention.errors import ErasureHeld, ListBroken, NotSecondPerson
from shiqiao.kernel.retention.hooks import Order
from shiqiao.kernel.retention.models import Erasure
from shiqiao.testing.street import STREET, Street
from tests.kernel.registry.conftest import identity, undone

from .telling import Telling
from .test_registry import home

PHONE, OTHER = "13900139000", "13700137000"
NUMBER = identity("19720115", 7)
RULES = """
rules:
  - {name: moved_away, kind: person, title: {zh: 迁出人员, en: Persons who moved away}, purpose: {zh: 人口服务, en: Service},
     basis: {zh: 本街道决定, en: Decided by the street}, decided: street, term: 2y, start: last_seen, act: anonymise,
     only: [moved_away]}
  - {name: reporters, kind: matter, title: {zh: 诉求人信息, en: Reporters}, purpose: {zh: 办理诉求, en: Handling},
     basis: {zh: 本街道决定, en: Decided by the street}, decided: street, term: 2y, start: closed_at, act: identifiers}
"""


@pytest.fixture(autouse=True)
def _list() -> Iterator[None]:
    """Begin and end without a list in the data folder of the tests."""
    listing.place().unlink(missing_ok=True)
    yield
    listing.place().unlink(missing_ok=True)


def keeper(number: int) -> Actor:
    """Return one of two security administrators."""
    return Actor(
        kind="account",
        code=f"security{number}",
        account=9000 + number,
        street=STREET,
        roles=frozenset({"security_admin"}),
    )


def lived(street: Street, tell: Telling, phone: str = PHONE) -> matters.Receipt:
    """A report with everything personal in it, handled, closed, called back."""
    dispatcher = street.actor("dispatch1")
    with tell.at("2018-03-01 09:00"):
        photo = street.photo(by=dispatcher, purpose="report", colour="blue")
        receipt = street.report(
            f"门口垃圾成堆，打{phone}找我，车牌鲁A12345挡路", contact=Contact("石小桥", phone), photos=(photo,),
            address="春元里小区3号楼2单元402",
        )  # fmt: skip
    with tell.at("2018-03-01 10:00"):
        tell.dispatch(receipt, "c1.g1")
        matters.answer_matter(matter=receipt.id, answer=f"已联系，回电{OTHER}", by=street.actor("c1g1"), at=now())
        tell.finish(receipt, by="c1g1", result="已给石小桥清走")
        tell.close(receipt)
        matters.call_back_matter(
            matter=receipt.id, responded=True, solved=True, satisfied=True, by=street.actor("callback1"), at=now()
        )
    return receipt


def figures_now(street: Street) -> Any:
    start, end = (datetime.fromisoformat(f"2018-03-0{day}T00:00:00+08:00") for day in (1, 2))
    return figures.figures(STREET, at=now(), begins=start, ends=end)


def state_of_all() -> Any:
    """Return what lists, counts and scores are made of."""
    columns = (
        "id",
        "number",
        "state",
        "done",
        "item",
        "grid",
        "reported_at",
        "ended_at",
        "solved",
        "satisfied",
        "next_due",
    )
    calls = list(CallBack.objects.order_by("id").values_list("matter", "seq", "solved"))
    return list(Matter.objects.order_by("id").values_list(*columns)), calls


def erase(receipt: matters.Receipt, act: str = hooks.TEXTS) -> Erasure | None:
    order = Order(Ref("matter", receipt.id), act, "request", keeper(1), now())
    return actions.erase(order=order, street=STREET)


def test_a_reporter_is_erased_after_closing_and_only_the_reporter(street: Street, tell: Telling) -> None:
    mine, other = lived(street, tell), lived(street, tell, OTHER)
    with tell.at("2018-05-01 09:00"):
        before, counted = state_of_all(), figures_now(street)
        lines = list(JournalLine.objects.order_by("id").values_list("id", "hash"))
        held_about = reads.held_of(reads.sought(STREET, PHONE))
        named = [one for one in held_about["matter"] if one.how == hooks.NAMED]
        assert [one.subject.id for one in held_about["matter"] if one.how == hooks.OWN] == [mine.id]
        assert named == []
        counts = actions.erase_person(held=held_about, street=STREET, by=keeper(1), at=now())
        assert counts == {"matter": 1}
        assert (state_of_all(), figures_now(street)) == (before, counted)
        assert list(JournalLine.objects.order_by("id").values_list("id", "hash"))[: len(lines)] == lines
    row = Matter.objects.get(pk=mine.id)
    assert (row.text, row.address, row.lon, row.form, bytes(row.sent_mark)) == ("", "", None, {}, b"")
    reporter = Reporter.objects.get(matter=mine.id)
    assert (reporter.name, reporter.phone, reporter.phone_blind, reporter.name_grams) == (None, None, None, [])
    assert not Identifier.objects.filter(matter=mine.id).exists()
    assert set(Note.objects.filter(matter=mine.id).values_list("text", flat=True)) == {""}
    assert "垃圾" not in SearchRow.objects.get(matter=mine.id).terms
    assert hooks.holding("matter").disclose([hooks.Found(Ref("matter", mine.id))])[0].values[0][1] == mine.number  # type: ignore[union-attr]
    assert by_secret(mine.number, mine.secret, at=now()).id == mine.id  # it opens a page that says so
    assert Reporter.objects.get(matter=other.id).phone is not None
    (line,) = JournalLine.objects.filter(kind="matter", subject=mine.id, code="retention.erased")
    assert PHONE not in str(line.data)
    assert line.data["gone"] == {"reporters": 1, "numbers": 3, "texts": 1, "notes": 2, "files": 3, "places": 1}


def test_erasing_twice_is_erasing_once(street: Street, tell: Telling) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-05-01 09:00"):
        assert erase(receipt) is not None
        seq = Matter.objects.get(pk=receipt.id).seq
        assert erase(receipt) is None
        assert erase(receipt, hooks.IDENTIFIERS) is None
        assert Matter.objects.get(pk=receipt.id).seq == seq
        assert Erasure.objects.count() == 1


def test_numbers_go_first_and_texts_later_and_what_was_said_stays_readable_meanwhile(
    street: Street, tell: Telling
) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-05-01 09:00"):
        erase(receipt, hooks.IDENTIFIERS)
        row = Matter.objects.get(pk=receipt.id)
        assert row.text == "门口垃圾成堆，打〔号码已清除〕找我，车牌〔号码已清除〕挡路"
        assert "已联系，回电〔号码已清除〕" in set(Note.objects.filter(matter=row.id).values_list("text", flat=True))
    with tell.at("2018-06-01 09:00"):
        erase(receipt)
        assert Matter.objects.get(pk=receipt.id).text == ""


def test_a_number_that_somebody_else_wrote_is_struck_out_and_the_report_stays(street: Street, tell: Telling) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-05-01 09:00"):
        about = reads.held_of(reads.sought(STREET, OTHER))
        (named,) = about["matter"]
        assert (named.subject.id, named.how, len(named.tokens)) == (receipt.id, hooks.NAMED, 1)
        actions.erase_person(held=about, street=STREET, by=keeper(1), at=now())
        assert reads.held_of(reads.sought(STREET, OTHER)) == {}
        assert Reporter.objects.get(matter=receipt.id).phone is not None
        assert Identifier.objects.filter(matter=receipt.id).count() == 2


def test_an_erasure_is_refused_while_the_matter_can_be_taken_up_again_or_is_reviewed(
    street: Street, tell: Telling
) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-03-20 09:00"), pytest.raises(ErasureHeld, match="taken up again"):
        erase(receipt)
    with tell.at("2018-03-01 10:00"):
        petition = street.report("对拆迁补偿有异议", item="P0101", channel="counter", contact=Contact("石小桥", PHONE))
    with tell.at("2018-03-02 10:00"):
        go(street, petition, "accept", "dispatch1", answer="已受理")
        handler = matters.handler_of("safety.handler1", street.actor("dispatch1"), now())
        go(street, petition, "dispatch", "dispatch1", handler=handler)
        go(street, petition, "finish", "safety1", paper=True, result="补偿符合规定")
    with tell.at("2018-03-10 10:00"):
        go(street, petition, "ask_review", "dispatch1", reason="不服")
    with tell.at("2018-06-20 10:00"):
        about = reads.held_of(reads.sought(STREET, PHONE))
        with pytest.raises(ErasureHeld, match="review of this petition") as refused:
            actions.erase_person(held=about, street=STREET, by=keeper(1), at=now())
        assert list(refused.value.fields) == [f"matter:{petition.id}"]
        assert Reporter.objects.get(matter=receipt.id).phone is not None  # all or nothing


def go(street: Street, receipt: matters.Receipt, do: str, by: str, *, paper: bool = False, **said: Any) -> None:
    actor = street.actor(by)
    evidence = (street.photo(by=actor, purpose="document"),) if paper else ()
    matters.move_matter(matter=receipt.id, do=do, given=Move(evidence=evidence, **said), by=actor, at=now())


def test_a_hold_of_the_security_administrator_stops_rule_and_request(street: Street, tell: Telling) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-05-01 09:00"):
        until = datetime.fromisoformat("2018-06-01T00:00:00+08:00")
        subject = Ref("matter", receipt.id)
        hold = actions.set_hold(subject=subject, reason="dispute", note="诉讼中", until=until, by=keeper(1), at=now())
        with pytest.raises(ErasureHeld, match="lifted first"):
            erase(receipt)
        actions.lift_hold(hold=hold.pk, by=keeper(2), at=now())
        assert erase(receipt) is not None


def test_who_moved_away_two_years_ago_goes_by_rule_after_a_dry_run_and_a_second_person(
    street: Street, tell: Telling
) -> None:
    member = street.actor("c1g1")
    with tell.at("2018-01-10 09:00"):
        flat = home(street, "c1g1", "春元里小区3号楼", "402")
        gone, stays, late = (
            registry.add_person(
                street=STREET,
                given=Given(name, number, phone),
                household=flat.pk,
                since=date(2010, 1, 1),
                by=member,
                at=now(),
            )
            for name, number, phone in (("柳三泉", NUMBER, PHONE), ("石小桥", "", ""), ("张三丰", "", OTHER))
        )
        registry.state_fact(subject=Ref("person", gone.pk), key="disabled", value="是", by=member, at=now())
        registry.change_person(person=gone.pk, changes={}, state="moved_away", by=member, at=now())
        actions.publish_rules(street=STREET, text=RULES, by=keeper(1), at=now())
    with tell.at("2019-06-10 09:00"):
        registry.change_person(person=late.pk, changes={}, state="moved_away", by=member, at=now())
    receipt = lived(street, tell)
    with held(datetime.fromisoformat("2020-06-01T09:00:00+08:00")):
        table = reads.table_of(reads.latest(STREET))
        assert table is not None
        persons, reporters = reads.dry_run(table, street=STREET, as_of=now())
        assert (persons.count, persons.held, reporters.count) == (1, 0, 1)
        assert persons.examples == (f"{gone.pk} 柳*",)
        run = actions.propose_run(names=("moved_away", "reporters"), by=keeper(1), at=now())
        assert run.counted["moved_away"] == {"count": 1, "held": 0}
        with pytest.raises(NotSecondPerson):
            actions.decide_run(run=run.pk, approve=True, by=keeper(1), at=now())
        assert actions.run_approved(at=now()) == 0
        actions.decide_run(run=run.pk, approve=True, by=keeper(2), at=now())
        assert actions.run_approved(at=now()) == 2
        run.refresh_from_db()
        assert (run.state, run.done["moved_away"], run.done["reporters"]) == (
            "done", {"erased": 1, "held": 0}, {"erased": 1, "held": 0},
        )  # fmt: skip
    row = Person.objects.get(pk=gone.pk)
    assert (bytes(row.name), row.identity, row.phone_blind, row.birth_year, row.state) == (
        b"",
        None,
        None,
        0,
        "moved_away",
    )
    assert registry_reads.find_persons(street.actor("c1head"), "柳三泉") == []
    assert Person.objects.filter(pk__in=(stays.pk, late.pk)).exclude(name=b"").count() == 2
    assert Matter.objects.get(pk=receipt.id).text.startswith("门口垃圾成堆")
    assert {one.basis for one in Erasure.objects.all()} == {"rule"}


def test_a_restored_backup_forgets_again_what_was_erased_after_it(street: Street, tell: Telling) -> None:
    """All rows go back to what they were before the erasure; the list, which lies outside, is replayed over them."""
    receipt, kept = lived(street, tell), lived(street, tell, OTHER)
    with tell.at("2018-05-01 09:00"), undone():
        erase(receipt)
        entries = actions.erasures_since(datetime.fromisoformat("2018-04-01T00:00:00+08:00"))
        listing.append(entries)
        assert [entry["subject"] for entry in listing.read(listing.place())] == [receipt.id]
        assert listing.append(entries) == 0
    street.reopen()
    with tell.at("2018-05-02 09:00"):
        assert Matter.objects.get(pk=receipt.id).text != ""
        assert actions.replay_erasures(listing.place()) == 1
        assert Matter.objects.get(pk=receipt.id).text == ""
        assert actions.replay_erasures(listing.place()) == actions.replay_erasures(entries) == 0
        assert Matter.objects.get(pk=kept.id).text != ""
    content = listing.place().read_text().replace(f'"subject": {receipt.id}', f'"subject": {kept.id}')
    listing.place().write_text(content)
    with pytest.raises(ListBroken, match="line 1"):
        actions.replay_erasures(listing.place())


def test_nothing_personal_stands_on_the_list(street: Street, tell: Telling) -> None:
    receipt = lived(street, tell)
    with tell.at("2018-05-01 09:00"):
        erase(receipt)
        listing.append(actions.erasures_since())
    text = listing.place().read_text()
    for word in (PHONE, "石小桥", "垃圾", crypto.blind(PHONE).hex()):
        assert word not in text
