"""Open matters as the work of a post: what a hand-over lists, and passing them to another holder or post.

Filled into the sockets of people and clocks, which lie below (see apps.py).
"""

from collections.abc import Sequence
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.accused import touches
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import change_matter
from shiqiao.kernel.matters.rules import Change, Sheet
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.hooks import OpenItem

SHOWN = ("id", "number", "title", "post", "holder", "state", "next_due", "done", "accused")


def held_by(post: int, at: datetime) -> list[OpenItem]:
    """Return the open matters of a post, whatever their number: a hand-over leaves none behind."""
    rows = Matter.objects.filter(post=post, done=False).only(*SHOWN).order_by("next_due", "id")
    return [_item(row, at) for row in rows]


def shown(identifiers: Sequence[int], at: datetime) -> dict[int, OpenItem]:
    """Return how matters of a hand-over stand now, those that were closed since included."""
    return {row.id: _item(row, at) for row in Matter.objects.filter(pk__in=identifiers).only(*SHOWN)}


def _item(row: Matter, at: datetime) -> OpenItem:
    late = row.next_due is not None and row.next_due < at and not row.done
    due = None if row.done else row.next_due
    title = "" if row.accused else row.title  # whoever reads the list may belong to the unit it complains about
    return OpenItem(store.subject(row.id), row.number, title, row.post, row.holder, row.state, due, late, row.done)


def hand_over(subjects: Sequence[int], post: int, to_post: int, holder: int, by: Actor, at: datetime) -> list[int]:
    """Pass matters that a post has to a holder, at the same post or another; each gets its own journal line.

    Their clocks keep running and keep their due times; from now on they warn the new post. A matter that was closed or
    given to another post meanwhile is left alone, and so is one that complains about the unit of who would get it. Locks
    the matters one by one, in the order of their numbers.
    """
    unit = people.post(to_post).unit

    def decide(sheet: Sheet) -> Change | None:
        if sheet.done or sheet.post != post or touches(to_post, holder, sheet.accused, at):
            return None
        values = {"post": to_post, "holder": holder, "unit": unit}
        return Change("matters.handed_over", {k: v for k, v in values.items() if getattr(sheet, k) != v})

    return [one for one in sorted(subjects) if change_matter(matter=one, decide=decide, by=by, at=at)]


def line_of(identifier: int) -> str:
    """Return the line of work of a matter, empty when there is none."""
    return Matter.objects.filter(pk=identifier).values_list("line", flat=True).first() or ""
