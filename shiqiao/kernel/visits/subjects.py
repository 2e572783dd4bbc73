"""How a subject is called on a page: the one place that knows where titles come from.

A free place answers itself. A record of the registry answers through the socket `registry.subjects`; while no part
declares it, or it says nothing, the label that was given with the plan stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind, all_sockets
from shiqiao.base.text import mask_address, mask_name
from shiqiao.kernel.visits.models import Place, Visit, VisitPlan
from shiqiao.kernel.visits.rules import GOES, PLACE, roles_of

SUBJECTS = "registry.subjects"


@dataclass(frozen=True, slots=True)
class Shown:
    """A subject for the screen: masked for those who do not go there, when it is a person."""

    title: str
    address: str
    url: str = ""
    lon: float | None = None
    lat: float | None = None


def shown(actor: Actor, rows: Sequence[Visit | VisitPlan]) -> dict[int, Shown]:
    """Return how the subjects of visits or plans are called, by the row's number; a query a kind of subject."""
    places = Place.objects.in_bulk({row.place for row in rows})
    told = _told(actor, rows)
    found = {}
    for row in rows:
        place = places[row.place]
        title, address = place.words()
        named, url = told.get((row.subject_kind, row.subject_id), ("", ""))
        if place.personal and not roles_of(actor, row) & GOES:
            title, address = mask_name(title), mask_address(address)
        found[row.id] = Shown(named or title, address, url, place.lon, place.lat)
    return found


def _told(actor: Actor, rows: Iterable[Visit | VisitPlan]) -> dict[tuple[str, int], tuple[str, str]]:
    """Ask the registry for titles and addresses of pages; it masks by itself what the actor may not see."""
    socket = all_sockets().get(SUBJECTS)
    readers: dict[str, SubjectKind] = {entry.kind: entry for entry in socket} if socket else {}
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_kind != PLACE and row.subject_kind in readers:
            wanted.setdefault(row.subject_kind, set()).add(row.subject_id)
    return {
        (kind, number): (title, url)
        for kind, ids in wanted.items()
        for number, (title, url, _) in readers[kind].read(actor, sorted(ids)).items()
    }
