"""Open visits as the work of a post: what a hand-over lists, and passing them to a successor.

A visit belongs to a post, and whoever holds the post goes; passing one on at the same post changes no column, but the
journal says to whom. Filled into the socket of people (see apps.py).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.hooks import OpenItem
from shiqiao.kernel.visits import assigning, reads, rules, store
from shiqiao.kernel.visits.models import Place, Visit
from shiqiao.kernel.visits.rules import VISIT, Change, Sheet
from shiqiao.kernel.visits.store import Standing


def held_by(post: int, at: datetime) -> list[OpenItem]:
    """Return the open visits of a post, whatever their number: a hand-over leaves none behind."""
    rows = Visit.objects.filter(post=post, state="planned").defer("content")
    return _items(rows.order_by("latest", "id"), at)


def shown(identifiers: Sequence[int], at: datetime) -> dict[int, OpenItem]:
    """Return how visits of a hand-over stand now, those that were made since included."""
    rows = Visit.objects.filter(pk__in=identifiers).defer("content")
    return {item.subject.id: item for item in _items(rows, at)}


def _items(found: Iterable[Visit], at: datetime) -> list[OpenItem]:
    rows = list(found)
    places = Place.objects.in_bulk({row.place for row in rows})
    return [_item(row, places[row.place], at) for row in rows]


def _item(row: Visit, place: Place, at: datetime) -> OpenItem:
    title, done = place.words()[0], row.state != "planned"
    return OpenItem(
        subject=Ref(VISIT, row.id), number=str(row.id), title=mask_name(title) if place.personal else title, post=row.post,
        holder=people.holder_of(row.post, at).account or 0 if row.post else 0, state=row.state,
        due_at=None if done else row.latest, late=not done and row.latest < at, done=done,
    )  # fmt: skip


def hand_over(subjects: Sequence[int], post: int, to_post: int, holder: int, by: Actor, at: datetime) -> list[int]:
    """Pass open visits that a post has to a holder, at the same post or another; each gets its own journal line.

    Their clocks keep running and warn the new post. A visit that was made or given away meanwhile is left alone. A
    re-check is never passed to who made the first visit: it goes to somebody else who may make it, who is told.
    """
    passed = []
    for number in sorted(subjects):
        standing = store.lock(number)
        sheet = standing.sheet
        if sheet.state != "planned" or sheet.post != post:
            continue
        if sheet.recheck_of and rules.same_person(to_post, holder, first=(sheet.first_post, sheet.first_holder)):
            _to_another(standing, by, at)
            continue
        _write(standing, Change("visits.handed_over", _to(sheet, to_post), more={"holder": holder}), by, at)
        passed.append(number)
    return passed


def _to_another(standing: Standing, by: Actor, at: datetime) -> None:
    """Give a re-check to another post than the one that made the first visit; where there is none it stays."""
    sheet = standing.sheet
    first = {"post": sheet.first_post, "holder": sheet.first_holder}
    table = reads.kind_of_sheet(sheet).table
    chosen = assigning.another(table, sheet.street, sheet.grid, at, turn=standing.id, **first)
    if chosen.post in (0, sheet.post):
        return
    _write(standing, Change("visits.reassigned", _to(sheet, chosen.post)), by, at)
    about = Ref(VISIT, standing.id)
    notify(street=sheet.street, post=chosen.post, kind="visits.reassigned", subject=about, params={}, at=at)


def _to(sheet: Sheet, post: int) -> dict[str, int]:
    """Return the columns that change when a visit goes to a post."""
    values = {"post": post, "unit": assigning.unit_of(reads.kind_of_sheet(sheet).table, sheet.street, post)}
    return {name: value for name, value in values.items() if getattr(sheet, name) != value}


def _write(standing: Standing, change: Change, by: Actor, at: datetime) -> None:
    store.save([store.act(standing, change, by=by, at=at, recorded=now())])
