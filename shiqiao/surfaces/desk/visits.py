"""Visits as the templates show them: the worklist in the order of the way, one visit, coverage, the panel of a matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import branches
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import reads, rules
from shiqiao.kernel.visits.afield import way
from shiqiao.kernel.visits.checklists import Question, VisitKind
from shiqiao.kernel.visits.errors import NotYourVisit, VisitOver
from shiqiao.kernel.visits.knocks import companions, together
from shiqiao.kernel.visits.models import Finding, Visit
from shiqiao.kernel.visits.subjects import Shown, shown
from shiqiao.surfaces.desk import matterpage, words
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.lists import MOST, Chip, Tab, bounded
from shiqiao.surfaces.kit.shapes import PhotoShown, Step

SOON = 7  # days
ROWS = 40
STATES = {
    "planned": (gettext_noop("To be visited"), "blue"),
    "done": (gettext_noop("Visited"), "green"),
    "not_home": (gettext_noop("Nobody home"), "yellow"),
    "refused": (gettext_noop("Not let in"), "yellow"),
    "moved": (gettext_noop("Not there any more"), "grey"),
    "cancelled": (gettext_noop("Cancelled"), "grey"),
}
CYCLES = {
    "": gettext_noop("once"),
    "1 week": gettext_noop("every week"),
    "2 weeks": gettext_noop("every two weeks"),
    "1 month": gettext_noop("every month"),
    "3 months": gettext_noop("every quarter"),
    "6 months": gettext_noop("every half-year"),
    "12 months": gettext_noop("every year"),
}
SEVERITIES = {"ordinary": (gettext_noop("ordinary"), "yellow"), "serious": (gettext_noop("serious"), "red")}


@dataclass(frozen=True)
class Row:
    """A visit in a list."""

    id: int
    url: str
    record_url: str
    title: str
    address: str
    kind: str
    place: str
    person: str
    post: str
    light: str
    due_at: datetime | None
    state: str
    tone: str
    attempt: int
    recheck: bool
    done_at: datetime | None
    findings: int
    joined: bool = False


@dataclass(frozen=True)
class Work:
    """The worklist."""

    tabs: Sequence[Tab]
    kinds: Sequence[Tab]
    chips: Sequence[Chip]
    rows: Sequence[Row]
    next: str
    may_plan: bool


@dataclass(frozen=True)
class FindingShown:
    """A finding with the matter it became."""

    title: str
    item: str
    severity: str
    tone: str
    fixed: bool
    number: str
    url: str
    state: str


@dataclass(frozen=True)
class Page:
    """One visit."""

    row: Row
    subject: Shown
    kind: VisitKind
    version: int
    opens: date
    closes: date
    recorded_at: datetime | None
    visitor: str
    note: str
    answers: Sequence[tuple[str, str, bool]]
    findings: Sequence[FindingShown]
    photos: Sequence[PhotoShown]
    rhythm: str
    steps: Sequence[Step]
    history: Sequence[Row]
    rechecks: Sequence[Row]
    origin: Row | None
    may_record: bool
    may_manage: bool
    twice: Sequence[tuple[str, str, str]]
    together: Sequence[Row]


def work(actor: Actor, tab: str, kind: str, after: str, at: datetime) -> Work:
    """Assemble the worklist: what breaks first on top, then grid by grid, the nearest door next."""
    titles, filters = tab_titles(actor), narrowed_to(actor, tab, kind)
    chosen, kind = filters.tab, filters.kind
    known = reads.kinds(actor.street or 0)
    page = reads.visits(actor, filters, after=after, limit=ROWS)
    keep = f"&kind={kind}" if kind else ""
    tabs = [Tab(code, title, f"?tab={code or 'all'}{keep}", code == chosen) for code, title in titles.items()]
    here = f"?tab={chosen or 'all'}"
    kinds = [Tab("", _("all"), here, not kind)]
    kinds += [Tab(one.code, words.said(one.table.title), f"{here}&kind={one.code}", one.code == kind) for one in known]
    return Work(tabs, kinds, chips(actor, chosen, at), in_order(actor, page.rows, at), page.next, may_plan(actor))


def tab_titles(actor: Actor) -> dict[str, str]:
    """Return the tabs in which an actor may find visits, with their titles."""
    titles = {"mine": _("Mine"), "unit": _("My unit"), "territory": _("My territory"), "": _("All I may see")}
    return {code: title for code, title in titles.items() if not code or branches(actor, code)}


def narrowed_to(actor: Actor, tab: str, kind: str) -> reads.Filters:
    """Return what the worklist shows for its query string: a tab of the actor's, else the usual one, and a kind of visit."""
    offered = tab_titles(actor)
    usual = "mine" if "mine" in offered and "grid_member" in actor.roles else ""
    asked = {"all": "", "": usual}.get(tab, tab)
    known = {one.code for one in reads.kinds(actor.street or 0)}
    return reads.Filters(tab=asked if asked in offered else "", kind=kind if kind in known else "")


def day_asked(text: str, at: datetime) -> date:
    """Return the day whose coverage is asked for, today by default."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return people.day_of(at)


def may_plan(actor: Actor) -> bool:
    """Tell whether an actor's posts plan visits at all."""
    return bool(actor.roles & rules.PLANNERS)


def chips(actor: Actor, tab: str, at: datetime) -> list[Chip]:
    """Return the figures of the worklist; none of them counts beyond 99."""
    overdue = reads.tally(actor, reads.Filters(tab=tab, overdue_at=at), MOST)
    soon = reads.tally(actor, reads.Filters(tab=tab, due_until=day_start(at, SOON + 1)), MOST)
    here = reverse("desk:visits")
    return [
        Chip(_("Overdue"), bounded(overdue, MOST), here, "red" if overdue else "grey", "alert-octagon"),
        Chip(_("Due within 7 days"), bounded(soon, MOST), here, "yellow" if soon else "grey", "clock-exclamation"),
    ]


def in_order(actor: Actor, rows: Sequence[Visit], at: datetime) -> list[Row]:
    """Return visits as rows in the order of the way; what is made with one knock stands together."""
    named, lights, shared = shown(actor, rows), reads.lights(rows, at), together(row.id for row in rows)
    by_id, last, found = {row.id: row for row in rows}, 0, list[Row]()
    for number in way(rows, named, shared):
        knock = shared.get(number, 0)
        row = row_of(by_id[number], named[number], lights[number], at)
        found.append(replace(row, joined=True) if knock and knock == last else row)
        last = knock
    return found


def rows_of(actor: Actor, rows: Sequence[Visit], at: datetime) -> list[Row]:
    """Return visits as rows in the order given."""
    named, lights = shown(actor, rows), reads.lights(rows, at)
    return [row_of(row, named[row.id], lights[row.id], at) for row in rows]


def row_of(row: Visit, subject: Shown, light: str, at: datetime) -> Row:
    """Return one visit as a line of a list."""
    state, tone = STATES[row.state]
    holder = people.holder_of(row.post, at).account if row.post else None
    title = words.said(reads.kind_of(row).table.title)
    return Row(
        id=row.id, url=reverse("desk:visit", args=[row.id]), record_url=reverse("desk:visit-record", args=[row.id]),
        title=subject.title, address=subject.address,
        kind=_("Re-check: %(kind)s") % {"kind": title} if row.recheck_of else title,
        place=words.place(row.grid), person=words.person_name(holder or 0), post=words.post_title(row.post), light=light,
        due_at=row.latest if row.state == "planned" else None, state=_(state), tone=tone, attempt=row.attempt,
        recheck=bool(row.recheck_of), done_at=row.done_at, findings=row.open_findings,
    )  # fmt: skip


# ── one visit ──────────────────────────────────────────────────────────────────────────────────────────────────────


def page_of(actor: Actor, row: Visit, at: datetime) -> Page:
    """Read and assemble a visit's page; a fixed number of queries."""
    from shiqiao.surfaces.desk.secondpages import beside

    about, kind, brought = Ref(rules.VISIT, row.id), reads.kind_of(row), reads.brought(row)
    found = reads.findings([row.id, row.recheck_of or 0])
    files = attachments_of(about)
    first = reads.visit_seen(actor, row.recheck_of) if row.recheck_of else None
    origin = [first] if first else []
    subject = Ref(row.subject_kind, row.subject_id)
    others = [one for one in reads.history(actor, subject) if one.id != row.id]
    again = [one for one in reads.rechecks(row) if reads.may_read(actor, one)]
    shared = [one for one in reads.access_several(actor, companions(row.id)) if one.state == "planned"]
    everyone = [row, *origin, *others, *again, *shared]
    shown_rows = {one.id: one for one in rows_of(actor, everyone, at)}
    named = shown(actor, [row])[row.id]
    allowed = rules.RECHECKERS if row.recheck_of else rules.RECORDERS
    first_made = (row.first_post, row.first_holder)
    mine = bool(row.recheck_of) and rules.same_person(actor.post, actor.account or 0, first=first_made)
    return Page(
        row=shown_rows[row.id], subject=named, kind=kind, version=row.version, opens=people.day_of(row.earliest),
        closes=people.day_of(row.latest - timedelta(minutes=1)), recorded_at=row.recorded_at, visitor=visitor(row),
        note=masked(brought.note), answers=answers_of(kind, brought.answers, found.get(row.recheck_of, [])),
        findings=findings_of(row, kind, found.get(row.recheck_of or row.id, [])), photos=[photo(one) for one in files],
        rhythm=rhythm(row, kind), steps=[step(line, row.street) for line in reversed(lines_of(about))],
        history=[shown_rows[one.id] for one in others if one.recheck_of != row.id][:10],
        rechecks=[shown_rows[one.id] for one in again],
        origin=shown_rows[origin[0].id] if origin else None, may_record=reads.may(actor, row, allowed) and not mine,
        may_manage=reads.may(actor, row, rules.MANAGERS), twice=beside(row.id),
        together=[shown_rows[one.id] for one in shared],
    )  # fmt: skip


def rhythm(row: Visit, kind: VisitKind) -> str:
    """Say why these days: the cycle of the plan, the days of a re-check, or once."""
    if row.recheck_of:
        return _("within %(n)d days of the finding") % {"n": kind.table.recheck.days}
    cycle = str(reads.cycle_of_visit(row)) if row.plan else ""
    return _(CYCLES[cycle]) if cycle in CYCLES else cycle


def visitor(row: Visit) -> str:
    """Say who made a visit: post and person."""
    return f"{words.post_title(row.done_post)} {words.person_name(row.done_holder)}".strip()


def answers_of(kind: VisitKind, answers: Mapping[str, Any], findings: Sequence[Finding]) -> list[tuple[str, str, bool]]:
    """Return the answers in words, each with whether it is bad; of a re-check, what it says of each finding."""
    bad = {one.question for one in kind.findings(answers)}
    told = [
        (words.said(one.title), answer(one, answers[one.key]), one.key in bad)
        for one in kind.table.questions
        if one.key in answers
    ]
    for one in findings:
        if (fixed := answers.get(f"fixed.{one.question}")) is not None:
            title = words.said(kind.question(one.question).title)
            told.append((title, _("put right") if fixed else _("not put right"), not fixed))
    return told


def answer(question: Question, value: Any) -> str:
    """Say an answer."""
    if question.kind == "yes_no":
        return _("yes") if value else _("no")
    titles = {choice.code: words.said(choice.title) for choice in question.choices}
    return titles.get(str(value)) or masked(str(value))


def findings_of(row: Visit, kind: VisitKind, found: Sequence[Finding]) -> list[FindingShown]:
    """Return findings with their matters."""
    matters = reads.matters_of(found)
    return [_finding(row, kind, one, matters.get(one.matter)) for one in found]


def _finding(row: Visit, kind: VisitKind, one: Finding, matter: Matter | None) -> FindingShown:
    from shiqiao.surfaces.desk.lists import state_of

    severity, tone = SEVERITIES[one.severity]
    number = matter.number if matter else ""
    return FindingShown(
        title=words.said(kind.question(one.question).title), item=words.item_title(row.street, one.item),
        severity=_(severity), tone=tone, fixed=one.state == rules.FIXED, number=number,
        url=reverse("desk:matter", args=[number]) if number else "", state=state_of(matter)[0] if matter else "",
    )  # fmt: skip


def photo(file: Attachment) -> PhotoShown:
    """Return a file of a visit as the page shows it."""
    url = reverse("desk:visit-file", args=[file.id])
    tool = reverse("desk:picture", args=[file.id]) if file.is_picture else ""
    return PhotoShown(url, f"{url}?small=1" if file.is_picture else "", "", "", file.taken_at or file.created_at, tool)


def step(line: Line, street: int) -> Step:
    """Return a line of the visit's journal as a step of its timeline."""
    title, drawing, tone = words.HAPPENED.get(line.code, (line.code, "point", ""))
    state = line.data.get("set", {}).get("state", "")
    said = _(STATES[state][0]) if state in STATES and line.code == "visits.recorded" else _(title)
    if line.code == "visits.cancelled" and line.data.get("why") == "left_circle":
        said = _("Cancelled: no longer one of those to be visited")
    late = abs(line.recorded_at - line.happened_at) > matterpage.LATER
    return Step(
        at=line.happened_at, title=said, by=matterpage.actor_said(line, street), icon=drawing, tone=tone,
        recorded_at=line.recorded_at if late else None,
    )  # fmt: skip


# ── coverage, findings, the panel of a matter ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class CoverRow:
    """A community's visits of one kind in one window."""

    community: str
    kind: str
    opens: date
    closes: date
    due: int
    done: int
    tried: int
    overdue: int
    share: int
    tone: str


def coverage(actor: Actor, day: date, at: datetime) -> list[tuple[str, list[CoverRow]]]:
    """Return the coverage of the windows in which a day lies, by kind, each community in a row."""
    groups: dict[str, list[CoverRow]] = {}
    for one in reads.coverage(actor, day, at):
        kind = words.said(reads.kind(actor.street or 0, one.kind).table.title)
        share = 100 * one.done // one.due
        tone = "red" if one.overdue else "green" if one.done == one.due else "yellow"
        groups.setdefault(kind, []).append(
            CoverRow(words.place(one.community), kind, one.window.opens, one.window.closes, one.due, one.done, one.tried,
                     one.overdue, share, tone)
        )  # fmt: skip
    return list(groups.items())


def check_may_record(actor: Actor, row: Visit) -> None:
    """Let only those see the form whose posts make this visit, and only while it is open."""
    if row.state != "planned":
        raise VisitOver
    if not reads.may(actor, row, rules.RECHECKERS if row.recheck_of else rules.RECORDERS):
        raise NotYourVisit


def from_visit(actor: Actor, row: Any) -> dict[str, Any] | None:
    """Return the visit from which a matter came, for its panel; None for others, and where the actor may not see it."""
    found = reads.finding_of_matter(row.id) if row.channel == "visit" else None
    visit = reads.visit_seen(actor, found.visit) if found else None
    if found is None or visit is None:
        return None
    kind = reads.kind_of(visit)
    named = shown(actor, [visit])[visit.id]
    return {
        "url": reverse("desk:visit", args=[visit.id]), "kind": words.said(kind.table.title), "subject": named.title,
        "question": words.said(kind.question(found.question).title), "at": visit.done_at, "fixed": found.state == rules.FIXED,
    }  # fmt: skip


def titles_of(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return kind and address of visits by their number, for notices."""
    rows = reads.kinds_of_visits(ids)
    return {
        number: (words.said(reads.kind_of(row).table.title), reverse("desk:visit", args=[number]))
        for number, row in rows.items()
    }
