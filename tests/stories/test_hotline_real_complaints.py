"""Years of real complaints come in as orders of 12345: every row is accounted for, and a second time nothing happens.

The table is test input only: it lies beside the checkout, and none of its text is in this repository.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.tables import headings
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.hotline import tables
from shiqiao.scenes.hotline.exchange import mapping_of
from shiqiao.scenes.hotline.intake import take_in_orders
from shiqiao.scenes.hotline.models import Order
from shiqiao.testing.street import Street

TABLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "complaints_with_replies.xlsx"
ROWS, AGAIN = 2816, 400

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not TABLE.exists(), reason=f"{TABLE.name} does not lie beside the checkout (../shared/data)"),
]
MAPPING = """
title: {zh: 投诉与答复, en: Complaints with replies}
columns: {number: %s, text: %s, received_at: %s}
default_item: L0999
"""


@pytest.fixture
def mapped(street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    """The street reads its orders by a mapping of its own."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "hotline").mkdir()
    (tmp_path / "hotline" / f"{street.number}.yaml").write_text("mapping: ours\n")
    found = headings(TABLE)
    names = [next(one for one in found if part in one) for part in ("编号", "详情", "时间")]
    (tmp_path / "hotline" / "ours.yaml").write_text(MAPPING % tuple(names), encoding="utf-8")
    with held(datetime.fromisoformat("2020-06-01T10:00:00+08:00")):
        yield street


def test_every_row_is_accounted_for_and_a_second_time_nothing_happens(mapped: Street) -> None:
    by = system("hotline", street=mapped.number)

    def load(most: int) -> dict[str, int]:
        rows = islice(tables.read_orders(TABLE, mapping_of(mapped.number), now()), most)
        found = take_in_orders(rows=rows, street=mapped.number, by=by, at=now())
        assert found.tally.rows == sum(found.tally.counts.values()) == len(found.rows) == most
        return found.tally.counts

    first = load(ROWS)
    assert first["new"] == Order.objects.count() == Matter.objects.filter(channel="hotline").count()
    assert first["rejected"] == ROWS - first["new"] - first["same"] - first["changed"]
    second = load(AGAIN)
    assert second["new"] == second["again"] == second["updated"] == 0
    assert Order.objects.count() == first["new"]
