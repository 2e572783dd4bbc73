"""Sockets through which people reach what lies above: open work of posts, the bell, and working time.

The kernel's order puts matters, notices and clocks above people, so they fill these; visits and scenes add their work.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket
from shiqiao.kernel.people.reads import head_above

Params = Mapping[str, str | int]
# Kinds of notices; the acts that cause them have journal lines with codes of their own.
HANDED, UNSEEN, TOOK_OVER, LEFT_OPEN = "people.handed_over", "people.unseen", "people.took_over", "people.left_open"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A piece of open work as a hand-over lists it; `title` may be personal and is never stored here."""

    subject: Ref
    number: str
    title: str
    post: int
    holder: int
    state: str
    due_at: datetime | None
    late: bool
    done: bool = False


@dataclass(frozen=True)
class OpenWork:
    """Open work of one kind: what a post has, what some look like now, and passing them to another post or holder.

    `hand_over(subjects, post, to_post, holder, by, at)` writes each subject's own journal line, in the transaction of
    the hand-over, and returns those it passed on; what has left the post meanwhile is left out.
    """

    kind: str
    held_by: Callable[[int, datetime], Sequence[OpenItem]] = field(compare=False)
    shown: Callable[[Sequence[int], datetime], Mapping[int, OpenItem]] = field(compare=False)
    hand_over: Callable[[Sequence[int], int, int, int, Actor, datetime], Sequence[int]] = field(compare=False)


@dataclass(frozen=True)
class Bell:
    """How a post or a person is told: `ring(street, post, account, kind, subject, params, at)`."""

    ring: Callable[[int, int | None, int | None, str, Ref, Params, datetime], None]


@dataclass(frozen=True)
class WorkTime:
    """Working time: `later(street, at, hours)` is the moment when so many office hours have passed."""

    later: Callable[[int, datetime, int], datetime]


open_work: Socket[OpenWork] = Socket("people.open_work", OpenWork)
bells: Socket[Bell] = Socket("people.bells", Bell)
work_time: Socket[WorkTime] = Socket("people.work_time", WorkTime)


def work_of(post: int, at: datetime) -> list[OpenItem]:
    """Return all open work of a post, of every kind, what breaks first on top."""
    found = [item for kind in open_work for item in kind.held_by(post, at)]
    return sorted(found, key=lambda item: (item.due_at is None, item.due_at or at, item.number))


def ring(
    kind: str, subject: Ref, *, street: int, at: datetime, post: int | None = None, account: int | None = None,
    params: Params | None = None,
) -> None:  # fmt: skip
    """Tell whoever holds `post`, or the person of `account`."""
    for bell in bells:
        bell.ring(street, post, account, kind, subject, params or {}, at)


def after_hours(street: int, at: datetime, hours: int) -> datetime:
    """Return when `hours` of office time have passed after a moment."""
    for one in work_time:
        return one.later(street, at, hours)
    return at + timedelta(hours=hours)


def pass_on(post: int, street: int, account: int, by: Actor, at: datetime) -> None:
    """Pass the open work of a post to who holds it from now on, and tell the person how much it is."""
    passed = 0
    for kind in open_work:
        wanted = [item.subject.id for item in kind.held_by(post, at) if item.holder != account]
        passed += len(kind.hand_over(wanted, post, post, account, by, at)) if wanted else 0
    if passed:
        params: Params = {"of": post, "works": passed}
        ring(TOOK_OVER, Ref("account", account), street=street, account=account, params=params, at=at)


def tell_left_open(post: int, street: int, account: int, at: datetime) -> None:
    """Tell the head when somebody left a post and work there is still open; the work has fallen to the head."""
    left = len(work_of(post, at))
    if not left:
        return
    head = head_above(post, at)
    if head:
        params: Params = {"of": post, "works": left}
        ring(LEFT_OPEN, Ref("account", account), street=street, post=head, params=params, at=at)
