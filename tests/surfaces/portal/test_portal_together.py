"""A merged report at the portal: its reporter reads the answers, judges apart, and learns nothing of the others."""

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, merging
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later

from .conftest import Resident, words
from .officials import close


def heap(resident: Resident, street: Street) -> tuple[str, str, Matter, Matter]:
    """Two residents report the same heap; the second is merged into the first."""
    one = resident.link(text="三号楼垃圾成堆，我家在一单元", name="张建国", phone="13812345678")
    two = resident.link(text="楼下垃圾没人管", name="李小红", phone="13987654321")
    first, second = Matter.objects.order_by("id")
    with held(later(MORNING, minutes=10)):
        answer = "合并之前的答复，只给第一位"
        actions.answer_matter(matter=first.pk, answer=answer, by=street.actor("dispatch1"), at=now())
        merging.merge_matters(main=first.pk, others=[second.pk], by=street.actor("dispatch1"), at=now())
    return one, two, first, second


def test_the_merged_reporter_reads_the_answer_and_nothing_of_the_other(resident: Resident, street: Street) -> None:
    _one, two, first, _second = heap(resident, street)
    with held(later(MORNING, minutes=30)):
        said = words(resident.get(two))
        assert "已合并办理" in said
        assert "合并之前的答复" not in said, "what was said before belongs to the first"
        answer = "今天下午清运，电话 13700137000"
        actions.answer_matter(matter=first.pk, answer=answer, by=street.actor("dispatch1"), at=now())
        said = words(resident.get(two))
    assert "今天下午清运" in said
    assert "13700137000" not in said, "numbers in another's answer are masked"
    for secret in (first.number, "一单元", "张", "138"):
        assert secret not in said.replace("2018", "")


def test_each_judges_apart_and_the_merged_one_takes_the_work_up_again(resident: Resident, street: Street) -> None:
    one, two, first, second = heap(resident, street)
    with held(later(MORNING, minutes=40)):
        assert resident.client.post(f"{two}rate/", {"solved": "no", "satisfied": "not"}).status_code == 422
    close(street, first.pk, later(MORNING, hours=3))
    with held(later(MORNING, days=1)):
        said = words(resident.get(two))
        assert "已清运并冲洗地面" in said
        assert "您满意吗" in said or "满意" in said
        assert resident.client.post(f"{one}rate/", {"solved": "yes", "satisfied": "satisfied"}).status_code == 303
        assert resident.client.post(f"{two}rate/", {"solved": "no", "satisfied": "not"}).status_code == 303
        assert resident.client.post(f"{two}reopen/", {"reason": "只清了一半"}).status_code == 303
        again = words(resident.get(one))
        assert "重新办理" in again
        assert "只清了一半" not in again
        assert "重新办理" in words(resident.get(two))
    rows = [Matter.objects.get(pk=row.pk) for row in (first, second)]
    assert [row.state for row in rows] == ["handling", "merged"]
    assert [row.reopened for row in rows] == [1, 1]


def test_a_part_that_ends_after_the_whole_is_told_to_its_reporter(resident: Resident, street: Street) -> None:
    link = resident.link(item="L0401", text="停水又停灯")
    row = Matter.objects.get()
    by = street.actor("dispatch1")
    actions.dispatch_matter(matter=row.pk, handler="c1.g1", by=by, at=now())
    (part,) = split_matter(matter=row.pk, parts=[Part("内部：修灯", handler="livelihood.handler1")], by=by, at=now())
    actions.finish_matter(matter=row.pk, result="来水了", by=street.actor("c1g1"), at=now(), children_go_on=True)
    actions.close_matter(matter=row.pk, by=street.actor("check1"), at=now(), children_go_on=True)
    with held(later(MORNING, hours=5)):
        child = Matter.objects.get(number=part.number)
        actions.finish_matter(matter=child.pk, result="灯修好", by=street.actor("life2"), at=now())
        actions.close_matter(matter=child.pk, by=street.actor("check1"), at=now())
        said = words(resident.get(link))
    assert "其中一部分已办好" in said
    assert "修灯" not in said


def test_a_resident_proposes_follows_it_and_only_published_titles_are_listed(
    resident: Resident, street: Street
) -> None:
    sent = {"client_id": "p1", "item": "X0201", "title": "老年食堂周末开门", "text": "周末没饭吃", "name": "王辛癸"}
    answer = resident.client.post("/portal/proposals/new/", sent)
    assert answer.status_code == 303, words(answer)
    link = answer["location"].split("?")[0]
    assert resident.client.post("/portal/proposals/new/", sent)["location"].split("?")[0] == link, (
        "sent twice it is one"
    )
    assert "已收到您的建议" in words(resident.get(link))
    row = Matter.objects.get()
    with held(later(MORNING, hours=1)):
        leader = street.actor("leader1")
        for do in ("weigh", "adopt"):
            given = actions.Given(answer="采纳，七月试行")
            actions.move_matter(matter=row.pk, do=do, given=given, by=leader, at=now())
        assert "采纳，七月试行" in words(resident.get(link))
        assert "老年食堂" not in words(resident.get("/portal/proposals/"))
        actions.move_matter(matter=row.pk, do="publish", given=actions.Given(), by=leader, at=now())
        listed = words(resident.get("/portal/proposals/"))
    assert "老年食堂周末开门" in listed
    assert "王" not in listed.replace("王府", "")
    assert "周末没饭吃" not in listed


def test_a_proposal_with_a_mistake_keeps_what_was_typed(resident: Resident, street: Street) -> None:
    answer = resident.client.post("/portal/proposals/new/", {"client_id": "p2", "title": "好主意", "text": ""})
    assert answer.status_code == 422
    assert "好主意" in answer.content.decode()
    assert not Matter.objects.exists()
