"""Terms on the work calendar: a table of examples, then what holds for every start and every term."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shiqiao
from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks.plain import days_from_plain, days_to_plain, hours_from_plain, hours_to_plain, seeded
from shiqiao.kernel.clocks.rules import (
    Day,
    HoursRule,
    Term,
    WorkCalendar,
    due,
    parse_ranges,
    tell,
    working_seconds,
)
from shiqiao.kernel.clocks.steps import SENTENCES, TERMS, WEEKDAYS, term_words

pytestmark = pytest.mark.unit
CHINA = ZoneInfo("Asia/Shanghai")
CAL = seeded()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


EXAMPLES = [
    # working hours: inside a morning, over lunch, over the night, exactly to the close
    ("2018-06-27 09:00", "2wh", "2018-06-27 11:00"),
    ("2018-06-27 11:00", "2wh", "2018-06-27 14:30"),
    ("2018-06-27 16:30", "2wh", "2018-06-28 09:30"),
    ("2018-06-27 13:30", "4wh", "2018-06-27 17:30"),
    ("2018-06-27 08:30", "8wh", "2018-06-28 09:00"),
    # before opening, at lunch, in the evening
    ("2018-06-27 06:00", "1wh", "2018-06-27 09:30"),
    ("2018-06-27 12:30", "1wh", "2018-06-27 14:30"),
    ("2018-06-27 20:00", "1wh", "2018-06-28 09:30"),
    # a weekend; the Dragon Boat Festival on Monday 2018-06-18
    ("2018-06-22 17:00", "1wh", "2018-06-25 09:00"),
    ("2018-06-15 17:00", "1wh", "2018-06-19 09:00"),
    # make-up workdays: before and after Spring Festival 2018, Tomb Sweeping, Labour Day, National Day
    ("2018-02-10 10:00", "1wh", "2018-02-11 09:30"),
    ("2018-02-14 17:00", "1wd", "2018-02-22 17:30"),
    ("2018-02-23 17:00", "1wd", "2018-02-24 17:30"),
    ("2018-04-06 10:00", "1wd", "2018-04-08 17:30"),
    ("2018-04-27 10:00", "1wd", "2018-04-28 17:30"),
    ("2018-04-28 17:00", "1wh", "2018-05-02 09:00"),
    ("2018-09-28 10:00", "2wd", "2018-09-30 17:30"),
    # Mid-Autumn on Monday 2018-09-24; National Day 1–7 October
    ("2018-09-21 10:00", "1wd", "2018-09-25 17:30"),
    ("2018-09-30 10:00", "1wd", "2018-10-08 17:30"),
    ("2018-10-03 10:00", "1wh", "2018-10-08 09:30"),
    # working days do not count the day of the start, whatever its hour
    ("2018-06-27 00:00", "1wd", "2018-06-28 17:30"),
    ("2018-06-27 23:59", "5wd", "2018-07-04 17:30"),
    # calendar days: a last day off gives way to the next working day
    ("2018-06-27 10:00", "7cd", "2018-07-04 17:30"),
    ("2018-06-27 10:00", "3cd", "2018-07-02 17:30"),
    ("2018-09-28 10:00", "7cd", "2018-10-08 17:30"),
    ("2018-02-01 10:00", "10cd", "2018-02-11 17:30"),
    # clock hours pass at night and on holidays
    ("2018-06-27 23:50", "24ch", "2018-06-28 23:50"),
    ("2018-10-01 00:00", "2ch", "2018-10-01 02:00"),
    # the same day, to its last minute, on holidays too
    ("2018-06-27 10:00", "same_day", "2018-06-28 00:00"),
    ("2018-06-27 23:50", "same_day", "2018-06-28 00:00"),
    ("2018-06-17 23:50", "same_day", "2018-06-18 00:00"),
    ("2018-06-28 00:00", "same_day", "2018-06-29 00:00"),
    # a make-up Saturday of the last seeded year, and its last day
    ("2026-02-13 10:00", "1wd", "2026-02-14 17:30"),
    ("2026-12-30 10:00", "1wd", "2026-12-31 17:30"),
]


@pytest.mark.parametrize(("start", "term", "at"), EXAMPLES)
def test_a_term_is_due_as_the_table_says(start: str, term: str, at: str) -> None:
    found = due(CAL, local(start), Term.parse(term))
    assert found.at == local(at)
    assert found.warning is None


@pytest.mark.parametrize(
    ("start", "term", "at"),
    [
        ("2027-01-04 10:00", "1wd", "2027-01-05 17:30"),
        ("2027-01-04 10:00", "4wh", "2027-01-04 15:30"),
        ("2026-12-31 17:00", "1wh", "2027-01-01 09:00"),
        ("2026-12-28 10:00", "7cd", "2027-01-04 17:30"),
    ],
)
def test_a_year_without_calendar_counts_monday_to_friday_and_warns(start: str, term: str, at: str) -> None:
    found = due(CAL, local(start), Term.parse(term))
    assert found.at == local(at)
    assert found.warning is not None
    assert "2027" in tell(found.warning)
    assert found.steps[-1] == found.warning


def test_terms_that_ask_no_calendar_do_not_warn_about_it() -> None:
    assert due(CAL, local("2027-01-04 10:00"), Term.parse("same_day")).warning is None
    assert due(CAL, local("2027-01-04 10:00"), Term.parse("24ch")).warning is None


def test_a_late_evening_report_is_told_as_due_at_24_of_the_same_day() -> None:
    told = [tell(step) for step in due(CAL, local("2018-06-17 23:50"), Term.parse("same_day")).steps]
    assert told[0].startswith("The clock started on 2018-06-17 23:50 (Sunday), a day off")
    assert "holds on days off as well" in told[2]
    assert told[-1] == "Due on 2018-06-17 24:00."


def test_the_steps_name_holidays_and_make_up_workdays() -> None:
    told = "\n".join(tell(step) for step in due(CAL, local("2018-09-28 16:30"), Term.parse("5wd")).steps)
    assert "2018-09-29 (Saturday) is a make-up workday: National Day." in told
    assert "2018-10-01 to 2018-10-07 are days off: National Day." in told
    assert "Due on 2018-10-10 17:30." in told


def test_a_reader_gets_the_steps_in_the_readers_language() -> None:
    words = {
        "Wednesday": "星期三",
        "{value} working hours": "{value}个工作时",
        SENTENCES["started"]: "{at}({weekday})起算,{term}。",
    }
    first = due(CAL, local("2018-06-27 10:00"), Term.parse("4wh")).steps[0]
    assert tell(first, lambda text: words.get(text, text)) == "2018-06-27 10:00(星期三)起算,4个工作时。"


def test_a_long_term_in_working_hours_is_told_in_few_steps() -> None:
    assert len(due(CAL, local("2018-01-02 10:00"), Term.parse("400wh")).steps) < 60


@pytest.mark.parametrize("text", ["", "4", "wh", "0wh", "4 wh", "-1wd", "4h", "10000wd", "4WH", "same day", "4.5wh"])
def test_an_unreadable_term_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(Invalid) as error:
        Term.parse(text)
    assert "same_day" in error.value.fields["term"]


@pytest.mark.parametrize("text", ["4wh", "5wd", "24ch", "7cd", "same_day"])
def test_a_term_is_written_as_it_was_read(text: str) -> None:
    assert str(Term.parse(text)) == text


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(CAL, datetime(2018, 6, 27, 10), Term.parse("4wh"))  # noqa: DTZ001


def test_hours_differ_by_weekday_season_and_date() -> None:
    summer = HoursRule({0: parse_ranges(["08:30-12:00", "14:00-18:00"])}, season=("06-01", "09-30"))
    short_friday = HoursRule(
        {0: parse_ranges(["09:00-12:00", "13:00-17:00"]), 5: parse_ranges(["09:00-12:00"])}, since=date(2019, 1, 1)
    )
    cal = WorkCalendar(years=CAL.years, days=CAL.days, hours=(*CAL.hours, summer, short_friday))
    assert due(cal, local("2018-06-27 11:00"), Term.parse("2wh")).at == local("2018-06-27 15:00")
    assert due(cal, local("2018-05-23 11:00"), Term.parse("2wh")).at == local("2018-05-23 14:30")
    assert due(cal, local("2019-06-27 10:00"), Term.parse("1wd")).at == local("2019-06-28 12:00")
    assert hours_from_plain(hours_to_plain(cal.hours)) == cal.hours


def test_a_season_may_run_over_the_turn_of_the_year() -> None:
    winter = HoursRule({0: parse_ranges(["09:00-16:00"])}, season=("11-15", "03-15"))
    assert [winter.fits(date(2018, m, 15)) for m in (1, 3, 4, 11, 12)] == [True, True, False, True, True]


def test_one_day_may_have_hours_of_its_own() -> None:
    half = {date(2018, 6, 28): Day(True, "flood drill", parse_ranges(["08:30-12:00"]))}
    cal = WorkCalendar(years=CAL.years, days={**CAL.days, **half})
    assert due(cal, local("2018-06-27 10:00"), Term.parse("1wd")).at == local("2018-06-28 12:00")
    assert days_from_plain(days_to_plain(cal.days)) == cal.days


WRONG_HOURS = [
    "8:30",
    [["x"]],
    ["12:00-08:00"],
    ["08:00-12:00", "11:00-13:00"],
    ["25:00-26:00"],
    [{}],
    [{"week": {"9": ["08:00-12:00"]}}],
    [{"week": {"0": ["08:00-12:00"]}, "season": ["6-1"]}],
]


@pytest.mark.parametrize("hours", WRONG_HOURS)
def test_wrong_office_hours_are_refused_with_the_remedy(hours: object) -> None:
    with pytest.raises(Invalid) as error:
        hours_from_plain(hours)
    assert error.value.fields["hours"]


moments = st.datetimes(datetime(2004, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
terms = st.builds(Term, st.integers(1, 60), st.sampled_from(["wh", "wd", "ch", "cd"])) | st.just(Term(1, "same_day"))


@given(moments, st.integers(0, 40 * 86400), terms)
def test_a_later_start_is_never_due_earlier(start: datetime, more: int, term: Term) -> None:
    assert due(CAL, start, term).at <= due(CAL, start + timedelta(seconds=more), term).at


@given(moments, terms.filter(lambda term: term.unit != "same_day"))
def test_a_longer_term_is_never_due_earlier(start: datetime, term: Term) -> None:
    assert start < due(CAL, start, term).at <= due(CAL, start, Term(term.value + 1, term.unit)).at


@given(moments, st.integers(0, 10**7), st.integers(0, 10**7))
def test_office_time_adds_up_and_never_runs_backwards(a: datetime, first: int, second: int) -> None:
    b, c = a + timedelta(seconds=first), a + timedelta(seconds=first + second)
    assert working_seconds(CAL, a, b) + working_seconds(CAL, b, c) == working_seconds(CAL, a, c)
    assert 0 <= working_seconds(CAL, a, b) <= first
    assert working_seconds(CAL, b, a) == -working_seconds(CAL, a, b)


@given(moments, st.integers(1, 200))
def test_working_hours_use_exactly_their_office_time(start: datetime, hours: int) -> None:
    assert working_seconds(CAL, start, due(CAL, start, Term(hours, "wh")).at) == hours * 3600


@given(moments, terms.filter(lambda term: term.unit in {"wh", "wd", "cd"}))
def test_nothing_counted_by_the_office_is_due_in_closed_hours(start: datetime, term: Term) -> None:
    at = due(CAL, start, term).at
    assert working_seconds(CAL, at - timedelta(seconds=1), at) == 1


@given(moments)
def test_the_same_day_ends_with_the_local_day(start: datetime) -> None:
    at = due(CAL, start, Term(1, "same_day")).at
    assert (at - timedelta(seconds=1)).astimezone(CHINA).date() == start.astimezone(CHINA).date()
    assert (at.astimezone(CHINA).hour, at.astimezone(CHINA).minute) == (0, 0)


@given(moments, terms)
def test_every_explanation_ends_with_the_due_time_and_fills_its_places(start: datetime, term: Term) -> None:
    found = due(CAL, start, term)
    told = [tell(step) for step in found.steps]
    assert not [text for text in told if "{" in text]
    assert found.steps[-2 if found.warning else -1].code == "due"


def test_every_sentence_weekday_holiday_and_unit_is_there_in_chinese() -> None:
    part = Path(shiqiao.__file__).parent / "locale" / "zh_Hans" / "parts" / "clocks.po"
    known = {json.loads(line[6:]) for line in part.read_text("utf-8").splitlines() if line.startswith("msgid ")}
    notes = {day.note for day in CAL.days.values()}
    assert {*SENTENCES.values(), *TERMS.values(), *WEEKDAYS, *notes, "weekend", "day off"} <= known


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("4wh", "4 working hours"),
        ("24ch", "24 clock hours"),
        ("336ch", "14 days (336 hours)"),
        ("100ch", "100 clock hours"),
    ],
)
def test_a_long_term_by_the_clock_is_told_in_days_too(term: str, words: str) -> None:
    assert term_words(term) == words
