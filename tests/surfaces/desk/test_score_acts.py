"""Appeals, trying other indicators, closing and publishing on the desk."""

from typing import Any

from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import actions, reads
from shiqiao.kernel.scoring.models import Appeal, Period, Publication
from shiqiao.kernel.scoring.rules import written
from shiqiao.kernel.scoring.sources import sources
from shiqiao.scenes.supervision.sources import SUPERVISION_ORDER
from shiqiao.surfaces.desk.scores import KINDS
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.scoring.conftest import JUNE, close_until
from tests.kernel.scoring.test_beyond import Afield
from tests.stories.telling import Telling

from .test_scores import page, status, worked

MONTH = "month=2018-06"


def posted(street: Street, login: str, path: str, **given: Any) -> tuple[int, str]:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(Account.objects.get(username=login))
    answer = client.post(path, given)
    street.reopen()
    return answer.status_code, answer.content.decode()


def test_a_grid_member_appeals_from_the_very_row_and_a_leader_decides(street: Street) -> None:
    worked(street)
    rows = page(street, "c1g1", f"/scores/grid/{FIRST_GRID}/solved/?{MONTH}&side=other")
    ask = rows.split("/scores/appeals/new/")[1].split('"')[0].replace("&amp;", "&")
    form = page(street, "c1g1", f"/scores/appeals/new/{ask}")
    assert "解决率" in form
    code, again = posted(street, "c1g1", f"/scores/appeals/new/{ask}", reason="")
    assert (code, "is-invalid" in again) == (422, True)
    code, _ = posted(street, "c1g1", f"/scores/appeals/new/{ask}", reason="不在本网格职责内")
    assert code == 302
    number = Appeal.objects.get().pk
    assert "不在本网格职责内" in page(street, "c1g1", f"/scores/appeals/{number}/")
    assert status(street, "c2g1", f"/scores/appeals/{number}/") == 404
    assert f"/scores/appeals/{number}/" in page(street, "leader1", "/notices/")
    assert posted(street, "c1g1", f"/scores/appeals/{number}/", answer="我说了算", uphold="1")[0] == 422
    assert posted(street, "leader1", f"/scores/appeals/{number}/", answer="属实，予以剔除", uphold="1")[0] == 302
    assert reads.counts(STREET, "grid", JUNE, JUNE.replace(month=7))[FIRST_GRID]["solved"] == (5, 5)
    told = page(street, "c1g1", "/notices/")
    assert "您的申诉已裁定" in told
    assert "属实，予以剔除" in page(street, "c1g1", f"/scores/appeals/{number}/")


def test_the_head_closes_a_month_and_makes_it_public(street: Street) -> None:
    worked(street)
    with Telling(street).at("2018-07-03 09:00"):
        assert "/scores/close/" not in page(street, "leader1", f"/scores/?{MONTH}"), "May is still open"
        close_until(street, JUNE)
        assert "/scores/close/" in page(street, "leader1", f"/scores/?{MONTH}")
        assert "/scores/close/" not in page(street, "dispatch1", f"/scores/?{MONTH}")
        assert posted(street, "dispatch1", "/scores/close/", month="2018-06")[0] == 403
        assert posted(street, "leader1", "/scores/close/", month="2018-06")[0] == 302
        assert Period.objects.filter(starts=JUNE).exists()
        assert "/scores/publish/" in page(street, "leader1", f"/scores/?{MONTH}")
        assert posted(street, "leader1", "/scores/publish/", month="2018-06")[0] == 302
        assert Publication.objects.get().starts == JUNE
        assert "石一桥" in page(street, "dispatch1", f"/scores/?{MONTH}"), "who made it public"


def test_other_indicators_are_tried_beside_those_in_force_and_published_from_a_month(street: Street) -> None:
    worked(street)
    assert "GB/T 30428.4" in page(street, "c1g1", "/scores/indicators/")
    assert status(street, "c1g1", "/scores/try/") == 403
    text = page(street, "admin1", "/scores/try/")
    assert "handled_in_time" in text
    table = written(reads.versions(STREET)[-1].table)
    code, answer = posted(street, "leader1", f"/scores/try/?{MONTH}", text=table, **{"try": "1"})
    assert code == 200
    assert "春元里" in answer
    assert "不变" in answer, "the same rules change nothing"
    changed = table.replace("weight: '20'", "weight: '25'", 1)
    assert changed != table
    code, answer = posted(street, "admin1", "/scores/try/", text=changed, publish="1")
    assert (code, "starts" in answer) == (422, True)
    code, answer = posted(street, "admin1", "/scores/try/", text="indicators: [", **{"try": "1"})
    assert (code, "is-invalid" in answer or "alert" in answer) == (422, True)
    code, _ = posted(
        street, "leader1", "/scores/try/", text=changed, publish="1", starts=str(now().date().replace(day=1))
    )
    assert code == 422, "a leader tries, an administrator publishes"
    code, _ = posted(
        street, "admin1", "/scores/try/", text=changed, publish="1", starts=str(now().date().replace(day=1))
    )
    assert code == 302
    assert len(reads.versions(STREET)) == 2


def test_a_published_ranking_is_typed_with_its_source_and_shown_in_its_course(street: Street) -> None:
    assert "暂无排名表" in page(street, "c1g1", "/scores/standings/")
    assert status(street, "c1g1", "/scores/standings/new/") == 403
    given = {"league": "city_management", "span": "month", "starts": "2018-05-01", "source": "区城管委通报",
             "source_on": "2018-06-10", "rows": "1，杆石桥街道，97.35\n2，甲街道，96"}  # fmt: skip
    code, answer = posted(street, "leader1", "/scores/standings/new/", **given | {"rows": "1，甲街道"})
    assert (code, "表中没有杆石桥街道" in answer, "区城管委通报" in answer) == (422, True, True)
    code, _ = posted(street, "leader1", "/scores/standings/new/", **given)
    assert code == 302
    shown = page(street, "c1g1", "/scores/standings/")
    assert "第1名（共17家）" in shown
    number = shown.split("/scores/standings/")[-1].split("/")[0]
    assert "97.35" in page(street, "c1g1", f"/scores/standings/{number}/")


def test_leaders_see_what_was_ended_and_reported_anew_and_others_do_not(street: Street) -> None:
    worked(street)
    shown = page(street, "leader1", f"/scores/watch/?{MONTH}")
    assert "办结后另立新件" in shown
    assert "未发现" in shown, "nothing was extended here"
    assert "/matters/18060" in shown
    assert "/scores/watch/" in page(street, "leader1", f"/scores/?{MONTH}")
    assert "/scores/watch/" not in page(street, "c1g1", f"/scores/?{MONTH}")
    assert status(street, "c1g1", "/scores/watch/") == 403


def test_other_kinds_than_grids_are_tried_as_well_and_persons_are_shown_to_those_who_see_them(street: Street) -> None:
    worked(street)
    table = written(reads.versions(STREET)[-1].table)
    shown = {kind: posted(street, "leader1", f"/scores/try/?{MONTH}", text=table, kind=kind)[1] for kind in KINDS}
    for kind, said in shown.items():
        assert f'value="{kind}" aria-pressed="true"' in said
        assert said.count('aria-pressed="true"') == 1
    person = Account.objects.get(username="c1g1").display_name
    assert person in shown["person"]
    assert person not in posted(street, "admin1", f"/scores/try/?{MONTH}", text=table, kind="person")[1]
    assert 'value="grid" aria-pressed="true"' in posted(street, "admin1", "/scores/try/", text=table, kind="house")[1]
    assert "aria-pressed" not in page(street, "admin1", "/scores/try/"), "nothing was tried yet"


def test_rows_of_patrols_visits_and_orders_open_onto_their_own_pages(street: Street) -> None:
    afield = Afield(street, Telling(street)).june()
    with Telling(street).at("2018-07-02 09:00"):
        actions.reckon(at=now())
        gate = afield.points[0]
        rows = page(street, "leader1", f"/scores/grid/{FIRST_GRID}/patrol_coverage/?{MONTH}&side=hit")
        assert f"/patrols/points/{gate.pk}/" in rows
        assert "小区东门" in rows
        assert "/scores/appeals/new/" not in rows
        visited = page(street, "leader1", f"/scores/grid/{FIRST_GRID}/visited_in_window/?{MONTH}")
        assert visited.count("/visits/") >= 4
        assert "示例小店" in visited
        assert "示例小店" not in page(street, "c5g1", f"/scores/grid/{FIRST_GRID}/visited_in_window/?{MONTH}")
        covered = page(street, "leader1", f"/scores/grid/{FIRST_GRID}/responsibility_covered/?{MONTH}")
        assert f"/coverage/?community={FIRST_GRID // 1000}" in covered
        assert "/supervision/orders/" in page(street, "leader1", f"/scores/street/{STREET}/orders_in_time/?{MONTH}")
        assert "/people/" in page(street, "leader1", f"/scores/street/{STREET}/posts_doubled/?{MONTH}")


def test_an_indicator_whose_scene_is_off_says_so(street: Street) -> None:
    assert "未启用" not in page(street, "c1g1", "/scores/indicators/")
    sources.empty("supervision")
    try:
        assert "模块“supervision”未启用" in page(street, "c1g1", "/scores/indicators/")
    finally:
        sources.fill("supervision", SUPERVISION_ORDER)
