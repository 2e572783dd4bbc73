"""Chapters of what is measured: terms kept, call-backs, scores with their ranks, standing among others, what changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.chapters import Asked, Cell, Chapter, Chart, Column, Table, share
from shiqiao.kernel.scoring import booked, standings
from shiqiao.kernel.scoring.rules import RANKED, Indicator, Measured, Score
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly import figures
from shiqiao.surfaces.desk.monthly.figures import compared, counted, of_street, pairs_of, value_cells
from shiqiao.surfaces.desk.scores import named
from shiqiao.surfaces.desk.scorewatch import TITLES as WATCHES

SCORED = (
    ("grid", gettext_noop("Ranking of grids"), gettext_noop("Grid")),
    ("community", gettext_noop("Ranking of communities"), gettext_noop("Community")),
    ("unit", gettext_noop("Ranking of units"), gettext_noop("Unit")),
)
MONTHS = 12


def terms(asked: Asked) -> Chapter | None:
    """Tell how many terms were kept."""
    says = (_("Counted on the day on which the term ended; of a matter taken up again the last term counts."),)
    return _of_source(asked, "clock", _("Terms"), _("Terms kept"), says)


def call_backs(asked: Asked) -> Chapter | None:
    """Tell what reporters said when they were called back."""
    says = (_("Counted on the day of the call; of several calls about a matter the last one counts."),)
    return _of_source(asked, "call_back", _("Call-backs"), _("What reporters say"), says)


def others(asked: Asked) -> Chapter | None:
    """Tell what else is measured."""
    return _of_source(asked, "", _("Further indicators"), _("Further indicators"), ())


def _of_source(asked: Asked, source: str, title: str, heading: str, says: tuple[str, ...]) -> Chapter | None:
    """Tell the indicators of one source (all other sources for none): of the street, then each of every community."""
    own = ("clock", "call_back")
    mine = [one for one in figures.indicators(asked) if (one.source == source if source else one.source not in own)]
    if not mine:
        return None
    apart = lambda one: one.per is None and one.each is None  # noqa: E731
    shares, numbers = [one for one in mine if apart(one)], [one for one in mine if not apart(one)]
    tables = [_whole(asked, shares, heading)] if shares else []
    if numbers:
        tables.append(_whole(asked, numbers, _("Numbers"), drawn=False))
    if local := [one for one in shares if "community" in one.subjects]:
        tables.append(_communities(asked, local, heading))
    return Chapter(title, says, tuple(tables))


def _whole(asked: Asked, mine: Iterable[Indicator], heading: str, *, drawn: bool = True) -> Table:
    by = of_street(asked)
    rows = []
    for one in mine:
        if "street" in one.subjects:
            pairs = pairs_of(one.code, by)
            rows.append((words.said(one.title), pairs[0][0], pairs[0][1], *value_cells(one, pairs)))
    columns = (Column(_("Indicator"), 24, text=True), Column(_("Hits"), 8), Column(_("Of"), 8), *compared(asked))
    if not drawn:
        return Table(heading, columns, tuple(rows))
    note = _("Hits of what is counted give the share; changes of shares are in percentage points.")
    return Table(heading, columns, tuple(rows), Chart("bar", heading, 0, (3, 4, 6)), note)


def _communities(asked: Asked, shares: list[Indicator], heading: str) -> Table:
    """Each indicator as a column, each community as a row."""
    found = counted(asked, "community", asked.since, asked.until)
    rows = [
        (words.place(code), *_matrix(shares, by)) for code, by in sorted(found.items()) if code and words.place(code)
    ]
    columns = [Column(_("Community"), 18, text=True)]
    for one in shares:
        columns += [Column(words.said(one.title), 11), Column(_("n / of"), 9, text=True)]
    drawn = Chart("bar", f"{heading} · {words.said(shares[0].title)}", 0, (1,))
    return Table(
        _("%(what)s by community") % {"what": heading}, tuple(columns), tuple(rows), drawn, wide=len(shares) > 4
    )


def _matrix(shares: list[Indicator], by: Mapping[str, tuple[int, int]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for one in shares:
        n, d = by.get(one.code, (0, 0))
        cells += [share(n, d), f"{n} / {d}"]
    return tuple(cells)


# ── scores and ranks ───────────────────────────────────────────────────────────────────────────────────────────────


def scored(asked: Asked) -> Chapter | None:
    """Tell scores and ranks of grids, communities and units, each indicator with both its numbers."""
    tables: list[Table] = []
    for kind, title, heading in SCORED:
        found = [one for one in figures.scores(asked, kind, asked.since, asked.until) if named(kind, one.subject)]
        if found:
            tables += [_ranking(asked, kind, _(title), _(heading), found), _every(asked, kind, _(heading), found)]
    if not tables:
        return None
    says = (
        _("A score has 100 points at most, from the indicators in the appendix by their weights."),
        _("Whose weights stand by half or more on too few cases has no rank: chance would decide."),
    )
    return Chapter(_("Scores and ranking"), says, tuple(tables))


def _ranking(asked: Asked, kind: str, title: str, heading: str, found: list[Score]) -> Table:
    former = {one.subject: one for one in figures.scores(asked, kind, *figures.spans(asked).before)}
    known = {one.code: words.said(one.title) for one in figures.indicators(asked)}
    rows = tuple(_ranked(kind, one, former.get(one.subject), known) for one in found)
    columns = (
        Column(_("Rank"), 6), Column(heading, 22, text=True), Column(_("Score"), 8), Column(_("Month before"), 9),
        Column(_("Places up (+) or down (−)"), 11), Column(_("Most points lost on"), 30, text=True),
        Column(_("Sure base"), 9), Column(_("Remark"), 18, text=True),
    )  # fmt: skip
    return Table(
        title,
        columns,
        rows,
        Chart("bar", title, 1, (2, 3)),
        _("Sure base: the share of all weights that stands on enough cases."),
    )


def _ranked(kind: str, one: Score, former: Score | None, known: Mapping[str, str]) -> tuple[Cell, ...]:
    total = None if one.total is None else float(one.total)
    before = float(former.total) if former and former.total is not None else None
    moved = former.rank - one.rank if former and former.rank and one.rank else None
    return (
        one.rank or None, named(kind, one.subject), total, before, moved, _lost(one, known),
        share(one.sure.numerator, one.sure.denominator), _remark(one, known),
    )  # fmt: skip


def _lost(one: Score, known: Mapping[str, str]) -> str:
    """Name the indicator on which most points were lost, with both its numbers."""
    lines = [line for line in one.lines if line.weight and line.value is not None and line.points < line.weight]
    if not lines:
        return ""
    worst = max(lines, key=_gap)
    return f"{known.get(worst.code, worst.code)} {worst.n}/{worst.d}"


def _gap(line: Measured) -> Fraction:
    return line.weight - line.points


def _remark(one: Score, known: Mapping[str, str]) -> str:
    if one.total is None:
        return _("nothing to measure")
    if one.sure < RANKED:
        return _("too few cases for a rank")
    if one.capped:
        return _("held down: %(why)s") % {"why": known.get(one.capped, one.capped)}
    return "" if one.sure == 1 else _("rests partly on few cases")


def _every(asked: Asked, kind: str, heading: str, found: list[Score]) -> Table:
    """All indicators of all subjects with both their numbers: for the spreadsheet."""
    mine = [one for one in figures.indicators(asked) if kind in one.subjects]
    columns = [Column(heading, 22, text=True)]
    for one in mine:
        columns += [Column(words.said(one.title), 12), Column(_("Hits"), 7), Column(_("Of"), 7)]
    rows = []
    for score in found:
        by = {line.code: line for line in score.lines}
        cells: list[Cell] = [named(kind, score.subject)]
        for one in mine:
            line = by[one.code]
            cells += [figures.value(one, (line.n, line.d)), line.n, line.d]
        rows.append(tuple(cells))
    return Table(_("%(who)s: every indicator") % {"who": heading}, tuple(columns), tuple(rows), wide=True)


# ── standing among others ──────────────────────────────────────────────────────────────────────────────────────────


def among(asked: Asked) -> Chapter | None:
    """Tell the rank of the street among the streets, and of its district in the city, up to the report's month."""
    courses = asked.once("courses", lambda: standings.courses(asked.street))
    tables = [table for one in courses if (table := _course(one, asked.since))]
    if not tables:
        return None
    return Chapter(_("Standing among others"), (_("As published, each with its source."),), tuple(tables))


def _course(course: standings.Course, upto: date) -> Table | None:
    months = [one for one in course.months if one.starts <= upto][:MONTHS][::-1]
    years = [one for one in course.years if one.starts.year <= upto.year][:3][::-1]
    rows = tuple(
        (label, one.rank, one.many, None if one.score is None else float(one.score), one.moved, one.source,
         _("invented") if one.invented else "")
        for group, form in ((years, "%Y"), (months, "%Y-%m")) for one in group for label in (one.starts.strftime(form),)
    )  # fmt: skip
    if not rows:
        return None
    columns = (
        Column(_("Time"), 9, text=True), Column(_("Rank"), 7), Column(_("Of"), 7), Column(_("Score"), 9),
        Column(_("Places up (+) or down (−)"), 11), Column(_("Source"), 34, text=True), Column(_("Remark"), 9, text=True),
    )  # fmt: skip
    title = words.said(standings.title_of(course.league))
    return Table(title, columns, rows, Chart("line", title, 0, (1,), 15) if len(months) > 2 and not years else None)


# ── what changed ───────────────────────────────────────────────────────────────────────────────────────────────────


def changes(asked: Asked) -> Chapter:
    """Tell corrections of closed months, appeals, and what is to be looked into."""
    days = (asked.street, asked.since, asked.until)
    known = {one.code: words.said(one.title) for one in figures.indicators(asked)}
    corrected = asked.once("booked", lambda: booked.booked(*days))
    appealed = asked.once("appealed", lambda: booked.appealed(*days))
    watched = asked.once("watched", lambda: booked.watch_counts(*days))
    what = Column(_("Indicator"), 24, text=True)
    booked_rows = tuple(
        (one.month.strftime("%Y-%m"), known.get(one.indicator, one.indicator), one.entries, one.hits, one.counts)
        for one in corrected
    )  # fmt: skip
    booked_columns = (
        Column(_("Closed month"), 11, text=True), what, Column(_("Entries"), 8), Column(_("Hits changed by"), 10),
        Column(_("Counts changed by"), 10),
    )  # fmt: skip
    appeal_rows = tuple(
        (known.get(one.indicator, one.indicator), one.raised, one.upheld, one.dismissed, one.open) for one in appealed
    )
    appeal_columns = (
        what, Column(_("Raised"), 8), Column(_("Upheld"), 8), Column(_("Dismissed"), 8), Column(_("To be decided"), 9),
    )  # fmt: skip
    seen = tuple((_(WATCHES[code][0]), many) for code, many in watched.items() if code in WATCHES)
    seen_columns = (Column(_("What is to be seen"), 40, text=True), Column(_("Found"), 9))
    note = _("No verdict: each line opens onto its matter on the page of scores.")
    tables = (
        Table(_("Corrections of closed months, booked in this month"), booked_columns, booked_rows),
        Table(_("Appeals"), appeal_columns, appeal_rows),
        Table(_("What to look into"), seen_columns, seen, note=note),
    )
    return Chapter(_("Corrections and appeals"), (), tables)
