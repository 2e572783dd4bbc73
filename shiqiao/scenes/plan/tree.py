"""The work plan as a tree: what is tied to each line, how far it is, what rolls up, and the holes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.plan import kept, reads, rules
from shiqiao.scenes.plan.definitions import Bound, Plan, PlanLine
from shiqiao.scenes.plan.models import Tie

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Tied:
    """Something tied to a line: `kind` and `code` (or `ref` for a thing of others), its progress, None where none is told.

    `title` is data in both languages, or the text that its own part gave; `missing` when it cannot be shown to this reader.
    """

    kind: str
    code: str
    title: Title | str
    weight: Fraction
    progress: Fraction | None
    number: int = 0
    url: str = ""
    said: str = ""
    missing: bool = False
    tie: int = 0


@dataclass(frozen=True)
class Branch:
    """A line with what is tied to it, the lines below, and how far all of it is together."""

    line: PlanLine
    number: int
    tied: tuple[Tied, ...]
    branches: tuple["Branch", ...]
    rolled: rules.Rolled

    @property
    def empty(self) -> bool:
        """Tell whether nothing at all stands under the line."""
        return not self.tied and not self.branches


@dataclass(frozen=True)
class Loose:
    """Something that is tied to no line."""

    kind: str
    number: int
    title: Title


@dataclass(frozen=True)
class Tree:
    """The whole plan, with what is tied to nothing."""

    plan: Plan
    version: int
    branches: tuple[Branch, ...]
    rolled: rules.Rolled
    loose: tuple[Loose, ...]

    def walk(self) -> Iterable[Branch]:
        """Yield every branch, from above."""
        waiting = list(self.branches)
        while waiting:
            one = waiting.pop(0)
            yield one
            waiting = [*one.branches, *waiting]


@dataclass(frozen=True)
class _Known:
    """All that lines may be tied to, read once."""

    street: int
    targets: Mapping[str, reads.Standing]
    indicators: kept.Counted
    regulations: Mapping[str, kept.RegulationKept]
    items: Mapping[str, Title]
    ties: Mapping[str, list[Tie]]
    shown: Mapping[Ref, Shown]


def tree(actor: Actor, at: datetime) -> Tree | None:
    """Return the plan in force as this actor sees it, as of a moment; None where none is published."""
    street = actor.street or 0
    plan = reads.plan(street)
    if plan is None:
        return None
    known = _known(actor, street, plan, at)
    branches = tuple(_branch(one, known) for one in plan.lines)
    rolled = rules.rolled((Fraction(one.line.weight), one.rolled.progress) for one in branches)
    return Tree(plan, reads.version(street, "plan"), branches, rolled, tuple(_loose(street, plan)))


def _known(actor: Actor, street: int, plan: Plan, at: datetime) -> _Known:
    since = localdate(at).replace(day=1)
    counted = kept.counted(street, since, next_month(since))
    ties: dict[str, list[Tie]] = {}
    for one in reads.ties(street):
        ties.setdefault(one.line, []).append(one)
    refs = [Ref(one.kind, one.number) for held in ties.values() for one in held]
    items = {code for line in plan.walk() for tie in line.ties for kind, code in tie.named if kind == "item"}
    return _Known(
        street, {one.target.code: one for one in reads.standings(street, plan.year)}, counted,
        {one.code: kept.regulation(street, one, counted) for one in reads.regulations(street)},
        {code: one.title for code, one in (catalogue(street).items.items() if items else ()) if code in items},
        ties, show(actor, refs) if refs else {},
    )  # fmt: skip


def _branch(line: PlanLine, known: _Known) -> Branch:
    below = tuple(_branch(one, known) for one in line.lines)
    tied = (*(_bound(one, known) for one in line.ties), *(_other(one, known) for one in known.ties.get(line.code, ())))
    parts = [(one.weight, one.progress) for one in tied]
    parts += [(Fraction(one.line.weight), one.rolled.progress) for one in below]
    return Branch(line, reads.number_of(known.street, "plan", line.code), tied, below, rules.rolled(parts))


def _bound(tie: Bound, known: _Known) -> Tied:
    ((kind, code),) = tie.named
    weight = Fraction(tie.weight)
    if kind == "target" and code in known.targets:
        one = known.targets[code]
        return Tied(kind, code, one.target.title, weight, one.progress, one.number)
    if kind == "indicator" and code in known.indicators:
        measured = known.indicators[code]
        return Tied(kind, code, measured.indicator.title, weight, measured.reached)
    if kind == "regulation" and code in known.regulations:
        held = known.regulations[code]
        return Tied(kind, code, held.regulation.title, weight, held.kept.progress, held.number)
    if kind == "item" and code in known.items:
        return Tied(kind, code, known.items[code], weight, None)
    return Tied(kind, code, code, weight, None, missing=True)  # a later version of its own file dropped it


def _other(tie: Tie, known: _Known) -> Tied:
    found, weight = known.shown.get(Ref(tie.kind, tie.number)), Fraction(tie.weight)
    if found is None:
        return Tied(tie.kind, str(tie.number), "", weight, None, missing=True, tie=tie.pk)
    progress = percent_of(found.progress)
    said = "" if progress is not None else found.progress
    return Tied(tie.kind, str(tie.number), found.title, weight, progress, url=found.url, said=said, tie=tie.pk)


def percent_of(text: str) -> Fraction | None:
    """Read a progress that is told in percent (62.5%); None for words."""
    number = text.strip().removesuffix("%")
    if number == text.strip() or not number.replace(".", "", 1).isdecimal():
        return None
    return rules.clamped(Fraction(number) / HUNDRED)


def _loose(street: int, plan: Plan) -> Iterable[Loose]:
    tied = {named for line in plan.walk() for one in line.ties for named in one.named}
    for target in reads.targets(street):
        if ("target", target.code) not in tied:
            yield Loose("target", reads.number_of(street, "targets", target.code), target.title)
    for one in reads.regulations(street):
        if ("regulation", one.code) not in tied:
            yield Loose("regulation", reads.number_of(street, "regulations", one.code), one.title)
