"""Following a report: the whole story, who may see it, and what others see."""

import re
from typing import Any

import pytest

from shiqiao.base.time import held
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import MORNING, Street, later

from .conftest import Resident, words
from .officials import close

CJK = re.compile(r"[一-鿿]")


def row() -> Matter:
    """Return the one matter there is."""
    return Matter.objects.get()


def test_a_resident_reports_reads_the_answer_is_dissatisfied_and_has_it_taken_up_again(
    resident: Resident, street: Street
) -> None:
    link = resident.link()
    assert "正在查看" in words(resident.get(link))
    with held(later(MORNING, hours=1)):
        answer = "您好，今天下午清运，电话 0531-82000000。"
        actions.answer_matter(matter=row().pk, answer=answer, by=street.actor("dispatch1"), at=later(MORNING, hours=1))
        said = words(resident.get(link))
    assert "今天下午清运，电话 0531-82000000" in said, "the answer is readable as it was written"
    assert "答复时间" not in said, "once answered, no answer is due"
    close(street, row().pk, later(MORNING, hours=3))
    with held(later(MORNING, days=1)):
        said = words(resident.get(link))
        assert "已清运并冲洗地面" in said
        rated = resident.client.post(f"{link}rate/", {"solved": "no", "satisfied": "not", "words": "还有味"})
        assert rated.status_code == 303
        assert (row().solved, row().satisfied) == (False, False)
        assert "未解决" in words(resident.client.get(rated["location"]))
        again = resident.client.post(f"{link}reopen/", {"reason": "又堆满了，值班的人态度不好"})
        assert again.status_code == 303
        said = words(resident.client.get(again["location"]))
    assert row().state == "handling"
    assert row().reopened == 1
    assert "正在处理" in said
    assert "态度不好" not in said, "reasons are internal"


def test_names_of_officials_are_on_the_receipt_only(resident: Resident) -> None:
    link = resident.link()
    assert "春一梅" in words(resident.get(link, new="1"))
    assert "春一梅" not in words(resident.get(link))


def test_rating_without_a_choice_says_what_is_missing_and_keeps_the_words(resident: Resident, street: Street) -> None:
    link = resident.link()
    close(street, row().pk, later(MORNING, hours=1))
    answer = resident.client.post(f"{link}rate/", {"words": "谢谢你们"})
    assert answer.status_code == 422
    assert "谢谢你们" in answer.content.decode()


def test_an_open_matter_cannot_be_rated_or_reopened(resident: Resident) -> None:
    link = resident.link()
    assert "请您评价" not in words(resident.get(link))
    assert resident.client.post(f"{link}rate/", {"solved": "yes", "satisfied": "satisfied"}).status_code == 422
    assert resident.client.post(f"{link}reopen/", {"reason": "快点"}).status_code == 422


def test_after_30_days_there_is_no_button_for_taking_it_up_again(resident: Resident, street: Street) -> None:
    link = resident.link()
    close(street, row().pk, later(MORNING, hours=1))
    with held(later(MORNING, days=32)):
        assert "要求重新办理" not in words(resident.get(link)).split("请保存查询链接")[0]


def test_number_and_secret_lead_to_the_report_also_as_a_pasted_link(resident: Resident) -> None:
    link = resident.link()
    number, secret = link.strip("/").split("/")[-2:]
    for typed in (secret, f"http://testserver{link}", f" {secret} "):
        found = resident.client.post("/portal/follow/", {"number": f"{number[:6]} {number[6:]}", "secret": typed})
        assert found.status_code == 303
        assert found["location"] == link


@pytest.mark.parametrize("wrong", ["number", "secret"])
def test_a_wrong_number_and_a_wrong_secret_look_the_same(resident: Resident, wrong: str) -> None:
    number, secret = resident.link().strip("/").split("/")[-2:]
    given = {"number": number, "secret": secret, wrong: "999999999999"}
    answer = resident.client.post("/portal/follow/", given)
    assert answer.status_code == 404
    assert "没有查到。请对照回执检查编号和查询码。" in words(answer)
    assert resident.get(f"/portal/m/{given['number']}/{given['secret']}/").status_code == 404


def test_the_secret_page_is_kept_out_of_caches_indexes_titles_and_referrers(resident: Resident) -> None:
    link = resident.link()
    answer = resident.get(link)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] in ("no-referrer", "strict-origin")
    title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    assert title
    assert link.strip("/").split("/")[-1] not in title[1]


def test_the_public_list_shows_no_text_no_address_and_no_personal_affairs(resident: Resident) -> None:
    resident.link(text="秘密的内容", address="春元里小区3号楼")
    resident.link(text="医保卡丢了", item="L0101")
    for page in ("/portal/list/", "/portal/list/map.json"):
        html = resident.get(page).content.decode()
        assert "秘密" not in html
        assert "3号楼" not in html
        assert row_numbers().isdisjoint(re.findall(r"\d{12,}", html))
    said = words(resident.get("/portal/list/"))
    assert "暴露垃圾" in said
    assert "医保卡" not in said


def test_a_longer_public_list_asks_no_more_of_the_database(
    resident: Resident, street: Street, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        street.report()
    resident.get("/portal/list/")
    with django_assert_max_num_queries(8):
        assert resident.get("/portal/list/").content.decode().count("<li><strong>") == 12


def row_numbers() -> set[str]:
    """Return the numbers of all matters."""
    return set(Matter.objects.values_list("number", flat=True))


def test_the_public_list_goes_on_by_cursor(resident: Resident, street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from shiqiao.surfaces.portal import nearby

    monkeypatch.setattr(nearby, "PAGE", 2)
    for _ in range(3):
        street.report()
    first = resident.get("/portal/list/").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert first.count("<li><strong>") == 2
    assert resident.get(f"/portal/list/{older[1]}").content.decode().count("<li><strong>") == 1


@pytest.mark.parametrize(
    "path", ["/portal/", "/portal/report/", "/portal/follow/", "/portal/list/", "/portal/promises/"]
)
def test_every_page_speaks_one_language_and_labels_its_fields(resident: Resident, path: str) -> None:
    english = Resident("en").get(path).content.decode()
    assert '<html lang="en"' in english
    assert not CJK.findall(_interface(english)), _interface(english)
    chinese = resident.get(path).content.decode()
    assert '<html lang="zh-Hans"' in chinese
    latin = set(re.findall(r"[A-Za-z]{3,}", _interface(chinese))) - {"English", "jpg", "png", "webp"}
    assert not latin
    for control in re.findall(r"<(?:input|select|textarea)[^>]*>", chinese):
        if 'type="hidden"' not in control and 'type="radio"' not in control:  # radios stand inside their labels
            identifier = re.search(r'id="([^"]+)"', control)
            assert identifier, control
            assert f'for="{identifier[1]}"' in chinese or "aria-label" in control, control


def test_the_receipt_and_the_story_are_english_too(resident: Resident) -> None:
    english = Resident("en")
    link = english.link(text="rubbish")
    for page in (english.get(link), english.get(link, new="1")):
        said = _interface(page.content.decode())
        assert not CJK.findall(said), said


def _interface(html: str) -> str:
    """Return what a reader sees except data: names of places, and the name of the other language."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r"<(option|optgroup)\b[^>]*>[^<]*", " ", html)
    html = re.sub(r'<(button|p|span)[^>]*(?:class="kit-plain"|portal-where)[^>]*>.*?</\1>', " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", html).replace("春元里小区3号楼", "")
