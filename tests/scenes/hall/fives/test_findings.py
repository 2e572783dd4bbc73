"""Findings of 5S: put right by who answers, looked at again by another, held to it by the database."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.hall.fives import findings, reads
from shiqiao.scenes.hall.fives.errors import FindingNotSo, FixedByYourself
from shiqiao.scenes.hall.fives.tables import FiveSFinding
from shiqiao.testing.street import Street
from tests.scenes.hall.conftest import station

from .conftest import Find, Tell


def codes(row: FiveSFinding) -> list[str]:
    lines = JournalLine.objects.filter(kind="five_s_finding", subject=row.pk).order_by("seq")
    return [code.removeprefix("hall.finding_") for code in lines.values_list("code", flat=True)]


def fix(street: Street, row: FiveSFinding, by: str = "c1s1") -> FiveSFinding:
    actor = street.actor(by)
    return findings.fix_finding(
        finding=row.pk, words="已清理", photos=(street.photo(by=actor, purpose="after"),), by=actor, at=now()
    )


def test_a_finding_is_put_right_looked_at_again_and_closed(street: Street, find: Find) -> None:
    row = find()
    assert (row.state, row.term, row.number) == ("open", "1wd", "5S-2018-1")
    assert [one.kind for one in inbox(street.actor("c1s1")) if one.subject_kind == "five_s_finding"] == [
        "hall.finding_found"
    ]
    row = fix(street, row)
    row = findings.recheck_finding(finding=row.pk, good=True, by=street.actor("check2"), at=now())
    assert (row.state, row.late, codes(row)) == ("closed", False, ["found", "fixed", "closed"])
    assert len(reads.files_of(row)) == 2
    clocks = Clock.objects.filter(kind="five_s_finding", subject=row.pk)
    assert {one.name: one.stopped_at is not None for one in clocks} == {"handle": True, "check": True}


def test_who_put_it_right_does_not_look_at_it_again_not_even_past_the_action(street: Street, find: Find) -> None:
    row = find(by="service1", at="c1")
    row = fix(street, row)
    with pytest.raises(FixedByYourself):
        findings.recheck_finding(finding=row.pk, good=True, by=street.actor("c1s1"), at=now())
    with pytest.raises(FixedByYourself):
        findings.recheck_finding(finding=row.pk, good=False, words="再看看", by=street.actor("c1s1"), at=now())
    with pytest.raises(IntegrityError, match="hall_five_s_checked_by_another"), transaction.atomic():
        FiveSFinding.objects.filter(pk=row.pk).update(checked_by=row.fixed_by)
    with pytest.raises(IntegrityError, match="hall_five_s_closed_when_checked"), transaction.atomic():
        FiveSFinding.objects.filter(pk=row.pk).update(state="closed")


def test_sent_back_it_gets_a_reason_and_a_fresh_term_and_a_missed_term_stays_missed(
    street: Street, find: Find, tell: Tell
) -> None:
    row = find()
    with tell.at("2018-06-29 10:30"):  # a working day, and half an hour more
        row = fix(street, row)
        assert row.late
        with pytest.raises(Invalid) as silent:
            findings.recheck_finding(finding=row.pk, good=False, by=street.actor("check2"), at=now())
        assert set(silent.value.fields) == {"words"}
        row = findings.recheck_finding(
            finding=row.pk, good=False, words="抽屉里还有", by=street.actor("check2"), at=now()
        )
        assert (row.state, row.sent_back, row.fixed_by) == ("open", 1, 0)
        assert row.due_at > now()
        row = fix(street, row)
        row = findings.recheck_finding(finding=row.pk, good=True, by=street.actor("check2"), at=now())
    assert (row.state, row.late) == ("closed", True)
    runs = Clock.objects.filter(kind="five_s_finding", subject=row.pk, name="handle").values_list("run", flat=True)
    assert sorted(runs) == [1, 2]


def test_only_who_answers_puts_it_right_and_only_inspectors_or_the_finder_look_again(
    street: Street, find: Find
) -> None:
    row = find()
    with pytest.raises(Forbidden):
        fix(street, row, by="check2")
    with pytest.raises(NotFound):
        fix(street, row, by="city2")
    row = fix(street, row)
    with pytest.raises(Forbidden):
        findings.recheck_finding(finding=row.pk, good=True, by=street.actor("c3head"), at=now())
    with pytest.raises(FindingNotSo):
        fix(street, row)


def test_what_is_needed_is_named(street: Street, find: Find) -> None:
    for more, field in (
        ({"photos": ()}, "photo"), ({"words": " "}, "words"), ({"area": "archive"}, "area"), ({"sense": "shine"}, "sense"),
        ({"term": "soon"}, "term"), ({"post": 1}, "post"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            find(**more)
        assert set(refused.value.fields) == {field}
    row = find()
    with pytest.raises(Invalid) as bare:
        findings.fix_finding(finding=row.pk, words="已清理", photos=(), by=street.actor("c1s1"), at=now())
    assert set(bare.value.fields) == {"photo"}


def test_lists_show_what_waits_for_whom(street: Street, find: Find, tell: Tell) -> None:
    row, other = find(), find(at="c2")

    def numbers(login: str, tab: str, at: datetime | None = None) -> list[int]:
        return [one.pk for one in reads.findings(street.actor(login), reads.Filters(tab), at or now()).rows]

    assert numbers("c1s1", "mine") == [row.pk]
    assert numbers("check1", "open") == [row.pk, other.pk]
    fix(street, row)
    assert numbers("check2", "check") == [row.pk]
    assert numbers("c1s1", "check") == []
    with tell.at("2018-07-02 10:00"):
        assert numbers("check1", "late") == [other.pk]
        assert reads.counts(street.actor("check1"), now()) == {"mine": 0, "check": 1, "open": 1, "late": 1}
    assert numbers("city2", "all") == []
    with pytest.raises(NotFound):
        reads.access_finding(street.actor("city2"), row.pk)


def test_what_stands_in_the_journal_names_no_words(street: Street, find: Find) -> None:
    row = find()
    line = JournalLine.objects.get(kind="five_s_finding", subject=row.pk)
    assert "私人物品" not in str(line.data)
    assert (line.data["station"], line.data["area"], line.data["sense"]) == (station("c1"), "counter", "sort")
    assert Ref("five_s_finding", row.pk) in {
        Ref(one.subject_kind, one.subject_id) for one in inbox(street.actor("c1s1"))
    }
