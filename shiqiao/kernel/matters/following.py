"""What a move of one matter carries along, in its transaction: matters merged into it, and the matter it is part of.

Locks are taken in one order everywhere: a street's structure (an advisory lock, only when matters are linked or
unlinked), then main matters by id, then those merged into them by id; a part before the matter that it belongs to.
"""

from dataclasses import replace
from datetime import datetime

from django.db import connection

from shiqiao.base.actor import Actor
from shiqiao.base.text import Found
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters import store, together
from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.moves import Standing, followers, ground_of, lock, open_parts, write_change
from shiqiao.kernel.matters.rules import Change, Given, Sheet, step
from shiqiao.kernel.notices.actions import notify


def lock_structure(street: int) -> None:
    """Let only one transaction at a time link or unlink matters of a street; held until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"matters.together:{street}"])


def lock_followers(main: int) -> list[Standing]:
    """Lock the matters merged into one, whose lock the caller holds, so that none comes or goes meanwhile."""
    return [lock(identifier) for identifier in followers(main).order_by("id").values_list("id", flat=True)]


def guard(standing: Standing, change: Change, given: Given) -> None:
    """Refuse to end a matter whose parts are still open, unless whoever ends it was told and says so."""
    if standing.divided and not given.children_go_on and together.ends(standing.sheet, change):
        parts = open_parts(standing.id).order_by("id").values_list("number", flat=True)[: together.MOST_PARTS]
        raise MoveLacks(
            fields={
                "children_go_on": "Parts of this matter are still open: {parts}. Confirm that they go on, or wait."
            },
            parts=", ".join(parts),
        )


def follow(before: Standing, after: Sheet, do: str, *, by: Actor, at: datetime, recorded: datetime) -> None:
    """Carry a move that was just written to the matters merged into this one, and to the one that it is part of."""
    if before.followed:
        line = before.row.seq + 1
        for one in lock_followers(before.id):
            carry(one, before, after, do, line, by=by, at=at, recorded=recorded)
    if after.parent and after.done and not before.sheet.done:
        part_ended(after, before.id, by=by, at=at, recorded=recorded)


def carry(
    one: Standing, main: Standing, after: Sheet, do: str, line: int, *, by: Actor, at: datetime, recorded: datetime
) -> None:
    """Write what a move of the main matter, its line `line`, means for one that is merged into it."""
    if flow(after.flow, after.flow_version).states[after.state].final and do == "archive":
        change: Change | None = step(one.sheet, do, Given(), ground_of(one.sheet, by=by, at=recorded))
    else:
        table = flow(main.sheet.flow, main.sheet.flow_version).table
        answers = any(move.do == do and move.answers and main.sheet.state in move.sources for move in table.moves)
        change = together.follow(one.sheet, main.sheet, after, answers=answers, at=recorded)
    if change:
        named = replace(change, more={**change.more, "main": main.id, "line": line})
        write_change(one, named, Given(), by=by, at=at, recorded=recorded)


def part_ended(part: Sheet, identifier: int, *, by: Actor, at: datetime, recorded: datetime) -> None:
    """Note in the matter that a part belongs to that the part has ended; after the last one tell whoever has it."""
    parent = lock(part.parent)
    told(parent, "matters.part_ended", {"part": identifier}, by=by, at=at, recorded=recorded)
    if not parent.sheet.done and not parent.divided and parent.sheet.post:
        notify(
            street=parent.sheet.street, kind="matters.part_ended", subject=store.subject(parent.id), at=recorded,
            post=parent.sheet.post,
        )  # fmt: skip


def told(
    standing: Standing,
    code: str,
    more: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    recorded: datetime,
    given: Given | None = None,
    found: list[Found] | None = None,
) -> Sheet:
    """Write a line that changes nothing of a locked matter itself, but belongs to its story."""
    change = Change(code, {}, more=more)
    return write_change(standing, change, given or Given(), by=by, at=at, recorded=recorded, found=found or ())
