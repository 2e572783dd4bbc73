"""A socket through which scenes learn, in the same transaction, that something was learned of records."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket


@dataclass(frozen=True)
class AfterRecords:
    """`act(street, refs, by, at)` runs after records of a street were added, changed, stated or confirmed.

    Imports come by here too, some hundred records at a time: whoever waits for nothing must cost nothing.
    """

    name: str
    act: Callable[[int, Sequence[Ref], Actor, datetime], object] = field(compare=False)


after_records: Socket[AfterRecords] = Socket("registry.after_records", AfterRecords)


def tell_after(told: Iterable[tuple[int, Ref]], *, by: Actor, at: datetime) -> None:
    """Let the scenes know what was written, street by street, each record once."""
    streets: dict[int, dict[Ref, None]] = {}
    for street, ref in told if len(after_records) else ():
        streets.setdefault(street, {})[ref] = None
    for street, refs in streets.items():
        for one in after_records:
            one.act(street, list(refs), by, at)
