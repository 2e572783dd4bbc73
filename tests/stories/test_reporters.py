"""Those who report: a patrol that fixes at once, a resident who is not satisfied, one who sends twice, a phone number."""

from datetime import timedelta

import pytest
from django.db import connection

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.actions import Contact
from shiqiao.kernel.matters.errors import ConditionNotMet, SentDifferently
from shiqiao.kernel.matters.models import CallBack, Matter, Reporter
from shiqiao.kernel.matters.secret_links import by_secret
from shiqiao.testing.street import FIRST_GRID, Street

from .telling import Telling


def test_a_patrol_finds_a_thing_and_fixes_it_on_the_spot(street: Street, tell: Telling) -> None:
    member = street.actor("c1g1")
    before = street.photo(by=member, purpose="report", colour="gray")
    receipt = street.report("果皮箱旁有垃圾", by=member, channel="patrol", photos=(before,))
    assert {clock.name for clock in receipt.sheet.clocks} == {"accept"}  # a patrol does not wait for itself
    assert not Reporter.objects.exists()
    evidence = (
        street.photo(by=member, purpose="before", colour="gray"),
        street.photo(by=member, purpose="after", colour="green"),
    )
    with tell.at("2018-06-27 10:04"):
        actions.fix_on_spot(matter=receipt.id, result="随手清理", evidence=evidence, by=member, at=now())
    row = tell.row(receipt)
    assert (row.state, row.on_spot, row.finished_holder) == ("checking", True, member.account)
    assert (tell.clock(receipt, "accept").late, tell.clock(receipt, "check").late) == (False, None)
    with pytest.raises(ConditionNotMet):
        actions.fix_on_spot(
            matter=street.report("渣土", item="06011").id, result="清", evidence=evidence, by=member, at=now()
        )
    with tell.at("2018-06-27 11:00"):
        tell.close(receipt)
    assert len(attachments_of(Ref("matter", receipt.id))) == 3
    assert len(lines_of(Ref("matter", receipt.id))) == 3


def test_a_resident_who_is_not_satisfied_reopens(street: Street, tell: Telling) -> None:
    with tell.at("2018-06-27 10:00"):
        receipt = street.report("垃圾又堆满了", channel="resident", by=tell.resident())
        tell.dispatch(receipt, "c1.g1")
        tell.finish(receipt, by="c1g1")
        tell.close(receipt)
        actions.call_back_matter(
            matter=receipt.id, responded=True, solved=True, satisfied=True, by=street.actor("callback1"), at=now()
        )
    closed = tell.row(receipt)
    assert (closed.responded, closed.solved, closed.satisfied, closed.done) == (True, True, True, True)
    assert closed.ended_at
    resident = tell.resident()
    with tell.at("2018-07-20 20:00"):
        assert by_secret(receipt.number, receipt.secret, at=now()) == closed
        actions.rate_matter(
            matter=receipt.id, solved=False, satisfied=False, reason="第二天又满了", by=resident, at=now()
        )
        actions.reopen_matter(matter=receipt.id, reason="没有解决", by=resident, at=now())
    row = tell.row(receipt)
    assert (row.state, row.reopened, row.done, row.ended_at) == ("handling", 1, False, None)
    assert (row.responded, row.solved, row.satisfied) == (None, None, None)
    again = tell.clock(receipt, "handle", run=2)
    assert (again.stopped_at, tell.clock(receipt, "handle", run=1).late) == (None, False)
    assert row.next_due == again.due_at
    assert list(CallBack.objects.order_by("seq").values_list("kind", "solved")) == [
        ("called_back", True),
        ("rated", False),
    ]
    with tell.at("2018-07-21 09:00"):
        tell.finish(receipt, by="c1g1", result="增设两个垃圾箱")
        tell.close(receipt)
    with held(tell.row(receipt).ended_at + timedelta(days=30, seconds=1)), pytest.raises(ConditionNotMet):
        actions.reopen_matter(matter=receipt.id, reason="又来了", by=resident, at=now())


def test_the_same_report_sent_twice_is_one_matter_and_another_with_its_identifier_is_refused(
    street: Street, tell: Telling
) -> None:
    by = street.actor("dispatch1")
    first = street.report("垃圾成堆", by=by, source_id="phone-7")
    with held(now() + timedelta(minutes=3)):
        second = street.report("垃圾成堆", by=by, source_id="phone-7")
    assert (second.id, second.number, second.again, second.secret) == (first.id, first.number, True, "")
    for other in ({"text": "垃圾成山"}, {"item": "06011"}, {"urgent": True}, {"contact": Contact("李四", "")}):
        with pytest.raises(SentDifferently) as refused:
            street.report(**{"text": "垃圾成堆", "by": by, "source_id": "phone-7", **other})
        assert set(refused.value.fields) == {"client_id"}
        assert first.number in str(refused.value)
    photo = street.photo(by=by, purpose="report")
    with pytest.raises(SentDifferently):
        street.report("垃圾成堆", by=by, source_id="phone-7", photos=(photo,))
    assert Matter.objects.count() == 1
    assert street.report("垃圾成堆", by=by, source="elsewhere", source_id="phone-7").id != first.id
    assert Reporter.objects.count() == 2


def test_the_second_who_reports_the_same_thing_is_shown_the_first(street: Street) -> None:
    first = street.report("乐山小区门口垃圾成堆没人清理")
    street.report("路灯不亮", item="01001")
    like = reads.likely_duplicates(
        street=street.number,
        item="06010",
        text="小区门口垃圾成堆",
        grid=FIRST_GRID,
        lon=116.98308,
        lat=36.65530,
        at=now(),
    )
    assert [one.row.number for one in like] == [first.number]
    assert like[0].metres is not None
    assert like[0].metres < 5


SECRETS = {
    "text": "13800138001", "address": "13800138002", "title": "13800138003", "phone": "13800138004", "form": "13800138005",
    "answer": "13800138006", "result": "13800138007", "reason": "13800138008", "name": "欧阳一二三", "plate": "鲁A12345",
}  # fmt: skip


def test_no_phone_number_or_name_is_stored_in_clear_anywhere(street: Street, tell: Telling) -> None:
    told = SECRETS
    receipt = street.report(
        f"车{told['plate']}堵门，回电{told['text']}", item="06027", address=f"乐山小区 {told['address']}",
        title=f"急 {told['title']}", form={"shop": f"张记饭店{told['form']}"}, contact=Contact(told["name"], told["phone"]),
    )  # fmt: skip
    tell.dispatch(receipt, "c1.g1")
    actions.answer_matter(matter=receipt.id, answer=f"请打{told['answer']}", by=street.actor("c1g1"), at=now())
    tell.finish(receipt, by="c1g1", result=f"已联系{told['result']}")
    actions.send_back_matter(matter=receipt.id, reason=f"问{told['reason']}", by=street.actor("check1"), at=now())
    found = {
        (table, column, name)
        for table, column, kind in columns()
        for name, value in told.items()
        if holds(table, column, kind, value)
    }
    assert found == set()
    assert holds("matters_matter", "text", "text", "堵门，回电")  # the search itself finds what is there
    dispatcher = street.actor("dispatch1")
    for name in sorted(told.keys() - {"name"}):  # and yet each is found by who may look for it
        page = reads.search(dispatcher, reads.Filters(text=told[name]))
        assert [row.number for row in page.rows] == [receipt.number], name


def columns() -> list[tuple[str, str, str]]:
    """Return every column that can hold text, of every table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, udt_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND udt_name IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'tsvector', 'bytea', '_varchar', '_text')"
        )
        return list(cursor.fetchall())


def holds(table: str, column: str, kind: str, value: str) -> bool:
    """Tell whether a value stands in a column, as text or as bytes."""
    as_bytes, as_text = "position(convert_to(%s, 'UTF8') in {0}) > 0", "{0}::text LIKE '%%' || %s || '%%'"
    condition = (as_bytes if kind == "bytea" else as_text).format(f'"{column}"')
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE {condition})', [value])
        return bool(cursor.fetchone()[0])
