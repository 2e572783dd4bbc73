"""The rules in force as they are shown: whom each is for, on what it rests, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.scenes.merit import conduct, publishing, words
from shiqiao.scenes.merit.cadres_shown import OF
from shiqiao.scenes.merit.definitions import Evidence, MeritRule, When
from shiqiao.surfaces.desk.words import said, term


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words."""

    title: str
    subject: str
    when: str
    follows: str


@dataclass(frozen=True, slots=True)
class SideRows:
    """A side with what it is made of: (title, weight)."""

    title: str
    rows: Sequence[tuple[str, int]]


def page(actor: Actor) -> dict[str, Any]:
    """Return the rules in force, the terms of appeals and the rows of the four sides."""
    street = actor.street or 0
    table, titles = publishing.rules_of(street), _titles(street)
    if table is None:
        return {"rows": [], "sides": [], "version": 0, "may_publish": bool(actor.roles & publishing.MAY_PUBLISH)}
    sides = [
        SideRows(_(words.SIDES[side]), [(_evidence(one, titles), one.weight) for one in rows])
        for side, rows in (table.cadre.sides.named() if table.cadre else {}).items()
    ]
    return {
        "rows": [_rule(one, titles) for one in table.rules], "sides": sides, "version": publishing.version_of(street),
        "within": term(table.appeal.within), "decide": term(table.appeal.decide), "since": table.since,
        "least": table.cadre.least if table.cadre else 0, "may_publish": bool(actor.roles & publishing.MAY_PUBLISH),
    }  # fmt: skip


def _titles(street: int) -> dict[str, str]:
    latest = scoring.versions(street)[-1:]
    return {one.code: said(one.title) for one in latest[0].table.indicators} if latest else {}


def _rule(one: MeritRule, titles: dict[str, str]) -> RuleRow:
    return RuleRow(
        said(one.title), _(words.KIND_OF[one.subject]), _when(one.when, titles), words.follows(one.points, one.card)
    )


def _when(when: When, titles: dict[str, str]) -> str:
    if when.first or when.last:
        text = _("among the first %(n)s of the month") if when.first else _("among the last %(n)s of the month")
        run = _(", %(n)s months on end") % {"n": when.months} if when.months > 1 else ""
        return text % {"n": when.first or when.last} + run
    if when.below is not None:
        return _("score below %(edge)s") % {"edge": when.below}
    if when.improved:
        return _("the %(n)s whose score rose most against the month before") % {"n": when.improved}
    if when.indicator:
        share, what = when.indicator, titles.get(when.indicator.code, when.indicator.code)
        edge = share.below if share.below is not None else share.at_least
        text = _("%(what)s below %(edge)s, on %(rows)s or more") if share.below is not None else _(
            "%(what)s at least %(edge)s, on %(rows)s or more"
        )  # fmt: skip
        return text % {"what": what, "edge": f"{edge:.0%}", "rows": share.rows}
    assert when.conduct is not None
    kind = conduct.kind_of(when.conduct.code)
    said_of = _(kind.title) if kind else when.conduct.code
    return _("%(what)s: %(n)s or more against the person in the month") % {"what": said_of, "n": when.conduct.many}


def _evidence(one: Evidence, titles: dict[str, str]) -> str:
    if one.indicator:
        of = f"（{_(OF[one.of])}）" if OF[one.of] else ""
        return titles.get(one.indicator, one.indicator) + of
    kind = conduct.kind_of(one.conduct or "")
    name = _(kind.title) if kind else (one.conduct or "")
    if one.line is None:
        return name
    return name + " " + _("(none at %(none)s, all at %(full)s)") % {"none": one.line.none, "full": one.line.full}
