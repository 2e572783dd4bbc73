"""Which units a person belongs to: the units of the posts held, and what these are part of, short of the whole office.

Whoever belongs to a unit that a matter complains about does not see that matter (《信访工作条例》第三十条).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from shiqiao.kernel.people import reads
from shiqiao.kernel.people.rows import Acting
from shiqiao.kernel.people.rules import Book

WHOLE = "street_office"


def chain(book: Book, unit: int) -> Iterator[int]:
    """Yield a unit and those above it; the office as a whole only for who works in it itself."""
    seen: set[int] = set()
    row = book.units.get(unit)
    while row is not None and row.id not in seen and (not seen or row.kind != WHOLE):
        seen.add(row.id)
        yield row.id
        row = book.units.get(row.parent or 0)


def belonging(book: Book, posts: Iterable[Acting]) -> frozenset[int]:
    """Return the units to which the holder of posts belongs; who only stands in is none of the unit's people."""
    return frozenset(unit for post, by in posts if by == "holder" for unit in chain(book, post.unit))


def is_part(unit: int, of: int) -> bool:
    """Tell whether a unit is another one or part of it."""
    return of in chain(reads.book(), unit)


def belongs(account: int, unit: int, at: datetime) -> bool:
    """Tell whether a person belongs to a unit at a moment."""
    return unit in belonging(reads.book(), reads.acting_posts(account, at))
