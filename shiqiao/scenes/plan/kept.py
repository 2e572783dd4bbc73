"""How far regulations are kept in a month: by the indicators that carry an article out, counted from the records of work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import Indicator, measure
from shiqiao.scenes.plan import reads, rules
from shiqiao.scenes.plan.definitions import Article, Regulation

ONE = Fraction(1)


@dataclass(frozen=True)
class Measured:
    """An indicator of the street in a month: `n` of `d`; `kept` is the share that keeps the rule, `reached` that of its points.

    `kept` is None for what is no share, or where there was nothing to measure.
    """

    indicator: Indicator
    n: int
    d: int
    kept: Fraction | None
    reached: Fraction | None


Counted = Mapping[str, Measured]


def counted(street: int, since: date, until: date) -> Counted:
    """Return the street's indicators in a month, by code; a few queries for all of them."""
    version = scoring.in_force(street, until - timedelta(days=1))
    if version is None:
        return {}
    found = scoring.counts(street, "street", since, until).get(street, {})
    return {one.code: measured(one, *found.get(one.code, (0, 0))) for one in version.table.indicators}


def measured(one: Indicator, n: int, d: int) -> Measured:
    """Reckon an indicator from its counts; where less is better, what did not hit keeps the rule."""
    share = Fraction(n, d) if one.hit is not None and one.each is None and d > 0 else None
    kept = share if share is None or one.better != "down" else 1 - share
    line = measure(one, n, d)
    reached = line.points / line.weight if line.weight and line.value is not None else kept
    return Measured(one, n, d, kept, reached)


@dataclass(frozen=True)
class ArticleKept:
    """An article with what measures it, clocks that no indicator measures, and how far it is kept."""

    article: Article
    measures: tuple[Measured, ...]
    unmeasured: tuple[str, ...]
    kept: Fraction | None

    @property
    def state(self) -> str:
        """Tell later (nothing carries it out yet), quiet (nothing to measure), none (nothing measures it) or kept."""
        if not self.article.by.anything:
            return "later"
        if not self.measures:
            return "none"
        return "quiet" if self.kept is None else "kept"


@dataclass(frozen=True)
class RegulationKept:
    """A regulation with its articles, and how far it is kept on the whole."""

    regulation: Regulation
    number: int
    articles: tuple[ArticleKept, ...]
    kept: rules.Rolled

    @property
    def later(self) -> int:
        """Return how many articles nothing carries out yet."""
        return sum(1 for one in self.articles if one.state == "later")


def regulation(street: int, one: Regulation, by: Counted) -> RegulationKept:
    """Return how far a regulation is kept: each of its articles counts the same."""
    articles = tuple(article(part, by) for part in one.articles)
    return RegulationKept(
        one,
        reads.number_of(street, "regulations", one.code),
        articles,
        rules.rolled((ONE, part.kept) for part in articles),
    )


def article(one: Article, by: Counted) -> ArticleKept:
    """Return how far an article is kept: each indicator counts the same; a clock brings the indicator that measures it."""
    clocks = {clock: list(_of_clock(clock, by)) for clock in one.by.clocks}
    codes = dict.fromkeys((*one.by.indicators, *(code for found in clocks.values() for code in found)))
    measures = tuple(by[code] for code in codes if code in by)
    unmeasured = tuple(clock for clock, found in clocks.items() if not found)
    return ArticleKept(one, measures, unmeasured, rules.rolled((ONE, part.kept) for part in measures).progress)


def _of_clock(clock: str, by: Counted) -> Iterator[str]:
    """Yield the indicators that tell how many of a clock's terms were kept, of all matters."""
    for code, one in by.items():
        where = one.indicator.of.where
        plain = where.get("clock") == clock and "matter_urgent" not in where
        if one.indicator.source == "clock" and plain and one.indicator.hit == {"in_time": True}:
            yield code


def all_kept(street: int, since: date, until: date) -> list[RegulationKept]:
    """Return how far each regulation in force is kept in a month."""
    by = counted(street, since, until)
    return [regulation(street, one, by) for one in reads.regulations(street)]
