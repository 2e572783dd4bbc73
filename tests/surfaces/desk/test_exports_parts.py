"""The lists of visits, the registry, people and books as spreadsheets: masked as on the screen, and nobody else's."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.test import Client

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry import actions, reads
from shiqiao.kernel.registry.models import Building, Person
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.actions import Target
from shiqiao.surfaces.desk import exports_registry, exports_visits
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later
from tests.kernel.registry.conftest import Corner, credit_code, identity

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
Row = tuple[object, ...]
BY = system("office", street=STREET)
NUMBER, PHONE = identity("19350203", 11), "13800138000"


def book(client: Client, code: str, query: str = "", **posted: str) -> openpyxl.Workbook:
    """Take a list away; what is given by name is posted, as a search is."""
    address = f"/export/{code}.xlsx{query}"
    answer = client.post(address, posted) if posted else client.get(address)
    assert answer.status_code == 200, answer
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def rows(client: Client, code: str, query: str = "", **posted: str) -> list[Row]:
    return list(book(client, code, query, **posted).worksheets[0].iter_rows(min_row=2, values_only=True))


def whole(found: openpyxl.Workbook) -> str:
    """Return all that stands in a workbook, on both sheets."""
    return "\n".join(str(value) for sheet in found for row in sheet.iter_rows(values_only=True) for value in row)


@pytest.fixture
def elder(corner: Corner) -> Person:
    row = corner.person(
        "石小桥", identity=NUMBER, phone=PHONE, household=corner.home.pk, role="head", since=date(2010, 1, 1)
    )
    actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=now())
    return row


# ── the registry ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_persons_leave_the_house_masked_as_on_the_screen(enter: Enter, elder: Person) -> None:
    client = enter("c1g1")
    assert rows(client, "registry-persons") == [("石*", "男", "1935", "春元里小区3号楼2单元402", "在住")]
    for told in (book(client, "registry-persons"), book(client, "registry-persons", q="石小桥")):
        said = whole(told)
        assert "石*" in said
        for value in ("石小桥", NUMBER, PHONE, "1935-02-03", "独居"):
            assert value not in said, value


def test_a_search_is_exported_without_its_words_in_address_journal_or_file(enter: Enter, elder: Person) -> None:
    client = enter("c1g1")
    page = client.post("/registry/", {"q": "石小桥"}).content.decode()
    assert '<form method="post" action="/export/registry-persons.xlsx">' in page
    assert 'href="/export/' not in page
    assert len(rows(client, "registry-persons", q=PHONE)) == 1
    assert rows(client, "registry-persons", q="柳三泉") == []
    assert lines_of(Ref("export", STREET))[0].data == {
        "list": "registry-persons", "form": "xlsx", "filters": {"q": "…"}, "rows": 1, "cut": False,
    }  # fmt: skip


@pytest.mark.parametrize("query", ["", "?kind=organisation"])
def test_another_communitys_grid_member_takes_nothing_of_it_away(
    enter: Enter, corner: Corner, elder: Person, query: str
) -> None:
    corner.firm(code=credit_code(1), dwelling=corner.flat.pk)
    doubled(corner)
    codes = ("registry-persons", "registry-organisations", "registry-buildings", "registry-pairs", "registry-due")
    with held(later(MORNING, days=800)):
        mine, other = enter("c1g1"), enter("c2g1")
        for code in codes:
            if code != "registry-pairs" or not query:
                assert rows(mine, code, query), code
            assert rows(other, code, query) == [], code
        of = f"?of={corner.building.pk}"
        assert rows(mine, "registry-dwellings", of) == [("春元里小区3号楼", 4, "2-402", "自住")]
        assert other.get(f"/export/registry-dwellings.xlsx{of}").status_code == 404
        assert rows(other, "registry-persons", q="石小桥") == []


def doubled(corner: Corner) -> None:
    """Put two persons on file who may be the same."""
    for _ in range(2):
        corner.person("柳三泉", born=date(1962, 5, 6), household=corner.home.pk)


def test_who_works_for_a_unit_alone_takes_no_persons_away(enter: Enter, elder: Person) -> None:
    assert rows(enter("city1"), "registry-persons") == []
    assert enter("city1").get("/export/registry-due.xlsx").status_code == 403


def test_all_pages_of_the_registry_are_read_by_cursor_with_few_queries(
    enter: Enter, corner: Corner, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Asserts
) -> None:
    for number in range(7):
        corner.person(f"石{number}桥", household=corner.home.pk)
    client = enter("c1head")
    assert len(rows(client, "registry-persons")) == 7
    with django_assert_max_num_queries(24):
        rows(client, "registry-persons")
    monkeypatch.setattr(exports_registry, "CHUNK", 3)
    assert len(rows(client, "registry-persons")) == 7


def test_doubles_go_on_by_cursor_and_are_masked(
    enter: Enter, corner: Corner, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Asserts
) -> None:
    for _ in range(4):
        corner.person("柳三泉", born=date(1962, 5, 6), household=corner.home.pk)
    client = enter("c1head")
    found = rows(client, "registry-pairs")
    assert len(found) == len(reads.open_pairs(corner.street.actor("c1head"), "person")) > 2
    assert {row[0] for row in found} == {"柳*"}
    with django_assert_max_num_queries(24):
        rows(client, "registry-pairs")
    monkeypatch.setattr(exports_registry, "CHUNK", 2)
    assert rows(client, "registry-pairs") == found


def test_the_dwellings_of_a_building_stand_floor_by_floor(enter: Enter, corner: Corner) -> None:
    for room, floor in (("101", 1), ("601", 6)):
        actions.add_dwelling(
            building=corner.building.pk, unit="1", room=room, floor=floor, use="rented", by=BY, at=now()
        )
    found = rows(enter("c1head"), "registry-dwellings", f"?of={Building.objects.get().pk}")
    assert [row[2] for row in found] == ["1-601", "2-402", "1-101"]
    assert found[0] == ("春元里小区3号楼", 6, "1-601", "出租")


# ── visits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


SHOPS = [Target(f"示例小店{n}", f"春元里小区{n}号楼", grid=FIRST_GRID) for n in range(1, 6)]


@pytest.fixture
def planned(street: Street) -> None:
    visits.plan_round(street=STREET, kind="nine_small", targets=SHOPS, by=street.actor("safety1"), at=now())


def test_the_worklist_is_exported_with_its_tab_and_not_to_another_community(
    enter: Enter, planned: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = rows(enter("c1safe"), "visits", "?tab=mine")
    assert {row[2] for row in found} == {target.title for target in SHOPS}
    assert {row[9] for row in found} == {"待走访"}
    assert rows(enter("c1safe"), "visits", "?tab=mine&kind=nothing") == found
    assert rows(enter("c2safe"), "visits", "?tab=all") == []
    monkeypatch.setattr(exports_visits, "WALKED", 2)
    assert {row[2] for row in rows(enter("c1safe"), "visits", "?tab=all")} == {target.title for target in SHOPS}


def test_the_queries_of_the_worklist_do_not_grow_with_its_rows(
    street: Street, enter: Enter, planned: None, django_assert_max_num_queries: Asserts
) -> None:
    more = [Target(f"示例大店{n}", f"春元里小区{n}号院", grid=FIRST_GRID) for n in range(1, 31)]
    visits.plan_round(street=STREET, kind="nine_small", targets=more, by=street.actor("safety1"), at=now())
    client = enter("c1safe")
    rows(client, "visits")
    with django_assert_max_num_queries(24):
        assert len(rows(client, "visits")) == 35


def test_the_door_of_a_person_is_masked_for_who_does_not_go_there(street: Street, enter: Enter) -> None:
    target = Target("石小桥", "春元里小区3号楼2单元402", grid=FIRST_GRID)
    visits.plan_visit(street=STREET, kind="living_alone", target=target, by=street.actor("leader1"), at=now())
    assert "石*" in whole(book(enter("dispatch1"), "visits", "?tab=all"))
    assert "石小桥" not in whole(book(enter("dispatch1"), "visits", "?tab=all"))


def test_coverage_and_open_findings_are_exported(street: Street, enter: Enter, planned: None) -> None:
    [row] = rows(enter("safety1"), "visit-coverage", "?on=2018-06-12")
    assert row[4:] == (5, 0, 0, 0, 0)
    assert rows(enter("safety1"), "visit-findings") == []
    assert rows(enter("safety1"), "visit-coverage", "?on=nonsense") == [row]


# ── people and books ───────────────────────────────────────────────────────────────────────────────────────────────


def test_persons_are_found_as_on_the_page_and_managers_alone_take_them(enter: Enter) -> None:
    client = enter("admin1")
    found = rows(client, "persons", "?q=c1g1")
    assert [row[1] for row in found] == ["c1g1"]
    assert len(rows(client, "persons")) > 10
    assert enter("c1g1").get("/export/persons.xlsx").status_code == 403
    assert enter("leader1").get("/export/screens.xlsx").status_code == 403


def test_books_say_what_their_pages_say(enter: Enter) -> None:
    client = enter("c1g1")
    rules = rows(client, "routing")
    assert rules[-1][1] == "其余"
    assert rows(client, "routing-version", "?of=1") == rules[:-1]
    [version] = rows(client, "routing-versions")
    assert (version[0], version[3]) == (1, "是")
    phrases = rows(client, "phrases", "?kind=ask")
    assert len({row[1] for row in phrases}) == 1
    assert len(rows(client, "phrases")) > len(phrases) > 0
    assert len({row[0] for row in rows(enter("leader1"), "charges")}) == 3
