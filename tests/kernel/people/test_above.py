"""Posts of a district, city or province: what they are, what they reach, and the walls of the database round them."""

from datetime import date
from pathlib import Path
from typing import Any

import psycopg.errors
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.people import actions, reads
from shiqiao.kernel.people.imports import import_people
from shiqiao.kernel.people.models import Post, Unit
from shiqiao.kernel.people.rules import span_of
from shiqiao.kernel.territory.actions import import_divisions
from shiqiao.kernel.territory.rules import codes
from shiqiao.testing.above import CITY, DISTRICT, observer

from .offices import AT, BY, STREET, make_office

PROVINCE = 370000000
STREETS = (370103003, 370103004, 370103999, 370102001, 370104001, 370112101, 370202001, 371402001, 110101001, 410103003)
SEEN = {  # whose office -> the streets of `STREETS` that lie below it
    DISTRICT: STREETS[:3], CITY: STREETS[:6], PROVINCE: STREETS[:8], 370102000: (370102001,), 370105000: (),
}  # fmt: skip

provinces, part = st.sampled_from([11, 37, 44, 65]), st.integers(1, 99)
divisions = st.one_of(
    st.builds(lambda p, c, d: (p * 10_000 + c * 100 + d) * 1000, provinces, part, part),
    st.builds(lambda p, c: (p * 100 + c) * 100_000, provinces, part),
    provinces.map(lambda p: p * 10_000_000),
)


@pytest.mark.unit
@given(number=divisions, other=st.integers(110_000_000, 829_999_999))
def test_what_lies_below_a_division_is_its_span_in_streets(number: int, other: int) -> None:
    low, high = scope.below(number)
    territory = codes.span(str(number))
    assert (low, high) == (territory.low // 1_000_000, territory.high // 1_000_000)
    assert span_of(number * 1_000_000) == tuple(territory)
    assert (low <= other <= high) == (other * 1_000_000 in territory)
    assert scope.is_above(number)


@pytest.mark.unit
@given(number=st.integers(110_101_001, 829_999_999).filter(lambda number: number % 1000))
def test_a_street_is_below_itself_alone(number: int) -> None:
    assert scope.below(number) == (number, number)
    assert not scope.is_above(number)


@pytest.mark.unit
def test_residents_and_the_system_are_not_above() -> None:
    assert not scope.is_above(None)
    assert not scope.is_above(0)
    assert scope.reading(Actor("system", "system.test")) == (scope.LOWEST, scope.HIGHEST)


@pytest.fixture
def streets(db: None) -> None:
    """Ten streets with a unit each, four of them in the model street's district and city beside others."""
    for street in STREETS:
        act = {"by": system("test", street=street), "at": AT}
        actions.add_unit(
            street=street, code="office", title_zh="办事处", title_en="Office", kind="street_office", **act
        )


def seen(statement: str = "SELECT street FROM people_unit WHERE code = 'office' ORDER BY 1") -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [street for (street,) in cursor.fetchall()]


@pytest.mark.parametrize("division", SEEN)
def test_the_database_shows_an_observer_the_streets_below_and_no_other(streets: None, division: int) -> None:
    actor = reads.actor_for(observer("watch", division))
    assert (actor.street, actor.roles) == (division, {"observer"})
    assert actor.reach.span == tuple(codes.span(str(division)))
    with scope.scoped(*scope.reading(actor)):
        assert seen() == sorted(SEEN[division])
        outside = sorted(set(STREETS) - set(SEEN[division]))
        assert seen(f"SELECT street FROM people_unit WHERE street = ANY(ARRAY{outside})") == []
    with scope.scoped(*scope.of(actor)):
        assert seen() == [], "what is written is written in the own office, where no street is seen"


@pytest.mark.parametrize("division", [DISTRICT, CITY])
def test_an_observer_writes_nothing_below(streets: None, division: int) -> None:
    actor = reads.actor_for(observer("watch", division))
    with scope.scoped(*scope.of(actor)), connection.cursor() as cursor:
        cursor.execute("UPDATE people_unit SET phone = '1' WHERE street % 1000 <> 0")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError) as caught, transaction.atomic():
            cursor.execute(
                "INSERT INTO people_unit (street, code, title_zh, title_en, kind, community, phone) "
                "VALUES (370103003, 'x', 'x', 'x', 'department', 0, '')"
            )
        assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)
    with pytest.raises(RuntimeError, match="read-only"):
        write_while_shown(actor)
    Unit.objects.filter(street=STREET).update(phone="2")  # the refusal ended with its transaction


def write_while_shown(actor: Actor) -> None:
    with scope.scoped(*scope.reading(actor)), scope.refusing_writes():
        Unit.objects.filter(street=STREET).update(phone="1")


def test_an_observer_acts_in_no_street(streets: None) -> None:
    office = make_office()
    post, person = office.posts["g01"], office.people["g02"]
    act: dict[str, Any] = {"by": reads.actor_for(observer("watch")), "at": AT}
    for run in (
        lambda: actions.close_post(post=post, **act),
        lambda: actions.appoint(post=post, account=person, start=date(2018, 6, 1), **act),
        lambda: actions.add_line(code="x", title_zh="x", title_en="x", **act),
    ):
        with pytest.raises(Forbidden):
            run()


def test_looking_into_one_street_ends_where_it_ends(db: None) -> None:
    inside = reads.actor_for(observer("watch")).within(STREET)
    assert scope.reading(inside) == scope.of(inside) == (STREET, STREET)
    span = (STREET * 1_000_000, STREET * 1_000_000 + 999_999)
    assert inside.reach.span == span
    assert inside.reach.territories() == [(span, None)]


@pytest.mark.parametrize(
    ("street", "roles"),
    [(DISTRICT, ["leader"]), (DISTRICT, ["observer", "checker"]), (CITY, ["admin"]), (STREET, ["observer"]),
     (STREET, ["observer", "checker"])],
)  # fmt: skip
def test_other_roles_above_and_observers_in_a_street_are_refused(db: None, street: int, roles: list[str]) -> None:
    unit = actions.add_unit(street=street, code="u", title_zh="局", title_en="Bureau", kind="department", **BY)
    with pytest.raises(Invalid) as caught:
        actions.add_post(
            unit=unit, code="p", title_zh="岗", title_en="Post", roles=roles, territory=street * 1_000_000, **BY
        )
    assert "observer" in caught.value.fields["roles"]


def test_a_post_above_reaches_over_its_own_division_only(db: None) -> None:
    unit = actions.add_unit(street=DISTRICT, code="u", title_zh="局", title_en="Bureau", kind="department", **BY)
    with pytest.raises(Invalid) as caught:
        actions.add_post(
            unit=unit, code="p", title_zh="岗", title_en="Post", roles=["observer"], territory=CITY * 1_000_000, **BY
        )
    assert "territory" in caught.value.fields


def test_offices_above_have_no_daily_work(streets: None) -> None:
    make_office()
    observer("watch")
    assert reads.streets() == [STREET]
    assert [one.street for one in reads.posts(DISTRICT)] == [DISTRICT]


HEAD = "单位,岗位,岗位编号,角色,姓名,登录名,起始日期,社区,网格\n"


def listed(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "staff.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return path


def test_a_staff_list_gives_posts_of_a_district(db: None, tmp_path: Path) -> None:
    table = tmp_path / "divisions.csv"
    table.write_text("code,name\n370103,市中区\n", encoding="utf-8")
    import_divisions(table, **BY)
    good = "市中区城市管理局,督导员,qu.watch,督导员,区一,qu1,2018-01-01,,"
    wrong = "市中区城市管理局,局长,qu.head,街道领导,区二,qu2,2018-01-01,,"
    grids = "市中区城市管理局,督导员,qu.w2,督导员,区三,qu3,2018-01-01,,370103003001001"
    report = import_people(listed(tmp_path, good, wrong, grids), street=DISTRICT, **BY)
    assert (report.added, [(row.row, row.field) for row in report.rejected]) == (1, [(3, "角色"), (4, "网格")])
    row = Post.objects.get(street=DISTRICT)
    assert (row.roles, row.territory) == (["observer"], DISTRICT * 1_000_000)
    again = import_people(listed(tmp_path, good), street=DISTRICT, **BY)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_a_division_that_nobody_knows_gets_no_posts(db: None, tmp_path: Path) -> None:
    row: Any = "城市管理局,督导员,x.watch,督导员,区一,qu1,2018-01-01,,"
    with pytest.raises(NotFound, match="Import divisions first"):
        import_people(listed(tmp_path, row), street=370199000, **BY)
