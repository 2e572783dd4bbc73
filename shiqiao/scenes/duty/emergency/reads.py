"""Responses, posts, hazard points, people, stock, reports and calls as an actor may see them; never a query a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.scenes.duty.emergency import rights, rules
from shiqiao.scenes.duty.emergency.calltables import Alarm, AlarmCall, AlarmTelling, ZeroReport
from shiqiao.scenes.duty.emergency.groundtables import Hazard, HazardCheck, Relocation, Shelter, Stock, StockLine
from shiqiao.scenes.duty.emergency.publishing import kind_of
from shiqiao.scenes.duty.emergency.store import HAZARD
from shiqiao.scenes.duty.emergency.tables import Manning, Response, ResponseEntry, ResponsePost

PAGE, MANY = 25, 400


def responses(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Response]:
    """Return a page of the responses of the actor's street, the newest first."""
    rows = Response.objects.filter(street=actor.street or 0)
    return newest(rows if rights.official(actor) else rows.none(), after, limit)


def running(street: int) -> list[Response]:
    """Return the responses of a street that run, the most severe first."""
    return list(Response.objects.filter(street=street, ended_at=None).order_by("level", "pk")[:20])


def access_response(actor: Actor, number: int) -> Response:
    """Return a response of the actor's street; absent and not yours are the same NotFound."""
    if not rights.official(actor):
        raise NotFound
    return the_one(Response.objects.filter(pk=number, street=actor.street or 0))


@dataclass(frozen=True, slots=True)
class Place:
    """A post to be manned with who stands there now, if anybody."""

    row: ResponsePost
    manning: Manning | None


def places(row: Response) -> list[Place]:
    """Return the posts of a response that are wanted, those of the mildest level first; two queries."""
    found = list(ResponsePost.objects.filter(response=row.pk, until=None).order_by("-level", "pk"))
    stands = {one.place: one for one in Manning.objects.filter(response=row.pk, until=None)}
    return [Place(one, stands.get(one.pk)) for one in found]


def access_place(actor: Actor, number: int) -> ResponsePost:
    """Return a post of a response of the actor's street; raises NotFound."""
    if not rights.official(actor):
        raise NotFound
    return the_one(ResponsePost.objects.filter(pk=number, street=actor.street or 0))


def calls_of(row: Response) -> list[AlarmCall]:
    """Return the calls of a response, those that wait for an answer first, then the latest."""
    found = list(AlarmCall.objects.filter(response=row.pk).order_by("-called_at", "pk")[:MANY])
    return sorted(found, key=lambda one: one.answered_at is not None or one.relieved_at is not None)


def access_call(actor: Actor, number: int) -> AlarmCall:
    """Return a call of the actor's street; raises NotFound."""
    if not rights.official(actor):
        raise NotFound
    return the_one(AlarmCall.objects.filter(pk=number, street=actor.street or 0))


def unanswered(actor: Actor) -> list[AlarmCall]:
    """Return the calls that the actor has to answer, for the own post or as deputy who has been told."""
    posts = sorted(rights.own_posts(actor))
    rows = AlarmCall.objects.filter(street=actor.street or 0, next_at__isnull=False)
    return list(rows.filter(Q(post__in=posts) | Q(deputy__in=posts, stage__gte=1)).order_by("called_at", "pk")[:20])


def waiting_calls(street: int) -> int:
    """Return how many calls of a street wait for an answer."""
    return AlarmCall.objects.filter(street=street, next_at__isnull=False).count()


def reports_of(row: Response) -> list[ZeroReport]:
    """Return the reports of a response, the latest time first."""
    return list(ZeroReport.objects.filter(response=row.pk).order_by("-due_at", "community", "pk")[:MANY])


def access_report(actor: Actor, number: int) -> ZeroReport:
    """Return a report that the actor may send; raises NotFound."""
    row: ZeroReport = the_one(ZeroReport.objects.filter(pk=number, street=actor.street or 0))
    if not rights.acts_for(actor, (row.post,)):
        raise NotFound
    return row


def owed(actor: Actor) -> list[ZeroReport]:
    """Return the reports that the actor's posts have not sent in running responses, the earliest first."""
    posts, numbers = sorted(rights.own_posts(actor)), [one.pk for one in running(actor.street or 0)]
    rows = ZeroReport.objects.filter(response__in=numbers, post__in=posts, sent_at=None)
    return list(rows.order_by("due_at", "pk")[:20])


def hazards(street: int, *, kinds: Iterable[str] = (), community: int = 0) -> list[Hazard]:
    """Return the hazard points on the register, narrowed by kinds and community."""
    rows = Hazard.objects.filter(street=street, gone_at=None)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if community:
        rows = rows.filter(community=community)
    return list(rows.order_by("community", "code")[:MANY])


def access_hazard(actor: Actor, number: int) -> Hazard:
    """Return a hazard point of the actor's street; raises NotFound."""
    if not rights.official(actor):
        raise NotFound
    return the_one(Hazard.objects.filter(pk=number, street=actor.street or 0))


def checks_of(row: Hazard) -> list[HazardCheck]:
    """Return the checks of a hazard point, the newest first."""
    return list(HazardCheck.objects.filter(hazard=row.pk).order_by("-at", "-pk")[:60])


def files_of(row: Hazard) -> list[Any]:
    """Return the pictures of a hazard point."""
    return attachments_of(Ref(HAZARD, row.pk))


def file_of(actor: Actor, hazard: int, number: int) -> Any:
    """Return a picture of a hazard point; raises NotFound."""
    return attachment(number, subject=Ref(HAZARD, access_hazard(actor, hazard).pk))


def check_rule(street: int) -> dict[str, tuple[datetime, int]]:
    """Return for each kind of hazard point since when and every how many hours it is checked; nothing while none runs."""
    found: dict[str, tuple[datetime, int]] = {}
    for row in running(street):
        said = kind_of(row.street, row.version, row.kind)
        level = said.level(row.level)
        hours = level.check if level else 0
        for kind in said.hazards if hours else ():
            if kind not in found or hours < found[kind][1]:
                found[kind] = (row.levelled_at, hours)
    return found


def check_due(row: Hazard, rule: dict[str, tuple[datetime, int]]) -> datetime | None:
    """Return by when a hazard point has to be checked next; None while nothing runs."""
    if row.kind not in rule:
        return None
    began, hours = rule[row.kind]
    return rules.next_due(row.checked_at, began, hours)


def dangers(row: Response) -> QuerySet[HazardCheck]:
    """Return the checks of a response at which a place was not safe."""
    return HazardCheck.objects.filter(response=row.pk).exclude(state="safe")


@dataclass(frozen=True, slots=True)
class People:
    """People of a response, in numbers: to be moved, in shelters, back home."""

    listed: int
    moved: int
    returned: int

    @property
    def away(self) -> int:
        """Return how many are in shelters now."""
        return self.moved - self.returned

    @property
    def waiting(self) -> int:
        """Return how many are still to be moved."""
        return self.listed - self.moved


def people_of(row: Response) -> People:
    """Count the people of a response."""
    told = Relocation.objects.filter(response=row.pk).aggregate(
        listed=Sum("persons"), moved=Sum("persons", filter=Q(moved_at__isnull=False)),
        returned=Sum("persons", filter=Q(returned_at__isnull=False)),
    )  # fmt: skip
    return People(told["listed"] or 0, told["moved"] or 0, told["returned"] or 0)


def relocations(actor: Actor, row: Response) -> list[Relocation]:
    """Return the households on the list that the actor may see, those still to be moved first."""
    rows = Relocation.objects.filter(response=row.pk).order_by("moved_at", "pk")[:MANY]
    found = [one for one in rows if rights.keeps_people(actor, one.community)]
    return sorted(found, key=lambda one: (one.moved_at is not None, one.returned_at is not None))


def access_relocation(actor: Actor, number: int) -> Relocation:
    """Return a household on a list that the actor may see; raises NotFound."""
    row: Relocation = the_one(Relocation.objects.filter(pk=number, street=actor.street or 0))
    if not rights.keeps_people(actor, row.community):
        raise NotFound
    return row


def shelters_of(row: Response) -> list[Shelter]:
    """Return the shelters of a response."""
    return list(Shelter.objects.filter(response=row.pk).order_by("pk"))


def stock(street: int) -> list[Stock]:
    """Return what lies in the stores."""
    return list(Stock.objects.filter(street=street).order_by("store", "pk")[:MANY])


def stock_lines(street: int, *, after: str = "", limit: int = PAGE) -> Page[StockLine]:
    """Return a page of the moves of material, the newest first."""
    return newest(StockLine.objects.filter(street=street), after, limit)


def lines_in(row: Response) -> list[StockLine]:
    """Return the moves of material of a response, oldest first."""
    return list(StockLine.objects.filter(response=row.pk).order_by("pk")[:MANY])


def timeline(row: Response, *, limit: int = MANY) -> list[ResponseEntry]:
    """Return what happened in a response, the latest first."""
    return list(ResponseEntry.objects.filter(response=row.pk).order_by("-at", "-pk")[:limit])


def level_steps(row: Response) -> list[ResponseEntry]:
    """Return the orders by which the level was set, oldest first."""
    rows = ResponseEntry.objects.filter(response=row.pk, kind__in=("started", "raised", "lowered"))
    return list(rows.order_by("at", "pk"))


def by_ids(street: int, ids: Sequence[int]) -> dict[int, Response]:
    """Return responses of a street by number, in one query."""
    return {row.pk: row for row in Response.objects.filter(street=street, pk__in=list(ids))}


def response_of(number: int) -> Response:
    """Return the response of a row that the actor has been let see already."""
    return Response.objects.get(pk=number)


def alarms_by_ids(ids: Iterable[int]) -> dict[int, Alarm]:
    """Return alarms by number, in one query."""
    return {one.pk: one for one in Alarm.objects.filter(pk__in=set(ids))}


def tellings_of(call: AlarmCall) -> list[AlarmTelling]:
    """Return when a call was told to whom, the latest first."""
    return list(AlarmTelling.objects.filter(call=call.pk).order_by("-at", "-stage")[:60])


def hazards_by_ids(street: int, ids: Sequence[int]) -> list[Hazard]:
    """Return hazard points of a street by number, in one query."""
    return list(Hazard.objects.filter(street=street, pk__in=list(ids)))


def calls_by_ids(street: int, ids: Sequence[int]) -> list[AlarmCall]:
    """Return calls of a street by number, in one query."""
    return list(AlarmCall.objects.filter(street=street, pk__in=list(ids)))
