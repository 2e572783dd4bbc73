"""What the pages show of model windows: every counter with its gap, one with its criteria, the rows behind one, the plaque."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.text import masked
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.hall.fives import proofrows, reads, rights, standard, words
from shiqiao.scenes.hall.fives.checklists import CriterionSaid
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import Criterion, half_before, half_of, half_span
from shiqiao.scenes.hall.fives.standard import Span, Window
from shiqiao.scenes.hall.fives.tables import ModelWindow
from shiqiao.scenes.hall.work import unseal
from shiqiao.surfaces.desk.words import person_name, post_title, said, unit_title


@dataclass(frozen=True)
class CriterionRow:
    """A criterion of a window as it is shown; `url` opens onto its rows."""

    title: str
    share: str
    count: str
    asked: str
    weight: int
    points: str
    state: str
    tone: str
    lacking: str
    url: str
    must: bool
    bar: int


@dataclass(frozen=True)
class WindowRow:
    """A counter in the list of windows."""

    title: str
    url: str
    score: str
    gap: str
    state: str
    tone: str
    bar: int
    missing: list[str]


def half_asked(text: str, at: datetime) -> str:
    """Return the half-year asked for, the present one where none is named."""
    try:
        half_span(text)
    except ValueError:
        return half_of(localdate(at))
    return text if text <= half_of(localdate(at)) else half_of(localdate(at))


def halves(at: datetime, half: str) -> list[tuple[str, str, bool]]:
    """Return the half-years that can be looked at: code, words, whether it is shown."""
    found = [half_of(localdate(at))]
    while len(found) < 4:
        found.append(half_before(found[-1]))
    return [(one, words.half(one), one == half) for one in found]


def list_page(actor: Actor, half: str, at: datetime) -> dict[str, Any]:
    """Return the list of windows of a half-year."""
    rules = five_s_of(actor.street or 0).standard
    seen = rights.stations(actor)
    rows = [_row(one, rules, half) for one in standard.windows(actor.street or 0, half, at) if one.station in seen]
    return {
        "rows": rows, "half": half, "halves": halves(at, half), "standard": said(rules.title) if rules else "",
        "source": rules.source if rules else "", "needed": rules.needed if rules else 0,
    }  # fmt: skip


def _row(one: Window, rules: Any, half: str) -> WindowRow:
    state, tone = state_of(one)
    titles = {rule.code: said(rule.title) for rule in rules.criteria}
    short = [titles[row.code] for row in one.criteria if row.measured and not row.met]
    return WindowRow(
        unit_title(one.station), f"{reverse('desk:hall:window', args=[one.station])}?half={half}",
        words.score(one.standing.score) if one.standing.score is not None else _("nothing counted"),
        f"{one.standing.gap // 10}.{one.standing.gap % 10}" if one.standing.gap else "", state, tone,
        (one.standing.score or 0) // 10, short,
    )  # fmt: skip


def state_of(one: Window) -> tuple[str, str]:
    """Say how a window stands: decided, proposed, or what keeps it."""
    if one.decided is not None:
        return (_("awarded"), "green") if one.decided.awarded else (_("not awarded"), "grey")
    if one.standing.proposed:
        return _("reaches the standard, award proposed"), "blue"
    if one.standing.score is not None and not one.standing.gap:
        return _("what must be reached is not"), "yellow"
    return _("does not reach it yet"), "yellow"


def window_page(actor: Actor, unit: int, half: str, at: datetime) -> dict[str, Any]:
    """Return one window: criteria with counts, the gap, what was decided, and what can be."""
    reads.access_station(actor, unit)
    rules, found = five_s_of(actor.street or 0).standard, standard.window(actor.street or 0, unit, half, at)
    if rules is None:
        raise NotFound
    state, tone = state_of(found)
    over = localdate(at) >= half_span(half)[1]
    return {
        "unit": unit, "station": unit_title(unit), "half": half, "halves": halves(at, half), "half_said": words.half(half),
        "rows": [criterion_row(one, row, unit, half) for one, row in zip(rules.criteria, found.criteria, strict=True)],
        "window": found, "score": words.score(found.standing.score) if found.standing.score is not None else "—",
        "needed": rules.needed, "state": state, "tone": tone, "title": said(rules.title),
        "gap": f"{found.standing.gap // 10}.{found.standing.gap % 10}" if found.standing.gap else "",
        "may_decide": over and found.decided is None and bool(actor.roles & rights.DECIDES), "over": over,
        "awards": [award_row(one) for one in reads.awards_of(unit)],
    }  # fmt: skip


def percent(hit: int, of: int) -> str:
    """Say a share, rounded down: 99.96 % is not all."""
    return f"{hit * 1000 // of / 10:.1f} %" if of else "—"


def criterion_row(one: CriterionSaid, row: Criterion, unit: int, half: str) -> CriterionRow:
    """Return a criterion as it is shown."""
    state, tone = (_("reached"), "green") if row.met else (_("not reached"), "red" if row.must else "yellow")
    if not row.measured:
        state, tone = (_("too few to say"), "grey") if row.of else (_("nothing counted"), "grey")
    points = ngettext("%(n)d more point needed", "%(n)d more points needed", row.lacking)
    records = ngettext("%(n)d more needed", "%(n)d more needed", row.lacking)
    lacking = (points if one.measure == "five_s" else records) % {"n": row.lacking} if row.lacking else ""
    return CriterionRow(
        said(one.title), percent(row.hit, row.of), f"{row.hit} / {row.of}", percent(row.thousandths, 1000), row.weight,
        words.score(int(row.points * 10)) if row.measured else "—", state, tone, lacking,
        f"{reverse('desk:hall:window-rows', args=[unit, one.code])}?half={half}" if row.of else "", row.must,
        row.hit * 100 // row.of if row.of else 0,
    )  # fmt: skip


def award_row(one: ModelWindow) -> dict[str, Any]:
    """Return what was decided about a half-year."""
    return {
        "row": one, "half": words.half(one.half), "score": words.score(one.score), "needed": words.score(one.needed),
        "by": " ".join(part for part in (post_title(one.post), person_name(one.account)) if part),
        "text": masked(unseal(one.text)),
        "plaque": f"{reverse('desk:hall:plaque', args=[one.station])}?half={one.half}" if one.awarded else "",
    }  # fmt: skip


def rows_page(actor: Actor, unit: int, code: str, half: str, *, hit: bool, after: str, at: datetime) -> dict[str, Any]:
    """Return the rows behind a criterion: those that hit, or those that did not."""
    reads.access_station(actor, unit)
    rules = five_s_of(actor.street or 0).standard
    one = next((row for row in rules.criteria if row.code == code), None) if rules else None
    if one is None:
        raise NotFound
    number = int(after) if after.isdigit() else 0
    page = proofrows.rows(actor.street or 0, unit, one.measure, Span.of(half, at), hit=hit, after=number)
    opened = show(actor, [row.ref for row in page.rows if row.ref])
    return {
        "unit": unit, "station": unit_title(unit), "half": half, "half_said": words.half(half), "title": said(one.title),
        "hit": hit, "next": page.next,
        "rows": [(row, opened.get(row.ref) if row.ref else None) for row in page.rows],
    }  # fmt: skip


def plaque_page(actor: Actor, unit: int, half: str) -> dict[str, Any]:
    """Return the plaque of a window that was awarded; raises NotFound."""
    reads.access_station(actor, unit)
    row, rules = reads.award_of(unit, half), five_s_of(actor.street or 0).standard
    return {
        "unit": unit, "station": unit_title(unit), "award": row, "half": words.half(half), "score": words.score(row.score),
        "title": said(rules.title) if rules else "", "street": place_title(actor.street or 0), "code": half,
    }  # fmt: skip
