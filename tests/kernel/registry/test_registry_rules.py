"""Identity numbers, credit codes, telephone numbers, freshness, masks and likeness: tables and properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.registry import rules
from shiqiao.kernel.registry.rules import Match, Traits, agrees, match

from .conftest import credit_code, identity

pytestmark = pytest.mark.unit
TODAY = date(2018, 6, 27)
AT = datetime(2018, 6, 27, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("region", "kind"),
    [("370103", "citizen"), ("810000", "compatriot"), ("830000", "compatriot"), ("911001", "foreign")],
)
def test_an_identity_number_tells_kind_birth_date_and_sex(region: str, kind: str) -> None:
    assert rules.read_identity(identity("19500203", 11, region)) == (kind, date(1950, 2, 3), 1)
    assert rules.read_identity(identity("19500203", 12, region)) == (kind, date(1950, 2, 3), 2)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_a_right_number_is_read_and_each_slip_of_the_pen_is_told(born: date, serial: int) -> None:
    number = identity(f"{born:%Y%m%d}", serial)
    assert rules.wrong_identity(number, born=None, sex=0, today=TODAY) == ""
    place = serial % 17
    slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert rules.wrong_identity(slip, born=None, sex=0, today=TODAY)


@pytest.mark.parametrize(
    ("text", "born", "sex", "told"),
    [
        ("37010319500203", None, 0, "18 characters"),
        (identity("19500203")[:-1] + "Y", None, 0, "mistake"),
        (identity("20300203"), None, 0, "not born yet"),
        (identity("19500203"), date(1951, 2, 3), 0, "birth date differs"),
        (identity("19500203", 1), None, 2, "sex differs"),
        ("３７０１０３" + identity("19500203")[6:], None, 0, ""),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_said(text: str, born: date | None, sex: int, told: str) -> None:
    said = rules.wrong_identity(text, born=born, sex=sex, today=TODAY)
    assert (told in said) if told else said == ""


def test_a_credit_code_is_checked() -> None:
    assert rules.wrong_code(credit_code(7)) == ""
    assert rules.wrong_code(credit_code(7).lower()) == ""
    assert "18 characters" in rules.wrong_code("9137")
    assert "mistake" in rules.wrong_code(credit_code(7)[:-1] + ("0" if credit_code(7)[-1] != "0" else "1"))


@pytest.mark.parametrize("phone", ["13800138000", "+86 138 0013 8000", "0531-82000000", "82000000", "400-800-1234"])
def test_telephone_numbers_as_people_write_them(phone: str) -> None:
    assert rules.wrong_phone(phone) == ""


@pytest.mark.parametrize("phone", ["1380013800", "abc", "12345678901", "1"])
def test_what_is_no_telephone_number(phone: str) -> None:
    assert rules.wrong_phone(phone)


@pytest.mark.parametrize(
    ("days", "valid", "told"),
    [(0, 100, "fresh"), (74, 100, "fresh"), (75, 100, "ageing"), (100, 100, "expired"), (9999, 0, "fresh")],
)
def test_freshness(days: int, valid: int, told: str) -> None:
    confirmed = AT - timedelta(days=days)
    assert rules.freshness(confirmed, rules.valid_until(confirmed, valid), AT) == told


@given(st.integers(1, 3650), st.integers(0, 5000), st.integers(0, 5000))
def test_nothing_becomes_fresher_by_waiting(valid: int, one: int, more: int) -> None:
    until = rules.valid_until(AT, valid)
    order = ["fresh", "ageing", "expired"]
    first, later = (rules.freshness(AT, until, AT + timedelta(days=days)) for days in (one, one + more))
    assert order.index(first) <= order.index(later)


def test_masks() -> None:
    assert rules.masked("name", "张三丰") == "张*"
    assert rules.masked("phone", "13800135678") == "138****5678"
    assert rules.masked("identity", "370103195002031234") == "370***********1234"
    assert rules.masked("born", "1950-02-03") == "1950-**-**"
    assert rules.masked("phone", "") == ""


A = Traits("石小桥", "", "13800138000", "1950-02-03", 1, 7)


@pytest.mark.parametrize(
    ("other", "level", "reason"),
    [
        (Traits("石小桥", "", "13800138000", "1950-02-03", 1, 7), "likely", "same_phone"),
        (Traits("石小桥", "", "", "1950-02-03"), "likely", "same_born"),
        (Traits("石小桥", place=7), "possible", "same_place"),
        (Traits("石小桥"), "different", "same_name"),
        (Traits("石小乔", "", "13800138000", "1950-02-03"), "likely", "near_name"),
        (Traits("石小桥", "", "13800138000", "1951-02-03"), "different", "other_born"),
        (Traits("杨柳", "", "13800138000", "", 0, 7), "different", "other_name"),
    ],
)
def test_likeness_is_weighed_and_says_why(other: Traits, level: str, reason: str) -> None:
    found = match(A, other)
    assert found.level == level
    assert reason in found.reasons


def test_the_same_number_is_the_same_and_two_numbers_never_are() -> None:
    assert match(Traits("石小桥", "1"), Traits("杨柳", "1")) == Match(100, ("same_number",))
    assert match(Traits("石小桥", "1"), Traits("石小桥", "2")).level == "different"
    assert not agrees(
        Traits("石小桥", "1", "13800138000", "1950-02-03"), Traits("石小桥", "2", "13800138000", "1950-02-03")
    )


def test_an_import_takes_two_for_one_only_when_two_things_agree_and_none_is_against() -> None:
    assert agrees(A, Traits("石小桥", "", "13800138000", "1950-02-03"))
    assert agrees(A, Traits("石小桥", "", "13800138000", "", 0, 7))
    assert not agrees(A, Traits("石小桥", "", "13800138000"))
    assert not agrees(A, Traits("石小桥", "", "13800138000", "1950-02-03", 2, 7))
    assert not agrees(A, Traits("石小乔", "", "13800138000", "1950-02-03", 1, 7))


traits = st.builds(
    Traits, st.sampled_from(["石小桥", "石小乔", "杨柳", ""]), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "p", "q"]),
    st.sampled_from(["", "1950-02-03", "1951-02-03"]), st.integers(0, 2), st.integers(0, 2),
)  # fmt: skip


@given(traits, traits)
def test_likeness_does_not_depend_on_the_order_and_stays_within_bounds(one: Traits, other: Traits) -> None:
    found = match(one, other)
    assert found == match(other, one)
    assert 0 <= found.score <= 100
    assert agrees(one, other) == agrees(other, one)
