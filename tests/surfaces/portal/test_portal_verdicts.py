"""At the end: three grades with reasons, taking up again with a photo, a review of a petition, and asking by telephone."""

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.time import held
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later

from .conftest import Resident, words
from .officials import close, upload
from .test_portal_report import picture


def closed(resident: Resident, street: Street, **fields: str) -> tuple[str, Matter]:
    """Return the link of a report that was closed, and its matter."""
    link = resident.link(**fields)
    close(street, Matter.objects.get().pk, later(MORNING, hours=2))
    return link, Matter.objects.get()


@pytest.mark.parametrize(
    ("grade", "counts", "said"),
    [("satisfied", True, "满意"), ("basically", True, "基本满意"), ("not", False, "不满意")],
)
def test_three_grades_are_kept_and_the_middle_one_counts_as_satisfied(
    resident: Resident, street: Street, grade: str, counts: bool, said: str
) -> None:
    link, row = closed(resident, street)
    with held(later(MORNING, hours=3)):
        sent = {"solved": "yes", "satisfied": grade, "grounds": ["slow", "unexplained"], "words": "等了好几天"}
        assert resident.client.post(f"{link}rate/", sent).status_code == 303
        assert f"已解决，{said}" in words(resident.get(link)).replace(" ", "").replace(",", "，")
    row.refresh_from_db()
    assert (row.solved, row.satisfied) == (True, counts)
    line = lines_of(Ref("matter", row.pk))[-1]
    assert (line.data["said"]["grade"], line.data["said"]["grounds"]) == (grade, ["slow", "unexplained"])


def test_an_unknown_grade_or_ground_is_refused_at_its_field(resident: Resident, street: Street) -> None:
    link, row = closed(resident, street)
    for sent in ({"solved": "yes", "satisfied": "yes"}, {"solved": "yes", "satisfied": "not", "grounds": ["bribe"]}):
        with held(later(MORNING, hours=3)):
            assert resident.client.post(f"{link}rate/", sent).status_code == 422
    row.refresh_from_db()
    assert row.satisfied is None


def test_a_report_is_taken_up_again_with_a_photo(resident: Resident, street: Street) -> None:
    link, row = closed(resident, street)
    with held(later(MORNING, days=1)):
        answer = resident.client.post(f"{link}reopen/", {"reason": "又堆满了", "photo": picture()})
        assert answer.status_code == 303, words(answer)
    row.refresh_from_db()
    assert (row.state, row.reopened) == ("handling", 1)
    assert "report" in {one.purpose for one in attachments_of(Ref("matter", row.pk))}


def test_a_petition_that_was_settled_is_reviewed_at_the_reporters_wish(resident: Resident, street: Street) -> None:
    link = resident.link(item="P0103", text="对物业处理意见不服")
    row, dispatcher = Matter.objects.get(), street.actor("dispatch1")
    with held(later(MORNING, hours=1)) as at:
        actions.move_matter(
            matter=row.pk, do="accept", given=actions.Given(answer="已受理您的信访事项"), by=dispatcher, at=at
        )
        actions.move_matter(
            matter=row.pk, do="dispatch", given=actions.Given(handler=handler("safety.handler1")), by=dispatcher, at=at
        )
        worker = street.actor("safety2")
        evidence = (("document", upload("document", worker, at)),)
        actions.finish_matter(matter=row.pk, result="处理意见：……", evidence=evidence, by=worker, at=at)
    with held(later(MORNING, days=1)):
        page = resident.get(link).content.decode()
        assert 'id="review"' in page
        assert 'id="reopen"' not in page, "a petition is reviewed, not reopened"
        assert resident.client.post(f"{link}review/", {"reason": ""}).status_code == 422
        assert resident.client.post(f"{link}review/", {"reason": "没有回应我的问题"}).status_code == 303
        assert "正在复查" in words(resident.get(link))
    row.refresh_from_db()
    assert row.state == "reviewing"


def handler(code: str) -> tuple[int, int, int]:
    """Return a post with its holder and unit."""
    from shiqiao.kernel.people.reads import holder_of, post_by_code

    post = post_by_code(code)
    return post.id, holder_of(post.id, MORNING).account or 0, post.unit


def ask(resident: Resident, number: str, end: str) -> object:
    return resident.client.post("/portal/follow/", {"number": number, "secret": end})


def test_number_and_end_of_the_telephone_show_how_far_it_is_and_no_word_of_it(
    resident: Resident, street: Street
) -> None:
    _link, row = closed(resident, street, phone="138 0013 8000", text="隔壁王大石家天天吵")
    with held(later(MORNING, hours=3)):
        said = words(ask(resident, row.number, "8000"))
    assert "已办结" in said
    assert "王大石" not in said
    assert "已清运并冲洗地面" not in said, "answers are for who has the link"
    assert "提交评价" not in said


def test_a_wrong_end_another_number_and_a_report_without_telephone_look_the_same(
    resident: Resident, street: Street
) -> None:
    row = resident_row(resident, phone="13800138000")
    silent = resident_row(resident, text="另一件事：路灯不亮")
    accused = resident_row(resident, phone="13800138000", accused="urban_management", text="第三件事：态度差")
    seen = {
        words(ask(resident, number, end)).replace(number, "")
        for number, end in ((row, "8001"), (silent, "8000"), ("180627999990", "8000"), (accused, "8000"))
    }
    assert len(seen) == 1
    assert "没有查到" in seen.pop()


def resident_row(resident: Resident, **fields: str) -> str:
    """Report something and return its number."""
    return resident.link(**fields).split("/")[3]


def test_the_end_of_a_telephone_cannot_be_tried_out(resident: Resident, street: Street) -> None:
    number = resident_row(resident, phone="13800138000")
    answers = [Resident().client.post("/portal/follow/", {"number": number, "secret": f"{n:04d}"}) for n in range(8)]
    assert [answer.status_code for answer in answers[:6]] == [404] * 6
    assert {answer.status_code for answer in answers[6:]} == {429}
    assert ask(resident, number, "8000").status_code == 429, "not even the right one, for a while"  # type: ignore[attr-defined]
