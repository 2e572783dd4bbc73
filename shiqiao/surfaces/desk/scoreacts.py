"""What is done about scores, as it is shown: appeals, the indicators in force, another version side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import access_matter, access_several
from shiqiao.kernel.scoring import appeals, reads, rules
from shiqiao.kernel.scoring.models import Appeal
from shiqiao.kernel.scoring.rules import Table
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.scores import KINDS, named, persons_seen
from shiqiao.surfaces.desk.scorespans import Span

APPEAL = appeals.KIND
STATES: Mapping[str, tuple[str, str]] = {
    "open": (gettext_noop("to be decided"), "blue"), "upheld": (gettext_noop("upheld: does not count"), "green"),
    "dismissed": (gettext_noop("dismissed: counts"), "grey"), "withdrawn": (gettext_noop("taken back"), "grey"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal in a list: the matter (no title where the reader may not see it), the indicator, who raised it."""

    id: int
    number: str
    title: str
    matter: str
    indicator: str
    month: date
    raised_by: str
    raised_at: datetime
    state: str
    tone: str
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class AppealPage:
    """An appeal with its reasons, and what the reader may do."""

    row: AppealRow
    reason: str
    answer: str
    decided_by: str
    decided_at: datetime | None
    may_decide: bool
    may_withdraw: bool
    back: str


def score_notice(subject: Ref) -> tuple[str, str]:
    """Return the title and address of what a notice about scores opens onto."""
    if subject.kind == APPEAL:
        return _("Appeal"), reverse("desk:appeal", args=[subject.id])
    return _("Scores"), reverse("desk:scores")


def target_of(actor: Actor, asked: Mapping[str, str]) -> appeals.Target:
    """Read what is appealed against from an address; raises NotFound for what cannot be read."""
    try:
        month = date.fromisoformat(f"{asked.get('month', '')}-01")
        subject = int(asked.get("subject", "0"))
    except ValueError:
        raise NotFound from None
    kind = asked.get("kind", "grid")
    if kind not in KINDS:
        raise NotFound
    return appeals.Target(asked.get("number", ""), asked.get("code", ""), month, kind, subject)


def about(actor: Actor, target: appeals.Target) -> tuple[Matter, str]:
    """Return the matter and the indicator's title of what is appealed against; raises NotFound."""
    matter = access_matter(actor, target.number)
    _part, one = reads.indicator(actor.street or 0, target.indicator, target.month)
    return matter, words.said(one.title)


def appeal_rows(actor: Actor) -> list[AppealRow]:
    """Return the appeals that a reader sees."""
    rows = appeals.appeals(actor)
    titles = {row.number: row.title for row in access_several(actor, [row.number for row in rows])}
    clocks = appeals.clocks(rows)
    return [_row(row, titles.get(row.number, ""), clocks.get(row.id)) for row in rows]


def appeal_page(actor: Actor, number: int) -> AppealPage:
    """Return an appeal's page; raises NotFound."""
    row = appeals.access_appeal(actor, number)
    found = access_several(actor, [row.number])
    reason, answer = appeals.words_of(row)
    under_way, own = row.state == "open", row.raised_by == actor.account
    back = f"{reverse('desk:score-rows', args=[row.kind, row.subject, row.indicator])}?month={row.month:%Y-%m}"
    return AppealPage(
        _row(row, found[0].title if found else "", appeals.clocks([row]).get(row.id)), reason, answer,
        words.person_name(row.decided_by) if row.decided_by else "", row.decided_at,
        under_way and not own and bool(actor.roles & appeals.DECIDES), under_way and own, back,
    )  # fmt: skip


def _row(row: Appeal, title: str, clock: Clock | None) -> AppealRow:
    version = reads.in_force(row.street, row.month)
    known = {one.code: words.said(one.title) for one in version.table.indicators} if version else {}
    state, tone = STATES[row.state]
    return AppealRow(
        row.id, row.number, title, reverse("desk:matter", args=[row.number]) if title else "",
        known.get(row.indicator, row.indicator), row.month, words.person_name(row.raised_by), row.raised_at, _(state),
        tone, clock,
    )  # fmt: skip


# ── indicators ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in words: its rule with the source, weight, how points are given, who it is for; `off` names the
    scene without which it is not counted."""

    code: str
    title: str
    rule: str
    weight: str
    line: str
    who: str
    off: str


def indicator_rows(street: int, day: date) -> list[IndicatorRow]:
    """Return the indicators in force on a day."""
    version = reads.in_force(street, day)
    off = {one.code for one in reads.uncounted(version.table)} if version else set()
    return [_indicator(one, one.code in off) for one in version.table.indicators] if version else []


def _indicator(one: rules.Indicator, off: bool) -> IndicatorRow:
    line = ""
    if one.points:
        none, full = _figure(one.points.none, one.per), _figure(one.points.full, one.per)
        line = _("none at %(none)s, all at %(full)s") % {"none": none, "full": full}
    elif one.steps:
        word = _("from %(at)s: %(share)s") if one.rises else _("up to %(at)s: %(share)s")
        line = "；".join(word % {"at": _figure(step.at, one.per), "share": f"{step.share:.0%}"} for step in one.steps)
    elif one.each:
        line = _("%(points)s for each, at most %(most)s") % {"points": one.each.points, "most": one.each.most}
    who = "、".join(_(KINDS[kind]) for kind in one.subjects)
    return IndicatorRow(
        one.code, words.said(one.title), one.rule, f"{one.weight.normalize():f}", line, who, one.scene if off else ""
    )


def _figure(value: Decimal, per: str | None) -> str:
    return f"{value.normalize():f}" if per else f"{value:.0%}"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A subject under two versions: total and rank now, total and rank then."""

    title: str
    total: Decimal | None
    rank: int
    other: Decimal | None
    other_rank: int

    @property
    def moved(self) -> int:
        """Return how many places it would move up (negative: down)."""
        return self.rank - self.other_rank if self.rank and self.other_rank else 0

    @property
    def places(self) -> int:
        """Return by how many places it would move."""
        return abs(self.moved)


def tried(actor: Actor, kind: str, table: Table, month: Span, at: datetime) -> Sequence[TriedRow]:
    """Return the subjects of a kind under the version in force and under another, best of the other first; of persons
    only those whom the actor may see."""
    street, seen = actor.street or 0, persons_seen(actor) if kind == "person" else None
    present = {one.subject: one for one in reads.scores(street, kind, month.since, month.until)}
    rows = []
    for one in reads.tried(street, kind, table, month.since, month.until, at):
        held = present.get(one.subject)
        title = named(kind, one.subject) if seen is None or one.subject in seen else ""
        if title:
            total, rank = (held.total, held.rank) if held else (None, 0)
            rows.append(TriedRow(title, total, rank, one.total, one.rank))
    return rows
