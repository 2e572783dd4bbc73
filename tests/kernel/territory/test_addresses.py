"""People write addresses as they speak; the book still finds them."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.tables import read_rows
from shiqiao.config.options import REPOSITORY
from shiqiao.kernel.territory.rules.addresses import AddressIndex, Entry
from shiqiao.kernel.territory.rules.rows import AddressRow, parse
from shiqiao.kernel.territory.rules.spelling import spell

pytestmark = pytest.mark.unit
BOOK = REPOSITORY / "localities" / "ganshiqiao" / "territory" / "addresses.csv"
PREFIXES = ("济南市", "市中区", "杆石桥街道", "杆石桥街道办事处")


def book() -> list[Entry]:
    rows = [parse(AddressRow, number, row) for number, row in read_rows(BOOK)]
    assert all(isinstance(row, AddressRow) for row in rows)
    return [
        Entry(at, row.name, row.kind, row.aliases, row.lon, row.lat, 0, row.first, row.last, row.side)
        for at, row in enumerate(rows)
        if isinstance(row, AddressRow)
    ]


ENTRIES = book()
INDEX = AddressIndex(ENTRIES, PREFIXES)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("乐山", "乐山小区"),  # two characters, an alias
        ("七一", "七一小区"),
        ("七一小区", "七一小区"),
        ("71小区", "七一小区"),
        ("春元里", "春元里小区"),
        ("得胜街", "德胜街"),  # alias
        ("聚膳街", "聚善街"),  # one wrong character
        ("春员里", "春元里"),
        ("自由大接", "自由大街"),
        ("自由街大", "自由大街"),  # swapped
        ("杆石桥街", "杆石桥"),
        ("经八纬一", "经八纬一"),
        ("经8纬1", "经八纬一"),
        ("经八路纬一路路口", "经八纬一"),
        ("经９路 45 号", "经九路"),  # full width
        ("岔路街改造片区", "岔路街平房区"),
        ("山东省济南市市中区杆石桥街道公立街12号", "公立街"),
        ("济南市市中区杆石桥街道办事处", "杆石桥街道办事处"),
        ("我家在启明里小区门口有一堆垃圾", "启明里小区"),
        ("乐山小区十八号楼二单元301室", "乐山小区"),
    ],
)
def test_what_people_write_is_found_first(asked: str, name: str) -> None:
    hits = INDEX.find(asked)
    assert name in {hit.name for hit in hits if hit.score == hits[0].score}
    assert hits[0].why


@pytest.mark.parametrize(
    ("asked", "kind", "first"),
    [
        ("乐山小区3号楼", "estate", 1),
        ("乐山小区20栋", "estate", 16),
        ("乐山小区四十号楼", "estate", 31),
        ("经八路123号", "road", 51),
        ("经八路124", "road", 50),
        ("经八路200号", "road", 150),
        ("自由大街一百二十号", "road", 81),
    ],
)
def test_the_number_chooses_the_part_of_an_estate_or_road(asked: str, kind: str, first: int) -> None:
    best = next(hit for hit in INDEX.find(asked) if hit.kind == kind)
    assert ENTRIES[best.id].first == first
    assert "belongs to this part" in best.why[-1]


def test_a_building_with_its_own_entry_comes_before_its_estate() -> None:
    assert INDEX.find("乐山小区18号楼")[0].name == "乐山小区18号楼"


@pytest.mark.parametrize("asked", ["", "   ", "！？", "垃圾没人管", "zzz", "😀"])
def test_what_resembles_nothing_finds_nothing(asked: str) -> None:
    assert INDEX.find(asked) == []


def test_one_character_finds_names_that_begin_with_it() -> None:
    assert {hit.name[0] for hit in INDEX.find("乐")} == {"乐"}


@settings(deadline=None)
@given(st.sampled_from(ENTRIES))
def test_every_name_and_alias_finds_its_entry(entry: Entry) -> None:
    for name in (entry.name, *entry.aliases):
        hits = INDEX.find(name, limit=12)
        assert entry.id in {hit.id for hit in hits if hit.score >= 0.9}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered_in_order_of_score(text: str) -> None:
    scores = [hit.score for hit in INDEX.find(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@settings(deadline=None)
@given(st.sampled_from(ENTRIES), st.integers(0, 20), st.sampled_from("园坊水门"))
def test_one_wrong_character_still_finds_the_name(entry: Entry, at: int, sign: str) -> None:
    name = spell(entry.name).whole
    if len(name) > 3 and not any(part.isdigit() for part in name):
        place = at % len(name)
        wrong = name[:place] + sign + name[place + 1 :]
        assert entry.name in {hit.name for hit in INDEX.find(wrong, limit=20)}


def test_five_thousand_entries_are_searched_in_two_milliseconds() -> None:
    chance = random.Random(1255)
    signs = "春元聚善启明乐山德胜自由新市建国和平安康幸福阳光金银"
    names = ["".join(chance.sample(signs, 3)) + chance.choice(["小区", "花园", "街", "路", "里"]) for _ in range(5000)]
    index = AddressIndex(Entry(at, name, "estate") for at, name in enumerate(names))
    asked = [*names[:150], *(name[:2] + "小区3号楼" for name in names[:150])]
    times = []
    for text in asked:
        started = time.process_time()
        index.find(text)
        times.append(time.process_time() - started)
    assert sorted(times)[len(times) // 2] < 0.002


@pytest.mark.parametrize(("letters", "name"), [("qyxq", "七一小区"), ("lsxq", "乐山小区"), ("qiyi", "七一小区")])
def test_who_types_quickly_finds_a_name_by_pinyin(letters: str, name: str) -> None:
    assert name in [hit.name for hit in INDEX.find_by_sound(letters)]


def test_pinyin_never_places_a_report() -> None:
    assert INDEX.find("qyxq") == []
    assert INDEX.find_by_sound("七一") == []
