"""Importing matters: real files into the model street, what is rejected and why, and that a second time changes nothing."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.actor import system
from shiqiao.base.db.scope import scoped
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.imports import run as imports
from shiqiao.kernel.matters.imports.mapping import Mapping_, parse_mapping
from shiqiao.kernel.matters.imports.run import import_matters
from shiqiao.kernel.matters.imports.summary import Summary
from shiqiao.kernel.matters.imports.taking import OTHER
from shiqiao.kernel.matters.models import Identifier, Matter, Note, Reporter
from shiqiao.kernel.matters.proof import check_matters
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street

HEAD = "编号,内容,时间,类别,经度,纬度,姓名,电话,答复,答复时间"
COLUMNS = {
    "source_id": "编号", "text": "内容", "happened_at": "时间", "item": "类别", "lon": "经度", "lat": "纬度", "name": "姓名",
    "phone": "电话", "reply": "答复", "reply_at": "答复时间",
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "street": str(STREET), "source": "old_hotline", "columns": COLUMNS, "defaults": {"channel": "phone", "item": "06010"},
    "values": {"item": {"垃圾": "06010"}},
}  # fmt: skip
X, Y = INSIDE
GOOD = f"1,楼下垃圾成堆，电话13800138000,2018-06-01 09:00:00,垃圾,{X},{Y},张三,13911112222,已清运,2018-06-01 17:00:00"
LATE = f"2,路灯不亮,2018-06-01 09:00:00,06010,{X},{Y},,,已修复,2018-06-04 09:00:00"
OPEN = f"3,井盖松动,2018-06-01 09:00:00,06010,{X},{Y},,,,"
Load = Callable[..., Summary]


@pytest.fixture
def load(street: Street, tmp_path: Path) -> Load:
    """Import rows of a csv into the model street."""

    def given_rows(
        *rows: str, head: str = HEAD, encoding: str = "utf-8", name: str = "a.csv", **changes: Any
    ) -> Summary:
        whole = changes.pop("all_or_nothing", False)
        (tmp_path / name).write_bytes("\n".join([head, *rows] if head else rows).encode(encoding))
        return take(tmp_path / name, parse_mapping({**PLAIN, **changes}), whole)

    return given_rows


def take(path: Path, mapping: Mapping_, whole: bool = False) -> Summary:
    return import_matters(path, mapping, by=system("import", street=STREET), at=now(), all_or_nothing=whole)


def numbers(summary: Summary) -> tuple[int, int, int, int]:
    return summary.rows, summary.new, summary.there, summary.rejected_rows


def reasons(summary: Summary) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, str(one.reason)) for one in summary.rejected]


def test_history_becomes_closed_matters_with_reply_and_judged_echo(load: Load) -> None:
    summary = load(GOOD, LATE, OPEN)
    assert numbers(summary) == (3, 3, 0, 0)
    assert (summary.same_day, summary.reply_days(0.5)) == (0.5, (8 / 24 + 3) / 2)
    good, late, still = Matter.objects.order_by("source_id")
    assert [(row.state, row.done, row.grid) for row in (good, still)] == [
        ("closed", True, FIRST_GRID), ("reported", False, FIRST_GRID),
    ]  # fmt: skip
    assert good.reported_at == datetime.fromisoformat("2018-06-01T09:00:00+08:00")
    assert good.echoed_at == good.ended_at == datetime.fromisoformat("2018-06-01T17:00:00+08:00")
    echo = dict(Clock.objects.filter(name="echo").values_list("subject", "late"))
    assert echo == {good.id: False, late.id: True, still.id: None}
    assert Note.objects.get(matter=good.id).text == "已清运"
    assert "13800138000" not in good.text
    assert Identifier.objects.filter(matter=good.id, kind="mobile").exists()
    assert Reporter.objects.get(matter=good.id).phone_blind is not None
    lines = JournalLine.objects.filter(kind="matter", subject=good.id).order_by("seq")
    assert [line.code for line in lines] == ["matters.reported", "matters.recorded"]
    assert [line.recorded_at for line in lines] == [now(), now()]
    assert [line.happened_at for line in lines] == [good.reported_at, good.echoed_at]
    assert list(check_matters()) == []


def test_history_sends_and_escalates_nothing(load: Load, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as sent:
        load(GOOD, LATE, OPEN)
    assert sent == []
    assert not Clock.objects.exclude(alarm_at=None).exists()
    assert not Clock.objects.exclude(alarm_level=0).exists()


def test_a_second_time_everything_is_already_there(load: Load) -> None:
    load(GOOD, LATE)
    assert numbers(load(GOOD, LATE, OPEN)) == (3, 1, 2, 0)
    assert Matter.objects.count() == 3


def test_a_changed_row_is_rejected_as_other_content(load: Load) -> None:
    load(GOOD, LATE)
    summary = load(GOOD, LATE.replace("已修复", "未修复"))
    assert numbers(summary) == (2, 0, 1, 1)
    assert reasons(summary) == [(3, "编号", OTHER)]


def test_an_identifier_that_stands_twice_is_taken_once(load: Load) -> None:
    summary = load(GOOD, GOOD, GOOD.replace("成堆", "满地"))
    assert numbers(summary) == (3, 1, 1, 1)
    assert reasons(summary) == [(4, "编号", OTHER)]


@pytest.mark.parametrize(
    ("row", "heading", "sentence"),
    [
        (GOOD.replace("垃圾,1", "火星,1"), "类别", "There is no such item"),
        (GOOD.replace(str(X), "121.5"), "经度", "This point lies outside the street's grids"),
        (GOOD.replace(str(X), "东经"), "经度", "东经 is not a number."),
        (OPEN.replace("2018-06-01 09", "2018-07-01 09").replace("3,", "9,", 1), "时间", "This time lies in the future"),
        (GOOD.replace("2018-06-01 17", "2018-07-02 17"), "答复时间", "This time lies in the future"),
        (GOOD.replace("2018-06-01 17", "2018-05-31 17"), "答复时间", "The reply is earlier than the report"),
        (GOOD.replace("2018-06-01 09", "1018-06-01 09"), "时间", "This time lies too far back"),
        (GOOD.replace("楼下", "坏" * 10_000), "内容", "The text has 10018 characters; shorten it to 8000."),
        (GOOD.replace("已清运", "好" * 10_000), "答复", "The text has 10000 characters; shorten it to 8000."),
        (GOOD.replace("13911112222", "无"), "电话", "Enter a phone number"),
        (GOOD.removeprefix("1"), "编号", "The row has no identifier"),
        (GOOD + ",多余", "row", "The row has more cells than the heading"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named_and_the_rest_loaded(
    load: Load, row: str, heading: str, sentence: str
) -> None:
    summary = load(LATE, row, OPEN)
    assert numbers(summary) == (3, 2, 0, 1)
    assert [(number, name) for number, name, _ in reasons(summary)] == [(3, heading)]
    assert reasons(summary)[0][2].startswith(sentence)
    assert list(check_matters()) == []


def test_all_or_nothing_leaves_nothing(load: Load) -> None:
    summary = load(GOOD, LATE.replace("06010", "火星"), all_or_nothing=True)
    assert numbers(summary) == (2, 0, 0, 1)
    assert not Matter.objects.exists()
    assert not JournalLine.objects.filter(kind="matter").exists()
    assert numbers(load(GOOD, LATE, all_or_nothing=True)) == (2, 2, 0, 0)


def test_emoji_and_html_are_kept_and_cleaned_as_everywhere(load: Load) -> None:
    assert load(GOOD.replace("楼下", "😀<script>x</script>楼下"), LATE.replace("已修复", "👍")).rejected == []
    assert Matter.objects.get(source_id="1").text.startswith("😀楼下")
    assert Note.objects.get(text="👍")


def test_gbk_files_and_excel_day_numbers_are_read(load: Load) -> None:
    row = GOOD.replace("2018-06-01 09:00:00", "43252.375").replace("2018-06-01 17:00:00", "2018/6/1 17:00")
    assert load(row, encoding="gb18030").rejected == []
    assert Matter.objects.get().reported_at == datetime.fromisoformat("2018-06-01T09:00:00+08:00")


def test_workbooks_with_real_dates_are_read(street: Street, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEAD.split(","))
    book.active.append([7, "路灯不亮", datetime(2018, 6, 1, 9), "垃圾", X, Y, None, None, "已修", 43253.5])  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    summary = take(tmp_path / "a.xlsx", parse_mapping(PLAIN))
    assert (numbers(summary), reasons(summary)) == ((1, 1, 0, 0), [])
    assert Matter.objects.get().ended_at == datetime.fromisoformat("2018-06-02T12:00:00+08:00")


def test_coordinates_of_another_system_are_converted(load: Load) -> None:
    from shiqiao.kernel.territory.rules.coordinates import wgs84_to_gcj02

    x, y = wgs84_to_gcj02(X, Y)
    assert load(GOOD.replace(str(X), str(x)).replace(str(Y), str(y)), coordinates="gcj02").rejected == []
    row = Matter.objects.get()
    assert (row.lon, row.lat) == (pytest.approx(X, abs=1e-6), pytest.approx(Y, abs=1e-6))


def test_a_broken_line_of_jsonl_is_named(load: Load) -> None:
    good = json.dumps({"编号": 1, "内容": "路灯不亮", "时间": "2018-06-01 09:00:00"}, ensure_ascii=False)
    summary = load(good, "{“编号”: 2}", "[1]", good.replace("1,", "4,", 1), head="", name="a.jsonl")
    assert numbers(summary) == (4, 2, 0, 2)
    assert [(one.row, one.field) for one in summary.rejected] == [(2, "row"), (3, "row")]


def test_history_without_a_place_does_not_ring_the_unrouted_alarm_but_open_matters_do(load: Load) -> None:
    assert load(GOOD.replace(f"{X},{Y}", ","), OPEN.replace(f"{X},{Y}", ",")).rejected == []
    assert dict(Matter.objects.values_list("source_id", "unrouted")) == {"1": False, "3": True}
    assert set(Matter.objects.values_list("grid", flat=True)) == {0}
    assert list(check_matters()) == []


def test_a_file_or_mapping_that_does_not_fit_is_refused_whole(load: Load) -> None:
    with pytest.raises(Invalid, match=r"is empty"):
        load("", head="")
    with pytest.raises(Invalid) as refused:
        load(GOOD, columns={**COLUMNS, "text": "诉求"})
    assert "诉求" in refused.value.fields["columns.text"]
    with pytest.raises(Invalid) as refused:
        load(GOOD, values={"item": {"垃圾": "99999"}})
    assert "99999" in refused.value.fields["values.item.垃圾"]
    assert not Matter.objects.exists()
    assert numbers(load()) == (0, 0, 0, 0)


ROWS = [LATE.replace("2,路灯", f"{number},路灯") for number in range(6)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ROWS), min_size=1), st.randoms(use_true_random=False))
def test_any_rows_twice_in_any_order_give_the_same_matters(load: Load, rows: list[str], dice: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        first = load(*rows)
        seen = contents()
        again = list(rows)
        dice.shuffle(again)
        second = load(*again)
        assert (first.new, second.new, second.there) == (len(set(rows)), 0, len(rows))
        assert contents() == seen
        assert {source_id for source_id, _, _ in seen} == {row.split(",", 1)[0] for row in rows}
        transaction.set_rollback(True)


def contents() -> set[tuple[Any, ...]]:
    return set(Matter.objects.values_list("source_id", "number", "state"))


def count() -> int:
    with scoped(STREET):
        return Matter.objects.count()


def write(path: Path, rows: Iterable[int]) -> Path:
    path.write_text("\n".join([HEAD, *(LATE.replace("2,路灯", f"{number},路灯") for number in rows)]), encoding="utf-8")
    return path


def test_several_processes_take_chunks_and_notice_repeated_rows(
    live_street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "FIRST", 3)
    monkeypatch.setattr(imports, "CHUNK", 3)
    rows = [*range(10), *range(10), *range(5)]
    assert numbers(take(write(tmp_path / "a.csv", rows), parse_mapping(PLAIN))) == (25, 10, 15, 0)
    assert count() == 10


def test_what_fails_while_writing_is_told_and_a_second_run_goes_on(
    live_street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shiqiao.kernel.matters import store

    monkeypatch.setattr(imports, "FIRST", 3)
    monkeypatch.setattr(imports, "CHUNK", 3)
    real, full = store.copy, tmp_path / "full"
    full.touch()

    def copy(bundles: Any) -> None:
        if full.exists() and any(row[-2] == "5" for bundle in bundles for row in bundle.rows["matters_matter"]):
            raise OSError("the disk is full")
        real(bundles)

    monkeypatch.setattr(store, "copy", copy)
    path = write(tmp_path / "a.csv", range(20))
    with pytest.raises(OSError, match="disk is full"):
        take(path, parse_mapping(PLAIN))
    full.unlink()
    assert 3 <= (before := count()) < 20
    assert before % 3 in (0, 2)  # whole chunks; the last has two rows
    assert numbers(take(path, parse_mapping(PLAIN))) == (20, 20 - before, before, 0)


def test_one_source_is_imported_once_at_a_time(live_street: Street, tmp_path: Path) -> None:
    import psycopg

    mapping = parse_mapping(PLAIN)
    with psycopg.connect(live_street.url) as other:
        key = f"shiqiao.import.{mapping.street}.{mapping.source}"
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        with pytest.raises(Conflict, match="being imported at this moment"):
            take(write(tmp_path / "a.csv", [1]), mapping)
        other.execute("SELECT pg_advisory_unlock_all()")  # a session that ends lets go a moment later
    assert numbers(take(write(tmp_path / "a.csv", [1]), mapping)) == (1, 1, 0, 0)
