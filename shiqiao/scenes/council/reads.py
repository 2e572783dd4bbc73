"""Bodies, topics, meetings and resolutions as an actor may see them; lists by keyset, never a query a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.scenes.council import moves, rights
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilCall, CouncilMeeting
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.seating import today
from shiqiao.scenes.council.store import unseal
from shiqiao.scenes.council.tables import CouncilBody, CouncilSeat, CouncilTerm, CouncilTopic

PAGE, MANY = 25, 99
R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of topics is narrowed to."""

    tab: str = "open"
    community: int = 0


def _seen(actor: Actor, model: type[R], at: datetime) -> QuerySet[R]:
    condition = rights.seen(actor, today(at))
    rows: QuerySet[R] = model._default_manager.none() if condition is None else model._default_manager.filter(condition)
    return rows


def topics_of(actor: Actor, at: datetime) -> QuerySet[CouncilTopic]:
    """Return the topics that an actor sees."""
    return _seen(actor, CouncilTopic, at)


def _tab(tab: str, at: datetime) -> Q:
    return {
        "open": Q(state__in=moves.OPEN), "submitted": Q(state="submitted"),
        "late": Q(state__in=moves.OPEN, due_at__lte=at), "meeting": Q(state__in=("convened", "in_session")),
        "executing": Q(state__in=("decided", "executing", "evaluating")),
        "ended": Q(state__in=("answered", "closed", "refused", "returned", "merged")),
    }.get(tab, Q())  # fmt: skip


def topics(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[CouncilTopic]:
    """Return a page of topics: what waits for a review or is late by what is due first, others the newest first."""
    rows = topics_of(actor, at).filter(_tab(filters.tab, at))
    if filters.community:
        rows = rows.filter(community=filters.community)
    if filters.tab in ("submitted", "late"):
        return soonest(rows, "due_at", after, limit)
    return newest(rows, after, limit)


def counted(actor: Actor, at: datetime) -> dict[str, int]:
    """Return how many topics wait for a review, are late, in meetings or carried out, each up to `MANY` and one."""
    rows = topics_of(actor, at)
    return {
        tab: rows.filter(_tab(tab, at))[: MANY + 1].count() for tab in ("submitted", "late", "meeting", "executing")
    }


def access_topic(actor: Actor, number: int, at: datetime) -> CouncilTopic:
    """Return a topic that the actor sees; absent and not yours are the same NotFound."""
    return the_one(topics_of(actor, at).filter(pk=number))


def meetings(actor: Actor, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[CouncilMeeting]:
    """Return a page of meetings, the newest first."""
    return newest(_seen(actor, CouncilMeeting, at), after, limit)


def access_meeting(actor: Actor, number: int, at: datetime) -> CouncilMeeting:
    """Return a meeting that the actor sees."""
    return the_one(_seen(actor, CouncilMeeting, at).filter(pk=number))


def access_item(actor: Actor, number: int, at: datetime) -> tuple[CouncilAgendaItem, CouncilMeeting]:
    """Return an agenda item of a meeting that the actor sees."""
    item = the_one(CouncilAgendaItem.objects.filter(pk=number, street=actor.street))
    return item, access_meeting(actor, item.meeting, at)


def resolutions(
    actor: Actor, at: datetime, *, tab: str = "", after: str = "", limit: int = PAGE
) -> Page[CouncilResolution]:
    """Return a page of resolutions, the newest first; `open` those that are not closed."""
    rows = _seen(actor, CouncilResolution, at)
    return newest(rows.exclude(state="closed") if tab == "open" else rows, after, limit)


def access_resolution(actor: Actor, number: int, at: datetime) -> CouncilResolution:
    """Return a resolution that the actor sees."""
    return the_one(_seen(actor, CouncilResolution, at).filter(pk=number))


def bodies(actor: Actor) -> list[CouncilBody]:
    """Return the bodies of the actor's street: that they are there is no secret."""
    if not rights.official(actor):
        return []
    return list(CouncilBody.objects.filter(street=actor.street, ended_at=None).order_by("community", "pk"))


def access_body(actor: Actor, number: int, at: datetime) -> CouncilBody:
    """Return a body whose seats the actor sees: its own, of its community, or all of the street."""
    row = the_one(CouncilBody.objects.filter(pk=number, street=actor.street))
    own = row.pk in rights.own_bodies(actor, today(at)) or rights.community_of(actor) == row.community
    if not (rights.reads_all(actor) or rights.founds(actor) or own):
        raise NotFound
    return row


def kept(actor: Actor) -> list[CouncilBody]:
    """Return the bodies that an actor keeps."""
    return [row for row in bodies(actor) if rights.keeps(actor, row)]


def named(rows: Sequence[Any]) -> dict[int, CouncilBody]:
    """Return the bodies of some rows by number, in one query."""
    return CouncilBody.objects.in_bulk({one.body for one in rows})


def seen_ids(actor: Actor, model: type[R], ids: Sequence[int], at: datetime) -> dict[int, R]:
    """Return those of some topics, meetings or resolutions that the actor sees, in one query."""
    return {row.pk: row for row in _seen(actor, model, at).filter(pk__in=list(ids))}


def of_origin(street: int, kind: str, number: int) -> CouncilTopic | None:
    """Return the topic that was made of a record, None without one."""
    return CouncilTopic.objects.filter(street=street, origin_kind=kind, origin_id=number).first()


def resolution_of(topic: int) -> CouncilResolution | None:
    """Return the resolution on a topic, None without one."""
    return CouncilResolution.objects.filter(topic=topic).first()


def meetings_on(topic: int) -> list[CouncilMeeting]:
    """Return the meetings that had a topic on their agenda, oldest first."""
    numbers = CouncilAgendaItem.objects.filter(topic=topic).values("meeting")
    return list(CouncilMeeting.objects.filter(pk__in=numbers).order_by("pk"))


def open_proposer(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return who proposed a topic in clear, for who keeps the body; for the socket of reveals."""
    row = CouncilTopic.objects.filter(pk=number, street=actor.street).first()
    body = CouncilBody.objects.filter(pk=row.body).first() if row else None
    sealed = {"name": row.name, "phone": row.phone}.get(field) if row else None
    if row is None or body is None or not sealed or not rights.reveals(actor, body):
        raise NotFound
    return Clear(row.street, unseal(sealed))


def open_member(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return who holds a seat in clear, for who keeps the body; for the socket of reveals."""
    row = CouncilTerm.objects.filter(pk=number, street=actor.street).first()
    body = CouncilBody.objects.filter(pk=row.body).first() if row else None
    sealed = {"name": row.name, "phone": row.phone}.get(field) if row else None
    if row is None or body is None or not sealed or not rights.reveals(actor, body):
        raise NotFound
    return Clear(row.street, unseal(sealed))


def own_call(actor: Actor, meeting: int) -> CouncilCall | None:
    """Return the call of a seat that one of the actor's posts holds, None without one."""
    posts = sorted(actor.reach.posts)
    terms = CouncilTerm.objects.filter(post__in=posts).values("pk") if posts else []
    return CouncilCall.objects.filter(meeting=meeting, term__in=terms).first()


def access_seat(body: CouncilBody, seat: int) -> CouncilSeat:
    """Return a seat of a body that the actor sees."""
    return the_one(CouncilSeat.objects.filter(pk=seat, body=body.pk))


def access_term(body: CouncilBody, term: int) -> CouncilTerm:
    """Return a term of a body that the actor sees."""
    return the_one(CouncilTerm.objects.filter(pk=term, body=body.pk))


def open_beside(row: CouncilTopic) -> list[CouncilTopic]:
    """Return the open topics of the same body, the latest first: into one of them a topic may be merged."""
    rows = CouncilTopic.objects.filter(body=row.body, state__in=moves.OPEN).exclude(pk=row.pk)
    return list(rows.order_by("-pk")[:60])


def by_number(numbers: Sequence[int]) -> dict[int, CouncilTopic]:
    """Return topics by their numbers."""
    return CouncilTopic.objects.in_bulk(numbers)


def call_of(meeting: int, call: int) -> CouncilCall:
    """Return a call to a meeting; raises NotFound."""
    found = CouncilCall.objects.filter(pk=call, meeting=meeting).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """How many topics are under way and past their term, which resolutions are carried out, how many are closed."""

    open: int
    late: int
    going: list[int]
    closed: int


def counted_for_all(street: int, at: datetime) -> Counted:
    """Return the numbers of a street that everybody may see."""
    rows, decided = CouncilTopic.objects.filter(street=street, state__in=moves.OPEN), CouncilResolution.objects
    going = decided.filter(street=street).exclude(state="closed").values_list("pk", flat=True)[:60]
    closed = decided.filter(street=street, state="closed").count()
    return Counted(rows.count(), rows.filter(due_at__lte=at).count(), list(going), closed)
