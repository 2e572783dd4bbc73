"""Leafing through a list that goes on by cursor, page after page, so that memory does not grow with the list."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

CHUNK = 1000  # rows of one query


class Leaf(Protocol):
    """A page of a list: rows, and the cursor of the next page or an empty string."""

    @property
    def rows(self) -> Sequence[Any]:
        """Return the rows."""
        ...

    @property
    def next(self) -> str:
        """Return the cursor of the next page."""
        ...


L = TypeVar("L", bound=Leaf)


def leaves(read: Callable[[str], L]) -> Iterator[L]:
    """Yield the pages of a list one after the other; `read` is asked with the cursor, an empty one first."""
    after = ""
    while True:
        page = read(after)
        yield page
        after = page.next
        if not after:
            return
