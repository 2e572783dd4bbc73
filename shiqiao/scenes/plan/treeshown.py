"""The work plan as it is shown: lines in their kinds with progress, what is tied to each, and the holes in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.scenes.plan import numbers, ruleshown
from shiqiao.scenes.plan.actions import TIES
from shiqiao.scenes.plan.definitions import Above
from shiqiao.scenes.plan.tree import Branch, Loose, Tied, Tree, tree
from shiqiao.surfaces.desk import words

KINDS = {
    "main_line": gettext_noop("Main line"), "theme": gettext_noop("Themes"), "state": gettext_noop("States of mind"),
    "direction": gettext_noop("Directions"), "line": gettext_noop("Further lines"),
}  # fmt: skip
TIED = {
    "target": (gettext_noop("Target"), "target-arrow"), "indicator": (gettext_noop("Indicator"), "chart-bar"),
    "regulation": (gettext_noop("Regulation"), "gavel"), "item": (gettext_noop("Item"), "book-2"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TiedShown:
    """Something tied to a line, opening onto its own page."""

    kind: str
    icon: str
    title: str
    url: str
    share: str
    bar: int
    said: str
    weight: str
    missing: bool
    tie: int


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with its progress and what stands under it."""

    code: str
    number: int
    title: str
    says: str
    share: str
    bar: int
    weight: str
    measured: int
    many: int
    empty: bool
    tied: Sequence[TiedShown]
    lines: Sequence["LineShown"]


@dataclass(frozen=True, slots=True)
class KindShown:
    """The lines of a kind: five directions, say."""

    code: str
    title: str
    lines: Sequence[LineShown]


@dataclass(frozen=True, slots=True)
class AboveShown:
    """The plan above, as far as it is entered."""

    title: str
    says: str
    source: str
    parts: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class TreePage:
    """The plan's page."""

    title: str
    year: int
    source: str
    version: int
    share: str
    bar: int
    above: AboveShown | None
    kinds: Sequence[KindShown]
    empty: Sequence[LineShown]
    loose: Sequence[tuple[str, str, str]]
    may_tie: bool
    month: str

    @property
    def holes(self) -> int:
        """Return how many holes there are."""
        return len(self.empty) + len(self.loose)


def page(actor: Actor, at: datetime) -> TreePage | None:
    """Return the plan's page; None where none is published."""
    found = tree(actor, at)
    if found is None:
        return None
    street, month = actor.street or 0, localdate(at).strftime("%Y-%m")
    lines = [_line(one, street, month) for one in found.branches]
    by_kind = [
        KindShown(
            kind, _(title), [one for one, branch in zip(lines, found.branches, strict=True) if branch.line.kind == kind]
        )
        for kind, title in KINDS.items()
    ]
    return TreePage(
        words.said(found.plan.title), found.plan.year, found.plan.source, found.version,
        numbers.percent(found.rolled.progress), numbers.whole(found.rolled.progress), _above(found.plan.above),
        [one for one in by_kind if one.lines], [_line(one, street, month) for one in found.walk() if one.empty],
        [_loose(one, month) for one in found.loose], bool(actor.roles & TIES), month,
    )  # fmt: skip


def _above(above: Above | None) -> AboveShown | None:
    if above is None:
        return None
    parts = [(words.said(part.title), [words.said(one) for one in part.lines]) for part in above.parts]
    return AboveShown(words.said(above.title), words.said(above.says), above.source, parts)


def _line(one: Branch, street: int, month: str) -> LineShown:
    return LineShown(
        one.line.code, one.number, words.said(one.line.title), words.said(one.line.says),
        numbers.percent(one.rolled.progress), numbers.whole(one.rolled.progress), _weight(one.line.weight),
        one.rolled.measured, one.rolled.many, one.empty, [_tied(tied, street, month) for tied in one.tied],
        [_line(below, street, month) for below in one.branches],
    )  # fmt: skip


def _weight(value: object) -> str:
    told = f"{float(str(value)):g}"
    return "" if told == "1" else told


def _tied(one: Tied, street: int, month: str) -> TiedShown:
    kind, drawing = TIED.get(one.kind, ("", "link"))
    title = one.title if isinstance(one.title, str) else words.said(one.title)
    said = "" if one.progress is not None else one.said
    return TiedShown(
        _(kind) if kind else "", drawing, title, _url(one, street, month), numbers.percent(one.progress),
        numbers.whole(one.progress), said, _weight(float(one.weight)), one.missing, one.tie,
    )  # fmt: skip


def _url(one: Tied, street: int, month: str) -> str:
    if one.missing or one.tie:
        return one.url
    return {
        "target": lambda: reverse("desk:plan:target", args=[one.number]),
        "indicator": lambda: ruleshown.behind(street, one.code, month),
        "regulation": lambda: ruleshown.at_rule(one.number, month),
        "item": lambda: f"{reverse('desk:catalogue')}?q={one.code}",
    }[one.kind]()


def _loose(one: Loose, month: str) -> tuple[str, str, str]:
    url = (
        ruleshown.at_rule(one.number, month)
        if one.kind == "regulation"
        else reverse("desk:plan:target", args=[one.number])
    )
    return _(TIED[one.kind][0]), words.said(one.title), url


def rows(found: Tree) -> Sequence[tuple[str, str, str, str, str, str]]:
    """Return the tree line by line, for a spreadsheet: kind, line, kind of thing, thing, weight, progress."""
    told: list[tuple[str, str, str, str, str, str]] = []
    for one in found.walk():
        kind, line = _(KINDS[one.line.kind]), words.said(one.line.title)
        share = numbers.percent(one.rolled.progress)
        told.append((kind, line, "", "", _weight(one.line.weight) or "1", share or _("not measured")))
        for tied in one.tied:
            title = tied.title if isinstance(tied.title, str) else words.said(tied.title)
            what = _(TIED[tied.kind][0]) if tied.kind in TIED else ""
            weight = _weight(float(tied.weight)) or "1"
            told.append((kind, line, what, title or tied.code, weight, numbers.percent(tied.progress) or tied.said))
    return told
