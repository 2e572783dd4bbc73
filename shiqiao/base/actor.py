"""Who acts, and on what: the two values that every action and every journal line carries."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from shiqiao.base.errors import Forbidden


class Ref(NamedTuple):
    """A reference to any record by kind and number; scenes link to each other by nothing else."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Read `kind:id` back; raises ValueError."""
        kind, _, number = text.partition(":")
        return cls(kind, int(number))


class Grant(NamedTuple):
    """What one post gives: `roles` within a territory (`span`) and in `units`, on some `lines` only (None: on all)."""

    post: int
    roles: frozenset[str]
    span: tuple[int, int] | None
    lines: frozenset[str] | None
    units: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reach:
    """What an actor may read, as data that reads turn into indexed conditions.

    `span` is an inclusive range of 15-digit territory numbers (see kernel/territory), `units` and `posts` are
    identifiers. `belongs` are the units whose people the actor is one of: what complains about one of them is hidden.
    `grants` say the same post by post, with the roles that each gives where; without them the roles of the actor hold
    everywhere in the reach. An empty reach sees nothing.
    """

    span: tuple[int, int] | None = None
    lines: frozenset[str] | None = None
    units: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    belongs: frozenset[int] = frozenset()
    grants: tuple[Grant, ...] = ()

    def territories(self) -> list[tuple[tuple[int, int], frozenset[str] | None]]:
        """Return the spans with the lines on which they are read; what lies within another one is left out."""
        found = {(one.span, one.lines) for one in self.grants if one.span} or (
            {(self.span, self.lines)} if self.span else set()
        )
        return sorted(
            ((span, lines) for span, lines in found if span and not any(_within(span, lines, *one) for one in found)),
            key=lambda one: (one[0], sorted(one[1] or ())),
        )

    def unit_lines(self) -> list[tuple[int, frozenset[str] | None]]:
        """Return the units with the lines on which they are read."""
        found = {(unit, one.lines) for one in self.grants for unit in one.units}
        if not self.grants:
            found = {(unit, None) for unit in self.units}
        whole = {unit for unit, lines in found if lines is None}
        kept = (one for one in found if one[1] is None or one[0] not in whole)
        return sorted(kept, key=lambda one: (one[0], sorted(one[1] or ())))


def _within(
    span: tuple[int, int], lines: frozenset[str] | None, wider: tuple[int, int] | None, more: frozenset[str] | None
) -> bool:
    """Tell whether a span on some lines lies within another one that is not the same."""
    if wider is None or (span, lines) == (wider, more):
        return False
    on = more is None or (lines is not None and lines <= more)
    return on and wider[0] <= span[0] and span[1] <= wider[1]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a person at a post, a resident with a link, a machine with a token, a screen, or the system itself.

    `kind` is one of account, resident, token, device, system. A device (a screen of the office) holds no post, has the
    one role `screen` and an empty reach: it opens pages made for screens, and no action accepts it. `code` names the
    actor in the journal without personal data: the post code of an official, the name of a system process. `street` is
    the 9-digit street number the act is scoped to, None for the whole installation.
    """

    kind: str
    code: str
    account: int | None = None
    post: int | None = None
    street: int | None = None
    roles: frozenset[str] = frozenset()
    reach: Reach = field(default_factory=Reach)

    def has(self, role: str) -> bool:
        """Tell whether the actor holds `role`."""
        return role in self.roles

    def within(self, street: int) -> "Actor":
        """Return the same person looking into one street: fence and territories end where that street ends."""
        span = (street * 1_000_000, street * 1_000_000 + 999_999)
        grants = tuple(one._replace(span=span) if one.span else one for one in self.reach.grants)
        return replace(self, street=street, reach=replace(self.reach, span=span, grants=grants))


def refuse_device(by: Actor) -> None:
    """Raise Forbidden for a screen: for actions that else take whoever asks, such as a report or an upload."""
    if by.kind == "device":
        raise Forbidden("A screen shows and changes nothing.")


def system(name: str, *, street: int | None = None) -> Actor:
    """Return the actor for an automatic process, named so that the journal says which."""
    return Actor(kind="system", code=f"system.{name}", street=street, roles=frozenset({"system"}))
