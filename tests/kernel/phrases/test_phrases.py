"""Phrases in a street: written by one, approved by another, offered while valid, counted, and never sent with a gap."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.people.reads import day_of
from shiqiao.kernel.phrases import actions, reads
from shiqiao.kernel.phrases.errors import OwnPhrase, PhraseStands
from shiqiao.kernel.phrases.models import Phrase, PhraseVersion
from shiqiao.kernel.phrases.rules import About, Wording
from shiqiao.testing.street import MORNING, STREET, Street, later


def wording(zh: str = "请问是几号楼？", **more: Any) -> Wording:
    return Wording.model_validate(
        {"kind": "ask", "title": {"zh": "问楼号", "en": "Which building"}, "items": ["06010"], "zh": zh, **more}
    )


def offered(item: str = "06010", kind: str = "ask") -> list[str]:
    found = reads.offered(STREET, (kind,), About(item), day_of(now()))
    return [one.wording.zh for one in found]


def test_a_phrase_is_offered_only_after_another_approved_it(street: Street) -> None:
    writer, head = street.actor("dispatch1"), street.actor("city1")  # the head of the grid centre may write and approve
    row = actions.write_phrase(wording=wording(), by=writer, at=now())
    assert "请问是几号楼？" not in offered()
    with pytest.raises(OwnPhrase):
        actions.approve_phrase(phrase=row.id, version=1, by=writer, at=now())
    actions.approve_phrase(phrase=row.id, version=1, by=head, at=now())
    assert "请问是几号楼？" in offered()
    assert "请问是几号楼？" not in offered("L0101")
    with pytest.raises(PhraseStands):
        actions.approve_phrase(phrase=row.id, version=1, by=head, at=now())


def test_the_database_refuses_that_one_approves_what_one_wrote(street: Street) -> None:
    row = actions.write_phrase(wording=wording(), by=street.actor("dispatch1"), at=now())
    version = PhraseVersion.objects.get(phrase=row.id)
    for changes in (
        {"approved_by": version.written_by, "approver": 1},
        {"approved_by": "x", "approver": version.writer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PhraseVersion.objects.filter(pk=version.pk).update(approved_at=now(), **changes)


def test_an_edit_waits_while_the_approved_version_stays_in_use(street: Street) -> None:
    writer, head = street.actor("callback1"), street.actor("leader1")
    row = actions.write_phrase(wording=wording(), by=writer, at=now())
    actions.approve_phrase(phrase=row.id, version=1, by=head, at=now())
    actions.edit_phrase(phrase=row.id, wording=wording("请问是几号楼几单元？"), by=writer, at=now())
    actions.edit_phrase(phrase=row.id, wording=wording("请问是几号楼几单元？"), by=writer, at=now())  # nothing new
    assert "请问是几号楼？" in offered()
    with pytest.raises(Invalid):
        actions.approve_phrase(phrase=row.id, version=1, by=head, at=now())  # what was read is no longer what stands
    actions.approve_phrase(phrase=row.id, version=2, by=head, at=now())
    assert [zh for zh in offered() if "几号楼" in zh] == ["请问是几号楼几单元？"]
    assert [version.version for version, _ in reads.history(row)] == [2, 1]
    actions.retire_phrase(phrase=row.id, by=head, at=now())
    assert not [zh for zh in offered() if "几号楼" in zh]
    with pytest.raises(Invalid):
        actions.edit_phrase(phrase=row.id, wording=wording(), by=writer, at=now())
    codes = JournalLine.objects.filter(kind="phrase", subject=row.id).order_by("seq").values_list("code", flat=True)
    assert list(codes) == [
        "phrases.written", "phrases.approved", "phrases.written", "phrases.approved", "phrases.retired",
    ]  # fmt: skip


def test_an_expired_phrase_is_no_longer_offered(street: Street) -> None:
    row = actions.write_phrase(wording=wording(valid_until=date(2018, 6, 27)), by=street.actor("dispatch1"), at=now())
    actions.approve_phrase(phrase=row.id, version=1, by=street.actor("leader1"), at=now())
    assert "请问是几号楼？" in offered()
    with held(later(MORNING, days=1)):
        assert "请问是几号楼？" not in offered()


def test_who_may_write_and_who_may_approve(street: Street) -> None:
    for login in ("c1g1", "check1", "leader1"):
        with pytest.raises(Forbidden):
            actions.write_phrase(wording=wording(), by=street.actor(login), at=now())
    row = actions.write_phrase(wording=wording(), by=street.actor("admin1"), at=now())
    for login in ("c1g1", "check1"):  # deputies of a head have the head's rights
        with pytest.raises(Forbidden):
            actions.approve_phrase(phrase=row.id, version=1, by=street.actor(login), at=now())
        with pytest.raises(Forbidden):
            actions.retire_phrase(phrase=row.id, by=street.actor(login), at=now())


def test_another_streets_phrase_is_not_there(street: Street) -> None:
    row = actions.write_phrase(wording=wording(), by=street.actor("admin1"), at=now())
    stranger = replace(street.actor("leader1"), street=370103004)
    for do in (
        lambda: actions.approve_phrase(phrase=row.id, version=1, by=stranger, at=now()),
        lambda: actions.use_phrase(phrase=row.id, by=stranger, at=now()),
        lambda: reads.access_phrase(stranger, row.id),
    ):
        with pytest.raises(NotFound):
            do()
    assert reads.phrases(stranger) == []
    street.fence(370103004)
    assert not Phrase.objects.exists()
    street.fence(0, 999_999_999)


def test_what_cannot_be_used_is_named_and_private_numbers_are_refused(street: Street) -> None:
    admin = street.actor("admin1")
    with pytest.raises(Invalid) as refused:
        actions.write_phrase(wording=wording("打13800138000问{who}", items=["99999"]), by=admin, at=now())
    assert set(refused.value.fields) == {"zh", "items"}
    with pytest.raises(Invalid):
        actions.set_phone(street=STREET, phone="12", by=admin, at=now())


def test_use_is_counted_and_the_book_is_searched(street: Street) -> None:
    actor = street.actor("dispatch1")
    found = reads.phrases(actor, text="医保卡", kind="ask")
    assert [one.wording.title.zh for one in found] == ["医保卡：问清业务和证件"]
    assert [one.wording.title.zh for one in reads.phrases(actor, text="L0503", kind="ask")] == [
        "房屋漏雨：问清楼层和产权"
    ]
    actions.use_phrase(phrase=found[0].row.id, by=actor, at=now())
    assert reads.phrases(actor)[0].row.used == 1
    assert reads.phrases(actor, text="没有这样的话") == reads.phrases(actor, show="retired") == []
    written = actions.write_phrase(wording=wording(), by=actor, at=now())
    assert [one.row.id for one in reads.phrases(actor, show="waiting")] == [written.id]


def test_taking_a_file_over_again_changes_nothing_that_the_office_changed(street: Street) -> None:
    head, there = street.actor("leader1"), Phrase.objects.count()
    gone = Phrase.objects.get(code="ask_rubbish")
    actions.retire_phrase(phrase=gone.id, by=head, at=now())
    text = "phrases: [{code: ask_rubbish, kind: ask, title: {zh: 新, en: New}, zh: 新}]"
    assert actions.take_over(street=STREET, text=text, by=head, at=now()) == 0
    assert Phrase.objects.count() == there
    with pytest.raises(Invalid) as refused:
        actions.take_over(
            street=STREET,
            text=text.replace("ask_rubbish", "fresh").replace("zh: 新}]", 'zh: "{x}"}]'),
            by=head,
            at=now(),
        )
    assert set(refused.value.fields) == {"fresh.zh"}


@pytest.mark.parametrize("gap", ["{due}", "{办理时限}", "{due time}", "{street_phone}"])
def test_an_answer_with_an_open_gap_is_not_sent(street: Street, gap: str) -> None:
    receipt, by = street.report(), street.actor("dispatch1")
    with pytest.raises(MoveLacks) as refused:
        matters.answer_matter(matter=receipt.id, answer=f"我们将在{gap}前办结", by=by, at=now())
    assert set(refused.value.fields) == {"answer"}
    assert "{due}" in refused.value.fields["answer"]
    matters.answer_matter(matter=receipt.id, answer="我们将在明天前办结{括号}", by=by, at=now())
