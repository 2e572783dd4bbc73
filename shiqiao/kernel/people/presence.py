"""Who is away in some days and who stands in, and entering both in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Conflict
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.actions import name_deputy, take_leave
from shiqiao.kernel.people.models import Account, Deputyship, Holding, Leave, Post
from shiqiao.kernel.people.reads import period
from shiqiao.kernel.people.rows import Period
from shiqiao.kernel.people.rules import standing
from shiqiao.kernel.people.writing import running


@dataclass(frozen=True, slots=True)
class StandsIn:
    """Who acts for a post while its holder is away; `account` None: nobody, and its work falls to the head."""

    post: int
    account: int | None


@dataclass(frozen=True, slots=True)
class Away:
    """A leave that touches some days: whether it begins or ends in them, and who stands in for each post."""

    account: int
    during: Period
    begins: bool
    ends: bool
    posts: Sequence[StandsIn]


def leaves_between(street: int, first: date, last: date) -> list[Away]:
    """Return the leaves of people of a street that touch the days from `first` to `last` (included), by their start."""
    book, days = reads.book(), Period(first, last + timedelta(days=1))
    found = []
    for row in book.leaves:
        met = row.during.meet(days)
        if met is None:
            continue
        posts = [one for one in book.holdings if one.account == row.account and one.during.overlaps(met)]
        here = [book.posts[one.post] for one in posts if book.posts[one.post].street == street]
        if here:
            stands = [StandsIn(post.id, standing(book, post, met.start).account) for post in here]
            ends = row.during.end is not None and row.during.end in days
            found.append(Away(row.account, row.during, row.during.start in days, ends, stands))
    return sorted(found, key=lambda one: (one.during.start, one.account))


def monday_of(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def go_away(
    *, account: Account, start: date, end: date | None, reason: str, deputy: Post | None, by: Actor, at: datetime
) -> Leave:
    """Enter a leave and, where `deputy` is named, that the holder of that post stands in at each post of the person.

    All or nothing. Raises Conflict when the deputy is away on one of the days, or when nobody holds that post. Who may
    enter the leave may not always name deputies: see `take_leave` and `name_deputy`.
    """
    row = take_leave(account=account, start=start, end=end, reason=reason, by=by, at=at)
    if deputy is not None:
        during = Period(start, end)
        _is_there(deputy, during)
        lasting = Holding.objects.filter(account=account, during__overlap=row.during).select_related("post")
        for held in lasting.order_by("post__code"):
            met = period(held.during).meet(during)
            if met:
                stand_in(post=held.post, deputy=deputy, start=met.start, end=met.end, by=by, at=at)
    return row


@transaction.atomic
def stand_in(*, post: Post, deputy: Post, start: date, end: date | None, by: Actor, at: datetime) -> Deputyship:
    """Name a deputy of a post for some days (see `name_deputy`); whoever stood in before does so again afterwards."""
    former = running(Deputyship.objects.filter(post=post), _range(Period(start, end)))
    last = former.during.upper if former else None  # before naming the other one ends it
    row = name_deputy(post=post, deputy_post=deputy, start=start, end=end, by=by, at=at)
    if former and former.pk != row.pk and end is not None and (last is None or end < last):
        name_deputy(
            post=post, deputy_post=former.deputy_post, deputy=former.deputy_account, start=end, end=last, by=by, at=at
        )  # fmt: skip
    return row


def _is_there(deputy: Post, during: Period) -> None:
    """Refuse a deputy who is away on one of the days: nobody would be there."""
    held = running(Holding.objects.filter(post=deputy), _range(during))
    if held is None:
        fields = {"deputy": "Nobody holds the post {post} on {date}. Name another deputy."}
        raise Conflict(fields=fields, post=deputy.code, date=during.start)
    for leave in Leave.objects.filter(account=held.account_id, during__overlap=_range(during)).order_by("during")[:1]:
        last = leave.during.upper - timedelta(days=1) if leave.during.upper else None
        sentence = (
            "The deputy is away from {from_day} to {to_day}. Name another deputy or choose other days."
            if last
            else "The deputy is away from {from_day} until further notice. Name another deputy or choose other days."
        )
        raise Conflict(fields={"deputy": sentence}, from_day=leave.during.lower, to_day=last)


def _range(during: Period) -> "DateRange":
    return DateRange(during.start, during.end)
