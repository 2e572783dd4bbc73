"""What the pages of renewal show: projects, the board, files, steps, deviations; in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, masked
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.projects.renewal import progress, reads, rights, rules, words
from shiqiao.scenes.projects.renewal.fairness import Deviation
from shiqiao.scenes.projects.renewal.progress import Standing
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.store import FILE, day_of, unseal
from shiqiao.scenes.projects.renewal.tables import Plot, Renewal, RenewalEntry, RenewalFile
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import happened, person_name, said
from shiqiao.surfaces.kit.shapes import Step


@dataclass(frozen=True)
class Share:
    """A share with its threshold: percent as words, what is lacking, whether it is reached."""

    said: str
    part: str
    whole: str
    needed: str
    reached: bool
    lacking: str = ""
    permille: int = 0


def share_of(part: int, whole: int, needed: int, area: bool = False) -> Share:
    """Return a share against a threshold in thousandths."""
    told = words.square if area else str
    lack = rules.lacking(part, whole, needed)
    return Share(
        rules.share(part, whole), told(part), told(whole), rules.share(needed, 1000), rules.reached(part, whole, needed),
        told(lack) if lack else "", part * 1000 // whole if whole else 0,
    )  # fmt: skip


@dataclass(frozen=True)
class PlotRow:
    """A plot on the board: signed and audited, by households and by area, against its thresholds."""

    plot: Plot
    url: str
    standing: Standing
    signed: Share
    signed_area: Share
    audited: Share
    audited_area: Share
    effective: bool


def plot_row(row: Renewal, plot: Plot, one: Standing) -> PlotRow:
    """Return a plot with its shares."""
    return PlotRow(
        plot, f"{reverse('desk:renewal:files', args=[row.pk])}?plot={plot.pk}", one,
        share_of(one.signed, one.households, plot.by_households), share_of(one.signed_area, one.area, plot.by_area, True),
        share_of(one.audited, one.households, plot.by_households),
        share_of(one.audited_area, one.area, plot.by_area, True), progress.effective(plot, one),
    )  # fmt: skip


def plot_rows(row: Renewal) -> list[PlotRow]:
    """Return the plots of a project with how far they are."""
    found = progress.standings(row.pk)
    return [plot_row(row, plot, found.get(plot.pk, Standing())) for plot in reads.plots_of(row)]


def stage(row: Renewal, today: date) -> tuple[str, str]:
    """Return in which stage a project is, with its tone."""
    if row.sign_until and today > row.sign_until:
        return _("term of signing over"), "grey"
    if row.sign_from and today >= row.sign_from:
        return _("in the term of signing"), "green"
    if row.decided_on:
        return _("decided upon"), "blue"
    if row.consult_from:
        return _("in consultation"), "yellow"
    return _("being prepared"), "grey"


def calendar(row: Renewal) -> list[tuple[str, str]]:
    """Return the dates of a project in their order."""
    told = [
        (_("Consultation on the terms"), _span(row.consult_from, row.consult_until)),
        (_("Hearing on the terms"), f"{row.hearing_on}" if row.hearing_on else ""),
        (_("Decision"), f"{row.decided_on}" if row.decided_on else ""),
        (_("Term of signing"), _span(row.sign_from, row.sign_until)),
        (_("Bonus until"), f"{row.bonus_until}" if row.bonus_until else ""),
    ]  # fmt: skip
    if row.asked:
        said_ = _("%(objecting)d of %(asked)d households object") % {"objecting": row.objecting, "asked": row.asked}
        told.insert(1, (_("Answers to the consultation"), said_))
    return [(title, text or "—") for title, text in told]


def _span(first: date | None, last: date | None) -> str:
    return f"{first} – {last}" if first and last else ""


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FileRow:
    """A file in a list; the name is masked."""

    row: RenewalFile
    url: str
    name: str
    plot: str
    kind: str
    area: str
    total: str
    choice: str
    state: str
    tone: str


def file_rows(row: Renewal, files: Iterable[RenewalFile], plots: Mapping[int, Plot] | None = None) -> list[FileRow]:
    """Return files for a list."""
    known = plots or {one.pk: one for one in reads.plots_of(row)}
    terms = terms_of(row.street, row.pk)
    return [
        FileRow(
            one, reverse("desk:renewal:file", args=[one.pk]), mask_name(unseal(one.name)), known[one.plot].code,
            said(terms.title("kinds", one.kind)), words.square(one.area), words.yuan(one.total) if one.terms else "",
            _(words.CHOICES[one.choice]), *words.state(one.state),
        )
        for one in files
    ]  # fmt: skip


def amounts(row: RenewalFile) -> list[tuple[str, str]]:
    """Return what an offer is made of."""
    if not row.terms:
        return []
    terms = terms_of(row.street, row.renewal, row.terms)
    found = [(_("Value of the dwelling"), words.yuan(row.value))]
    if row.supplement:
        found.append((_("Supplement up to the least area"), words.yuan(row.supplement)))
    found += [(said(terms.title("items", code)), words.yuan(fen)) for code, fen in row.items.items()]
    if row.extra:
        found.append((_("Amount by hand"), words.yuan(row.extra)))
    return [*found, (_("Total, yuan"), words.yuan(row.total))]


def homes(actor: Actor, row: RenewalFile) -> list[Shown]:
    """Return household and dwelling in the registry, as far as the actor sees them."""
    refs = [Ref("household", row.household or 0), Ref("dwelling", row.dwelling or 0)]
    return list(show(actor, [one for one in refs if one.id]).values())


def file_page(actor: Actor, row: RenewalFile) -> dict[str, Any]:
    """Return what a household's page shows."""
    held = reads.access_renewal(actor, row.renewal)
    entries = reads.entries_of(row)
    numbers = reads.signatures_of(row)
    return {
        "file": row, "one": file_rows(held, [row])[0], "renewal": held, "amounts": amounts(row), "homes": homes(actor, row),
        "flat": reads.flat_of(row), "acts": acts(actor, row), "numbers": numbers, "steps": steps(row, entries),
        "signed_by": person_name(row.signed_by), "audited_by": person_name(row.audited_by),
        "value": words.yuan(row.value) if row.value else "",
        "own": row.state == "signed" and actor.account == row.signed_by and rights.may(actor, rights.AUDITS),
        "reveal": reveal_shown(FILE, row.pk, [("name:0", _("Name"))])
        if row.name and rights.may(actor, rights.WORKS) else None,
    }  # fmt: skip


def acts(actor: Actor, row: RenewalFile) -> list[dict[str, Any]]:
    """Return what the actor can do with a file now."""
    found = list(rules.moves_from(row.state))
    if row.state == "offered" and row.choice == rules.EXCHANGE:
        found.append("reserve")
    found += ["settle"] if row.disputed else ["dispute"] if row.state != "housed" else []
    if not row.household:
        found.append("tie")
    if row.terms:
        found.append("explain")
    own = row.state == "signed" and actor.account == row.signed_by
    allowed = [
        do for do in found
        if rights.may(actor, rights.NEEDED.get(do, rights.WORKS)) and not (own and do in ("pass_audit", "fail_audit"))
    ]  # fmt: skip
    main = next((do for do in allowed if do in MAIN), "")
    return [
        {"title": _(words.MOVES[do][0]), "icon": words.MOVES[do][1], "main": do == main,
         "url": reverse("desk:renewal:file-act", args=[row.pk, do])}
        for do in allowed
    ]  # fmt: skip


MAIN = frozenset({"sign", "pass_audit", "correct", "vacate", "pay", "house", "value"})


def steps(row: RenewalFile, entries: Sequence[RenewalEntry]) -> list[Step]:
    """Return what happened to a file, the newest first."""
    by_moment = {(one.at, one.kind): one for one in entries}
    found = []
    for line in reversed(lines_of(Ref(FILE, row.pk))):
        title, icon, tone = happened(line.code) or (line.code, "point", "")
        kind = ENTRY.get(line.code, "")
        entry = by_moment.get((line.happened_at, kind)) if kind else None
        details = [(_("Number"), str(line.data["number"]))] if line.data.get("number") else []
        found.append(Step(
            at=line.happened_at, title=_(title), icon=icon, tone=tone, details=details, by=actor_said(line, row.street),
            text=masked(unseal(entry.text)) if entry else "",
        ))  # fmt: skip
    return found


ENTRY = {
    "projects.file_offered": "extra", "projects.file_audited": "audited", "projects.file_audit_failed": "failed",
    "projects.file_corrected": "corrected", "projects.file_void": "void", "projects.file_decided": "decided",
    "projects.file_disputed": "dispute", "projects.file_settled": "settled", "projects.file_explained": "explained",
}  # fmt: skip


# ── deviations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def deviation(one: Deviation, plots: Mapping[int, Plot], kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return a deviation for its list."""
    fen = one.measure != "terms"
    apart = rules.apart(one.own, one.usual) if one.measure == "price" else 0
    return {
        "serial": one.file.serial, "plot": plots[one.file.plot].code, "kind": kinds.get(one.file.kind, one.file.kind),
        "choice": _(words.CHOICES[one.file.choice]), "measure": _(words.MEASURES[one.measure]),
        "own": words.yuan(one.own) if fen else f"v{one.own}", "usual": words.yuan(one.usual) if fen else f"v{one.usual}",
        "apart": f"{apart / 10:+.1f} %" if apart else "", "reason": masked(one.reason),
        "url": reverse("desk:renewal:file", args=[one.file.pk]),
        "explain": reverse("desk:renewal:file-act", args=[one.file.pk, "explain"]),
    }  # fmt: skip


def moment_day(at: datetime | None) -> str:
    """Return a moment's local day for papers, empty for none."""
    return day_of(at).isoformat() if at else ""
