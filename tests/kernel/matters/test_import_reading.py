"""The mapping file and the reading of single rows: pure."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.matters.imports import reading
from shiqiao.kernel.matters.imports.mapping import Time, check_headings, check_items, parse_mapping, read_mapping
from shiqiao.kernel.matters.imports.reading import Reader, read_time

pytestmark = pytest.mark.unit
ROOT = Path(__file__).resolve().parents[3]
PLAIN: dict[str, Any] = {
    "street": "370103003",
    "source": "old_hotline",
    "columns": {
        "source_id": "编号",
        "text": ["标题", "内容"],
        "happened_at": "时间",
        "reply": "答复",
        "reply_at": "答复时间",
    },
    "defaults": {"item": "06010"},
}
ROW = {"编号": 7, "标题": "路灯不亮", "内容": "三天了", "时间": "2018/6/1 9:05:00"}
ROW |= {"答复": "已修", "答复时间": "2018/6/2 10:00"}


def wrong_keys(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        parse_mapping({**PLAIN, **changes})
    return refused.value.fields


def wrong_fields(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        Reader(parse_mapping(PLAIN)).read({**ROW, **changes})
    return refused.value.fields


def test_the_shipped_mappings_can_be_read() -> None:
    paths = sorted(ROOT.glob("localities/*/imports/*.yaml"))
    assert paths
    assert all(read_mapping(path).number for path in paths)


@pytest.mark.parametrize(
    ("change", "key", "word"),
    [
        ({"street": "37"}, "street", "form"),
        ({"colums": {}}, "colums", "no such key"),
        ({"columns": {"text": "a", "happened_at": "b"}}, "columns.source_id", "missing"),
        ({"columns": {**PLAIN["columns"], "lon": "x"}}, "map", "columns.lat"),
        ({"time": {"zone": "Asia/Jinan"}}, "time.zone", "there is no time zone Asia/Jinan"),
        ({"time": {"formats": ["when"]}}, "time.formats", "when is no format"),
        ({"coordinates": "mars"}, "coordinates", "gcj02"),
        ({"defaults": {"item": "06010", "channel": "fax"}}, "defaults.channel", "there is no channel fax"),
        ({"defaults": {}}, "map", "defaults.item"),
        ({"values": {"itme": {}}}, "values", "itme is no field"),
        ({"values": {"channel": {"传真": "fax"}}}, "map", "there is no channel fax"),
    ],
)
def test_a_wrong_mapping_names_the_key(change: dict[str, Any], key: str, word: str) -> None:
    assert word in wrong_keys(**change)[key]


def test_a_mapping_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("street: [", encoding="utf-8")
    with pytest.raises(Invalid, match="is not readable YAML") as refused:
        read_mapping(tmp_path / "map.yaml")
    assert "map" in refused.value.fields


def test_items_that_the_catalogue_lacks_are_named_by_their_keys() -> None:
    mapping = parse_mapping({**PLAIN, "values": {"item": {"路灯": "99999", "垃圾": "06010"}}})
    with pytest.raises(Invalid) as refused:
        check_items(mapping, {"06010"})
    assert list(refused.value.fields) == ["values.item.路灯"]
    assert "99999" in refused.value.fields["values.item.路灯"]


def test_columns_that_the_file_lacks_are_named_with_those_it_has() -> None:
    with pytest.raises(Invalid) as refused:
        check_headings(parse_mapping(PLAIN), {"编号": 1, "标题": 2, "时间": 3, "答复": 4, "答复时间": 5})
    told = "The file has no column 内容; its columns are: 编号、标题、时间、答复、答复时间."
    assert refused.value.fields == {"columns.text": told}


def test_a_row_becomes_a_report_with_its_reply() -> None:
    entry = Reader(parse_mapping(PLAIN)).read(ROW)
    assert (entry.report.source_id, entry.report.text, entry.report.item) == ("7", "路灯不亮\n三天了", "06010")
    assert entry.happened_at == datetime(2018, 6, 1, 1, 5, tzinfo=UTC)
    assert (entry.reply, entry.reply_at) == ("已修", datetime(2018, 6, 2, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"编号": None}, "source_id", reading.NO_ID),
        ({"时间": None}, "happened_at", reading.NO_TIME),
        ({"时间": "昨天"}, "happened_at", "昨天 is not a time"),
        ({"答复时间": None}, "reply_at", reading.NO_REPLY_TIME),
        ({"答复": None}, "reply", reading.NO_REPLY),
        ({"答复时间": "2018/5/31 10:00:00"}, "reply_at", reading.TOO_EARLY),
    ],
)
def test_what_cannot_be_used_is_named_by_field(change: dict[str, Any], field: str, sentence: str) -> None:
    fields = wrong_fields(**change)
    assert list(fields) == [field]
    assert fields[field].startswith(sentence)


def test_values_of_columns_are_translated_and_others_named() -> None:
    columns = {
        **PLAIN["columns"],
        "item": "类别",
        "channel": "来源",
        "lon": "x",
        "lat": "y",
        "grid": "网格",
        "urgent": "加急",
    }
    values = {"item": {"路灯": "06010"}, "channel": {"热线": "phone"}}
    reader = Reader(parse_mapping({**PLAIN, "columns": columns, "values": values, "defaults": {}}))
    good = {**ROW, "类别": "路灯", "来源": "热线", "x": "116.98", "y": 36.65, "网格": 370103003001001, "加急": "是"}
    report = reader.read(good).report
    assert (report.item, report.channel, report.lon, report.lat) == ("06010", "phone", 116.98, 36.65)
    assert (report.grid, report.urgent) == (370103003001001, True)
    with pytest.raises(Invalid) as refused:
        reader.read({**good, "类别": None, "来源": "传真", "x": "东", "网格": "一", "加急": "?"})
    assert set(refused.value.fields) == {"item", "channel", "lon", "grid", "urgent"}


def test_the_mark_changes_with_every_part_of_the_row() -> None:
    reader = Reader(parse_mapping(PLAIN))
    changed = [ROW, {**ROW, "内容": "四天了"}, {**ROW, "答复": "快了"}, {**ROW, "时间": "2018/6/1 9:06:00"}]
    assert len({reader.read(row).mark for row in changed}) == len(changed)
    assert reader.read(dict(ROW)).mark == reader.read(ROW).mark


SIX = datetime(2018, 6, 1, 0, 30, tzinfo=UTC)  # 08:30 in Jinan


@pytest.mark.parametrize(
    "written",
    [
        "2018-06-01 08:30:00", "2018-06-01T08:30:00+08:00", "2018-06-01T00:30:00Z", "2018/6/1 8:30:00", "2018/6/1 8:30",
        "2018年6月1日 8:30:00", 43252.354166666664, "43252.354166666664", datetime(2018, 6, 1, 8, 30),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_times_are_read_as_tables_hold_them(written: Any) -> None:
    assert read_time(written, Time()) == SIX


def test_times_as_seconds_since_1970_are_read_when_the_mapping_says_so() -> None:
    assert read_time(1527813000, Time(formats=("unix",))) == SIX
    assert read_time("1527813000000", Time(formats=("unix_ms",))) == SIX


@pytest.mark.parametrize(
    "written", ["", "昨天", "12", "99999999", "2018-13-01", "0001-01-01", "9999-99-99", True, "１２"]
)
def test_what_is_no_time_is_not_guessed(written: Any) -> None:
    assert read_time(written, Time()) is None


def test_excel_days_can_be_switched_off() -> None:
    assert read_time(43252, Time(excel=False)) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_a_day_number_gives_the_time_that_excel_shows(shown: datetime) -> None:
    shown = shown.replace(microsecond=0)
    days = (shown - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001
    zone = Time(zone="Asia/Shanghai").tz
    assert read_time(days, Time()) == shown.replace(tzinfo=zone).astimezone(UTC)
