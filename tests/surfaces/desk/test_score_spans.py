"""Scores of a day, a month, a quarter, a year: the same rows, added up, each by the rules that were in force."""

import re
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.scoring import actions, reads, rules
from shiqiao.surfaces.desk.scorespans import MONTHS, TITLES, _read, around, code_of
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .test_scores import numbers, page, worked

DAYS = st.dates(date(2001, 1, 1), date(2030, 12, 31))
SHEET = f"/scores/grid/{FIRST_GRID}/"


@pytest.mark.unit
@given(DAYS, st.sampled_from(sorted(TITLES)))
def test_days_lie_in_what_is_named_after_them_and_the_name_is_read_back(day: date, kind: str) -> None:
    since, until = around(kind, day)
    assert since <= day < until
    assert {code_of(kind, since), code_of(kind, until - timedelta(days=1))} == {code_of(kind, day)}
    assert code_of(kind, until) != code_of(kind, day) != code_of(kind, since - timedelta(days=1))
    read = _read(code_of(kind, day))
    assert read is not None
    assert read == (kind, since)
    assert kind == "day" or since.day == until.day == 1
    assert kind == "day" or (until.year - since.year) * 12 + until.month - since.month == MONTHS[kind]


@pytest.mark.unit
@pytest.mark.parametrize(
    "given", ["", "x", "2018-13", "2018-Q5", "2018-Q", "2018-06-31", "-", "2018-6", "99999", "2018-06-"]
)
def test_what_names_no_days_is_read_as_nothing(given: str) -> None:
    assert _read(given) is None


def of(sheet: str, title: str) -> str:
    line = re.search(rf'<th scope="row">{title}.*?</tr>', sheet, re.DOTALL)
    assert line
    return re.sub(r"<[^>]*>|\s+", " ", line.group())


def test_a_quarter_and_a_year_add_up_what_their_days_show(street: Street) -> None:
    worked(street)
    assert "83.3%" in of(page(street, "leader1", f"{SHEET}?month=2018-06"), "解决率")
    for code, label in (("2018-Q2", "2018年第2季度"), ("2018", "2018年")):
        sheet = page(street, "leader1", f"{SHEET}?month={code}")
        assert label in sheet
        assert "83.3%" in of(sheet, "解决率")
        rows = page(street, "leader1", f"{SHEET}solved/?month={code}&side=other")
        assert len([number for number in numbers() if f"/matters/{number}/" in rows]) == 1
        assert f"{SHEET}?month={code}" in page(street, "leader1", f"/scores/?kind=grid&month={code}")
        assert "申诉" not in rows.split("<main")[1], "an appeal is against a month"
    day = page(street, "leader1", f"{SHEET}?month=2018-06-07")
    assert "0%" in of(day, "解决率")
    assert "2018-06-06" in day
    assert "2018-06-08" in day
    assert "这段时间没有可统计的记录" in page(street, "leader1", "/scores/?month=2018-06-03")


def test_a_year_in_which_the_rules_changed_opens_onto_the_rows_of_both(street: Street) -> None:
    lives = worked(street)
    version = reads.in_force(STREET, date(2018, 6, 1))
    assert version is not None
    table = yaml.safe_load(rules.written(version.table))
    table["indicators"] = [one for one in table["indicators"] if one["code"] not in ("responded", "closed")]
    actions.publish_table(
        street=STREET,
        text=yaml.safe_dump(table, allow_unicode=True),
        starts=date(2018, 7, 1),
        by=system("test"),
        at=now(),
    )
    lives.whole("2018-07-03", solved=False)
    actions.reckon(at=now())
    assert reads.counts(STREET, "grid", date(2018, 1, 1), date(2019, 1, 1))[FIRST_GRID]["solved"] == (5, 7)
    rows = reads.behind(
        street.actor("leader1"),
        "grid",
        FIRST_GRID,
        "solved",
        date(2018, 1, 1),
        date(2019, 1, 1),
        now(),
        only_hits=False,
    )
    assert [row.day for row in rows] == [date(2018, 7, 3), date(2018, 6, 7)]
