"""Sending and reading notices. A notice has no journal line of its own: the act that caused it has one."""

from collections.abc import Collection, Mapping
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.notices.models import Notice, Sending
from shiqiao.kernel.notices.reads import addressed_to, of_kinds
from shiqiao.kernel.notices.rules import DROPPED, WAITING


def notify(
    *,
    street: int,
    kind: str,
    subject: Ref,
    at: datetime,
    post: int | None = None,
    account: int | None = None,
    params: Mapping[str, str | int] | None = None,
) -> Notice:
    """Leave a notice for whoever holds `post`, or for the person of `account`; `params` are codes only."""
    if post is None and account is None:
        raise Invalid(fields={"post": "Name the post or the account that the notice is for."})
    return Notice.objects.create(
        street=street,
        post=post,
        account=account,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        params=dict(params or {}),
        created_at=at,
    )


def ring(
    street: int,
    post: int | None,
    account: int | None,
    kind: str,
    subject: Ref,
    params: Mapping[str, str | int],
    at: datetime,
) -> None:
    """Leave a notice for a part that lies below this one (the bell of people)."""
    notify(street=street, kind=kind, subject=subject, at=at, post=post, account=account, params=params)


def withdraw(*, subject: Ref, by: Actor, at: datetime, kinds: Collection[str] = (), line: int = 0) -> int:
    """Take notices about a subject back: those of a journal `line` that was undone, or unread ones of some `kinds`.

    `by` and `at` are those of the act that ends them; it has the journal line. Returns how many went.
    """
    about = Notice.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    if line:  # what would have told the reporter, too, unless it has left
        waiting = Sending.objects.filter(subject_kind=subject.kind, subject_id=subject.id, state=WAITING)
        waiting.filter(key__endswith=f"/{line}", follower__gt=0).update(state=DROPPED, why="undone", ended_at=at)
    gone = about.filter(params__line=line) if line else about.filter(kind__in=list(kinds), read_at=None)
    return gone.delete()[0]


def mark_read(*, ids: Collection[int], by: Actor, at: datetime) -> int:
    """Mark the actor's own unread notices among `ids` as read; others are left alone. Returns how many."""
    return addressed_to(by).filter(id__in=list(ids), read_at=None).update(read_at=at)


def mark_all_read(*, until: int, by: Actor, at: datetime, kinds: Collection[str] = ()) -> int:
    """Mark the actor's own unread notices up to the id `until` as read, those whose kind begins with one of `kinds`.

    Returns how many.

    What came after the page was shown stays unread: nobody has seen it yet.
    """
    return addressed_to(by).filter(of_kinds(kinds), id__lte=until, read_at=None).update(read_at=at)


def mark_subject_read(*, subject: Ref, by: Actor, at: datetime) -> int:
    """Mark all notices of the actor about a subject as read, when its page is opened. Returns how many."""
    mine = addressed_to(by).filter(subject_kind=subject.kind, subject_id=subject.id, read_at=None)
    return mine.update(read_at=at)
