"""What the views of renewal share: filters, frames, forms that act, where one goes on."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.text import number_in
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.renewal import fairness, forms, progress, reads, rights, rules, shown, words
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.store import RENEWAL, day_of
from shiqiao.scenes.projects.renewal.tables import Plot, Renewal, RenewalFile
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import happened, said
from shiqiao.surfaces.kit.leafing import CHUNK, leaves
from shiqiao.surfaces.kit.shapes import Step


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def posted(request: HttpRequest) -> Any:
    """Return what was sent, None where nothing was."""
    return request.POST if request.method == "POST" else None


# ── projects ───────────────────────────────────────────────────────────────────────────────────────────────────────


def overview(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the projects that an actor sees, each with its shares."""
    rows = []
    for row in reads.renewals(actor):
        one = progress.whole(progress.standings(row.pk))
        households, area = terms_of(row.street, row.pk, row.terms).threshold.thousandths
        rows.append({
            "row": row, "url": reverse("desk:renewal:board", args=[row.pk]), "stage": shown.stage(row, day_of(at)),
            "one": one, "signed": shown.share_of(one.signed, one.households, households),
            "audited": shown.share_of(one.audited, one.households, households),
            "audited_area": shown.share_of(one.audited_area, one.area, area, True),
        })  # fmt: skip
    return {"rows": rows, "leads": rights.may(actor, rights.LEADS), "admin": actor.has("admin")}


def head(actor: Actor, row: Renewal, at: datetime) -> dict[str, Any]:
    """Return what stands above every page of a project."""
    project = show(actor, [Ref("project", row.project)]) if row.project else {}
    return {"renewal": row, "stage": shown.stage(row, day_of(at)), "project": next(iter(project.values()), None)}


def board(actor: Actor, row: Renewal, at: datetime) -> dict[str, Any]:
    """Return the board of a project: shares by plot, states, thresholds and dates on one line, the projected finish."""
    found, plots = progress.standings(row.pk), reads.plots_of(row)
    one = progress.whole(found)
    audits = progress.audited_by_day(row)
    ends = progress.forecasts(row, plots, found, audits, at)
    households, area = terms_of(row.street, row.pk, row.terms).threshold.thousandths
    return head(actor, row, at) | {
        "one": one, "calendar": shown.calendar(row),
        "plots": [(plot, finish(ends[plot.plot.pk], row))
                  for plot in (shown.plot_row(row, plot, found.get(plot.pk, progress.Standing())) for plot in plots)],
        "signed": shown.share_of(one.signed, one.households, households),
        "audited": shown.share_of(one.audited, one.households, households),
        "audited_area": shown.share_of(one.audited_area, one.area, area, True),
        "states": states(row, one), "charts": [chart(row, one, audits, (households, area), at)] if row.sign_from else [],
        "stock": [(kind, [(_(title), counts.get(state, 0)) for state, (title, _tone) in words.FLATS.items()])
                  for kind, counts in progress.stock(row.pk).items()],
        "stock_head": [_(title) for title, _tone in words.FLATS.values()],
        "acts": project_acts(actor, row),
    }  # fmt: skip


def states(row: Renewal, one: progress.Standing) -> list[tuple[str, str, int, str]]:
    """Return how many files stand in each state, with the list of them."""
    url = reverse("desk:renewal:files", args=[row.pk])
    counts = one.states or {}
    return [(*words.state(code), counts.get(code, 0), f"{url}?state={code}") for code in rules.STATES]


def finish(ends: progress.Finish, row: Renewal) -> dict[str, Any]:
    """Say when a plot's thresholds will be reached, and by what that is reckoned."""
    basis = _("%(signed)d audited in the last %(days)d days, %(lacking)d lacking") % {
        "signed": ends.households.signed, "days": ends.households.days, "lacking": ends.households.lacking,
    }  # fmt: skip
    by_area = _("by area %(area)s m² in the same days, %(lacking)s m² lacking") % {
        "area": words.square(ends.area.signed), "lacking": words.square(ends.area.lacking),
    }  # fmt: skip
    late = bool(ends.day and row.sign_until and ends.day > row.sign_until)
    return {"day": ends.day, "basis": f"{basis}; {by_area}", "late": late or ends.day is None}


def chart(
    row: Renewal, one: progress.Standing, audits: Mapping[int, progress.Counted], needed: tuple[int, int], at: datetime
) -> dict[str, Any]:
    """Return the signing day by day: shares by households and by area, the threshold, and the dates that matter."""
    series = [
        _("Signed, households"),
        _("Audited, households"),
        _("Signed, area"),
        _("Audited, area"),
        _("Threshold of signing"),
    ]
    marks = {row.bonus_until: _("bonus ends"), row.sign_until: _("signing ends"), row.sign_from: _("signing begins")}
    url = reverse("desk:renewal:signatures", args=[row.pk])
    rows = []
    for each in progress.days(row, audits, at):
        shares = [
            rules.share(each.signed, one.households), rules.share(each.audited, one.households),
            rules.share(each.signed_area, one.area), rules.share(each.audited_area, one.area), rules.share(needed[0], 1000),
        ]  # fmt: skip
        cells = [
            {"label": name, "value": value, "said": f"{value} %", "url": ""}
            for name, value in zip(series, shares, strict=True)
        ]
        rows.append((f"{each.day:%m-%d} {marks.get(each.day, '')}".strip(), url, cells))
    return {
        "title": _("Signing day by day"),
        "kind": "lines",
        "unit": "%",
        "first": _("Day"),
        "series": series,
        "rows": rows,
    }


def project_acts(actor: Actor, row: Renewal) -> list[dict[str, Any]]:
    """Return what the actor can do with a project now."""
    return [
        {"title": _(words.ACTS[do][0]), "icon": words.ACTS[do][1], "main": do == next_act(row),
         "url": reverse("desk:renewal:act", args=[row.pk, do])}
        for do, (_form, roles) in forms.PROJECT.items()
        if rights.may(actor, getattr(rights, roles)) and do in open_acts(row)
    ]  # fmt: skip


def open_acts(row: Renewal) -> set[str]:
    """Return which acts of a project have their time."""
    found = {"terms", "tie_project", "survey", "flats", "void_flat"}
    if not row.decided_on:
        found |= {"consult"} | ({"answers", "hear", "decide"} if row.consult_from else set())
    else:
        found |= {"signing"} | ({"result"} if row.sign_from and not row.published_at else set())
    return found


def next_act(row: Renewal) -> str:
    """Return the next step of a project."""
    if not row.consult_from:
        return "consult"
    if not row.decided_on:
        return "decide" if row.asked else "answers"
    return "" if row.sign_from else "signing"


def act_form(do: str, row: Renewal, request: HttpRequest) -> tuple[ActForm, dict[str, Any]]:
    """Return the form of an act on a project and its frame; raises NotFound, Forbidden."""
    if do not in forms.PROJECT:
        raise NotFound
    made, roles = forms.PROJECT[do]
    if not rights.may(actor_of(request), getattr(rights, roles)):
        raise Forbidden
    more: dict[str, Any] = {"row": row} if do == "void_flat" else {}
    if do == "tie_project":
        more = {"actor": actor_of(request)}
    form = made(posted(request), **more)
    if do == "terms":
        form.initial["text"] = yaml_of(terms_of(row.street, row.pk))
    title, icon = words.ACTS[do]
    return form, {"form": form, "title": _(title), "icon": icon, "back": reverse("desk:renewal:board", args=[row.pk])}


def yaml_of(terms: Any) -> str:
    """Write terms as YAML, to be changed and published anew."""
    return str(yaml.safe_dump(terms.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=110))


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def filters_of(query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the list of files."""
    plot, state, choice = query.get("plot", "")[:18], query.get("state", ""), query.get("choice", "")
    return reads.Filters(
        number_in(plot), state if state in rules.STATES else "",
        choice if choice in rules.CHOICES else "", query.get("disputed") == "1",
    )  # fmt: skip


def list_frame(row: Renewal, filters: reads.Filters) -> dict[str, Any]:
    """Return the choices of the list of files."""
    return {
        "filters": filters, "plot": str(filters.plot or ""),
        "plots": [("", _("All plots")), *((str(one.pk), f"{one.code} {one.title}") for one in reads.plots_of(row))],
        "states": [("", _("All states of files")), *((code, words.state(code)[0]) for code in rules.STATES)],
        "choices": [("", _("Money and flats")), *((code, _(words.CHOICES[code])) for code in rules.CHOICES)],
    }  # fmt: skip


def file_act(do: str, row: RenewalFile, request: HttpRequest) -> tuple[ActForm, dict[str, Any]]:
    """Return the form of an act on a file and its frame; raises NotFound, Forbidden."""
    form = forms.file_form(do, row, posted(request))
    if form is None:
        raise NotFound
    if not rights.may(actor_of(request), rights.NEEDED.get(do, rights.WORKS)):
        raise Forbidden
    title, icon = words.MOVES[do]
    back = reverse("desk:renewal:file", args=[row.pk])
    return form, {"form": form, "title": _(title), "icon": icon, "back": back, "file": row}


# ── lists beside ───────────────────────────────────────────────────────────────────────────────────────────────────


def number_rows(found: Any) -> list[dict[str, Any]]:
    """Return numbers of the series for their list; the reason of a void one is on the household's file."""
    files = reads.serials(one.file for one in found)
    return [
        {"row": one, "serial": files[one.file].serial if one.file in files else "",
         "url": reverse("desk:renewal:file", args=[one.file])}
        for one in found
    ]  # fmt: skip


def flat_rows(found: Any) -> list[dict[str, Any]]:
    """Return flats for their list."""
    files = reads.serials(one.file for one in found if one.file)
    return [
        {"row": one, "area": words.square(one.area), "state": _(words.FLATS[one.state][0]), "tone": words.FLATS[one.state][1],
         "serial": files[one.file].serial if one.file in files else "",
         "url": reverse("desk:renewal:file", args=[one.file]) if one.file else ""}
        for one in found
    ]  # fmt: skip


def measure_page(actor: Actor, row: Renewal, at: datetime, after: str) -> dict[str, Any]:
    """Return the audit of like terms: prices of alike households, and a page of what differs."""
    terms = terms_of(row.street, row.pk)
    kinds = {one.code: said(one.title) for one in terms.kinds}
    prices = [
        (kinds.get(kind, kind), _(words.CHOICES[choice]), count, words.yuan(least), words.yuan(usual), words.yuan(most))
        for kind, choice, count, least, usual, most in fairness.prices(row)
    ]
    page = fairness.deviations(row, after=after)
    plots: dict[int, Plot] = {one.pk: one for one in reads.plots_of(row)}
    return head(actor, row, at) | {
        "prices": prices, "rows": [shown.deviation(one, plots, kinds) for one in page.rows], "next": page.next,
        "open": page.open, "spread": terms.spread / 10, "audits": rights.may(actor, rights.AUDITS),
    }  # fmt: skip


def deviation_rows(row: Renewal, kinds: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield all deviations of a project for their list."""
    plots: dict[int, Plot] = {one.pk: one for one in reads.plots_of(row)}
    for page in leaves(lambda after: fairness.deviations(row, after=after, limit=CHUNK)):
        yield from (shown.deviation(one, plots, kinds) for one in page.rows)


def terms_page(actor: Actor, row: Renewal, at: datetime) -> dict[str, Any]:
    """Return the terms in force in words."""
    terms = terms_of(row.street, row.pk)
    items = [
        (said(one.title), f"{one.amount:,}", _("a household") if one.per == "household" else _("a square metre"),
         " · ".join(_conditions(one, terms)))
        for one in terms.items
    ]  # fmt: skip
    plots = [(one.code, one.title, rules.share(one.by_households, 1000), rules.share(one.by_area, 1000))
             for one in reads.plots_of(row)]  # fmt: skip
    return head(actor, row, at) | {
        "terms": terms, "items": items, "plots": plots, "kinds": [(said(one.title), one.least) for one in terms.kinds],
        "published": [_(words.PUBLIC[name]) for name in terms.published], "leads": rights.may(actor, rights.LEADS),
    }  # fmt: skip


def _conditions(one: Any, terms: Any) -> list[str]:
    found = [_(words.CHOICES[one.choice])] if one.choice else []
    found += [said(terms.title("kinds", one.kind))] if one.kind else []
    return found + ([_("signed by the last day of the bonus")] if one.in_time else [])


def lines(row: Renewal) -> list[Step]:
    """Return what happened to a project, the newest first."""
    found = []
    for line in reversed(lines_of(Ref(RENEWAL, row.pk))):
        title, icon, tone = happened(line.code) or (line.code, "point", "")
        found.append(Step(at=line.happened_at, title=_(title), icon=icon, tone=tone, by=actor_said(line, row.street)))
    return found[:60]


def public_columns(row: Renewal) -> list[tuple[str, str]]:
    """Return the columns that the project's terms make public: code and title."""
    return [(name, _(words.PUBLIC[name])) for name in terms_of(row.street, row.pk).published]


def public_rows(row: Renewal, files: Any) -> list[list[str]]:
    """Return agreements as they are public, column by column; no name is read for it."""
    plots = {one.pk: one.title for one in reads.plots_of(row)}
    terms = terms_of(row.street, row.pk)
    cells = {
        "number": lambda one: str(one.number), "plot": lambda one: plots.get(one.plot, ""),
        "kind": lambda one: said(terms.title("kinds", one.kind)), "area": lambda one: words.square(one.area),
        "choice": lambda one: _(words.CHOICES[one.choice]), "value": lambda one: words.yuan(one.value),
        "supplement": lambda one: words.yuan(one.supplement), "items": lambda one: words.yuan(sum(one.items.values())),
        "total": lambda one: words.yuan(one.total),
    }  # fmt: skip
    return [[cells[name](one) for name in terms.published] for one in files]
