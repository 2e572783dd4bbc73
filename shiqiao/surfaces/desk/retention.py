"""Words and shapes of the pages about retention and personal data: rules in words, runs, holds, what is held of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.retention import hooks, reads
from shiqiao.kernel.retention.actions import stopped_of
from shiqiao.kernel.retention.models import DataRequest, Erasure, Hold, Run
from shiqiao.kernel.retention.rules import Rule
from shiqiao.surfaces.desk import words

# What parts call the data they hold; said here in the reader's language.
KINDS = (
    gettext_noop("Matters"), gettext_noop("Persons on file"), gettext_noop("Visits"), gettext_noop("Orders of 12345"),
    gettext_noop("Accounts of officials who left"), gettext_noop("Notes of hand-overs"), gettext_noop("Notices, day by day"),
)  # fmt: skip
ACTS = {
    "identifiers": gettext_noop("names and numbers are erased"),
    "texts": gettext_noop("everything written is erased"),
    "anonymise": gettext_noop("who it was is erased"),
    "delete": gettext_noop("deleted as a whole"),
    "tokens": gettext_noop("single numbers are struck out"),
}
STARTS = {
    "closed_at": gettext_noop("after closing"), "reported_at": gettext_noop("after the report"),
    "last_seen": gettext_noop("after it was last confirmed"), "recorded_at": gettext_noop("after the visit"),
    "received_at": gettext_noop("after it came in"), "left_at": gettext_noop("after leaving the office"),
    "handed_at": gettext_noop("after the hand-over"), "created_at": gettext_noop("after it was left"),
}  # fmt: skip
TERMS = {"y": gettext_noop("%(n)s years"), "m": gettext_noop("%(n)s months"), "d": gettext_noop("%(n)s days")}
RUN_STATES = {
    "proposed": (gettext_noop("waits for a second person"), "yellow"), "approved": (gettext_noop("at work"), "blue"),
    "done": (gettext_noop("done"), "green"), "refused": (gettext_noop("refused"), "grey"),
}  # fmt: skip
REASONS = {
    "dispute": gettext_noop("Dispute or lawsuit"), "review": gettext_noop("Review of a petition"),
    "investigation": gettext_noop("Investigation by an authority"), "audit": gettext_noop("Audit"),
    "other": gettext_noop("Other reason"),
}  # fmt: skip
BASES = {
    "request": gettext_noop("at the person's request"), "rule": gettext_noop("by rule"),
    "replay": gettext_noop("again after a restore"),
}  # fmt: skip
ASKED = {
    "disclosure": gettext_noop("Disclosure of the own data"), "correction": gettext_noop("Correction of the own data"),
    "erasure": gettext_noop("Erasure of the own data"),
}  # fmt: skip
ANSWERS = {
    "given": (gettext_noop("handed out"), "green"), "corrected": (gettext_noop("corrected"), "green"),
    "erased": (gettext_noop("erased"), "green"), "refused": (gettext_noop("refused"), "grey"),
}  # fmt: skip
CHECKS = {
    "counter": gettext_noop("identity card seen at the counter"),
    "telephone": gettext_noop("called back at the registered telephone"),
}  # fmt: skip
GROUNDS = {
    "not_proven": gettext_noop("It is not proven who applies"),
    "statutory": gettext_noop("The data are needed by law"),
    "held": gettext_noop("A matter is still open or under review"),
    "nothing_held": gettext_noop("Nothing is held of this person"),
    "right_already": gettext_noop("What is on file is right"),
}  # fmt: skip


@dataclass(frozen=True)
class RuleRow:
    """A rule in words, with what a dry run counted."""

    name: str
    title: str
    kind: str
    term: str
    act: str
    purpose: str
    basis: str
    by_law: bool
    count: str = ""
    held: int = 0
    examples: Sequence[str] = ()


def term_said(rule: Rule) -> str:
    """Say a rule's term and its start."""
    span = _(TERMS[rule.term[-1]]) % {"n": rule.term[:-1]}
    return _("%(term)s %(start)s") % {"term": span, "start": _(STARTS[rule.start])}


def kind_said(kind: str) -> str:
    """Say what kind of data it is."""
    found = hooks.holding(kind)
    return _(found.title) if found else kind


def rule_row(rule: Rule, counted: reads.Counted | None = None) -> RuleRow:
    """Return a rule as a row."""
    count = "" if counted is None else f"{counted.count}+" if counted.cut else str(counted.count)
    return RuleRow(
        rule.name, words.said(rule.title), kind_said(rule.kind), term_said(rule), _(ACTS[rule.act]),
        words.said(rule.purpose), words.said(rule.basis), rule.decided == "law", count, counted.held if counted else 0,
        counted.examples if counted else (),
    )  # fmt: skip


def rule_rows(street: int) -> list[RuleRow]:
    """Return the rules in force."""
    table = reads.table_of(reads.latest(street))
    return [rule_row(rule) for rule in table.rules] if table else []


def counted_rows(street: int, at: datetime, most: int = 2000) -> list[RuleRow]:
    """Return the rules in force with what they would touch now; counting stops at `most` a rule."""
    table = reads.table_of(reads.latest(street))
    return (
        [rule_row(one.rule, one) for one in reads.dry_run(table, street=street, as_of=at, most=most)] if table else []
    )


def post_said(code: str, street: int) -> str:
    """Say a post by its code; a system or unknown code stays as it is."""
    found = [post for post in people.posts(street) if post.code == code]
    return (
        words.in_language(found[0].title_zh, found[0].title_en)
        if found
        else _("the system")
        if "system" in code
        else code
    )


@dataclass(frozen=True)
class RunRow:
    """A run in words."""

    row: Run
    state: str
    tone: str
    rules: Sequence[tuple[str, str]]
    proposed_by: str
    may_approve: bool

    @property
    def over(self) -> bool:
        """Tell whether nothing of it is to be done any more."""
        return self.row.state in ("done", "refused")


def run_row(row: Run, actor: Actor, titles: dict[str, str]) -> RunRow:
    """Return a run as a row; `titles` are the rules' by name."""
    said, tone = RUN_STATES[row.state]
    figures = [(titles.get(name, name), _figures(row, name)) for name in row.rules]
    may = row.state == "proposed" and row.proposed_account != (actor.account or 0)
    return RunRow(row, _(said), tone, figures, post_said(row.proposed_by, row.street), may)


def _figures(row: Run, name: str) -> str:
    done, counted = row.done.get(name), row.counted.get(name, {})
    if done:
        return _("%(n)s erased, %(held)s held") % {"n": done["erased"], "held": done["held"]}
    return _("%(n)s to erase, %(held)s held") % {"n": counted.get("count", 0), "held": counted.get("held", 0)}


def run_rows(actor: Actor) -> list[RunRow]:
    """Return the runs of the actor's street."""
    titles = {row.name: row.title for row in rule_rows(actor.street or 0)}
    return [run_row(row, actor, titles) for row in reads.runs(actor)]


def hold_rows(actor: Actor) -> list[tuple[Hold, str, str, str]]:
    """Return the holds that stand: row, what is held, the reason, the note."""
    return [
        (row, f"{kind_said(row.kind)} {row.subject}", _(REASONS[row.reason]), reads.note_of(row))
        for row in reads.holds(actor)
    ]


def erasure_rows(actor: Actor) -> list[tuple[Erasure, str, str, str]]:
    """Return the latest erasures: row, of what, the act, why."""
    return [
        (row, f"{kind_said(row.kind)} {row.subject}", _(ACTS.get(row.act, row.act)), _(BASES.get(row.basis, row.basis)))
        for row in reads.erasures(actor, 20)
    ]


@dataclass(frozen=True)
class RequestRow:
    """A request of a person as lists and its page show it; the name is masked in lists."""

    row: DataRequest
    title: str
    name: str
    light: str
    answer: str
    tone: str
    checked: str
    ground: str


def request_row(row: DataRequest, at: datetime, name: str) -> RequestRow:
    """Return a request in words."""
    answer, tone = ANSWERS.get(row.answer, ("", "blue"))
    return RequestRow(
        row, _(ASKED[row.kind]), name, reads.due_soon(row, at), _(answer) if answer else "", tone,
        _(CHECKS[row.checked]) if row.checked else "", _(GROUNDS[row.ground]) if row.ground else "",
    )  # fmt: skip


def held_rows(
    street: int, phone: str, identity: str, at: datetime
) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """Return how much of each kind is held about a person, and what stops an erasure, each with its remedy."""
    held = reads.held_of(reads.sought(street, phone, identity))
    counts = [(kind_said(kind), len(rows)) for kind, rows in held.items()]
    stopped = stopped_of(held, at)
    return counts, [(f"{kind_said(subject.kind)} {shown(subject)}", _(why)) for subject, why in stopped.items()]


def shown(subject: Ref) -> str:
    """Name a subject without personal data."""
    found = hooks.holding(subject.kind)
    names = found.show([subject.id]) if found else ()
    return names[0] if names else str(subject.id)
