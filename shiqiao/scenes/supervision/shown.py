"""What the pages show of orders, assembled: rows, why one was raised, who answers, its story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.files.covering import neutral_name
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.supervision import reads, rights, words
from shiqiao.scenes.supervision.models import OrderEntry, SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of
from shiqiao.scenes.supervision.rules import RuleTable
from shiqiao.scenes.supervision.store import KIND, unseal
from shiqiao.surfaces.desk.matterpage import actor_said, clock_shown
from shiqiao.surfaces.desk.words import (
    CLOCKS,
    FILES,
    approved,
    chinese,
    clock_steps,
    happened,
    person_name,
    post_title,
    said,
    unit_title,
)
from shiqiao.surfaces.kit.shapes import FileShown, Step
from shiqiao.surfaces.kit.words import size

BEFORE_DUE = 0.75  # of the term: from then on the light is yellow, as for every clock


@dataclass(frozen=True)
class OrderRow:
    """An order in a list."""

    row: SupervisionOrder
    url: str
    number: str
    title: str
    subject_url: str
    why: str
    figures: str
    state: str
    tone: str
    light: str
    unit: str
    who: str


def number_of(row: SupervisionOrder) -> str:
    """Return an order's number as it is written: 督〔2018〕12号."""
    return f"督〔{row.year}〕{row.serial}号" if chinese() else f"Order {row.year}/{row.serial}"


def order_rows(actor: Actor, rows: Sequence[SupervisionOrder], at: datetime) -> list[OrderRow]:
    """Return orders for a list; what they are about comes in one query a kind."""
    subjects = show(actor, {Ref(row.subject_kind, row.subject_id) for row in rows})
    table = rules_of(rows[0].street) if rows else RuleTable()
    return [_row(row, subjects, table, at) for row in rows]


def _row(row: SupervisionOrder, subjects: Mapping[Ref, Shown], table: RuleTable, at: datetime) -> OrderRow:
    about = subjects.get(Ref(row.subject_kind, row.subject_id))
    state, tone = words.pair(words.STATES, row.state)
    return OrderRow(
        row, reverse("desk:supervision:order", args=[row.id]), number_of(row),
        about.title if about else _("What it is about is not open to you"), about.url if about else "",
        rule_title(table, row.rule), figures_said(row.figures), state, tone, light(row, at), unit_title(row.unit),
        " ".join(part for part in (post_title(row.post), person_name(row.holder)) if part),
    )  # fmt: skip


def light(row: SupervisionOrder, at: datetime) -> str:
    """Return the light of an order in a list; grey when nothing is to be answered."""
    if row.state != "raised":
        return "grey"
    if row.due_at <= at:
        return "red"
    begun = row.raised_at if not row.sent_back else row.answered_at or row.raised_at
    return "yellow" if at >= begun + (row.due_at - begun) * BEFORE_DUE else "green"


def rule_title(table: RuleTable, code: str) -> str:
    """Return the title of a rule, also of one that the street no longer has."""
    if not code:
        return _(words.BY_HAND)
    rule = table.rule(code)
    return said(rule.title) if rule else code


def figures_said(figures: Mapping[str, Any]) -> str:
    """Say the figures by which a rule raised an order."""
    if "reopened" in figures:
        n = int(figures["reopened"])
        told = ngettext("taken up again once", "taken up again %(n)d times", n) % {"n": n}
        return _("%(told)s; the rule asks from %(least)s on") % {"told": told, "least": figures.get("threshold", "")}
    if "clock" in figures:
        due = localtime(datetime.fromisoformat(str(figures["due"])))
        clock = _(CLOCKS.get(str(figures["clock"]), str(figures["clock"])))
        return _("%(clock)s was due %(due)s; the head has been told") % {"clock": clock, "due": f"{due:%Y-%m-%d %H:%M}"}
    return ""


@dataclass(frozen=True)
class Act:
    """What can be done with an order now."""

    do: str
    title: str
    icon: str
    url: str
    main: bool = False


ICONS = {
    "answer": "message-check", "accept": "circle-check", "send_back": "arrow-back-up", "urge": "bell", "withdraw": "circle-x",
}  # fmt: skip


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {
        "answer": _("Answer the order"), "accept": _("Accept and strike off"), "send_back": _("Send the answer back"),
        "urge": _("Urge"), "withdraw": _("Take the order back"),
    }[do]  # fmt: skip


def acts(actor: Actor, row: SupervisionOrder) -> list[Act]:
    """Return what an actor can do with an order now."""
    keeps = rights.keeps(actor, row.street)
    open_to = {
        "answer": row.state == "raised" and rights.answers(actor, row),
        "accept": row.state == "answered" and keeps and row.answered_by != actor.account,
        "send_back": row.state == "answered" and keeps,
        "urge": row.state == "raised" and keeps,
        "withdraw": row.state in ("raised", "answered") and keeps,
    }
    return [
        Act(do, title_of(do), icon, reverse("desk:supervision:act", args=[row.id, do]), do in ("answer", "accept"))
        for do, icon in ICONS.items()
        if open_to[do]
    ]


def page_of(actor: Actor, row: SupervisionOrder, at: datetime) -> dict[str, Any]:
    """Return what an order's page shows."""
    clocks = clocks_of(Ref(KIND, row.id))
    entries, files = reads.entries_of(row), reads.files_of(row)
    return {
        "one": order_rows(actor, [row], at)[0], "order": row, "acts": acts(actor, row),
        "reason": next((masked(unseal(one.text)) for one in entries if one.kind == "raised"), ""),
        "raised_by": " ".join(p for p in (post_title(row.raised_post), person_name(row.raised_by)) if p),
        "assisting": [unit_title(unit) for unit in row.assisting],
        "clocks": [replace(clock_shown(one, at), why=clock_steps(approved(explain(one), row.street))) for one in clocks],
        "steps": steps(actor, row, entries, files),
    }  # fmt: skip


def steps(actor: Actor, row: SupervisionOrder, entries: Sequence[OrderEntry], files: Mapping[str, Any]) -> list[Step]:
    """Return what happened to an order, newest first: its own lines and the warnings of its clock."""
    said_by = {one.id: one for one in entries}
    refs = show(actor, {Ref.parse(text) for one in entries for text in one.refs})
    lines = [*lines_of(Ref(KIND, row.id))]
    for clock in clocks_of(Ref(KIND, row.id)):
        lines += lines_of(Ref("clock", clock.id))
    lines.sort(key=lambda line: line.recorded_at, reverse=True)
    return [_step(line, row, said_by.get(line.data.get("entry", 0)), refs, files) for line in lines]


def _step(
    line: Any, row: SupervisionOrder, entry: OrderEntry | None, refs: Mapping[Ref, Shown], files: Mapping[str, Any]
) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    details: list[tuple[str, str]] = []
    if line.data.get("late"):
        details.append((_("Term"), _("answered after the term")))
    told = [post_title(post) for post in line.data.get("posts", ())]
    if told:
        details.append((_("Told"), "、".join(told)))
    shown = [refs[ref].title for text in (entry.refs if entry else ()) if (ref := Ref.parse(text)) in refs]
    if shown:
        details.append((_("Rests on"), " · ".join(shown)))
    papers = [files[sha] for sha in (entry.files if entry else ()) if sha in files]
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, details=details,
        by=_("by itself") if line.actor.startswith("system.") else actor_said(line, row.street),
        text=masked(unseal(entry.text)) if entry else "", files=[file_shown(row, one) for one in papers],
    )  # fmt: skip


def file_shown(row: SupervisionOrder, file: Any) -> FileShown:
    """Return a file of an order as a row with a download."""
    title, icon = FILES[file.kind]
    url = reverse("desk:supervision:file", args=[row.id, file.id])
    return FileShown(url, neutral_name(file), _(title), size(file.size), icon, file.created_at)


def tabs(actor: Actor, at: datetime) -> list[tuple[str, str, str]]:
    """Return the tabs of the list with what stands in each."""
    counted = reads.counts(actor, at)
    return [(code, _(title), bounded(counted.get(code, 0))) for code, title in words.TABS.items()]


def bounded(count: int) -> str:
    """Say a count that is not counted to its end."""
    return f"{reads.MANY}+" if count > reads.MANY else str(count) if count else ""


def rule_choices(street: int) -> Iterable[tuple[str, str]]:
    """Return the rules by which a list can be narrowed."""
    rules = [(one.code, said(one.title)) for one in rules_of(street).rules]
    return [("", _("All rules")), (reads.HAND, _(words.BY_HAND)), *rules]
