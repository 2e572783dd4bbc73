"""What a rule can match, as a box: one finite set of values a dimension. A rule whose box earlier ones cover never speaks.

Continuous dimensions (time of day, dates) are cut at the points that the table itself names, so that the sets are
finite and the answer is exact. Dimensions are taken as independent, which can only hide that a rule is covered, never
claim it wrongly. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.routing.rules import matching
from shiqiao.kernel.routing.rules.table import WEEKDAYS, Conditions, Rule, minute_of

Box = tuple[frozenset[object], ...]
DIMENSIONS = ("items", "places", "channels", "hours", "weekdays", "between", "season", "dates")
MOST_PIECES = 4000  # beyond this a rule is not said to be covered
OTHER = "\0other"  # any answer that no rule names, and none


@dataclass(frozen=True)
class Space:
    """All values there are, by dimension."""

    items: tuple[Item, ...]
    grids: tuple[int, ...]  # 15 digits
    channels: tuple[str, ...]
    minutes: tuple[int, ...]  # the first of each stretch that no rule cuts
    seasons: tuple[str, ...]
    dates: tuple[date, ...]
    answers: tuple[tuple[str, tuple[str, ...]], ...]  # question, the answers that rules name


def space_of(rules: Iterable[Rule], items: Iterable[Item], grids: Iterable[int], channels: Iterable[str]) -> Space:
    """Return the space that a table speaks about."""
    asked = [rule.conditions for rule in rules]
    minutes = {0, *(minute_of(text) % 1440 for one in asked for text in one.between or ())}
    seasons = {"01-01", *(day for one in asked for day in _season_cuts(one))}
    days = {date.min, *(one.since for one in asked if one.since), *(_next(one.until) for one in asked if one.until)}
    named: dict[str, set[str]] = {}
    for one in asked:
        for key, values in one.answers.items():
            named.setdefault(key, {OTHER}).update(matching.said(value) for value in values)
    answers = tuple((key, tuple(sorted(values))) for key, values in sorted(named.items()))
    return Space(
        tuple(items), tuple(grids), tuple(channels), tuple(sorted(minutes)), tuple(sorted(seasons)),
        tuple(sorted(days)), answers,
    )  # fmt: skip


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _season_cuts(asked: Conditions) -> Iterator[str]:
    if asked.season:
        low, high = asked.season
        yield low
        after = date.fromisoformat(f"2000-{high}") + timedelta(days=1)
        yield f"{after:%m-%d}"


def box_of(asked: Conditions, space: Space) -> Box:
    """Return what a rule can match; an empty set in it means that its conditions contradict each other there."""
    return (
        frozenset(_items(asked, space)),
        frozenset(grid for grid in (0, *space.grids) if matching.fits_place(asked, grid)),
        frozenset(one for one in space.channels if not asked.channels or one in asked.channels),
        frozenset(now for now in ("office", "out", "off") if matching.fits_working(asked, now)),
        frozenset(one for one in WEEKDAYS if not asked.weekdays or one in asked.weekdays),
        frozenset(minute for minute in space.minutes if matching.fits_minute(asked, minute)),
        frozenset(day for day in space.seasons if matching.fits_season(asked, day)),
        frozenset(day for day in space.dates if matching.fits_day(asked, day)),
        *(frozenset(_answers(asked, key, values)) for key, values in space.answers),
    )


def _items(asked: Conditions, space: Space) -> Iterator[object]:
    """An item with whether it is urgent (some always are); one that does not ask a named question cannot answer it."""
    for item in space.items:
        questions = {question.key for question in item.form}
        if matching.fits_item(asked, item) and asked.answers.keys() <= questions:
            states = {True} if item.urgent else {True, False}
            yield from ((item.code, state) for state in states if asked.urgent in (None, state))


def _answers(asked: Conditions, key: str, values: Sequence[str]) -> Iterator[str]:
    wanted = {matching.said(value) for value in asked.answers.get(key, ())}
    return (value for value in values if not wanted or value in wanted)


def covered(box: Box, earlier: Iterable[Box]) -> bool:
    """Tell whether boxes together cover a box: what is left of it is cut down until nothing is."""
    left = [box]
    for other in earlier:
        left = [piece for one in left for piece in _without(one, other)]
        if not left:
            return True
        if len(left) > MOST_PIECES:
            return False
    return False


def _without(box: Box, other: Box) -> Iterator[Box]:
    """Yield disjoint boxes that together are `box` without `other`."""
    if any(not (mine & theirs) for mine, theirs in zip(box, other, strict=True)):
        yield box
        return
    inside = list(box)
    for number, theirs in enumerate(other):
        outside = inside[number] - theirs
        if outside:
            yield (*inside[:number], outside, *inside[number + 1 :])
        inside[number] &= theirs
