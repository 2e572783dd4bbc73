"""The inbox: to whom a notice belongs, in which order, and when it counts as read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.notices import actions, reads

pytestmark = pytest.mark.django_db
AT = datetime(2018, 6, 27, 2, tzinfo=UTC)
STREET = 370103003
WANG = Actor(kind="account", code="p7", account=1, post=7, street=STREET)
LI = Actor(kind="account", code="p8", account=2, post=8, street=STREET)


def notice(*, post: int | None = None, account: int | None = None, number: int = 1, street: int = STREET) -> int:
    subject = Ref("matter", number)
    return actions.notify(street=street, post=post, account=account, kind="clocks.warned", subject=subject, at=AT).id


def test_a_notice_reaches_the_post_or_the_person_and_nobody_else() -> None:
    to_post, to_person = notice(post=7), notice(account=1)
    notice(post=8)
    notice(post=7, account=2)
    assert [n.id for n in reads.inbox(WANG, 10)] == [to_person, to_post]
    assert reads.inbox(Actor(kind="system", code="system.x"), 10) == []


def test_the_inbox_is_paged_by_the_last_notice_seen() -> None:
    numbers = [notice(post=7) for _ in range(5)]
    first = reads.inbox(WANG, 2)
    assert [n.id for n in first] == numbers[:2:-1]
    assert [n.id for n in reads.inbox(WANG, 10, before=first[-1].id)] == numbers[2::-1]


def test_only_one_s_own_notices_can_be_marked_as_read() -> None:
    mine, theirs = notice(post=7), notice(post=8)
    assert actions.mark_read(ids=[mine, theirs], by=WANG, at=AT) == 1
    assert actions.mark_read(ids=[mine], by=WANG, at=AT) == 0
    assert (reads.unread(WANG), reads.unread(LI)) == (0, 1)
    assert reads.inbox(WANG, 10, unread=True) == []


def test_opening_a_subject_marks_what_is_about_it() -> None:
    notice(post=7, number=1)
    notice(post=7, number=2)
    assert actions.mark_subject_read(subject=Ref("matter", 1), by=WANG, at=AT) == 1
    assert reads.unread(WANG) == 1


def test_a_notice_to_nobody_is_refused() -> None:
    with pytest.raises(Invalid):
        notice()


def test_a_street_sees_only_its_own_notices(fenced: Callable[[int], None]) -> None:
    notice(post=7, street=370103009)
    fenced(STREET)
    assert reads.inbox(WANG, 10) == []
