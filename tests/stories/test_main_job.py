"""The main job: found, given to a named person, answered the same day, solved, checked, counted."""

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import check_chain, lines_of
from shiqiao.kernel.matters import actions, reads
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import COLUMNS, rebuild
from shiqiao.testing.street import FIRST_GRID, MORNING, Street, later


def test_a_call_about_rubbish_is_routed_answered_solved_checked_and_closed(street: Street) -> None:
    receipt = street.report("乐山小区门口垃圾成堆，电话13800138000")
    assert receipt.sheet.grid == FIRST_GRID
    assert receipt.sheet.post
    assert receipt.sheet.holder
    assert {clock.name for clock in receipt.sheet.clocks} == {"accept", "echo"}
    dispatcher, member, checker = street.actor("dispatch1"), street.actor("c1g1"), street.actor("check1")
    with held(later(MORNING, minutes=5)):
        actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
        actions.dispatch_matter(matter=receipt.id, handler="c1.g1", by=dispatcher, at=now())
    with held(later(MORNING, hours=1)):
        actions.answer_matter(matter=receipt.id, answer="已安排保洁员上门清理", by=member, at=now())
    with held(later(MORNING, hours=3)):
        photos = (street.photo(by=member, purpose="before", colour="gray"), street.photo(by=member, purpose="after"))
        actions.finish_matter(matter=receipt.id, result="垃圾已清运", evidence=photos, by=member, at=now())
    with held(later(MORNING, hours=5)):
        sheet = actions.close_matter(matter=receipt.id, by=checker, at=now())
    assert sheet.done
    assert sheet.state == "closed"
    row = Matter.objects.get(pk=receipt.id)
    lines = lines_of(Ref("matter", row.id))
    assert [line.code for line in lines] == [
        "matters.reported", "matters.accepted", "matters.dispatched", "matters.answered", "matters.finished", "matters.closed",
    ]  # fmt: skip
    assert list(check_chain(lines)) == []
    rebuilt = rebuild(lines)
    assert {name: getattr(rebuilt, name) for name in COLUMNS} == {name: getattr(row, name) for name in COLUMNS}
    assert "13800138000" not in row.text
    listed = reads.matters(dispatcher, reads.Filters(open=False)).rows
    assert [one.number for one in listed] == [row.number]
