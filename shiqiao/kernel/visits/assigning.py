"""Who goes: whoever answers for the grid on the line, or a post with the role that the checklist names."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from shiqiao.base.errors import NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rules import span_of
from shiqiao.kernel.visits.checklists import KindTable


class Hands(NamedTuple):
    """The post that will go (0: nobody at all), and the unit that answers for the kind of visit."""

    post: int
    unit: int


def hands(table: KindTable, street: int, grid: int, at: datetime, *, post: int = 0) -> Hands:
    """Return who goes to a grid, a named `post` before everyone else."""
    if not post and table.who.role:
        post = next(_able(table.who.role, table.who.line, street, grid), 0)
    if not post:
        post = people.responsible_for(grid, table.who.line, at).post
    return Hands(post, unit_of(table, street, post))


def unit_of(table: KindTable, street: int, post: int) -> int:
    """Return the unit that answers for a kind of visit; where the street has no such unit, that of the post."""
    try:
        return people.unit_by_code(table.unit, street).id
    except NotFound:
        return people.post(post).unit if post else 0


def another(table: KindTable, street: int, grid: int, at: datetime, *, post: int, holder: int, turn: int) -> Hands:
    """Return who re-checks: a post with the role of the checklist, held by another person; `turn` shares the work out.

    When there is nobody else of that role, whoever stands next on the ladder above the first visitor.
    """
    found = [one for one in _able(table.recheck.role, table.who.line, street, grid) if _other(one, post, holder, at)]
    if not found and post:
        found = [one for one in people.ladder(post, at) if _other(one, post, holder, at)][:1]
    chosen = found[turn % len(found)] if found else 0
    return Hands(chosen, unit_of(table, street, chosen or post))


def _able(role: str, line: str, street: int, grid: int) -> Iterator[int]:
    for row in people.posts(street, roles=(role,)):
        low, high = span_of(row.territory)
        if low <= grid <= high and (not row.lines or line in row.lines):
            yield row.id


def _other(candidate: int, post: int, holder: int, at: datetime) -> bool:
    return candidate != post and people.holder_of(candidate, at).account not in (None, holder)
