"""The streets of a district at a glance: figures of records, an order, a list to take away, and the way into one street."""

import re
import shutil
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.places.install import install
from shiqiao.surfaces.desk import district
from shiqiao.testing.above import CITY, DISTRICT, observer
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import Lives
from tests.stories.telling import Telling

NEXT, NEXT_GRID, ELSEWHERE = 370103099, 370103099001001, 379901001
MONTH = "2018-05"


def placed(folder: Path, number: int) -> None:
    """Install the practice street, under another number of a street when one is given."""
    shutil.copytree(settings.LOCALITIES / "practice", folder)
    for path in folder.rglob("*.*"):
        if path.suffix in (".yaml", ".csv", ".geojson", ".json"):
            text = path.read_text(encoding="utf-8").replace(str(ELSEWHERE), str(number))
            if number != ELSEWHERE:
                text = text.replace("practice", "beside").replace("练习", "相邻").replace("Practice", "Neighbour")
                text = text.replace('"379901"', '"370103"').replace("379901000000,相邻区,\n", "")
            path.write_text(text, encoding="utf-8")
    with held(now() - timedelta(days=365)):
        install(folder, by=system("test"), at=now())


@pytest.fixture
def streets(street: Street, tmp_path: Path) -> Street:
    """The model street, another of its district, and one of another city; May lived through in the first."""
    placed(tmp_path / "beside", NEXT)
    placed(tmp_path / "practice", ELSEWHERE)
    lives = Lives(street, Telling(street))
    for day in ("07", "08", "09", "10", "11", "14"):
        lives.whole(f"2018-05-{day}", solved=day != "10")
    scoring.reckon(at=now())
    observer("watch")
    return street


def client(login: str = "watch", language: str = "zh-CN") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(Account.objects.get(username=login))
    return found


def dispatcher(street: int) -> Actor:
    row = next(one for one in people.posts(street, roles=["dispatcher"]) if people.holder_of(one.id, now()).account)
    return people.actor_for(Account.objects.get(pk=people.holder_of(row.id, now()).account))


def rows(login: str = "watch", order: str = "") -> list[district.StreetRow]:
    actor = people.actor_for(Account.objects.get(username=login))
    with scope.scoped(*scope.reading(actor)):
        return list(district.overview(actor, now(), order).rows)


def test_the_streets_below_and_no_other_stand_there_with_figures_of_their_records(streets: Street) -> None:
    streets.report("杆石桥的井盖松动")
    with held(now() - timedelta(days=30)):
        streets.report("相邻街道的井盖松动", by=dispatcher(NEXT), street=NEXT, lon=None, lat=None, grid=NEXT_GRID)
    found = {row.street: row for row in rows()}
    assert set(found) == {STREET, NEXT}
    mine, beside = found[STREET], found[NEXT]
    assert (mine.open, mine.late, mine.rank) == (1, 0, 1)
    assert mine.total is not None
    assert [(one.n, one.d) for one in mine.shares if one.title][-1] == (5, 6)
    assert (beside.open, beside.late, beside.total, beside.rank) == (1, 1, None, 0)
    page = client().get("/district/").content.decode()
    assert "市中区各街道" in page
    assert "83.3%" in page
    assert "相邻街道" in page
    assert "练习街道" not in page
    english = client(language="en").get("/district/").content.decode()
    assert "Streets at a glance" in english
    assert "Neighbour" in english


def test_rows_stand_in_the_order_asked_for_and_those_without_a_value_last(streets: Street) -> None:
    streets.report("杆石桥的井盖松动")
    assert [row.street for row in rows(order="-open")] == [STREET, NEXT]
    assert [row.street for row in rows(order="open")] == [NEXT, STREET]
    for order in ("", "rank", "-rank", "total", "-total", "satisfied", "-satisfied", "nonsense"):
        assert [row.street for row in rows(order=order)] == [STREET, NEXT], order
    page = client().get("/district/?order=-open").content.decode()
    assert 'aria-sort="descending"' in page
    assert 'href="?order=open"' in page


def test_the_list_is_taken_away_and_the_offices_own_journal_says_so(streets: Street) -> None:
    answer = client().get("/export/streets.xlsx?order=rank")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
    told = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in told if row[0] in ("杆石桥街道", "相邻街道")] == ["杆石桥街道", "相邻街道"]
    assert 83.3 in told[-2]
    streets.reopen()
    line = JournalLine.objects.filter(street=DISTRICT).order_by("-id")[0]
    assert (line.code, line.data["rows"]) == ("journal.exported", 2)
    assert client().get("/export/matters.xlsx").status_code == 403
    assert client("leader1").get("/export/streets.xlsx").status_code == 403


def test_a_street_opens_onto_its_own_figures_and_nothing_of_another(streets: Street) -> None:
    one = client()
    assert one.get("/scores/").status_code == 302, "no street was chosen"
    opened = one.get(f"/district/{STREET}/")
    assert opened["Location"] == f"/scores/street/{STREET}/?month={MONTH}"
    page = one.get(opened["Location"]).content.decode()
    assert "正在查看杆石桥街道" in page
    assert "解决率" in page
    assert one.get(f"/scores/street/{STREET}/solved/?month={MONTH}").status_code == 200
    assert one.get(f"/scores/street/{NEXT}/?month={MONTH}").status_code == 404
    absent, elsewhere = one.get("/district/370103555/"), one.get(f"/district/{ELSEWHERE}/")
    assert (absent.status_code, elsewhere.status_code) == (404, 404)


def test_of_the_rows_behind_a_figure_the_number_is_seen_and_no_link_leads_to_a_refusal(streets: Street) -> None:
    one = client()
    one.get(f"/district/{STREET}/")
    behind = f"/scores/street/{STREET}/solved/?month={MONTH}"
    for path in ("/scores/", f"/scores/street/{STREET}/?month={MONTH}", behind):
        main = one.get(path).content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        leads = {urljoin(path, unescape(link)) for link in re.findall(r'href="([^"#]+)"', main)}
        assert leads
        assert {link: status for link in leads if (status := one.get(link).status_code) >= 400} == {}
        if path == behind:
            streets.reopen()
            stood = dict(Matter.objects.filter(street=STREET).values_list("number", "title"))
            assert any(number in main for number in stood)
            assert [title for title in stood.values() if title in main] == []


def test_a_post_above_enters_no_work_and_changes_nothing(streets: Street) -> None:
    one, before = client(), Matter.objects.count()
    assert one.get("/")["Location"] == "/district/"
    one.get(f"/district/{STREET}/")
    for path in ("/matters/", "/visits/", "/map/", "/people/", "/report/", "/cockpit/", "/notices/"):
        assert one.get(path).status_code == 403, path
    for path in ("/scores/", "/scores/close/", "/scores/publish/", "/report/", "/matters/several/"):
        assert one.post(path, {"month": MONTH}).status_code == 403, path
    assert one.post("/district/").status_code == 405
    assert one.get("/api/v1/matters").status_code == 403
    assert one.get("/password/").status_code in (200, 302), "the own door stays open"
    streets.reopen()
    assert Matter.objects.count() == before
    assert client("leader1").get("/district/").status_code == 403


def test_a_view_that_would_write_is_refused_by_the_database(streets: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    def writing(*_: Any, **__: Any) -> Any:
        Matter.objects.filter(street=STREET).update(title="x")

    monkeypatch.setattr(district, "overview", writing)
    with pytest.raises(Exception, match="read-only"):
        client().get("/district/")
    streets.reopen()
    assert Matter.objects.filter(title="x").count() == 0


def test_a_city_sees_the_streets_of_all_its_districts_and_a_district_without_streets_says_what_to_do(
    streets: Street,
) -> None:
    observer("city", CITY)
    observer("empty", 370105000)
    assert {row.street for row in rows("city")} == {STREET, NEXT}
    assert rows("empty") == []
    page = client("empty").get("/district/").content.decode()
    assert "本系统中还没有该区划的街道" in page


def test_the_page_asks_as_often_for_one_street_as_for_many(streets: Street) -> None:
    one, actor = client(), people.actor_for(Account.objects.get(username="watch"))
    one.get("/district/")
    with CaptureQueriesContext(connection) as seen:
        one.get("/district/")
    streets.reopen()
    with scope.scoped(*scope.reading(actor)), CaptureQueriesContext(connection) as reads:
        district.rows(actor, now())
    assert len(reads) <= 6, [query["sql"][:90] for query in reads]
    assert len(seen) <= 25, [query["sql"][:90] for query in seen]
