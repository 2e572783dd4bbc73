"""Topics, seats, meetings and resolutions as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.council import pages, reads, resolving, seating, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
TOPICS = (
    Column("Number", width=14), Column("Topic talked over", width=34), Column("Council of", width=16),
    Column("Origin of the topic", width=14), Column("Grade", width=12), Column("State", width=20),
    Column("Recommendation", width=16), Column("Put forward", "moment", 17),
    Column("Due", "moment", 17), Column("Past the term", width=10), Column("Answer", width=40), Column("Note", width=10),
)  # fmt: skip


def topic_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the topics of the list, narrowed as on the page."""
    filters, at = pages.filters_of(params), now()
    for page in leaves(lambda after: reads.topics(actor, filters, at, after=after, limit=CHUNK)):
        for row in page.rows:
            one = shown.topic_row(row, at)
            yield (
                row.number, row.title, one.place, one.source, one.grade, one.state, one.advice, row.made_at, row.due_at,
                _("late") if row.late or one.light == "red" else "", row.answer, _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters = pages.filters_of(params)
    told = [(_("Tab"), _(words.TABS[filters.tab]))]
    return [*told, (_("Community"), shown.place_of(filters.community))] if filters.community else told


SEATS = (
    Column("Council", width=26), Column("Kind of seat", width=20), Column("Council seat", "number", 8),
    Column("Holder", width=24), Column("First day", "day", 12), Column("Until", "day", 12), Column("Substitute", width=24),
)  # fmt: skip


def seat_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the seats of the bodies that an actor sees, names masked."""
    day = seating.today(now())
    for body in reads.bodies(actor):
        try:
            reads.access_body(actor, body.pk, now())
        except NotFound:
            continue
        holders, others = seating.holders_on(body.pk, day), seating.substitutes_on(body.pk, day)
        firms = shown.firms_of(actor, [*holders.values(), *others.values()])
        for seat in seating.seats_of(body.pk):
            one, other = holders.get(seat.pk), others.get(seat.pk)
            yield (
                body.title, words.kind_title(body.street, seat.kind), seat.serial,
                shown.holder_name(one, firms)[0] if one else "", one.during.lower if one else None,
                one.during.upper if one else None, shown.holder_name(other, firms)[0] if other else "",
            )  # fmt: skip


MEETINGS = (
    Column("Number", width=14), Column("Meeting", width=34), Column("Council", width=26), Column("When", "moment", 17),
    Column("Convocation", "number", 8), Column("State", width=22), Column("Note", width=10),
)  # fmt: skip


def meeting_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the meetings."""
    for page in leaves(lambda after: reads.meetings(actor, now(), after=after, limit=CHUNK)):
        known = reads.named(page.rows)
        for row in page.rows:
            state = words.pair(words.MEETINGS, row.state)[0]
            note = _("invented") if row.invented else ""
            yield row.number, row.title, known[row.body].title, row.planned_at, row.convocation, state, note


RESOLUTIONS = (
    Column("Number", width=14), Column("Resolution", width=34), Column("Council of", width=16),
    Column("How it passed", width=14), Column("Adopted on", "moment", 17), Column("Progress", "number", 8),
    Column("State", width=20), Column("Sent back", "number", 8), Column("Note", width=10),
)  # fmt: skip


def resolution_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the resolutions with how far they are."""
    tab = "open" if params.get("tab") == "open" else ""
    for page in leaves(lambda after: reads.resolutions(actor, now(), tab=tab, after=after, limit=CHUNK)):
        far = resolving.progress_of([row.pk for row in page.rows])
        for row in page.rows:
            yield (
                row.number, row.title, shown.place_of(row.community), _(words.HOW[row.how]), row.adopted_at, far[row.pk],
                words.pair(words.RESOLUTIONS, row.state)[0], row.returned or None, _("invented") if row.invented else "",
            )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    for one in (
        ListExport("council-topics", "Topics", "desk:council:topics", TOPICS, topic_rows, chosen),
        ListExport("council-seats", "Councils and seats", "desk:council:bodies", SEATS, seat_rows),
        ListExport("council-meetings", "Council meetings", "desk:council:meetings", MEETINGS, meeting_rows),
        ListExport("council-resolutions", "Resolutions", "desk:council:resolutions", RESOLUTIONS, resolution_rows),
    ):
        exports.fill(scene, one)
