"""What cannot be used is refused by the name of its field, and nothing half-written stays behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection

from shiqiao.base.errors import Forbidden, Invalid, NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.flows.rules import MoveNotAllowed
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Contact, Receipt
from shiqiao.testing.street import STREET, Street

from .telling import Telling


def rows() -> dict[str, int]:
    """Count the rows of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        counts = {}
        for (table,) in cursor.fetchall():
            if not table.startswith("procrastinate"):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def unchanged(street: Street) -> Iterator[None]:
    """See to it that no table has gained or lost a row."""
    receipt = street.report("已有的事项")
    assert receipt
    before = rows()
    yield
    street.reopen()
    assert rows() == before


BAD_REPORTS: dict[str, tuple[dict[str, Any], str]] = {
    "an item that the catalogue does not know": ({"item": "99999"}, "item"),
    "an item with a character that no database takes": ({"item": "06\x00010"}, "item"),
    "no text": ({"text": " \n "}, "text"),
    "a text of invisible characters": ({"text": "\u200b\x07\u202e"}, "text"),
    "a text of nothing but HTML": ({"text": "<script>alert(1)</script>"}, "text"),
    "a text of ten thousand characters": ({"text": "长" * 10_000}, "text"),
    "an address of three hundred characters": ({"address": "路" * 300}, "address"),
    "a point outside": ({"lon": 117.9, "lat": 36.1}, "lon"),
    "a point on no globe": ({"lon": 36.65, "lat": 116.98}, "lon"),
    "half a point": ({"lon": None}, "lon"),
    "a point that is no number": ({"lon": float("nan")}, "lon"),
    "an unknown system of coordinates": ({"coordinates": "mercator"}, "coordinates"),
    "a grid of another street": ({"lon": None, "lat": None, "grid": 370103004001001}, "grid"),
    "a time in the future": ({"happened_at": datetime.fromisoformat("2018-06-27T10:30:00+08:00")}, "happened_at"),
    "a time without zone": ({"happened_at": datetime(2018, 6, 27, 9)}, "happened_at"),  # noqa: DTZ001
    "a time before computers": ({"happened_at": datetime.fromisoformat("1970-01-01T00:00:00+08:00")}, "happened_at"),
    "an unknown channel": ({"channel": "pigeon"}, "channel"),
    "no identifier of the sender": ({"source_id": ""}, "client_id"),
    "an identifier that no database takes": ({"source_id": "a\x00b"}, "client_id"),
    "a phone of two digits": ({"contact": Contact("张三", "12")}, "contact.phone"),
    "a name of a hundred characters": ({"contact": Contact("张" * 100, "")}, "contact.name"),
    "a question that the item does not ask": ({"form": {"colour": "red"}}, "form.colour"),
    "a choice that is none": ({"item": "06028", "form": {"source": "whales"}}, "form.source"),
    "a photo that never arrived": ({"photos": (("report", "0" * 64),)}, "photos"),
}


@pytest.mark.parametrize("case", BAD_REPORTS)
def test_a_report_is_refused_with_the_field(case: str, street: Street, unchanged: None) -> None:
    values, field = BAD_REPORTS[case]
    with pytest.raises(Invalid) as refused:
        street.report(**values)
    assert set(refused.value.fields) == {field}
    assert all(len(remedy) > 10 for remedy in refused.value.fields.values())


def test_every_wrong_field_is_named_at_once(street: Street, unchanged: None) -> None:
    with pytest.raises(Invalid) as refused:
        street.report("", channel="pigeon", coordinates="mercator", contact=Contact("", "1"), source_id="")
    assert set(refused.value.fields) == {"text", "channel", "coordinates", "contact.phone", "client_id"}


def test_emoji_and_rare_characters_are_ordinary_text(street: Street, tell: Telling) -> None:
    receipt = street.report("路边🐕狗粪💩，𠮷野家门口 <b>很臭</b> a<b", title="🐶")
    row = tell.row(receipt)
    assert row.text == "路边🐕狗粪💩，𠮷野家门口 很臭 a<b"
    assert row.title == "🐶"


def test_a_phone_that_runs_two_minutes_ahead_is_forgiven(street: Street) -> None:
    assert street.report(happened_at=now() + timedelta(minutes=2)).number


BAD_MOVES: dict[str, tuple[str, str, dict[str, Any], type[ShiqiaoError], str]] = {
    "closing what was never handled": ("check1", "close_matter", {}, MoveNotAllowed, ""),
    "a move that needs another role": ("callback1", "accept_matter", {}, MoveNotAllowed, ""),
    "dispatching to nobody": ("dispatch1", "dispatch_matter", {"handler": "no.such"}, Invalid, "handler"),
    "declining without a legal ground": (
        "dispatch1", "decline_matter", {"outcome": "because", "answer": "不归我们管"}, Invalid, "outcome",
    ),
    "declining without an answer": (
        "dispatch1", "decline_matter", {"outcome": "beyond_duty", "answer": " "}, Invalid, "answer",
    ),
    "an answer of ten thousand characters": ("c1g1", "answer_matter", {"answer": "好" * 10_000}, Invalid, "answer"),
    "fixing without evidence": ("c1g1", "fix_on_spot", {"result": "清了"}, Invalid, "evidence"),
    "evidence that never arrived": (
        "c1g1", "fix_on_spot",
        {"result": "清了", "evidence": (("before", "0" * 64), ("after", "1" * 64))}, Invalid, "evidence",
    ),
    "correcting nothing": ("dispatch1", "correct_matter", {"reason": "错了"}, Invalid, "item"),
    "correcting to an unknown item": ("dispatch1", "correct_matter", {"reason": "错了", "item": "99999"}, Invalid, "item"),
    "correcting to a point outside": (
        "dispatch1", "correct_matter", {"reason": "错了", "lon": 117.9, "lat": 36.1}, Invalid, "lon",
    ),
    "correcting to half a point": ("dispatch1", "correct_matter", {"reason": "错了", "lon": 116.98}, Invalid, "lat"),
    "correcting without a reason": ("dispatch1", "correct_matter", {"reason": "", "item": "06011"}, Invalid, "reason"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_MOVES)
def test_a_move_is_refused(case: str, street: Street) -> None:
    login, name, given, error, field = BAD_MOVES[case]
    receipt = street.report("垃圾成堆")
    before = rows()
    with pytest.raises(error) as refused:
        getattr(actions, name)(matter=receipt.id, by=street.actor(login), at=now(), **given)
    assert set(refused.value.fields) == ({field} if field else set())
    street.reopen()
    assert rows() == before


def test_a_move_that_will_happen_tomorrow_has_not_happened(street: Street) -> None:
    receipt = street.report("垃圾成堆")
    before = rows()
    for wrong in (now() + timedelta(days=1), datetime(2018, 6, 27, 9)):  # noqa: DTZ001
        with pytest.raises(Invalid) as refused:
            actions.accept_matter(matter=receipt.id, by=street.actor("dispatch1"), at=wrong)
        assert set(refused.value.fields) == {"happened_at"}
    street.reopen()
    assert rows() == before


def test_absent_and_in_another_street_look_the_same(street: Street) -> None:
    receipt: Receipt = street.report("垃圾成堆")
    from dataclasses import replace

    stranger = replace(street.actor("dispatch1"), street=370103004)
    said = set()
    for number, by in ((receipt.id, stranger), (987654321, street.actor("dispatch1"))):
        for act in (
            lambda **k: actions.accept_matter(**k),
            lambda **k: actions.correct_matter(item="06011", reason="错", **k),
        ):
            with pytest.raises((NotFound, Forbidden)) as refused:
                act(matter=number, by=by, at=now())
            said.add((type(refused.value), str(refused.value)))
    assert len(said) == 1


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE html><html><script>alert(1)</script></html>", b"\xff\xd8\xff\xe0<html><script>x</script>", b""],
)
def test_html_in_a_photos_clothes_is_refused(content: bytes, street: Street, unchanged: None) -> None:
    with pytest.raises(Invalid) as refused:
        store(content, name="p.jpg", subject=UPLOAD, purpose="report", street=STREET, by=street.actor("c1g1"), at=now())
    assert set(refused.value.fields) == {"photo"}


def test_a_photo_of_forty_megabytes_is_refused_before_it_is_read(street: Street, unchanged: None) -> None:
    class Sparse(BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            self.taken += size or 0
            return super().read(size)

    huge = Sparse(b"\xff\xd8\xff\xe0" + bytes(40 * 1024 * 1024))
    with pytest.raises(Invalid) as refused:
        store(huge, name="p.jpg", subject=UPLOAD, purpose="report", street=STREET, by=street.actor("c1g1"), at=now())
    assert set(refused.value.fields) == {"photo"}
    assert huge.taken < 1_000_000
