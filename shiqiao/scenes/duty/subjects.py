"""How others show rosters, shifts, turns and swaps, known to them by reference only; and why their words are kept."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.plugs import Conduct, Conducted, conducts
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.duty import reads, words
from shiqiao.scenes.duty.store import ROSTER, SHIFT, SWAP, TURN
from shiqiao.scenes.duty.tables import Turn
from shiqiao.surfaces.desk.forms import ZONE
from shiqiao.surfaces.desk.words import person_name

WHY = (
    "The log of a shift and why turns changed hands: the office's own record of who answered for the street at an hour; "
    "identifiers in it are masked, and no resident is found by it."
)
Told = dict[int, tuple[str, str, str]]


def rosters(actor: Actor, ids: list[int]) -> Told:
    """Return the rosters that an actor sees."""
    return {
        row.pk: (f"{_('Roster')} {row.days.lower:%Y-%m-%d}", reverse("desk:duty:roster", args=[row.pk]),
                 _(words.ROSTERS[row.state][0]))
        for row in reads.rosters_of(actor).filter(pk__in=ids)
    }  # fmt: skip


def shifts(actor: Actor, ids: list[int]) -> Told:
    """Return the shifts that an actor sees."""
    return {
        row.pk: (f"{words.kind_title(row.street, row.kind)} {row.day:%Y-%m-%d}", reverse("desk:duty:shift", args=[row.pk]),
                 words.span(row.during))
        for row in reads.shifts_of(actor).filter(pk__in=ids, live=True)
    }  # fmt: skip


def turns(actor: Actor, ids: list[int]) -> Told:
    """Return the published turns of the actor's street."""
    return {
        row.pk: (f"{_(words.ROLES[row.role])} {words.span(row.during)}", reverse("desk:duty:turn", args=[row.pk]),
                 person_name(row.person))
        for row in Turn.objects.filter(street=actor.street or 0, pk__in=ids, live=True)
    }  # fmt: skip


def swaps(actor: Actor, ids: list[int]) -> Told:
    """Return the swaps that an actor sees."""
    return {
        row.pk: (_("Swap of turns"), reverse("desk:duty:swap", args=[row.pk]), _(words.SWAPS[row.state][0]))
        for row in reads.swaps_of(actor).filter(pk__in=ids)
    }


def checked_in(street: int, since: date, until: date) -> Iterator[Conducted]:
    """Yield how persons came to their turns: in time speaks for them, late or not at all against."""
    edges = (datetime.combine(since, time(), ZONE), datetime.combine(until, time(), ZONE))
    rows = Turn.objects.filter(
        street=street, live=True, during__startswith__gte=edges[0], during__startswith__lt=edges[1]
    )
    for row in rows.exclude(state="changed").order_by("during", "pk"):
        if row.checked_in_at or row.missed_at:
            good = row.checked_in_at is not None and row.late_minutes == 0
            yield Conducted(row.person, row.checked_in_at or row.missed_at, Ref(TURN, row.pk), good)  # type: ignore[arg-type]


def fill(scene: str) -> None:
    """Fill the sockets."""
    for kind, read in ((ROSTER, rosters), (SHIFT, shifts), (TURN, turns), (SWAP, swaps)):
        subjects.fill(scene, SubjectKind(kind, read))
    conducts.fill(scene, Conduct("duty_checked_in", gettext_noop("Check-ins for duty"), checked_in))
    kept.fill(scene, Kept(("duty_turn", "duty_swap", "duty_log"), WHY))
