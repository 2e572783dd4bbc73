"""Scores on the desk: ranks lead to indicators, indicators to matters, and nobody sees persons who need not."""

from datetime import date

from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import actions
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.scoring.conftest import Lives
from tests.stories.telling import Telling

JUNE = "month=2018-06"


def worked(street: Street) -> Lives:
    lives = Lives(street, Telling(street))
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day != "07")
    actions.reckon(at=now())
    return lives


def page(street: Street, login: str, path: str) -> str:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(Account.objects.get(username=login))
    answer = client.get(path)
    street.reopen()
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def status(street: Street, login: str, path: str) -> int:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    code = client.get(path).status_code
    street.reopen()
    return code


def test_a_rank_opens_onto_indicators_and_these_onto_the_very_matters(street: Street) -> None:
    worked(street)
    board = page(street, "leader1", f"/scores/?kind=grid&{JUNE}")
    assert f"/scores/grid/{FIRST_GRID}/?{JUNE}" in board
    sheet = page(street, "leader1", f"/scores/grid/{FIRST_GRID}/?{JUNE}")
    assert "解决率" in sheet
    assert "83.3%" in sheet
    assert "《北京市接诉即办工作条例》" in sheet, "the formula names its source"
    rows = page(street, "leader1", f"/scores/grid/{FIRST_GRID}/solved/?{JUNE}&side=other")
    (missed,) = [number for number in numbers() if f"/matters/{number}/" in rows]
    assert page(street, "leader1", f"/matters/{missed}/")


def numbers() -> list[str]:
    from shiqiao.kernel.matters.models import Matter

    return list(Matter.objects.values_list("number", flat=True))


def test_titles_are_shown_of_matters_that_the_reader_may_see_only(street: Street) -> None:
    worked(street)
    rows = page(street, "c5g1", f"/scores/grid/{FIRST_GRID}/solved/?{JUNE}")
    assert "不在您的权限范围内" in rows
    assert "垃圾成堆" not in rows


def test_a_member_sees_the_own_score_among_persons_and_nobody_elses(street: Street) -> None:
    worked(street)
    mine, other = (Account.objects.get(username=login).pk for login in ("c1g1", "c5g1"))
    assert f"/scores/person/{mine}/" in page(street, "c1g1", f"/scores/?kind=person&{JUNE}")
    assert f"/scores/person/{mine}/" not in page(street, "c5g1", f"/scores/?kind=person&{JUNE}")
    assert status(street, "c5g1", f"/scores/person/{mine}/?{JUNE}") == 404
    assert status(street, "leader1", f"/scores/person/{mine}/?{JUNE}") == 200
    assert other != mine


def test_another_streets_subject_an_unknown_kind_and_an_unknown_indicator_are_not_found(street: Street) -> None:
    for path in (f"grid/{370103004001001}/", "house/1/", f"street/{STREET + 1}/", f"grid/{FIRST_GRID}/nothing/"):
        assert status(street, "leader1", f"/scores/{path}") == 404


def test_a_month_without_work_says_so(street: Street) -> None:
    assert "这个月没有可统计的记录" in page(street, "leader1", "/scores/?month=2018-02")
    assert date(2018, 2, 1) < date(2018, 6, 1)
