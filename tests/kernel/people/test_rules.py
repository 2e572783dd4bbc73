"""Who answers for a grid: the rule and its algebra, over plain rows."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.kernel.people import rules
from shiqiao.kernel.people.rows import (
    Covered,
    DeputyRow,
    Gap,
    HoldingRow,
    LeaveRow,
    LineRow,
    Period,
    PersonRow,
    PostRow,
    ResponsibilityRow,
    UnitRow,
    free_days,
)
from shiqiao.kernel.people.rules import Book

pytestmark = pytest.mark.unit

STREET, COMMUNITY, GRID = 370103003, 370103003001000, 370103003001001
NEW_YEAR, DAY = date(2018, 1, 1), date(2018, 6, 27)
ALWAYS = Period(NEW_YEAR)
LEADER, HEAD, MEMBER, NEIGHBOUR, BUILDER, DEPARTMENT_HEAD = range(1, 7)
UNITS = {
    1: UnitRow(1, STREET, "office", "街道办事处", kind="street_office"),
    2: UnitRow(2, STREET, "station", "春元里网格工作站", kind="grid_station", community=370103003001),
    3: UnitRow(3, STREET, "city", "城管科", kind="department"),
    4: UnitRow(4, STREET, "city.yard", "环卫所", kind="department", parent=3),
}
ROLES = {"leader", "community_head", "grid_member", "handler", "department_head"}


def post(number: int, code: str, unit: int, role: str, territory: int, **more: object) -> PostRow:
    return PostRow(number, STREET, code, unit, frozenset({role}), territory, **more)  # type: ignore[arg-type]


POSTS = {
    LEADER: post(LEADER, "leader", 1, "leader", STREET * 1_000_000, head_of=True),
    HEAD: post(HEAD, "c1.head", 2, "community_head", COMMUNITY, head_of=True),
    MEMBER: post(MEMBER, "c1.g01", 2, "grid_member", GRID),
    NEIGHBOUR: post(NEIGHBOUR, "c1.g02", 2, "grid_member", GRID + 1),
    BUILDER: post(BUILDER, "city.1", 3, "handler", STREET * 1_000_000),
    DEPARTMENT_HEAD: post(DEPARTMENT_HEAD, "city.head", 3, "department_head", STREET * 1_000_000, head_of=True),
}
PEOPLE = {number * 10: PersonRow(number * 10, f"某{number}") for number in POSTS}


def office(**changes: object) -> Book:
    """An office in which everybody is there: person N0 holds post N, the member answers for the grid on one line."""
    rows: dict[str, object] = {
        "units": UNITS,
        "posts": POSTS,
        "people": PEOPLE,
        "lines": [LineRow("city", "城管", "City")],
        "holdings": [HoldingRow(number, number * 10, ALWAYS) for number in POSTS],
        "responsibilities": [ResponsibilityRow(GRID, "city", MEMBER, ALWAYS)],
    }
    return Book(**{**rows, **changes})  # type: ignore[arg-type]


def without(*posts: int) -> list[HoldingRow]:
    return [HoldingRow(number, number * 10, ALWAYS) for number in POSTS if number not in posts]


AWAY = LeaveRow(MEMBER * 10, Period(date(2018, 6, 25), date(2018, 6, 30)))


def answer(book: Book, day: date = DAY) -> tuple[int | None, str, bool, str]:
    found = rules.responsible(book, GRID, "city", day)
    return found.account, found.by, found.gap, found.reason


def test_the_holder_of_the_assigned_post_answers() -> None:
    found = rules.responsible(office(), GRID, "city", DAY)
    assert (found.post_code, found.name, found.unit_title, found.gap) == ("c1.g01", "某3", "春元里网格工作站", False)
    assert [step["code"] for step in found.why] == ["assigned", "holder"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"responsibilities": []}, "no_responsibility"),
        ({"holdings": without(MEMBER)}, "no_holder"),
        ({"people": {**PEOPLE, 30: replace(PEOPLE[30], active=False)}}, "holder_inactive"),
        ({"posts": {**POSTS, MEMBER: replace(POSTS[MEMBER], active=False)}}, "post_closed"),
        ({"leaves": [AWAY]}, "no_deputy"),
        ({"leaves": [AWAY, LeaveRow(40, ALWAYS)], "deputies": [DeputyRow(MEMBER, None, 40, ALWAYS)]}, "deputy_absent"),
        (
            {
                "leaves": [AWAY],
                "deputies": [DeputyRow(MEMBER, NEIGHBOUR, None, ALWAYS)],
                "holdings": without(NEIGHBOUR),
            },
            "deputy_absent",
        ),
    ],
)
def test_each_kind_of_gap_falls_to_the_community_head_and_is_red(change: dict[str, object], reason: str) -> None:
    assert answer(office(**change)) == (HEAD * 10, "community_head", True, reason)


def test_without_a_community_head_a_gap_falls_to_the_street_leader() -> None:
    assert answer(office(holdings=without(MEMBER, HEAD))) == (LEADER * 10, "street", True, "no_holder")


def test_the_main_leader_comes_before_the_others() -> None:
    vice = post(9, "a.vice", 1, "leader", STREET * 1_000_000)
    book = office(posts={**POSTS, 9: vice}, holdings=[*without(MEMBER, HEAD), HoldingRow(9, 40, ALWAYS)])
    assert answer(book)[0] == LEADER * 10


def test_with_nobody_at_all_the_answer_says_so_and_still_names_the_leaders_post() -> None:
    found = rules.responsible(office(holdings=[]), GRID, "city", DAY)
    assert (found.account, found.post, found.by, found.gap) == (None, LEADER, "nobody", True)
    assert found.why[-1]["code"] == "nobody_at_all"
    assert rules.responsible(Book({}, {}, {}, []), GRID, "city", DAY).post == 0


@pytest.mark.parametrize("deputy", [DeputyRow(MEMBER, NEIGHBOUR, None, ALWAYS), DeputyRow(MEMBER, None, 40, ALWAYS)])
def test_a_deputy_answers_on_every_day_of_the_leave_and_on_no_other(deputy: DeputyRow) -> None:
    book = office(leaves=[AWAY], deputies=[deputy])
    assert answer(book, date(2018, 6, 24))[1] == "holder"
    for day in range(25, 30):
        assert answer(book, date(2018, 6, day)) == (NEIGHBOUR * 10, "deputy", False, "")
    assert answer(book, date(2018, 6, 30))[1] == "holder"


def test_a_new_holder_answers_from_the_first_day() -> None:
    change = date(2018, 6, 1)
    handed = [HoldingRow(MEMBER, 30, Period(NEW_YEAR, change)), HoldingRow(MEMBER, 40, Period(change))]
    book = office(holdings=[*without(MEMBER), *handed])
    assert [answer(book, change - timedelta(days=1))[0], answer(book, change)[0]] == [30, 40]


def test_coverage_names_each_gap_and_to_whom_it_fell() -> None:
    covered, gap = rules.coverage(office(), [GRID, GRID + 1], DAY)
    assert isinstance(covered, Covered)
    assert isinstance(gap, Gap)
    assert (gap.grid, gap.line, gap.reason, gap.responsible.post_code) == (
        GRID + 1,
        "city",
        "no_responsibility",
        "c1.head",
    )


def test_gaps_to_come_are_seen_before_they_open() -> None:
    book = office(leaves=[AWAY])
    [(day, gap)] = rules.coming_gaps(book, STREET, [GRID], date(2018, 6, 20), 14)
    assert (day, gap.reason) == (date(2018, 6, 25), "no_deputy")
    assert rules.coming_gaps(book, STREET, [GRID], date(2018, 6, 20), 3) == []


def test_a_late_matter_climbs_from_deputy_to_head_to_leader() -> None:
    book = office(deputies=[DeputyRow(MEMBER, NEIGHBOUR, None, ALWAYS)])
    assert rules.ladder(book, POSTS[MEMBER], DAY) == [NEIGHBOUR, HEAD, LEADER]
    assert rules.ladder(book, POSTS[BUILDER], DAY) == [DEPARTMENT_HEAD, LEADER]
    assert rules.ladder(book, POSTS[LEADER], DAY) == []


def test_a_vacant_post_of_a_department_falls_to_its_head() -> None:
    assert rules.holder(office(holdings=without(BUILDER)), POSTS[BUILDER], DAY).by == "department_head"
    assert rules.holder(office(holdings=without(BUILDER, DEPARTMENT_HEAD)), POSTS[BUILDER], DAY).by == "street"


def test_a_deputy_acts_for_both_posts_and_a_head_takes_the_work_of_a_vacant_one() -> None:
    book = office(deputies=[DeputyRow(MEMBER, NEIGHBOUR, None, ALWAYS)], holdings=without(MEMBER))
    assert [(one.post.code, one.by) for one in rules.acting(book, 40, DAY)] == [
        ("c1.g02", "holder"),
        ("c1.g01", "deputy"),
    ]
    head = rules.acting(book, HEAD * 10, DAY)
    assert [(one.post.code, one.by) for one in head] == [("c1.head", "holder"), ("c1.g01", "community_head")]
    assert rules.roles_of(head) == {"community_head", "grid_member"}


def test_a_head_who_stands_in_does_not_get_the_keys_of_administration() -> None:
    posts = {**POSTS, MEMBER: replace(POSTS[MEMBER], roles=frozenset({"grid_member", "admin", "checker"}))}
    head = rules.acting(office(posts=posts, holdings=without(MEMBER)), HEAD * 10, DAY)
    assert rules.roles_of(head) == {"community_head", "grid_member"}


def test_a_closed_account_acts_for_nothing() -> None:
    assert rules.acting(office(people={30: PersonRow(30, "某", active=False)}), 30, DAY) == []


REACHES = {
    LEADER: ((STREET * 1_000_000, STREET * 1_000_000 + 999_999), set()),
    HEAD: ((COMMUNITY, COMMUNITY + 999), set()),
    MEMBER: ((GRID, GRID), set()),
    BUILDER: (None, {3}),
    DEPARTMENT_HEAD: (None, {3, 4}),
}


@pytest.mark.parametrize("number", REACHES)
def test_each_role_reads_as_far_as_the_table_says(number: int) -> None:
    book = office()
    reach = rules.reach_of(book, rules.acting(book, number * 10, DAY))
    assert (reach.span, set(reach.units)) == REACHES[number]
    assert number in reach.posts


def test_the_reach_of_several_posts_never_covers_what_none_of_them_covers() -> None:
    book = office(holdings=[HoldingRow(MEMBER, 30, ALWAYS), HoldingRow(NEIGHBOUR, 30, ALWAYS)])
    reach = rules.reach_of(book, rules.acting(book, 30, DAY))
    assert (reach.span, reach.posts) == ((GRID, GRID), {MEMBER, NEIGHBOUR})


def test_lines_narrow_the_reach_only_when_the_post_names_them() -> None:
    posts = {**POSTS, MEMBER: replace(POSTS[MEMBER], lines=frozenset({"city"}))}
    book = office(posts=posts)
    assert rules.reach_of(book, rules.acting(book, 30, DAY)).lines == {"city"}
    assert rules.reach_of(book, rules.acting(book, HEAD * 10, DAY)).lines is None


def test_every_role_has_both_titles_and_a_known_reach() -> None:
    assert all(role.zh and role.en and role.reach in ("territory", "unit", "own") for role in rules.ROLE_REACH.values())


# --- the algebra of periods -----------------------------------------------------------------------------------

days = st.integers(0, 40).map(lambda number: NEW_YEAR + timedelta(days=number))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length) if length else None), days, st.integers(0, 20)
)
WINDOW = [NEW_YEAR + timedelta(days=number) for number in range(80)]


def members(parts: list[Period]) -> set[date]:
    return {day for day in WINDOW if any(day in part for part in parts)}


@given(periods, periods)
def test_cut_and_meet_part_a_period_without_loss_or_overlap(one: Period, other: Period) -> None:
    met = one.meet(other)
    inside, outside = members([met] if met else []), members(one.cut(other))
    assert inside | outside == members([one])
    assert not inside & outside
    assert one.overlaps(other) == other.overlaps(one) == (met is not None)


@given(periods, st.lists(periods, max_size=6))
def test_free_days_are_exactly_those_that_nothing_covers(within: Period, taken: list[Period]) -> None:
    assert members(free_days(within, taken)) == members([within]) - members(taken)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(DAY, DAY)


# --- the rule under any history -------------------------------------------------------------------------------


def history(of: Callable[[Period, int], object]) -> st.SearchStrategy[list[object]]:
    """Rows that never overlap, as the exclusion constraints guarantee, with gaps between them."""
    cuts = st.lists(st.integers(0, 40), max_size=6, unique=True).map(sorted)
    whom = st.lists(st.sampled_from([30, 40, 20, None]), min_size=7, max_size=7)

    def rows(marks: list[int], names: list[int | None]) -> list[object]:
        edges = [NEW_YEAR + timedelta(days=mark) for mark in marks]
        spans = [Period(a, b) for a, b in itertools.pairwise(edges)] + ([Period(edges[-1])] if edges else [])
        return [of(span, name) for span, name in zip(spans, names, strict=False) if name is not None]

    return st.builds(rows, cuts, whom)


@settings(max_examples=150, deadline=None)
@given(
    holdings=history(lambda span, who: HoldingRow(MEMBER, who, span)),
    assigned=history(
        lambda span, who: ResponsibilityRow(GRID, "city", {30: MEMBER, 40: NEIGHBOUR, 20: HEAD}[who], span)
    ),
    deputies=history(lambda span, who: DeputyRow(MEMBER, None, who, span)),
    leaves=history(lambda span, who: LeaveRow(who, span)),
)
def test_on_every_day_of_any_history_one_person_answers_and_every_gap_is_caught(
    holdings: list[HoldingRow], assigned: list[ResponsibilityRow], deputies: list[DeputyRow], leaves: list[LeaveRow]
) -> None:
    book = office(holdings=[*without(MEMBER), *holdings], responsibilities=assigned, deputies=deputies, leaves=leaves)
    for day in WINDOW[:45]:
        found = rules.responsible(book, GRID, "city", day)
        assert found.account is not None
        assert book.away(found.account, day) is None, "nobody answers while away"
        expected = clear(book, day)
        assert found.gap == (expected is None)
        assert expected in (None, found.account)


def clear(book: Book, day: date) -> int | None:
    """Say it again in other words: the person whom the rows name without any hole."""
    posts = [row.post for row in book.responsibilities if day in row.during]
    for holder in [row.account for row in book.holdings if row.post in posts and day in row.during]:
        if not any(row.account == holder and day in row.during for row in book.leaves):
            return holder
        stand_ins = [row.deputy_account for row in book.deputies if row.post in posts and day in row.during]
        return next(
            (who for who in stand_ins if not any(row.account == who and day in row.during for row in book.leaves)), None
        )
    return None
