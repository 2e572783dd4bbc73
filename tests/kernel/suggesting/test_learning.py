"""Learning from closed matters of a street: measured on the newest, used only when better, a person decides."""

import json
from pathlib import Path

import pytest

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.imports.mapping import parse_mapping
from shiqiao.kernel.matters.imports.run import import_matters
from shiqiao.kernel.suggesting import actions
from shiqiao.kernel.suggesting.models import Lesson
from shiqiao.kernel.suggesting.reads import suggest
from shiqiao.testing.street import INSIDE, STREET, Street

X, Y = INSIDE
# What people call things that no catalogue lists: invented words for three items.
WORDS = (("叽里咕噜", 0), ("稀里哗啦", 1), ("乒乒乓乓", 2))


def closed(folder: Path, count: int) -> list[str]:
    """Let `count` matters of three items have been closed; returns the items."""
    items = sorted(code for code, item in catalogue(STREET).items.items() if item.offered and not item.form)[:3]
    rows = []
    for n in range(count):
        word, place = WORDS[n % 3]
        text = f"{word}又来了{'请快来看看' if n % 2 else '好几天了'}"
        rows.append(f"{n},{text},2018-06-01 09:00:00,{items[place]},{X},{Y},已处理,2018-06-01 17:00:00")
    file = folder / "history.csv"
    file.write_text("\n".join(["编号,内容,时间,类别,经度,纬度,答复,答复时间", *rows]), encoding="utf-8")
    mapping = parse_mapping({
        "street": str(STREET), "source": "old", "defaults": {"channel": "phone"}, "values": {"item": {i: i for i in items}},
        "columns": {"source_id": "编号", "text": "内容", "happened_at": "时间", "item": "类别", "lon": "经度", "lat": "纬度",
                    "reply": "答复", "reply_at": "答复时间"},
    })  # fmt: skip
    summary = import_matters(file, mapping, by=system("import", street=STREET), at=now())
    assert summary.new == count, json.dumps([str(one.reason) for one in summary.rejected])
    return items


def test_words_of_closed_matters_are_learnt_measured_and_suggested(street: Street, tmp_path: Path) -> None:
    items = closed(tmp_path, 120)
    assert all(one.code != items[1] or one.confidence < 0.5 for one in suggest(STREET, "家门口稀里哗啦"))
    row = actions.learn_items(street=STREET, by=street.actor("leader1"), at=now())
    assert row.used
    assert (row.matters, row.items) == (120, 3)
    assert row.measured["learnt"]["first"] == row.measured["learnt"]["asked"] == 24
    best = suggest(STREET, "家门口稀里哗啦")[0]
    assert (best.code, best.degree) == (items[1], "sure")
    assert best.because
    line = JournalLine.objects.get(code="suggesting.learnt")
    assert line.data == {"matters": 120, "items": 3, "used": True}


def test_what_is_no_better_than_the_catalogue_is_not_used(street: Street, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    closed(tmp_path, 120)
    monkeypatch.setattr(actions.learning, "LEAST_OF_ITEM", 10_000)  # then nothing can be learnt
    row = actions.learn_items(street=STREET, by=street.actor("leader1"), at=now())
    assert not row.used
    assert not any(one.learnt for one in suggest(STREET, "家门口稀里哗啦"))


def test_too_few_closed_matters_are_refused_with_a_remedy(street: Street) -> None:
    with pytest.raises(Invalid) as caught:
        actions.learn_items(street=STREET, by=street.actor("leader1"), at=now())
    assert "matters" in caught.value.fields


def test_the_worker_learns_once_enough_came_and_not_again(street: Street, tmp_path: Path) -> None:
    assert actions.due(now()) == []
    closed(tmp_path, 120)
    assert actions.learn_due(at=now()) == 1
    assert actions.due(now()) == []
    assert Lesson.objects.count() == 1
