"""Routing rules: what a table says, which rule speaks, and what is wrong with one. No database."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.routing.rules.boxes import box_of, covered, space_of
from shiqiao.kernel.routing.rules.checking import check
from shiqiao.kernel.routing.rules.leading import lead
from shiqiao.kernel.routing.rules.matching import Facts, working
from shiqiao.kernel.routing.rules.table import Table, UnitTarget, fingerprint, parse, plain

from .ground import (
    BOOK,
    CAL,
    CHANNELS,
    DAY,
    GRIDS,
    GROUND,
    ITEMS,
    STREET,
    at,
    facts,
    speaking,
    table,
)

pytestmark = pytest.mark.unit

# ── which rule speaks ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("conditions", "told", "fits"),
    [
        ({}, facts(), True),
        ({"items": "06010"}, facts(), True),
        ({"items": ["01001", "S0504"]}, facts(), False),
        ({"categories": "06"}, facts(), True),
        ({"lines": ["safety"]}, facts(), False),
        ({"lines": "city", "categories": "01"}, facts(), False),
        ({"communities": 370103003001}, facts(), True),
        ({"communities": 370103003001}, facts(grid=GRIDS[2]), False),
        ({"communities": 370103003001}, facts(grid=0), False),
        ({"grids": [GRIDS[1]]}, facts(), False),
        ({"channels": ["phone", "counter"]}, facts(), True),
        ({"channels": "patrol"}, facts(), False),
        ({"urgent": True}, facts(urgent=True), True),
        ({"urgent": False}, facts(urgent=True), False),
        ({"answers": {"hurt": True}}, facts("S0501", answers={"hurt": True}), True),
        ({"answers": {"hurt": "yes"}}, facts("S0501", answers={"hurt": True}), True),
        ({"answers": {"hurt": True}}, facts("S0501", answers={"hurt": False}), False),
        ({"answers": {"hurt": True}}, facts("S0501"), False),
        ({"answers": {"scope": ["home", "area"]}}, facts("L0402", answers={"scope": "area"}), True),
        ({"answers": {"n": 3}}, facts(answers={"n": 3}), True),
    ],
)
def test_a_condition_fits_or_not(conditions: dict[str, Any], told: Facts, fits: bool) -> None:
    assert (speaking(table({"if": conditions}), told) == 1) is fits


@pytest.mark.parametrize(
    ("conditions", "moment", "fits"),
    [
        ({"hours": "office"}, "2018-06-27 10:00", True),
        ({"hours": "office"}, "2018-06-27 12:30", False),  # lunch
        ({"hours": "office"}, "2018-06-27 08:30", True),  # the first minute
        ({"hours": "office"}, "2018-06-27 17:30", False),  # closed at this moment
        ({"hours": "out"}, "2018-06-18 10:00", True),  # Dragon Boat Festival, a Monday
        ({"days": "day_off"}, "2018-06-18 10:00", True),
        ({"hours": "office"}, "2018-09-29 10:00", True),  # a Saturday worked in exchange
        ({"days": "workday", "weekdays": "sat"}, "2018-09-29 23:00", True),
        ({"days": "workday", "weekdays": "sat"}, "2018-06-30 10:00", False),  # an ordinary Saturday
        ({"hours": "out", "days": "workday"}, "2018-06-27 20:00", True),
        ({"hours": "out", "days": "workday"}, "2018-06-30 20:00", False),
        ({"weekdays": ["mon", "wed"]}, "2018-06-27 00:00", True),
        ({"between": ["22:00", "06:00"]}, "2018-06-27 23:59", True),
        ({"between": ["22:00", "06:00"]}, "2018-06-28 05:59", True),
        ({"between": ["22:00", "06:00"]}, "2018-06-28 06:00", False),
        ({"between": ["08:00", "24:00"]}, "2018-06-28 23:59", True),
        ({"between": ["08:00", "24:00"]}, "2018-06-28 07:59", False),
        ({"season": ["06-15", "09-15"]}, "2018-09-15 23:59", True),
        ({"season": ["06-15", "09-15"]}, "2018-09-16 00:00", False),
        ({"season": ["11-15", "03-15"]}, "2018-01-02 10:00", True),
        ({"season": ["11-15", "03-15"]}, "2018-06-02 10:00", False),
        ({"from": date(2018, 6, 27)}, "2018-06-27 00:00", True),
        ({"until": date(2018, 6, 27)}, "2018-06-27 23:59", True),
        ({"until": date(2018, 6, 26)}, "2018-06-27 00:00", False),
    ],
)
def test_time_windows_go_by_the_work_calendar(conditions: dict[str, Any], moment: str, fits: bool) -> None:
    assert (speaking(table({"if": conditions}), facts(at=at(moment))) == 1) is fits


def test_the_local_day_counts_whatever_zone_a_moment_is_written_in() -> None:
    late = datetime.fromisoformat("2018-06-26T23:30:00+00:00")  # 07:30 on Wednesday in the street
    assert speaking(table({"if": {"weekdays": "wed", "between": ["07:00", "08:00"]}}), facts(at=late)) == 1


def test_the_first_rule_that_fits_speaks() -> None:
    rules = table({"if": {"lines": "safety"}}, {"if": {"items": "06010"}}, {"if": {"lines": "city"}}, {})
    assert [speaking(rules, facts(code)) for code in ("06010", "01001", "S0504", "L0402")] == [2, 3, 1, 4]
    assert speaking(table({"if": {"lines": "safety"}}), facts()) == 0


# ── what may be written ────────────────────────────────────────────────────────────────────────────────────────────

GOOD = """
rules:
  - name: night
    title: {zh: 夜间, en: Night}
    if: {items: "06010", between: [22:00, 06:00], weekdays: mon}
    to: {unit: fire}
"""


def test_what_yaml_makes_of_codes_and_times_is_understood() -> None:
    rule = parse(GOOD).rules[0]
    assert (rule.conditions.between, rule.conditions.weekdays) == (("22:00", "06:00"), ("mon",))
    assert rule.conditions.items == ("06010",)
    assert Table.model_validate(plain(parse(GOOD))) == parse(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("if: {", "if: {itmes: [1], ", "rules.1.if.itmes"),
        ('"06010"', "06010", "rules.1.if.items"),
        ("name: night", "name: Night", "rules.1.name"),
        (", en: Night", "", "rules.1.title.en"),
        ("22:00", '"25:00"', "rules.1.if"),
        ("06:00", '"22:00"', "rules.1.if"),
        ("weekdays: mon", "weekdays: someday", "rules.1.if.weekdays.0"),
        ("weekdays: mon", 'season: ["06-31", "07-01"]', "rules.1.if"),
        ("weekdays: mon", "hours: always", "rules.1.if.hours"),
        ("to: {unit: fire}", "to: somebody", "rules.1"),
        ("to: {unit: fire}", "to: {unit: fire, post: x}", "rules.1"),
        ("to: {unit: fire}", "", "rules.1.to"),
        ("rules:", "ruels:", "rules"),
        ("if: {", "if: [", "text"),
    ],
)
def test_a_mistake_is_named_by_its_place(old: str, new: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(GOOD.replace(old, new))
    assert place in refused.value.fields


def test_two_rules_of_one_name_and_endless_files_are_refused() -> None:
    with pytest.raises(Invalid):
        parse(GOOD + GOOD.split("rules:")[1])
    with pytest.raises(Invalid) as refused:
        parse("#" * 200_000)
    assert set(refused.value.fields) == {"text"}


def test_the_fingerprint_goes_by_what_is_said_not_by_how() -> None:
    assert fingerprint(parse(GOOD)) == fingerprint(parse("# a comment\n" + GOOD.replace("22:00", '"22:00"')))
    assert fingerprint(parse(GOOD)) != fingerprint(parse(GOOD.replace("mon", "tue")))


# ── what is wrong with a table ─────────────────────────────────────────────────────────────────────────────────────


def found(*rules: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one.number, one.code, one.what) for one in check(table(*rules), GROUND)]


@pytest.mark.parametrize(
    ("rule", "code", "what"),
    [
        ({"if": {"items": "99999"}}, "unknown_item", "99999"),
        ({"if": {"categories": ["06", "77"]}}, "unknown_category", "77"),
        ({"if": {"lines": "sports"}}, "unknown_line", "sports"),
        ({"if": {"communities": "370103003009"}}, "unknown_community", "370103003009"),
        ({"if": {"grids": "370103003001009"}}, "unknown_grid", "370103003001009"),
        ({"if": {"channels": "pigeon"}}, "unknown_channel", "pigeon"),
        ({"if": {"items": "06010", "answers": {"hurt": True}}}, "unknown_question", "hurt"),
        ({"if": {"answers": {"scope": "moon"}}}, "unknown_answer", "scope: moon"),
        ({"if": {"answers": {"hurt": "maybe"}}}, "unknown_answer", "hurt: maybe"),
        ({"if": {"answers": {"floor": "3"}}}, "free_answer", "floor"),
        ({"to": {"post": "nowhere"}}, "unknown_post", "nowhere"),
        ({"to": {"post": "elsewhere"}}, "unknown_post", "elsewhere"),
        ({"to": {"post": "old"}}, "closed_post", "old"),
        ({"to": {"post": "vacant"}}, "vacant_post", "vacant"),
        ({"to": {"unit": "nowhere"}}, "unknown_unit", "nowhere"),
        ({"to": {"unit": "empty"}}, "unit_without_handler", "empty"),
        ({"to": {"unit": "ill"}}, "vacant_unit", "ill"),
        ({"to": {"role": "king"}}, "unknown_role", "king"),
        ({"to": {"role": "community_head"}}, "role_not_there", "370103003002"),
        ({"if": {"items": "06010"}, "to": "item_unit"}, "item_without_unit", "06010"),
        ({"if": {"items": "06010", "lines": "safety"}}, "contradiction", "items"),
        ({"if": {"communities": "370103003002", "grids": str(GRIDS[0])}}, "contradiction", "places"),
        ({"if": {"hours": "office", "days": "day_off"}}, "contradiction", "hours"),
        ({"if": {"items": "S0504", "urgent": False}}, "contradiction", "items"),
        ({"if": {"from": date(2018, 7, 2), "until": date(2018, 7, 1)}}, "contradiction", "dates"),
        ({"if": {"until": date(2018, 6, 26)}}, "over", "2018-06-26"),
    ],
)
def test_what_is_wrong_is_named(rule: dict[str, Any], code: str, what: str) -> None:
    assert (1, code, what) in found(rule)


def test_a_sound_table_has_nothing_wrong() -> None:
    assert not found(
        {"if": {"items": "S0501", "answers": {"hurt": True}}, "to": {"unit": "fire"}},
        {"if": {"communities": "370103003001"}, "to": {"role": "community_head"}},
        {"if": {"items": ["01001", "S0504"]}, "to": "item_unit"},
        {"if": {"hours": "out"}, "to": {"post": "fire.one"}},
    )


@pytest.mark.parametrize(
    ("rules", "last"),
    [
        ([{}, {"if": {"items": "06010"}}], ("shadowed", "1")),
        ([{"if": {"lines": "city"}}, {"if": {"categories": "06", "hours": "out"}}], ("shadowed", "1")),
        ([{"if": {"between": ["20:00", "08:00"]}}, {"if": {"between": ["22:00", "06:00"]}}], ("shadowed", "1")),
        ([{"if": {"season": ["06-01", "09-30"]}}, {"if": {"season": ["06-15", "09-15"]}}], ("shadowed", "1")),
        ([{"if": {"urgent": True}}, {"if": {"items": "S0504"}}], ("shadowed", "1")),
        ([{"if": {"hours": "office"}}, {"if": {"hours": "out"}}, {"if": {"lines": "city"}}], ("shadowed_together", "")),
        (
            [
                {"if": {"answers": {"hurt": True}}},
                {"if": {"items": "S0501", "answers": {"hurt": True}, "hours": "out"}},
            ],
            ("shadowed", "1"),
        ),
    ],
)
def test_a_rule_that_never_speaks_is_found(rules: list[dict[str, Any]], last: tuple[str, str]) -> None:
    assert found(*rules) == [(len(rules), *last)]


@pytest.mark.parametrize(
    "rules",
    [
        [{"if": {"items": "06010"}}, {}],
        [{"if": {"hours": "office"}}, {"if": {"days": "workday"}}],
        [{"if": {"answers": {"hurt": True}}}, {"if": {"items": "S0501"}}],
        [{"if": {"communities": "370103003001"}}, {"if": {"items": "06010"}}],
        [{"if": {"between": ["08:00", "20:00"]}}, {"if": {"between": ["19:59", "20:01"]}}],
        [{"if": {"until": date(2019, 1, 1)}}, {"if": {"items": "06010"}}],
    ],
)
def test_a_rule_that_may_still_speak_is_left_alone(rules: list[dict[str, Any]]) -> None:
    assert found(*rules) == []


# ── properties ─────────────────────────────────────────────────────────────────────────────────────────────────────

maybe = st.booleans()
TIMES = ["00:00", "06:00", "08:30", "12:00", "17:30", "22:00"]
DATES = [date(2018, 6, 1), date(2018, 6, 27), date(2018, 10, 1)]
CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "items": st.lists(st.sampled_from(sorted(ITEMS)), min_size=1, max_size=3),
    "categories": st.lists(st.sampled_from(["01", "06", "S05", "L04"]), min_size=1, max_size=2),
    "lines": st.sampled_from(["city", "safety", "life"]),
    "communities": st.sampled_from(["370103003001", "370103003002"]),
    "grids": st.lists(st.sampled_from([str(grid) for grid in GRIDS]), min_size=1, max_size=2),
    "channels": st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=2),
    "urgent": maybe,
    "hours": st.sampled_from(["office", "out"]),
    "days": st.sampled_from(["workday", "day_off"]),
    "weekdays": st.lists(st.sampled_from(["mon", "wed", "sat"]), min_size=1, max_size=2),
    "between": st.lists(st.sampled_from(TIMES), min_size=2, max_size=2, unique=True),
    "season": st.lists(st.sampled_from(["01-01", "02-29", "06-15", "09-15", "12-31"]), min_size=2, max_size=2),
    "from": st.sampled_from(DATES),
    "until": st.sampled_from(DATES),
    "answers": st.sampled_from([{"hurt": True}, {"hurt": False}, {"scope": "home"}, {"scope": ["home", "area"]}]),
}
some_conditions = st.dictionaries(st.sampled_from(sorted(CONDITIONS)), st.none(), max_size=3).flatmap(
    lambda chosen: st.fixed_dictionaries({name: CONDITIONS[name] for name in chosen})
)
tables = st.lists(some_conditions, min_size=1, max_size=6).map(lambda all_of: table(*({"if": one} for one in all_of)))
moments = st.integers(0, 3 * 365 * 24 * 4).map(
    lambda quarters: at("2017-01-01 00:00") + timedelta(minutes=15 * quarters)
)


def asked(code: str, hurt: bool | None, scope: str) -> dict[str, Any]:
    """Answer what the item asks, or leave it open."""
    if code == "S0501" and hurt is not None:
        return {"hurt": hurt}
    return {"scope": scope} if code == "L0402" and scope else {}


some_facts = st.builds(
    lambda code, grid, channel, urgent, moment, hurt, scope: facts(
        code, grid, channel, urgent=urgent or ITEMS[code].urgent, at=moment, answers=asked(code, hurt, scope)
    ),
    st.sampled_from(sorted(ITEMS)), st.sampled_from([0, *GRIDS]), st.sampled_from(CHANNELS), maybe, moments,
    st.sampled_from([None, True, False]), st.sampled_from(["", "home", "area"]),
)  # fmt: skip


@given(tables, some_facts)
def test_the_rule_that_speaks_is_the_first_that_fits_by_itself(rules: Table, told: Facts) -> None:
    alone = [n for n, rule in enumerate(rules.rules, 1) if speaking(Table(rules=(rule,)), told)]
    assert speaking(rules, told) == (alone[0] if alone else 0)


@settings(max_examples=300)
@given(tables, st.lists(some_facts, min_size=1, max_size=20))
def test_a_rule_said_never_to_speak_never_does(rules: Table, many: list[Facts]) -> None:
    silent = {
        one.number for one in check(rules, GROUND) if one.code in ("shadowed", "shadowed_together", "contradiction")
    }
    assert not silent & {speaking(rules, told) for told in many}


@given(tables)
def test_a_rule_repeated_at_the_end_never_speaks(rules: Table) -> None:
    space = space_of(rules.rules, ITEMS.values(), GRIDS, CHANNELS)
    boxes = [box_of(rule.conditions, space) for rule in rules.rules]
    assert all(covered(box, boxes) for box in boxes if all(box))


@given(tables)
def test_a_table_is_the_same_after_it_was_kept(rules: Table) -> None:
    assert Table.model_validate(plain(rules)) == rules
    assert fingerprint(Table.model_validate(plain(rules))) == fingerprint(rules)


@given(moments)
def test_a_moment_is_within_office_hours_only_on_a_working_day(moment: datetime) -> None:
    now = working(moment, CAL)
    assert (now == "off") == (not CAL.is_workday(moment.date()))


# ── to whom ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_is_its_head_and_when_the_head_is_away_its_first_handler() -> None:
    def led(code: str, day: date) -> tuple[int, int]:
        found = lead(BOOK, UnitTarget(unit=code), ITEMS["06010"], GRIDS[0], STREET, day)
        return found.post, found.holder

    assert led("works", DAY) == (1, 1)
    assert led("works", date(2018, 7, 2)) == (2, 2)  # the head is on leave without a deputy
    assert led("fire", date(2018, 7, 2)) == (3, 2)  # a deputy stands in at the post itself
    assert led("ill", DAY) == led("empty", DAY) == led("nowhere", DAY) == (0, 0)
