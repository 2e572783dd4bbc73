"""What waits of the scene, for the strip above "my work", the wall and the monthly report."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Avg, Count, Q, Sum
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.chapters import Asked, Cell, Chapter, Column, Table
from shiqiao.base.plugs import WallLine
from shiqiao.scenes.party import figures, reads, words
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.servicetables import Occasion, ServiceBooking, ServiceProject
from shiqiao.surfaces.desk.sockets import Pile

MOST, LINES = 100, 5


def waiting(actor: Actor, at: datetime) -> list[Pile]:
    """Return times without a record, needs to be claimed and hours to be confirmed in the actor's community."""
    hours, due = len(reads.hours_waiting(actor, limit=MOST).rows), f"{reverse('desk:party:list')}?tab=due"
    found = (
        (_("Service projects without a record"), reads.unrecorded(actor, at), due, "calendar-off", "yellow"),
        (_("Needs proposed to a unit"), reads.to_claim(actor), reverse("desk:party:matches"), "arrows-join", "grey"),
        (_("Hours of service to confirm"), hours, reverse("desk:party:reports"), "clock", "grey"),
    )  # fmt: skip
    return [Pile(title, count, url, icon, tone) for title, count, url, icon, tone in found if count]


def wall(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield how many projects have landed, and what residents can enjoy next, without names of persons."""
    landed = figures.landed(street)
    if landed:
        yield WallLine(_("Projects landed"), str(landed))
    rows = [row for row in reads.upcoming(street, at, reads.soon(at)) if row.state == "open"][:LINES]
    titles = {one.pk: one.title for one in reads.projects_by_id(row.project for row in rows).values()}
    for row in rows:
        share = row.taken / row.places
        yield WallLine(
            titles.get(row.project, ""), f"{row.starts_at.astimezone():%m-%d} {row.taken}/{row.places}", share
        )


def chapter(asked: Asked) -> Chapter | None:
    """Tell of the month's service projects by theme: how many times, who came, what they said; None without any."""
    since, until = (make_aware(datetime.combine(day, time())) for day in (asked.since, asked.until))
    done = Occasion.objects.filter(street=asked.street, state="delivered", starts_at__gte=since, starts_at__lt=until)
    numbers = dict(done.values_list("pk", "project"))
    if not numbers:
        return None
    came = ServiceBooking.objects.filter(occasion__in=list(numbers), state="came")
    told = came.aggregate(n=Count("pk"), mean=Avg("stars"))
    others = done.aggregate(n=Sum("others"))["n"] or 0
    values = {
        "times": len(numbers), "projects": len(set(numbers.values())), "came": told["n"] + others,
        "stars": f"{told['mean']:.1f}" if told["mean"] else "—", "landed": figures.landed(asked.street, asked.until),
    }  # fmt: skip
    says = (
        _(
            "%(projects)s service projects took place %(times)s times; %(came)s residents came, who gave %(stars)s stars."
        )
        % values,
        _("Up to the end of the month %(landed)s projects had landed.") % values,
    )
    return Chapter(_("Service projects"), says, (_by_theme(asked.street, numbers),))


def _by_theme(street: int, numbers: dict[int, int]) -> Table:
    themes = dict(ServiceProject.objects.filter(pk__in=set(numbers.values())).values_list("pk", "theme"))
    rows: list[tuple[Cell, ...]] = []
    for one in rules_of(street).themes:
        own = [time for time, project in numbers.items() if themes.get(project) == one.code]
        if not own:
            continue
        counted = ServiceBooking.objects.filter(occasion__in=own).aggregate(
            booked=Count("pk", filter=~Q(state="cancelled")), came=Count("pk", filter=Q(state="came"))
        )
        rows.append((words.said(one.title), len(own), counted["booked"], counted["came"]))
    heads = (
        Column(_("Theme"), 20, text=True),
        Column(_("Times of the project"), 10),
        Column(_("Places booked"), 10),
        Column(_("People who came"), 10),
    )
    return Table(_("Service projects by theme"), heads, tuple(rows))
