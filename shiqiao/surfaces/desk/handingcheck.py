"""The last look before a hand-over is written: who gets what, as it was chosen, with nothing to choose any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shiqiao.base.actor import Ref
from shiqiao.surfaces.desk.handingpages import DutyLine, HandOverPage, Line, PartPage, PostPage


@dataclass(frozen=True)
class Share:
    """What one successor will get of a post: its open work, and the grids × lines for which the successor answers then."""

    part: PartPage
    lines: Sequence[Line]
    duties: Sequence[DutyLine]

    @property
    def late(self) -> int:
        """Return how much of the work is late."""
        return sum(line.late for line in self.lines)


@dataclass(frozen=True)
class Checked:
    """A post with its shares; `left` are the grids × lines that nobody gets, vacant when the person leaves the office."""

    title: str
    shares: Sequence[Share]
    left: Sequence[DutyLine]
    vacant: bool


def chosen(page: HandOverPage, picks: Mapping[Ref, int], duties: Mapping[int, int]) -> HandOverPage:
    """Return a draft's page with what was chosen in its form already."""
    return replace(page, posts=[_chosen(post, picks, duties) for post in page.posts])


def checked(page: HandOverPage, picks: Mapping[Ref, int], duties: Mapping[int, int]) -> list[Checked]:
    """Return what a hand-over will do, post by post."""
    return [_checked(post, page.row.leaves) for post in chosen(page, picks, duties).posts]


def kept(page: HandOverPage) -> list[tuple[str, int]]:
    """Return the choices of a page as the fields of its form: name and number of the part."""
    found = []
    for post in page.posts:
        found += [(f"pick_{line.key}", line.to) for line in post.lines if len(post.parts) > 1]
        found += [(f"duty_{duty.number}", duty.to) for duty in post.duties if duty.to]
    return found


def _chosen(post: PostPage, picks: Mapping[Ref, int], duties: Mapping[int, int]) -> PostPage:
    known = {part.part.pk for part in post.parts}
    rest = next(part.part.pk for part in post.parts if part.part.rest)
    by_key = {str(subject): part for subject, part in picks.items() if part in known}
    lines = [replace(line, to=by_key.get(line.key, rest)) for line in post.lines]
    given = [replace(duty, to=duties.get(duty.number, 0)) for duty in post.duties]
    return replace(post, lines=lines, duties=[duty if duty.to in known else replace(duty, to=0) for duty in given])


def _checked(post: PostPage, leaves: bool) -> Checked:
    taker = next((part.part.pk for part in post.parts if part.takes_post), 0)
    shares = [
        Share(
            part, [line for line in post.lines if line.to == part.part.pk],
            [duty for duty in post.duties if (duty.to or taker) == part.part.pk],
        )
        for part in post.parts
    ]  # fmt: skip
    left = [duty for duty in post.duties if not (duty.to or taker)]
    return Checked(post.title, shares, left, bool(left) and leaves)
