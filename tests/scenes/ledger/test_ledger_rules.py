"""What asks the same, what is known well enough, rounds and costs: without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.elements import Element, Known, Words
from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry.elements import columns
from shiqiao.scenes.ledger import rules
from shiqiao.scenes.ledger.definitions import Circle, FormSpec, LocalityTable, NewField, Seconds, Title, checked, parse
from shiqiao.scenes.ledger.rules import Counts

pytestmark = pytest.mark.unit

AT = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)
PERSON = [one for one in columns().values() if one.kind == "person"]


def new(zh: str, meaning: str = "") -> NewField:
    return NewField(title=Title(zh=zh, en=zh), meaning=Title(zh=meaning or zh, en=meaning or zh))


def spec(**changes: object) -> FormSpec:
    values: dict[str, object] = {
        "code": "test", "title": {"zh": "测试表", "en": "Test"}, "department": "civil_affairs", "basis": "市民发〔2018〕1号",
        "since": "2018-01-01", "until": "2018-12-31", "about": {"kind": "person"}, "fields": ["person.name"],
    }  # fmt: skip
    return checked(FormSpec, {**values, **changes})  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("联系电话", "person.phone"), ("手机号码", "person.phone"), ("本人的联系电话", "person.phone"),
        ("电 话", "person.phone"),
        ("居民姓名", "person.name"), ("身份证号码", "person.identity"), ("家庭住址", "person.address"),
        ("是否在住", "person.state"),
        ("实际年龄", "person.age"), ("Telephone", "person.phone"),
    ],
)  # fmt: skip
def test_a_field_under_another_name_is_the_same_field(asked: str, stands: str) -> None:
    found = rules.doubled(new(asked), PERSON)
    assert found is not None
    assert found.code == stands


@pytest.mark.parametrize("asked", ["血型", "是否接种流感疫苗", "饲养宠物", "助餐需求", "紧急呼叫器编号", "户外电梯"])
def test_a_field_that_is_new_is_taken_for_new(asked: str) -> None:
    assert rules.doubled(new(asked), PERSON) is None


def test_another_name_for_the_same_meaning_is_the_same_field() -> None:
    assert rules.doubled(new("亲情号", "能找到本人或监护人的电话"), PERSON).code == "person.phone"  # type: ignore[union-attr]


@given(
    st.text("联系电话姓名住址是否有无情况的abc", max_size=8), st.text("联系电话姓名住址是否有无情况的abc", max_size=8)
)
def test_likeness_is_symmetric_and_a_share(one: str, other: str) -> None:
    found = rules.likeness(one, other)
    assert found == rules.likeness(other, one)
    assert 0 <= found <= 1
    assert not rules.plain_name(one) or rules.likeness(one, one) == 1


def test_what_is_unknown_is_asked_what_is_old_is_confirmed_what_is_fresh_is_taken() -> None:
    since = AT - timedelta(days=30)
    assert rules.judge(None, since, AT) == "ask"
    assert rules.judge(Known("", AT), since, AT) == "ask"
    assert rules.judge(Known("yes", AT - timedelta(days=31)), since, AT) == "confirm"
    assert rules.judge(Known("yes", AT - timedelta(days=29)), since, AT) == "ready"
    assert rules.judge(Known("yes", AT - timedelta(days=29), valid_until=AT), since, AT) == "confirm", "out of date"
    assert rules.judge(None, since, AT, asked=False) == "ready", "what is reckoned is never asked"


@pytest.mark.parametrize(
    ("every", "today", "begins"),
    [
        ("once", date(2018, 6, 27), date(2018, 1, 15)), ("month", date(2018, 6, 27), date(2018, 6, 1)),
        ("month", date(2018, 1, 20), date(2018, 1, 15)), ("quarter", date(2018, 6, 27), date(2018, 4, 1)),
        ("year", date(2018, 6, 27), date(2018, 1, 15)),
    ],
)  # fmt: skip
def test_a_round_begins_with_its_month_quarter_or_year_and_never_before_the_form(
    every: str, today: date, begins: date
) -> None:
    assert rules.round_of(spec(since="2018-01-15", every=every), today) == begins


def test_outside_its_days_a_form_has_no_round() -> None:
    assert rules.round_of(spec(), date(2017, 12, 31)) is None
    assert rules.round_of(spec(), date(2019, 1, 1)) is None
    assert rules.rounds_until(spec(every="month"), date(2018, 6, 27)) == 6
    assert rules.rounds_until(spec(every="quarter"), date(2018, 12, 31)) == 4


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_pre_filling_never_costs_more_than_asking(known: int, confirmed: int, changed: int, asked: int) -> None:
    counts, seconds = Counts(known, confirmed, changed, asked), Seconds(ask=25, change=15, confirm=3)
    found = rules.burden(counts, seconds)
    assert 0 <= found.spent <= found.without
    assert found.saved == found.without - found.spent
    assert rules.burden(counts.plus(counts), seconds).spent == 2 * found.spent


def test_a_forecast_asks_new_fields_once_and_confirms_the_known_each_round() -> None:
    form = spec(
        every="quarter", new=[{"title": {"zh": "助餐", "en": "Meals"}, "meaning": {"zh": "助餐", "en": "Meals"}}]
    )
    found = rules.expected(form, people=10, rounds=4, seconds=Seconds())
    assert found.counts == Counts(confirmed=70, asked=10)


def test_a_form_is_about_one_kind_and_names_nothing_twice() -> None:
    for wrong in ({"fields": ["person.name", "organisation.name"]}, {"fields": ["person.name", "person.name"]}):
        with pytest.raises(Invalid):
            spec(**wrong)
    with pytest.raises(Invalid):
        spec(about={"kind": "person", "where": ["household.low_income=yes"]})
    with pytest.raises(Invalid):
        spec(
            new=[
                {"title": {"zh": "x", "en": "x"}, "meaning": {"zh": "x", "en": "x"}, "sort": "choice", "values": ["一"]}
            ]
        )


def test_a_file_names_its_wrong_places() -> None:
    with pytest.raises(Invalid) as told:
        parse("seconds: {ask: 0}\ndepartments: [{code: A, title: {zh: 甲, en: a}}]")
    assert {"seconds.ask", "departments.0.code"} <= set(told.value.fields)
    assert isinstance(parse("departments: []"), LocalityTable)
    assert Circle(kind="person", where=("person.age>=80", "person.lives_alone=yes")).fields == (
        "person.age", "person.lives_alone",
    )  # fmt: skip


def test_a_field_knows_its_kind_and_key() -> None:
    words = Words("甲", "a")
    one = Element("person.lives_alone", words, words, "sensitive", words, words)
    assert (one.kind, one.key) == ("person", "lives_alone")
