"""The story of the demo: what is made up stays inside its bounds, and is the same each time."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from shiqiao.base.yamls import read_yaml
from shiqiao.demo.pictures import MARK, drawn
from shiqiao.demo.plot import CUT, plot
from shiqiao.demo.spots import Spot
from shiqiao.demo.story import Tale, contact, count_of, days
from shiqiao.demo.subjects import subject_of, subjects, words
from shiqiao.kernel.catalogue.rules import Item, parse
from shiqiao.kernel.clocks.rules import WorkCalendar

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    *(ROOT / "shiqiao/scenes/grid/catalogue").glob("[nsl]*.yaml"),
    ROOT / "localities/ganshiqiao/catalogue/street_city.yaml",
]
CALENDAR = WorkCalendar()
SPOT = Spot(116.98, 36.65, 370103003001001, "春元里小区3号楼", "春元里小区3号楼")


@pytest.fixture(scope="module")
def items() -> dict[str, Item]:
    """The catalogue's items by code."""
    return {item.code: item for path in FILES for item in parse(read_yaml(path.read_text()))}


def told(item: str, channel: str, at: str, key: str) -> Tale:
    return Tale(key, channel, subject_of(item), SPOT, datetime.fromisoformat(at), "垃圾成堆", "赵甲乙", "13800001234")


def test_every_subject_is_in_the_catalogue_and_there_are_many_ways_to_say_things(items: dict[str, Item]) -> None:
    assert [subject.item for subject in subjects() if subject.item not in items] == []
    assert sum(len(subject.seen) + len(subject.said) for subject in subjects()) >= 200
    assert {subject.line for subject in subjects()} == {"city", "safety", "livelihood"}


def test_every_template_can_be_filled_and_leaves_no_hole() -> None:
    for subject in subjects():
        for template in (*subject.seen, *subject.said):
            text = words(Random(1), template, "春元里小区")
            assert "{" not in text
            assert len(text) <= 120


def test_snow_falls_in_winter_only_and_nobody_heats_in_july() -> None:
    assert subject_of("10001").weight("phone", 1) > 0
    assert subject_of("10001").weight("phone", 7) == 0
    assert subject_of("L0403").weight("phone", 7) == 0


def test_a_year_brings_about_twelve_thousand_matters_the_same_each_time() -> None:
    counts = [count_of(day, CALENDAR) for day in days()]
    assert len(counts) == 365
    assert 11_500 <= sum(counts) <= 13_000
    assert counts == [count_of(day, CALENDAR) for day in days()]


def test_names_and_numbers_are_plainly_invented() -> None:
    for seed in range(200):
        name, phone = contact(Random(seed))
        assert name[1] in "甲乙丙丁戊己庚辛壬癸"
        assert phone.startswith("1380000")
        assert len(phone) == 11


@pytest.mark.parametrize("channel", ["patrol", "phone", "resident", "counter"])
@pytest.mark.parametrize("item", ["06010", "S0503", "L0403", "06001", "L0801"])
def test_what_happens_comes_in_order_and_never_after_the_present(
    items: dict[str, Item], item: str, channel: str
) -> None:
    for n in range(40):
        tale = told(item, channel, "2018-03-05T23:50:00+08:00" if n % 2 else "2018-03-05T10:10:00+08:00", f"t{n}")
        steps = plot(tale, items[item], CALENDAR)
        moments = [step.at for step in steps]
        assert moments == sorted(moments)
        assert all(tale.at <= moment < CUT for moment in moments)
        assert steps == plot(tale, items[item], CALENDAR)


def test_most_residents_are_answered_the_same_day(items: dict[str, Item]) -> None:
    same_day = 0
    for n in range(400):
        tale = told("06010", "phone", "2018-03-05T15:10:00+08:00", f"echo{n}")
        steps = plot(tale, items["06010"], CALENDAR)
        first = next(step for step in steps if step.do in ("answer", "finish", "decline"))
        same_day += first.at.date() == date(2018, 3, 5)
    assert 0.93 <= same_day / 400 <= 0.99


def test_what_is_reported_shortly_before_the_present_is_still_open(items: dict[str, Item]) -> None:
    tale = told("06001", "phone", (CUT - timedelta(hours=20)).isoformat(), "open")
    assert "close" not in [step.do for step in plot(tale, items["06001"], CALENDAR)]


def test_pictures_are_small_and_marked_as_schematic() -> None:
    pictures = list(drawn())
    assert {kind for kind, _, _ in pictures} >= {subject.picture for subject in subjects()}
    assert all(len(content) < 30_000 for _, _, content in pictures)
    assert [len(glyph) for glyph in MARK] == [144, 144]
