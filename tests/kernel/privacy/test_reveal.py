"""A value in clear: for a reason, by a role, logged in the same transaction; reviewed by another person, never changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.matters.revealing import masked_values
from shiqiao.kernel.privacy import actions, reads, rules
from shiqiao.kernel.privacy.errors import AlreadyReviewed, MayNotReveal, OwnRead, RevealRefused
from shiqiao.kernel.privacy.models import NOTE, ReadLog, ReadReview
from shiqiao.testing.street import MORNING, Street, later

PHONE, PLATE = "13900139217", "鲁A·D72913"


@pytest.fixture
def row(street: Street) -> Matter:
    """A matter whose reporter and text are personal."""
    receipt = street.report(f"车{PLATE}堵门，打{PHONE}", contact=Contact(name="柳絮儿", phone="13911139218"))
    return Matter.objects.get(number=receipt.number)


def show(row: Matter, field: str, by: Actor, **more: object) -> str:
    part = next((one.part for one in masked_values(by, row) if one.field == field), 0)
    given = {"reason": "matter", "at": now(), **more}
    return actions.reveal(kind="matter", subject=row.id, field=field, part=part, by=by, **given)  # type: ignore[arg-type]


def test_what_a_matter_hides_is_shown_for_a_reason_and_stands_in_the_log(street: Street, row: Matter) -> None:
    by = street.actor("dispatch1")
    assert [(one.field, one.shown) for one in masked_values(by, row)] == [
        ("reporter_name", "柳*"), ("reporter_phone", "139****9218"), ("plate", "鲁A***13"), ("mobile", "139****9217"),
    ]  # fmt: skip
    assert show(row, "reporter_phone", by, note="回电核实") == "13911139218"
    assert show(row, "plate", by) == "鲁AD72913"
    with pytest.raises(RevealRefused, match="reason"):
        show(row, "mobile", by, reason="")
    with pytest.raises(RevealRefused, match="note"):
        show(row, "mobile", by, note="长" * 201)
    lines = reads.log_of(street.actor("auditor1"), Ref("matter", row.id))
    assert [(line.field, line.account, line.opened(), line.unusual) for line in lines] == [
        ("plate", by.account, "", ""), ("reporter_phone", by.account, "回电核实", ""),
    ]  # fmt: skip
    looks = reads.looks_at([Ref("matter", row.id)])
    assert [field for _at, _post, field, _reason in looks] == ["plate", "reporter_phone"], "and never the note"


def test_who_may_not_see_a_matter_learns_nothing_and_leaves_no_line(street: Street, row: Matter) -> None:
    member, part = street.actor("c2g1"), masked_values(street.actor("dispatch1"), row)[1].part
    for field in ("reporter_phone", "nothing"):
        with pytest.raises(NotFound):
            actions.reveal(
                kind="matter", subject=row.id, field=field, part=part, reason="matter", by=member, at=now()
            )  # fmt: skip
    with pytest.raises(NotFound):
        actions.reveal(kind="nothing", subject=1, field="x", reason="matter", by=member, at=now())
    admin = Actor(
        "account", "x", account=1, street=street.number, roles=frozenset({"admin"}), reach=street.actor("leader1").reach
    )
    with pytest.raises((MayNotReveal, NotFound)):
        actions.reveal(kind="matter", subject=row.id, field="mobile", part=part, reason="matter", by=admin, at=now())
    assert not ReadLog.objects.exists()


def test_three_powers_see_nothing_in_clear() -> None:
    for kind, field in rules.REVEALS:
        for role in ("admin", "security_admin", "auditor", "screen"):
            assert not rules.may_reveal(frozenset({role}), kind, field)
    assert not rules.may_reveal(frozenset({"leader"}), "unknown", "name")
    assert rules.may_reveal(frozenset({"dispatcher"}), "person", "phone")
    assert not rules.may_reveal(frozenset({"dispatcher"}), "person", "identity")


def test_looks_outside_office_hours_and_very_many_are_marked(street: Street, row: Matter) -> None:
    by = street.actor("dispatch1")
    night = later(MORNING, hours=13)
    show(row, "mobile", by, at=night)
    assert ReadLog.objects.get().unusual == "after_hours"
    tomorrow = MORNING + timedelta(days=1)
    with held(tomorrow):
        for _ in range(rules.MANY + 1):
            show(row, "mobile", by, at=tomorrow)
    marks = [line.unusual for line in ReadLog.objects.filter(at=tomorrow).order_by("pk")]
    assert marks == [""] * rules.MANY + ["many"]
    page = reads.read_log(street.actor("auditor1"), reads.Filters(), limit=3)
    assert [line.unusual for line in page.rows] == ["many", "after_hours", ""]
    rest = reads.read_log(street.actor("auditor1"), reads.Filters(), after=page.next, limit=50)
    assert len({line.pk for line in (*page.rows, *rest.rows)}) == rules.MANY + 2
    assert len(reads.read_log(street.actor("auditor1"), reads.Filters(unusual=True)).rows) == 2


def test_an_auditor_asks_then_reviews_and_nobody_reviews_an_own_look(street: Street, row: Matter) -> None:
    auditor = street.actor("auditor1")
    show(row, "mobile", street.actor("dispatch1"))
    line = ReadLog.objects.get()
    with pytest.raises(RevealRefused, match="asked about"):
        actions.review_read(line=line.pk, verdict="asked", by=auditor, at=now())
    actions.review_read(line=line.pk, verdict="asked", note="为何查看", by=auditor, at=now())
    assert reads.read_log(auditor, reads.Filters(state="open")).rows == []
    assert len(reads.read_log(auditor, reads.Filters(state="asked")).rows) == 1
    actions.review_read(line=line.pk, verdict="reviewed", by=auditor, at=now())
    with pytest.raises(AlreadyReviewed):
        actions.review_read(line=line.pk, verdict="reviewed", by=auditor, at=now())
    assert [one.verdict for one in reads.history_of(line)] == ["asked", "reviewed"]
    assert JournalLine.objects.filter(code="privacy.read_reviewed").count() == 2
    assert "为何查看" not in str(
        JournalLine.objects.filter(code="privacy.read_reviewed").values_list("data", flat=True)
    )
    with pytest.raises(MayNotReveal):
        actions.review_read(line=line.pk, verdict="reviewed", by=street.actor("leader1"), at=now())
    with pytest.raises(NotFound):
        actions.review_read(line=line.pk, verdict="reviewed", by=street.actor("dispatch1"), at=now())
    own = actions.log_read(street.number, Ref("person", 1), "name", reason="check", by=auditor, at=now())
    with pytest.raises(OwnRead):
        actions.review_read(line=own.pk, verdict="reviewed", by=auditor, at=now())
    values = {"street": own.street, "line": own, "reader": own.account, "account": own.account, "verdict": "reviewed"}
    with pytest.raises(IntegrityError, match="read_review_by_another"), transaction.atomic():
        ReadReview.objects.create(**values, note=b"x", salt=b"x", bound="x", actor="x", at=now())


def test_the_log_and_its_reviews_are_never_changed_but_for_sealing_a_note_again(street: Street, row: Matter) -> None:
    show(row, "mobile", street.actor("dispatch1"), note="甲")
    line = ReadLog.objects.get()
    actions.review_read(line=line.pk, verdict="reviewed", by=street.actor("auditor1"), at=now())
    for rows in (ReadLog.objects.all(), ReadReview.objects.all()):
        for change in (
            lambda rows=rows: rows._raw_delete(rows.db),
            lambda rows=rows: rows.update(account=7),
            lambda rows=rows: rows.update(note=b"\x01y"),
        ):
            with pytest.raises(Exception, match="append-only"), transaction.atomic():
                change()
    assert list(reads.check_read_log()) == []
    forged = bytearray(crypto.encrypt("乙", context=NOTE))
    forged[0] = 9
    ReadLog.objects.update(note=bytes(forged))  # another key's number: what a rotation does
    (finding,) = reads.check_read_log()
    assert "note" in str(finding)
