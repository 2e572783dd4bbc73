"""Leaders' portfolios and community contacts: never two, told when there is none, and where a late matter climbs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connections

from shiqiao.base.actor import Actor, system
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict, Forbidden, Invalid, ShiqiaoError
from shiqiao.base.time import held
from shiqiao.config.commands.coverage import _look as check
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, portfolios, reads, rules
from shiqiao.kernel.people.imports import import_people
from shiqiao.kernel.people.models import Contact, Portfolio, Post
from shiqiao.kernel.people.rows import ContactRow, LeaveRow, PortfolioRow, Unled

from .offices import AT, BY, COMMUNITY, NEW_YEAR, NEXT_STREET, STREET, Office, make_office
from .test_rules import ALWAYS, BUILDER, DAY, DEPARTMENT_HEAD, HEAD, LEADER, MEMBER, PEOPLE, POSTS, office

JUNE = date(2018, 6, 1)
VICE = 7
WITH_VICE = {**POSTS, VICE: replace(POSTS[LEADER], id=VICE, code="vice", head_of=False)}


def in_charge(**of: object) -> PortfolioRow:
    return PortfolioRow(**{"street": STREET, "post": VICE, "line": "", "unit": 0, "during": ALWAYS, **of})  # type: ignore[arg-type]


def book(**changes: object) -> rules.Book:
    people = {**PEOPLE, 70: replace(PEOPLE[10], id=70)}
    holdings = [*office().holdings, replace_holding(VICE)]
    return office(**{"posts": WITH_VICE, "people": people, "holdings": holdings, **changes})


def replace_holding(post: int) -> object:
    return office().holdings[0]._replace(post=post, account=post * 10)


@pytest.mark.unit
def test_above_the_heads_it_climbs_to_the_leader_in_charge_of_the_unit_or_the_line() -> None:
    assert rules.ladder(book(), POSTS[BUILDER], DAY) == [DEPARTMENT_HEAD, LEADER, VICE]
    of_unit = book(portfolios=[in_charge(unit=3)])
    assert rules.ladder(of_unit, POSTS[BUILDER], DAY) == [DEPARTMENT_HEAD, VICE]
    assert rules.ladder(of_unit, POSTS[MEMBER], DAY) == [HEAD, LEADER, VICE]
    of_line = book(portfolios=[in_charge(line="city")])
    assert rules.ladder(of_line, POSTS[MEMBER], DAY) == [HEAD, LEADER, VICE], "nobody says on which line it is"
    assert rules.ladder(of_line, POSTS[MEMBER], DAY, "city") == [HEAD, VICE]
    only = replace(POSTS[MEMBER], lines=frozenset({"city"}))
    assert rules.ladder(of_line, only, DAY) == [HEAD, VICE]
    assert rules.ladder(of_line, POSTS[LEADER], DAY, "city") == [VICE]


@pytest.mark.unit
def test_a_unit_below_another_is_led_by_its_leader_and_the_unit_goes_before_the_line() -> None:
    yard = replace(POSTS[BUILDER], unit=4)
    rows = [in_charge(line="city", post=LEADER), in_charge(unit=3)]
    assert rules.leader_of(book(portfolios=rows), yard, DAY, "city") == WITH_VICE[VICE]
    assert rules.leader_of(book(portfolios=rows[:1]), yard, DAY, "city") == POSTS[LEADER]


@pytest.mark.unit
def test_a_leader_who_is_away_or_gone_does_not_stop_the_climb() -> None:
    row = in_charge(unit=3)
    away = book(portfolios=[row], leaves=[LeaveRow(VICE * 10, ALWAYS)])
    assert rules.ladder(away, POSTS[BUILDER], DAY) == [DEPARTMENT_HEAD, LEADER, VICE]
    over = book(portfolios=[row._replace(during=replace(ALWAYS, end=JUNE))])
    assert rules.ladder(over, POSTS[BUILDER], DAY) == [DEPARTMENT_HEAD, LEADER, VICE]


@pytest.mark.unit
def test_what_has_no_leader_or_contact_is_named() -> None:
    places = [COMMUNITY, COMMUNITY + 1]
    assert rules.unled(book(), STREET, places, DAY) == [
        Unled("line", "city"), Unled("unit", 3), Unled("unit", 4), Unled("community", places[0]), Unled("community", places[1]),
    ]  # fmt: skip
    rows = [in_charge(line="city"), in_charge(unit=3)]
    contacts = [ContactRow(COMMUNITY, LEADER, True, ALWAYS), ContactRow(COMMUNITY + 1, LEADER, False, ALWAYS)]
    led = book(portfolios=rows, contacts=contacts)
    assert rules.unled(led, STREET, places, DAY) == [Unled("community", COMMUNITY + 1)], (
        "a further contact does not lead"
    )


@pytest.fixture
def offices(office: Office) -> Office:
    office.posts["vice"] = actions.add_post(
        unit=office.unit, code="vice", title_zh="副主任", title_en="Deputy director", roles=["leader"],
        territory=STREET * 1_000_000, **BY,
    )  # fmt: skip
    return office


@pytest.fixture(name="office")
def _office(db: None) -> Office:
    return make_office()


def test_a_new_leader_ends_the_former_on_that_day(offices: Office) -> None:
    first = portfolios.put_in_charge(post=offices.posts["leader"], line="city", start=NEW_YEAR, **BY)
    second = portfolios.put_in_charge(post=offices.posts["vice"], line="city", start=JUNE, **BY)
    first.refresh_from_db()
    assert (first.during.upper, second.during.lower, second.during.upper) == (JUNE, JUNE, None)
    assert [(row.post, row.line) for row in reads.portfolios(STREET, AT)] == [(offices.posts["vice"].pk, "city")]
    before = JournalLine.objects.count()
    assert portfolios.put_in_charge(post=offices.posts["vice"], line="city", start=AT.date(), **BY) == second
    assert JournalLine.objects.count() == before
    portfolios.end_charge(street=STREET, line="city", on=AT.date(), **BY)
    assert reads.portfolios(STREET, AT) == []


def test_two_leaders_for_one_line_or_unit_and_two_leading_contacts_are_refused(offices: Office) -> None:
    leader, vice = offices.posts["leader"], offices.posts["vice"]
    cases: list[tuple[str, Callable[[Post], object]]] = [
        ("line", lambda post: portfolios.put_in_charge(post=post, line="city", start=NEW_YEAR, **BY)),
        ("unit", lambda post: portfolios.put_in_charge(post=post, unit=offices.unit, start=NEW_YEAR, **BY)),
        ("community", lambda post: portfolios.name_contact(post=post, community=COMMUNITY, start=NEW_YEAR, **BY)),
    ]
    for field, act in cases:
        act(leader)
        with pytest.raises(Conflict) as caught:
            act(vice)
        assert list(caught.value.fields) == [field]
        assert "{" not in str(caught.value)
    helping = portfolios.name_contact(post=vice, community=COMMUNITY, lead=False, start=NEW_YEAR, **BY)
    assert (helping.lead, Contact.objects.count()) == (False, 2)
    with pytest.raises(Conflict):
        portfolios.name_contact(post=vice, community=COMMUNITY, lead=True, start=NEW_YEAR, **BY)


def test_only_leaders_have_portfolios_and_only_managers_of_the_street_give_them(offices: Office) -> None:
    start = {"start": NEW_YEAR, "at": AT}
    with pytest.raises(Invalid):
        portfolios.put_in_charge(post=offices.posts["g01"], line="city", by=BY["by"], **start)
    with pytest.raises(Invalid):
        portfolios.put_in_charge(post=offices.posts["leader"], by=BY["by"], **start)
    next_leader = reads.actor_for(make_office(NEXT_STREET).people["leader"])
    for by in (next_leader, reads.actor_for(offices.people["g01"]), Actor("device", "device.1", street=STREET)):
        with pytest.raises(Forbidden):
            portfolios.put_in_charge(post=offices.posts["leader"], line="city", by=by, **start)
        with pytest.raises(Forbidden):
            portfolios.name_contact(post=offices.posts["g01"], community=COMMUNITY, by=by, **start)
    assert not Portfolio.objects.exists()


def test_of_two_leaders_entered_at_the_same_moment_one_is_refused(live_db: str) -> None:
    with whole():
        place = make_office()
        vice = actions.add_post(
            unit=place.unit, code="vice", title_zh="副主任", title_en="Deputy", roles=["leader"],
            territory=STREET * 1_000_000, **BY,
        )  # fmt: skip
    both = Barrier(2)

    def enter(post: Post) -> str:
        try:
            with held(AT), whole():
                both.wait(10)
                portfolios.put_in_charge(post=post, line="city", start=NEW_YEAR, by=system("test"), at=AT)
            return "done"
        except ShiqiaoError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(enter, (place.posts["leader"], vice)))
    assert answers == ["conflict", "done"]
    with whole():
        assert Portfolio.objects.count() == 1


HEAD_ROW = "单位,岗位,岗位编号,角色,姓名,登录名,社区,网格,条线,起始日期,分管条线,分管科室,联系社区,协助联系社区\n"


@pytest.mark.usefixtures("two_communities")
def test_a_staff_list_divides_the_leaders_work_and_names_each_wrong_cell(db: None, tmp_path: Path) -> None:
    rows = [
        "街道办事处,主任,street.director,街道领导,石一,shi,,,,2017-01-01,城管、环保,城管科,春元里社区,",
        "街道办事处,副主任,street.vice,街道领导,石二,er,,,,2017-01-01,城管,,聚善街社区,春元里社区",
        "城管科,科长,city.head,科室负责人,城一,cheng,,,,2017-01-01,民生,,,无名社区",
    ]
    (tmp_path / "staff.csv").write_text(HEAD_ROW + "\n".join(rows) + "\n")
    report = import_people(tmp_path / "staff.csv", street=STREET, **BY)
    told = {(row.row, row.field) for row in report.rejected}
    assert told == {(2, "分管条线"), (3, "分管条线"), (4, "分管条线"), (4, "协助联系社区")}
    assert Post.objects.count() == 3, "the rest of the rows is loaded"
    at = {post.code: post.pk for post in Post.objects.all()}
    assert [(row.post, row.line) for row in reads.portfolios(STREET, AT) if row.line] == [
        (at["street.director"], "city")
    ]
    found = {(row.community, row.post, row.lead) for row in reads.contacts(STREET, AT)}
    vice = at["street.vice"]
    assert found == {
        (COMMUNITY, at["street.director"], True), (COMMUNITY + 1, vice, True), (COMMUNITY, vice, False),
    }  # fmt: skip
    before = JournalLine.objects.count()
    import_people(tmp_path / "staff.csv", street=STREET, **BY)
    assert JournalLine.objects.count() == before, "the same file again changes nothing"


@pytest.mark.usefixtures("two_communities")
def test_the_check_names_what_nobody_leads_without_failing(offices: Office) -> None:
    assert [one["kind"] for one in check(STREET, 0)["unled"]] == ["street"], "nothing divided yet is one row"
    portfolios.put_in_charge(post=offices.posts["leader"], line="city", start=NEW_YEAR, **BY)
    portfolios.name_contact(post=offices.posts["leader"], community=COMMUNITY, start=NEW_YEAR, **BY)
    assert {(one["kind"], one["of"]) for one in check(STREET, 0)["unled"]} == {
        ("line", "safety"), ("line", "livelihood"), ("community", COMMUNITY + 1),
    }  # fmt: skip
