"""Moving the attachments from one store to the other while the office works; broken off, it is simply called again."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shiqiao.base.db.scope import whole as all_streets
from shiqiao.kernel.files.actions import house, lock, needed
from shiqiao.kernel.files.disk import THUMBNAIL
from shiqiao.kernel.files.stores import Store, hash_in, whole

Report = Callable[[int], None]  # how many were looked at so far


@dataclass
class Moved:
    """What a move did: copied now, there already unharmed, needed by nobody, and the hashes of what is damaged."""

    moved: int = 0
    there: int = 0
    unneeded: int = 0
    damaged: list[str] = field(default_factory=list)


def move(*, former: Store, current: Store, copy: bool = False, report: Report = lambda count: None) -> Moved:
    """Bring every attachment from one store into the other; with `copy` the former keeps its own.

    Each is proven by its hash as it is read and again out of the new store, and only then leaves the former. What is damaged
    or missing there stays where it is and is named. Raises StoreAway, and Conflict for a store of another installation.
    """
    done = Moved()
    for store in (former, current):
        store.claim(house())
    for count, sha256 in enumerate(former.stored(), start=1):
        with all_streets():
            lock(sha256)  # who erases or stores the same bytes waits, and finds them in one place
            _bring(sha256, former, current, copy, done)
        report(count)
    return done


def _bring(sha256: str, former: Store, current: Store, copy: bool, done: Moved) -> None:
    if not needed(sha256):
        done.unneeded += 1  # nobody's any more: it is not brought along
    elif whole(current, sha256):
        done.there += 1
    elif _copied(sha256, former, current):
        done.moved += 1
    else:
        done.damaged.append(sha256)
        return
    if not copy:
        former.remove(sha256)


def _copied(sha256: str, former: Store, current: Store) -> bool:
    """Copy bytes with their small picture; False when they are not those of their hash here or there."""
    if not whole(former, sha256):
        return False
    with former.open(sha256) as file:
        spooled = current.spool(file)
    try:
        current.keep(spooled)
    finally:
        spooled.discard()
    if former.holds(sha256, THUMBNAIL):
        with former.open(sha256, THUMBNAIL) as file:
            current.put(sha256, file.read(), THUMBNAIL)
    return hash_in(current, sha256) == sha256
