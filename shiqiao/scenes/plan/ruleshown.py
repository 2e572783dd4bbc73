"""Regulations as they are shown: the list of a month, and one with its articles, what carries them out and what is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows import reads as flows
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.plan import kept, numbers, reads
from shiqiao.surfaces.desk import words

EARLIEST = date(2000, 1, 1)
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month [since, until), and those beside it."""

    since: date
    until: date
    code: str
    before: str
    after: str


def month_of(given: str, at: datetime) -> Month:
    """Return the month asked for as 2018-06, the present one for anything else."""
    present = localdate(at).replace(day=1)
    try:
        since = date.fromisoformat(f"{given}-01")
    except ValueError:
        since = present
    since = max(EARLIEST, min(since, present))
    until = next_month(since)
    before = (since - timedelta(days=1)).strftime("%Y-%m")
    return Month(since, until, since.strftime("%Y-%m"), before, until.strftime("%Y-%m") if since < present else "")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line of the list: how many articles there are, how many are carried out, how far all of it is kept."""

    title: str
    url: str
    in_charge: str
    articles: int
    later: int
    share: str
    bar: int
    measured: int
    tied: bool


def rows(actor: Actor, month: Month) -> list[RuleRow]:
    """Return the regulations in force with how far each is kept in a month."""
    street = actor.street or 0
    units, plan = {one.code: one.id for one in people.units(street)}, reads.plan(street)
    tied = {code for line in (plan.walk() if plan else ()) for tie in line.ties for kind, code in tie.named
            if kind == "regulation"}  # fmt: skip
    return [
        RuleRow(
            words.said(one.regulation.title), at_rule(one.number, month.code),
            words.unit_title(units.get(one.regulation.in_charge, 0)), len(one.articles), one.later,
            numbers.percent(one.kept.progress), numbers.whole(one.kept.progress), one.kept.measured,
            one.regulation.code in tied,
        )
        for one in kept.all_kept(street, month.since, month.until)
    ]  # fmt: skip


def at_rule(number: int, month: str) -> str:
    """Return the address of a regulation in a month."""
    return f"{reverse('desk:plan:regulation', args=[number])}?month={month}"


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """An indicator of an article: how many keep the rule and how many do not, each opening onto its rows, and the share."""

    title: str
    rule: str
    n: int
    others: int
    kept_url: str
    others_url: str
    share: str


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article with what carries it out, in words and links, and how far it is kept."""

    number: int
    text: str
    state: str
    later: str
    share: str
    bar: int
    flows: Sequence[Link]
    clocks: Sequence[str]
    unmeasured: Sequence[str]
    roles: Sequence[str]
    items: Sequence[Link]
    measures: Sequence[MeasureShown]


@dataclass(frozen=True, slots=True)
class RulePage:
    """One regulation in a month."""

    number: int
    title: str
    in_charge: str
    month: Month
    share: str
    bar: int
    later: int
    articles: Sequence[ArticleShown]
    lines: Sequence[Link]
    version: int


def page(actor: Actor, number: int, month: Month) -> RulePage:
    """Return a regulation's page; raises NotFound."""
    street, found = actor.street or 0, reads.access_regulation(actor, number)
    held = kept.regulation(street, found, kept.counted(street, month.since, month.until))
    units = {one.code: one.id for one in people.units(street)}
    return RulePage(
        number, words.said(found.title), words.unit_title(units.get(found.in_charge, 0)), month,
        numbers.percent(held.kept.progress), numbers.whole(held.kept.progress), held.later,
        [_article(place, one, street, month) for place, one in enumerate(held.articles, start=1)],
        lines_of(street, "regulation", found.code), reads.version(street, "regulations"),
    )  # fmt: skip


def lines_of(street: int, kind: str, code: str) -> list[Link]:
    """Return the lines of the plan to which something is tied."""
    plan = reads.plan(street)
    return [
        (words.said(line.title), f"{reverse('desk:plan:tree')}#line-{line.code}")
        for line in (plan.walk() if plan else ())
        if (kind, code) in {named for tie in line.ties for named in tie.named}
    ]


def _article(number: int, one: kept.ArticleKept, street: int, month: Month) -> ArticleShown:
    by = one.article.by
    return ArticleShown(
        number, words.said(one.article.text), one.state, words.said(one.article.later), numbers.percent(one.kept),
        numbers.whole(one.kept), [_flow(code) for code in by.flows], [clock(code) for code in by.clocks],
        [clock(code) for code in one.unmeasured], [role(code) for code in by.roles],
        [_item(street, code) for code in by.items], [_measure(part, street, month) for part in one.measures],
    )  # fmt: skip


def clock(code: str) -> str:
    """Return the words of a clock."""
    return _(words.CLOCKS.get(code, code))


def role(code: str) -> str:
    """Return the words of a role."""
    found = ROLE_REACH.get(code)
    return words.in_language(found.zh, found.en) if found else code


def _flow(code: str) -> Link:
    try:
        return words.said(flows.flow(code).table.title), reverse("desk:flow", args=[code])
    except NotFound:
        return code, ""


def _item(street: int, code: str) -> Link:
    item = catalogue(street).items.get(code)
    return (words.said(item.title) if item else code), reverse("desk:catalogue")


def _measure(one: kept.Measured, street: int, month: Month) -> MeasureShown:
    rows_url = behind(street, one.indicator.code, month.code)
    shown = [(one.n, f"{rows_url}&side=hit"), (one.d - one.n, f"{rows_url}&side=other")]
    if one.indicator.better == "down" and one.kept is not None:
        shown.reverse()  # what is counted is what goes against it
    (n, kept_url), (others, others_url) = shown
    return MeasureShown(
        words.said(one.indicator.title), one.indicator.rule, n, others, kept_url, others_url, numbers.percent(one.kept)
    )


def behind(street: int, code: str, month: str) -> str:
    """Return the address of the rows behind an indicator of the street in a month."""
    return f"{reverse('desk:score-rows', args=['street', street, code])}?month={month}"


def share_of(value: Fraction | None) -> str:
    """Say a share in percent."""
    return numbers.percent(value)
