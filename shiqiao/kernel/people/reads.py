"""Questions about people, answered from one snapshot without a query per call.

The snapshot holds all streets of the installation: it is asked by routing and login before or outside a scope, so a
surface shows rows of an actor's own street only (`coverage(street, …)`, `posts(street)`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import get_language

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import is_above, whole
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.base.time import now
from shiqiao.kernel.people import models, rules
from shiqiao.kernel.people.rows import (
    Acting,
    ContactRow,
    Covered,
    DeputyRow,
    Gap,
    HolderNow,
    HoldingRow,
    LeaveRow,
    LineRow,
    Period,
    PersonRow,
    PortfolioRow,
    PostRow,
    ResponsibilityRow,
    Responsible,
    UnitRow,
    Unled,
)  # fmt: skip
from shiqiao.kernel.people.rules import Book
from shiqiao.kernel.territory import reads as territory

REMEMBERED = 100_000  # answers kept per snapshot: 40 grids x 3 lines x two years of days
_zone = ZoneInfo(settings.TIME_ZONE)


def day_of(at: datetime) -> date:
    """Return the local day of a moment (aware)."""
    return at.astimezone(_zone).date()


def period(during: "DateRange") -> Period:
    """Return a database range as a period."""
    return Period(during.lower, during.upper)


@snapshot("people")
def book() -> Book:
    """Load all rows of people of all streets."""
    with whole():
        posts = {row.id: _post(row) for row in models.Post.objects.order_by("pk")}
        return Book(
            units={row.id: _unit(row) for row in models.Unit.objects.all()},
            posts=posts,
            people={
                row.id: PersonRow(row.id, row.display_name, row.name_en, row.is_active)
                for row in models.Account.objects.only("id", "display_name", "name_en", "is_active")
            },
            lines=[LineRow(row.code, row.title_zh, row.title_en) for row in models.Line.objects.order_by("code")],
            holdings=[
                HoldingRow(row.post_id, row.account_id, period(row.during)) for row in models.Holding.objects.all()
            ],
            responsibilities=[
                ResponsibilityRow(row.grid, row.line_id, row.post_id, period(row.during))
                for row in models.Responsibility.objects.all()
            ],
            deputies=[
                DeputyRow(row.post_id, row.deputy_post_id, row.deputy_account_id, period(row.during))
                for row in models.Deputyship.objects.all()
            ],
            leaves=[LeaveRow(row.account_id, period(row.during)) for row in models.Leave.objects.all()],
            portfolios=[
                PortfolioRow(row.street, row.post_id, row.line_id or "", row.unit_id or 0, period(row.during))
                for row in models.Portfolio.objects.order_by("pk")
            ],
            contacts=[
                ContactRow(row.community, row.post_id, row.lead, period(row.during))
                for row in models.Contact.objects.order_by("-lead", "pk")
            ],
        )


def _unit(row: models.Unit) -> UnitRow:
    said = row.title_zh, row.title_en, row.kind
    return UnitRow(row.id, row.street, row.code, *said, row.community, row.parent_id, row.phone)


def _post(row: models.Post) -> PostRow:
    return PostRow(
        row.id, row.street, row.code, row.unit_id, frozenset(row.roles), row.territory, row.title_zh, row.title_en,
        frozenset(row.lines), row.head_of, row.active,
    )  # fmt: skip


def responsible_for(grid: int, line: str, at: datetime) -> Responsible:
    """Return the one accountable person for a grid (15 digits) and line at a moment, with the reasons.

    Never fails: a gap falls to a head and is marked (`gap`); in a street without anybody `account` is None.
    """
    people = book()
    key = (grid, line, day_of(at))
    answer = people.answers.get(key)
    if answer is None:
        if len(people.answers) >= REMEMBERED:
            people.answers.clear()
        answer = people.answers[key] = rules.responsible(people, *key)
    return answer


def acting_posts(account: int, at: datetime | None = None) -> list[Acting]:
    """Return the posts an account may act for at a moment (default: now), those it holds first."""
    people = book()
    key = (account, day_of(at or now()))
    posts = people.acting.get(key)
    if posts is None:
        if len(people.acting) >= REMEMBERED:
            people.acting.clear()
        posts = people.acting[key] = rules.acting(people, *key)
    return posts


def actor_for(account: models.Account, post_id: int | None = None, *, at: datetime | None = None) -> Actor:
    """Return who an account is as an actor: in one chosen post, or (without `post_id`) in all its posts together.

    The journal then names the first post held. Raises Forbidden when the account may not act for the chosen post.
    """
    from shiqiao.kernel.people.belonging import belonging  # it asks here

    posts = acting_posts(account.pk, at)
    belongs = belonging(book(), posts)  # of the person, whichever post was chosen
    if post_id is not None:
        posts = [one for one in posts if one.post.id == post_id]
        if not posts:
            raise Forbidden(fields={"post": "You do not hold this post today. Choose one of your posts."})
    main = posts[0].post if posts else None
    return Actor(
        kind="account",
        code=main.code if main else f"account.{account.pk}",
        account=account.pk,
        post=main.id if main else None,
        street=account.street,
        roles=rules.roles_of(posts),
        reach=replace(rules.reach_of(book(), posts), belongs=belongs),
    )


def actor_in(post_id: int, at: datetime) -> Actor:
    """Return who acts for a post at a moment (holder, deputy or head) as an actor in that post alone."""
    row, account = post(post_id), holder_of(post_id, at).account or 0
    posts = [one for one in acting_posts(account, at) if one.post.id == row.id]
    return Actor(
        "account", row.code, account=account, post=row.id, street=row.street, roles=rules.roles_of(posts),
        reach=rules.reach_of(book(), posts),
    )  # fmt: skip


class PostChoice(NamedTuple):
    """A post to act from, titled in the reader's language."""

    id: int
    title: str


def posts_of(account: models.Account) -> list[PostChoice]:
    """Return the posts an account may act from now, for the menu that switches posts."""
    english = (get_language() or "").startswith("en")
    rows = (one.post for one in acting_posts(account.pk))
    return [PostChoice(row.id, (row.title_en if english else row.title_zh) or row.code) for row in rows]


def holder_of(post_id: int, at: datetime) -> HolderNow:
    """Return who acts for a post at a moment: holder, deputy, or the head to whom a vacant post falls."""
    return rules.holder(book(), post(post_id), day_of(at))


def ladder(post_id: int, at: datetime | None = None, line: str = "") -> list[int]:
    """Return the posts that a late matter of a post climbs: the deputy's, the heads', the leader's in charge."""
    return rules.ladder(book(), post(post_id), day_of(at or now()), line)


def head_above(post_id: int, at: datetime) -> int:
    """Return the first head post above a post that somebody acts for at a moment; 0 for none."""
    people, one, day = book(), post(post_id), day_of(at)
    heads = (head for _, head in rules.upwards(people, one.territory, one.unit) if head.id != post_id)
    return next((head.id for head in heads if rules.standing(people, head, day).account is not None), 0)


def portfolios(street: int, at: datetime) -> list[PortfolioRow]:
    """Return which leader's post is in charge of which line or unit at a moment."""
    return [row for row in book().portfolios if row.street == street and day_of(at) in row.during]


def contacts(street: int, at: datetime) -> list[ContactRow]:
    """Return which posts keep contact with which community at a moment, the leading ones first."""
    return [row for row in book().contacts if row.community // 1000 == street and day_of(at) in row.during]


def unled(street: int, at: datetime) -> list[Unled]:
    """Name the lines and departments without a leader and the communities without a contact at a moment."""
    places = [place.code for place in territory.communities(street)]
    return rules.unled(book(), street, places, day_of(at))


def coverage(street: int, at: datetime) -> list[Covered | Gap]:
    """Answer for each grid of a street and each line who is accountable at a moment; red rows are `Gap`."""
    return rules.coverage(book(), grid_numbers(street, day_of(at)), day_of(at))


def coming_gaps(street: int, at: datetime, days: int = 14) -> list[tuple[date, Gap]]:
    """Return gaps that will open within some days, each with its first day."""
    return rules.coming_gaps(book(), street, grid_numbers(street, day_of(at)), day_of(at), days)


def grid_numbers(street: int, on: date | None = None) -> list[int]:
    """Return the 15-digit numbers of the grids that a street has on a day (default: today), in order."""
    return sorted(grid.code for grid in territory.grids(street, on))


def streets() -> list[int]:
    """Return the streets that have posts; offices above them have no work of their own and are left out."""
    return sorted({post.street for post in book().posts.values() if not is_above(post.street)})


def post(post_id: int) -> PostRow:
    """Return a post; raises NotFound."""
    return _found(book().posts.get(post_id))


def post_by_code(code: str, street: int | None = None) -> PostRow:
    """Return a post by its code; without `street` the code must be one of a kind. Raises NotFound."""
    same = [row for row in book().posts.values() if row.code == code and street in (None, row.street)]
    return _found(same[0] if len(same) == 1 else None)


def posts(street: int, *, roles: Iterable[str] = ()) -> list[PostRow]:
    """Return the active posts of a street by code, those with any of `roles` if given."""
    wanted = set(roles)
    rows = (row for row in book().posts.values() if row.street == street and row.active)
    return sorted((row for row in rows if not wanted or wanted & row.roles), key=lambda row: row.code)


def unit(unit_id: int) -> UnitRow:
    """Return a unit; raises NotFound."""
    row = book().units.get(unit_id)
    if row is None:
        raise NotFound
    return row


def units(street: int) -> list[UnitRow]:
    """Return the units of a street by code."""
    return sorted((row for row in book().units.values() if row.street == street), key=lambda row: row.code)


def unit_by_code(code: str, street: int) -> UnitRow:
    """Return a unit of a street by its code; raises NotFound."""
    for row in book().units.values():
        if row.street == street and row.code == code:
            return row
    raise NotFound


def person(account_id: int) -> PersonRow:
    """Return a person's name and state; raises NotFound."""
    row = book().people.get(account_id)
    if row is None:
        raise NotFound
    return row


def lines() -> list[LineRow]:
    """Return the lines of work by code."""
    return book().lines


def _found(row: PostRow | None) -> PostRow:
    if row is None:
        raise NotFound
    return row
