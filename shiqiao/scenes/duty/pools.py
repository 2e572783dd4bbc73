"""Who may take duty in which role: the holders of the posts that the rules name."""

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.definitions import DutyRules, Pool


@dataclass(frozen=True, slots=True)
class Pools:
    """The people of each role in the order of their posts, and the post in which each is on duty."""

    leader: tuple[int, ...]
    officer: tuple[int, ...]
    posts: dict[int, int]

    def of(self, role: str) -> tuple[int, ...]:
        """Return the people of a role."""
        return self.leader if role == "leader" else self.officer


def pools_of(street: int, rules: DutyRules, at: datetime) -> Pools:
    """Return the pools at a moment; somebody with two posts stands in a pool once, with the first of them."""
    posts: dict[int, int] = {}
    found = {}
    for role, pool in (("leader", rules.leaders), ("officer", rules.officers)):
        found[role] = _people(street, pool, at, posts)
    return Pools(found["leader"], found["officer"], posts)


def _people(street: int, pool: Pool, at: datetime, posts: dict[int, int]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for row in people.posts(street):
        if any(fnmatchcase(row.code, one) for one in pool.posts):
            held = people.holder_of(row.id, at)
            if held.account and held.by == "holder":
                found[held.account] = None
                posts.setdefault(held.account, row.id)
    return tuple(found)
