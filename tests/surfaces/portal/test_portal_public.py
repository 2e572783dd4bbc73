"""What everybody may see: the public list, narrowed and leafed through by its index, and how promises are kept."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from shiqiao.base.time import held, now
from shiqiao.kernel.matters.keeping import kept
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.publiclist import Wanted, public_page
from shiqiao.surfaces.portal import nearby
from shiqiao.testing.street import MORNING, STREET, Street, later

from .conftest import Resident, words
from .officials import close


def test_the_list_is_narrowed_by_community_kind_period_and_state(resident: Resident, street: Street) -> None:
    street.report(item="06010")
    street.report(item="01006")
    with held(MORNING):
        rubbish = words(resident.get("/portal/list/", kind="06"))
        assert "暴露垃圾" in rubbish
        done, elsewhere = (
            resident.get("/portal/list/", state="done"),
            resident.get("/portal/list/", community="370103003005"),
        )
        assert "没有符合条件的" in words(done)
        assert "没有符合条件的" in words(elsewhere)
    with held(later(MORNING, days=20)):
        assert "没有符合条件的" in words(resident.get("/portal/list/", days="7"))
        assert resident.get("/portal/list/", days="99999", kind="' OR 1", community="x").status_code == 200


def test_a_complaint_about_the_office_and_a_private_affair_are_in_no_public_list(
    resident: Resident, street: Street
) -> None:
    street.report(item="06010", complains_about="urban_management")
    street.report(item="L0101", text="家里老人看病报销")
    assert public_page(STREET, Wanted(since=now() - timedelta(days=9))).rows == []
    assert "还没有" in words(resident.get("/portal/list/")) or "没有" in words(resident.get("/portal/list/"))
    assert not [one for one in nearby_points(resident) if "1" in one]


def nearby_points(resident: Resident) -> list[str]:
    features = resident.get("/portal/list/map.json").json()["features"]
    return [one["properties"]["title"] for one in features if one["geometry"]["type"] == "Point"]


def test_leafing_shows_each_matter_once(street: Street) -> None:
    numbers = [street.report(f"第{n}件垃圾没清", at=MORNING).number for n in range(7)]
    wanted, seen, after = Wanted(since=MORNING - timedelta(days=1)), [], ""
    while True:
        page = public_page(STREET, wanted, after=after, limit=3)
        seen += [row.number for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == numbers[::-1]


@pytest.mark.parametrize("older", ["x", "1~", "~", "nan~1", "1e999~2"])
def test_a_broken_address_is_told_politely(resident: Resident, older: str) -> None:
    assert resident.get("/portal/list/", older=older).status_code in (400, 404, 422)


def test_a_page_is_found_in_one_index(street: Street) -> None:
    street.report()
    wanted = Wanted(since=MORNING - timedelta(days=90), community=370103003001, items=("06010",), done=False)
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        sql, params = Matter.objects.filter(**conditions(wanted)).order_by("-reported_at", "-id").values_list(
            "id", "reported_at").query.sql_with_params()  # fmt: skip
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "matter_public" in plan
    assert "Index Only Scan" in plan


def conditions(wanted: Wanted) -> dict[str, object]:
    return {"line": "city", "accused": 0, "street": STREET, "reported_at__gte": wanted.since, "community": wanted.community,
            "item__in": list(wanted.items), "done": wanted.done}  # fmt: skip


def test_a_page_of_the_list_asks_as_often_however_long_it_is(
    resident: Resident, street: Street, django_assert_max_num_queries: object
) -> None:
    for n in range(5):
        street.report(f"第{n}件垃圾没清")
    resident.get("/portal/list/")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        resident.get("/portal/list/")


def test_a_promise_counts_as_broken_when_it_ran_out_undone(street: Street) -> None:
    begins = datetime.fromisoformat("2018-06-01T00:00:00+08:00")
    ends = datetime.fromisoformat("2018-07-01T00:00:00+08:00")
    done, left = street.report("当天办好的"), street.report("没有人办的", item="06010")
    assert done.id != left.id
    close(street, done.id, later(MORNING, hours=2))
    at = later(MORNING, days=20)
    figures = kept(STREET, {"06010": "06"}, since=begins, until=ends, at=at)
    handle = figures["06", "handle"]
    assert (handle.kept, handle.of, handle.share) == (1, 1, 100), (
        "the second was never dispatched: it has no such clock"
    )
    echo = figures["", "echo"]
    assert (echo.kept, echo.of, echo.share) == (1, 2, 50)
    assert echo.middle is not None
    assert kept(STREET, {"06010": "06"}, since=ends, until=at + timedelta(days=30), at=at) == {}


def test_small_numbers_stand_as_they_are_and_terms_are_said_in_words(resident: Resident, street: Street) -> None:
    with held(MORNING):
        done = street.report("当天办好的")
    close(street, done.id, later(MORNING, hours=2))
    with held(later(MORNING, days=10)):
        said = words(resident.get("/portal/promises/"))
    assert "2018年6月" in said
    assert "1 件中 1 件" in said
    assert "100%" not in said, "one of one is no share"
    assert "工作日" in said
    assert nearby.PERIODS
