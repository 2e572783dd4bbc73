"""Writes: which leader is in charge of what (分工), and who keeps contact with which community (包联)."""

from datetime import date, datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people.models import Contact, Portfolio, Post, Unit
from shiqiao.kernel.people.writing import (
    allow,
    close_row,
    covers,
    days,
    end_row,
    known_line,
    lock_post,
    period,
    record,
    refusing,
    running,
)


@transaction.atomic
def put_in_charge(
    *,
    post: Post,
    line: str = "",
    unit: Unit | None = None,
    start: date,
    end: date | None = None,
    by: Actor,
    at: datetime,
) -> Portfolio:
    """Put a leader's post in charge of a line of the street, or of a unit, from a day on; the former portfolio ends then.

    Raises Invalid for a post that leads nothing, Conflict when another leader has it on a later day, or otherwise since
    that very day: the database refuses two, also when both are entered at the same moment.
    """
    allow(by, post.street)
    _check(post, line, unit)
    rows = Portfolio.objects.filter(street=post.street)
    rows = rows.filter(line=line) if line else rows.filter(unit=unit)
    during = period(start, end)
    former = running(rows, during)
    if former and former.post_id == post.pk and covers(former, during):
        return former
    with refusing(line=line, unit=unit.title_zh if unit else "", date=start):
        close_row(former, start)
        row = Portfolio.objects.create(street=post.street, post=post, line_id=line or None, unit=unit, during=during)
    of = {"line": line} if unit is None else {"unit": unit.code}
    record("people.put_in_charge", Ref("post", post.pk), post.street, by, at, post=post.code, **of, **days(during))
    return row


def _check(post: Post, line: str, unit: Unit | None) -> None:
    if bool(line) == (unit is not None):
        raise Invalid(fields={"line": "Name either a line of work or a unit."})
    if line:
        known_line(line)
    if "leader" not in post.roles:
        raise Invalid(
            fields={"post": "The post {post} is no leader's post: only leaders have portfolios."}, post=post.code
        )
    if unit is not None and unit.street != post.street:
        raise Invalid(fields={"unit": "The unit belongs to another street."})


@transaction.atomic
def end_charge(*, street: int, line: str = "", unit: Unit | None = None, on: date, by: Actor, at: datetime) -> None:
    """End the portfolio of a line or unit that runs on a day; from `on` nobody is in charge of it."""
    allow(by, street)
    rows = Portfolio.objects.filter(street=street).select_related("post")
    row = end_row(rows.filter(line=line) if line else rows.filter(unit=unit), on)
    of = {"line": line} if unit is None else {"unit": unit.code}
    facts = {"post": row.post.code, **of, "on": on.isoformat()}
    record("people.charge_ended", Ref("post", row.post_id), street, by, at, **facts)


@transaction.atomic
def name_contact(
    *, post: Post, community: int, lead: bool = True, start: date, end: date | None = None, by: Actor, at: datetime
) -> Contact:
    """Let a post keep contact with a community (12 digits) from a day on, leading or as a further contact.

    A new lead ends the former lead on that day. Locks the post. Raises Conflict for two leads, or one post twice.
    """
    allow(by, post.street)
    lock_post(post)
    during = period(start, end)
    rows = Contact.objects.filter(community=community)
    own = running(rows.filter(post=post), during)
    if own and own.lead == lead and covers(own, during):
        return own
    former = running(rows.filter(lead=True), during) if lead else None
    with refusing(community=community, post=post.code, date=start):
        close_row(own, start)
        close_row(former, start)
        row = Contact.objects.create(street=post.street, community=community, post=post, lead=lead, during=during)
    facts = {"post": post.code, "community": community, "lead": lead, **days(during)}
    record("people.contact_named", Ref("post", post.pk), post.street, by, at, **facts)
    return row


@transaction.atomic
def end_contact(*, post: Post, community: int, on: date, by: Actor, at: datetime) -> None:
    """End a post's contact with a community that runs on a day."""
    allow(by, post.street)
    end_row(Contact.objects.filter(post=post, community=community), on)
    facts = {"post": post.code, "community": community, "on": on.isoformat()}
    record("people.contact_ended", Ref("post", post.pk), post.street, by, at, **facts)
