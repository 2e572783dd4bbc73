"""What the rows behind a score open onto: a matter, a visit, a check-in point, who answers, or what a scene keeps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.matters.reads import access_several
from shiqiao.kernel.patrols import reads as patrols
from shiqiao.kernel.patrols.rules import POINT, reaches
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.powers import MAY
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.scoring.beyond import GRID, POST
from shiqiao.kernel.scoring.sources import MATTERS
from shiqiao.kernel.visits import reads as visits
from shiqiao.kernel.visits.rules import VISIT
from shiqiao.kernel.visits.subjects import shown
from shiqiao.surfaces.desk import words


@dataclass(frozen=True, slots=True)
class Opened:
    """How a row is named, and the page it opens onto."""

    name: str
    title: str
    url: str


def opened(actor: Actor, onto: str, numbers: Iterable[str]) -> Mapping[str, Opened]:
    """Return by number what rows open onto, as far as the actor may see it; a few queries, however many there are.

    Posts above the streets see figures: of a row its number, what it is about stays with the street.
    """
    if actor.roles & ABOVE:
        return {}
    wanted = sorted(set(numbers))
    if onto == MATTERS:
        return {
            row.number: Opened(row.number, row.title, reverse("desk:matter", args=[row.number]))
            for row in access_several(actor, wanted)
        }
    ids = [int(number) for number in wanted if number.isascii() and number.isdigit()]
    found = _WAYS.get(onto, lambda actor, ids: _elsewhere(actor, onto, ids))(actor, ids)
    return {str(number): one for number, one in found.items()}


def _visits(actor: Actor, ids: list[int]) -> dict[int, Opened]:
    rows = visits.access_several(actor, ids)
    titles = shown(actor, rows)
    return {
        row.id: Opened(
            words.said(visits.kind_of(row).table.title), titles[row.id].title, reverse("desk:visit", args=[row.id])
        )
        for row in rows
    }


def _points(actor: Actor, ids: list[int]) -> dict[int, Opened]:
    return {
        row.pk: Opened(row.name, words.place(row.grid), reverse("desk:patrol-point", args=[row.pk]))
        for row in patrols.named_points(ids).values()
        if reaches(actor, row.grid)
    }


def _grids(actor: Actor, ids: list[int]) -> dict[int, Opened]:
    url = reverse("desk:coverage")
    return {
        grid: Opened(words.place(grid), _("Who answers for it, line by line"), f"{url}?community={grid // 1000}")
        for grid in ids
    }


def _posts(actor: Actor, ids: list[int]) -> dict[int, Opened]:
    url = reverse("desk:people" if actor.roles & MAY["look"] else "desk:coverage")
    return {row.id: Opened(words.post_title(row.id), words.unit_title(row.unit), url) for row in map(people.post, ids)}


def _elsewhere(actor: Actor, onto: str, ids: list[int]) -> dict[int, Opened]:
    """Ask whoever keeps it, a scene for example."""
    told = show(actor, [Ref(onto, number) for number in ids])
    return {ref.id: Opened(one.title, "", one.url) for ref, one in told.items()}


_WAYS: Mapping[str, Callable[[Actor, list[int]], dict[int, Opened]]] = {
    VISIT: _visits, POINT: _points, GRID: _grids, POST: _posts,
}  # fmt: skip
