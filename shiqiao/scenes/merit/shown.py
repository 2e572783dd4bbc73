"""What the pages show of reward and penalty: a month's list, one consequence with its evidence, the year's accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import masked
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.merit import appeals, conduct, reads, store, words
from shiqiao.scenes.merit.models import Consequence, LedgerEntry, MeritAppeal
from shiqiao.scenes.merit.publishing import published_titles
from shiqiao.surfaces.desk.words import person_name, post_title, said

EARLIEST = date(2000, 1, 1)
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month [since, until), those beside it."""

    since: date
    until: date
    code: str
    before: str
    after: str


def month_of(given: str, at: datetime, default: date | None = None) -> Month:
    """Return the month asked for as 2018-06; for anything else the default, or the present one."""
    present = localdate(at).replace(day=1)
    try:
        since = date.fromisoformat(f"{given}-01")
    except ValueError:
        since = default or present
    since = max(EARLIEST, min(since, present))
    until = next_month(since)
    after = f"{until:%Y-%m}" if since < present else ""
    return Month(since, until, f"{since:%Y-%m}", f"{since - timedelta(days=1):%Y-%m}", after)


# ── evidence ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence in words, and where it opens; `hidden` counts records that are not open to the reader."""

    said: str
    url: str = ""
    links: Sequence[Link] = ()
    hidden: int = 0


def proofs(actor: Actor, row: Consequence, shown: Mapping[Ref, Shown]) -> list[Proof]:
    """Return the evidence of a consequence in words."""
    return [_proof(row, one, shown) for one in row.evidence]


def refs_of(rows: Iterable[Consequence]) -> set[Ref]:
    """Return the records on which consequences rest."""
    found = [ref for row in rows for one in row.evidence for ref in (one.get("refs") or [one.get("ref")]) if ref]
    return {Ref.parse(ref) for ref in found}


def _proof(row: Consequence, one: Mapping[str, Any], shown: Mapping[Ref, Shown]) -> Proof:
    kind = one["kind"]
    if kind in ("record", "conduct"):
        refs = [Ref.parse(ref) for ref in (one.get("refs") or [one.get("ref")])]
        links = [(shown[ref].title, shown[ref].url) for ref in refs if ref in shown]
        return Proof(
            _conduct_title(one["code"]) if kind == "conduct" else _("Matter"), "", links, len(refs) - len(links)
        )
    at = f"{reverse('desk:score', args=[row.kind, row.subject])}?month={one['month']}"
    if kind == "indicator":
        at = f"{reverse('desk:score-rows', args=[row.kind, row.subject, one['code']])}?month={one['month']}"
        share = f"{one['n'] / one['d']:.0%}" if one["d"] else "—"
        title = _indicator_title(row.street, one["code"], row.month)
        values = {"what": title, "n": one["n"], "d": one["d"], "share": share}
        return Proof(_("%(what)s: %(n)s of %(d)s (%(share)s)") % values, at)
    return Proof(_SAID[kind]() % one, at)


_SAID: Mapping[str, Any] = {
    "rank": lambda: _("%(month)s: rank %(rank)s of %(of)s, score %(total)s"),
    "total": lambda: _("%(month)s: score %(total)s, below %(edge)s"),
    "rise": lambda: _("%(month)s: score %(total)s after %(before)s the month before"),
}


def _conduct_title(code: str) -> str:
    kind = conduct.kind_of(code)
    return _(kind.title) if kind else code


def _indicator_title(street: int, code: str, day: date) -> str:
    version = scoring.in_force(street, next_month(day) - timedelta(days=1))
    found = next((one for one in version.table.indicators if one.code == code), None) if version else None
    return said(found.title) if found else code


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A consequence in a list."""

    row: Consequence
    url: str
    who: str
    kind: str
    rule: str
    follows: str
    tone: str
    state: tuple[str, str, str]
    appeal: tuple[str, str, str] | None
    proofs: Sequence[Proof]
    may_decide: bool


def rule_titles(street: int) -> dict[tuple[int, str], str]:
    """Return the titles of rules by version and code."""
    return {key: said(title) for key, title in published_titles(street).items()}


def rows(actor: Actor, found: Sequence[Consequence]) -> list[Row]:
    """Return consequences for a list: their records, appeals and rules in a query each."""
    titles = rule_titles(actor.street or 0)
    shown = show(actor, refs_of(found))
    raised = reads.appeals_of([row.id for row in found])
    return [_row(actor, row, titles, shown, raised.get(row.id)) for row in found]


def _row(
    actor: Actor, row: Consequence, titles: Mapping[tuple[int, str], str], shown: Mapping[Ref, Shown],
    appeal: MeritAppeal | None,
) -> Row:  # fmt: skip
    decided = row.state in ("confirmed", "changed")
    what = words.follows(row.points if decided else row.asked_points, row.card if decided else row.asked_card)
    bad = (row.points if decided else row.asked_points) < 0 or row.card in ("yellow_card", "red_card")
    return Row(
        row, reverse("desk:merit:one", args=[row.id]), words.named(row.kind, row.subject), _(words.KIND_OF[row.kind]),
        titles.get((row.version, row.rule), row.rule) if row.rule else _("By hand"), what, "red" if bad else "green",
        words.triple(words.STATES, row.state), words.triple(words.APPEALS, appeal.state) if appeal else None,
        proofs(actor, row, shown), may_decide(actor, row),
    )  # fmt: skip


def may_decide(actor: Actor, row: Consequence) -> bool:
    """Tell whether an actor may decide about a proposal now."""
    return row.state == "proposed" and reads.leads(actor) and actor.account not in (row.concerned, row.proposed_by)


def month_page(actor: Actor, month: Month, at: datetime) -> dict[str, Any]:
    """Return what the page of a month shows."""
    found = rows(actor, reads.of_month(actor, month.since))
    waiting = [one for one in found if one.row.state == "proposed"]
    return {
        "month": month, "waiting": waiting, "decided": [one for one in found if one.row.state != "proposed"],
        "leads": reads.leads(actor), "all": reads.reads_all(actor), "several": [one for one in waiting if one.may_decide],
        "closed": scoring.closed(actor.street or 0, month.since, month.until) is not None,
    }  # fmt: skip


# ── one ────────────────────────────────────────────────────────────────────────────────────────────────────────────

ICONS = {"decide": "gavel", "appeal": "scale", "review": "gavel", "withdraw": "arrow-back-up"}


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {
        "decide": _("Decide about the proposal"), "appeal": _("Appeal against the decision"),
        "review": _("Decide the appeal"), "withdraw": _("Take the appeal back"),
    }[do]  # fmt: skip


def acts(actor: Actor, row: Consequence, appeal: MeritAppeal | None, at: datetime) -> list[tuple[str, str, str, bool]]:
    """Return what an actor can do now: (address, title, icon, main)."""
    under_way = appeal is not None and appeal.state == "open"
    other = appeal is not None and actor.account not in (appeal.against, appeal.raised_by)
    open_to = {
        "decide": may_decide(actor, row), "appeal": appeals.may_raise(actor, row, at),
        "review": under_way and other and reads.leads(actor),
        "withdraw": under_way and appeal is not None and appeal.raised_by == actor.account,
    }  # fmt: skip
    return [
        (reverse("desk:merit:act", args=[row.id, do]), title_of(do), icon, do in ("decide", "review"))
        for do, icon in ICONS.items()
        if open_to[do]
    ]


@dataclass(frozen=True, slots=True)
class AppealShown:
    """An appeal on the page of what it is about."""

    row: MeritAppeal
    state: tuple[str, str, str]
    reason: str
    answer: str
    raised_by: str
    decided_by: str
    instead: str
    clock: Any


def page(actor: Actor, row: Consequence, at: datetime) -> dict[str, Any]:
    """Return what the page of a consequence shows."""
    one, appeal = rows(actor, [row])[0], reads.appeal_of(row.id)
    return {
        "one": one, "row": row, "asked": words.follows(row.asked_points, row.asked_card),
        "reason": masked(store.unseal(row.reason)), "decision": masked(store.unseal(row.decision)),
        "proposed_by": person_name(row.proposed_by) or _("by itself"), "decided_by": person_name(row.decided_by),
        "concerned": "" if row.kind == "person" else person_name(row.concerned), "appeal": _appeal(appeal) if appeal else None,
        "until": appeals.ends(row) if appeal is None and row.state in ("confirmed", "changed") else None,
        "entries": [entry_row(entry) for entry in reads.entries_of(row.id)], "acts": acts(actor, row, appeal, at),
        "account": f"{reverse('desk:merit:account', args=[row.kind, row.subject])}?year={row.month.year}",
    }  # fmt: skip


def _appeal(row: MeritAppeal) -> AppealShown:
    running = next((one for one in clocks_of(Ref(store.APPEAL, row.id)) if one.stopped_at is None), None)
    return AppealShown(
        row, words.triple(words.APPEALS, row.state), masked(store.unseal(row.reason)), masked(store.unseal(row.answer)),
        person_name(row.raised_by), person_name(row.decided_by), words.follows(row.points, row.card), running,
    )  # fmt: skip


# ── accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A row of the ledger in words."""

    row: LedgerEntry
    points: str
    card: str
    turn: str
    url: str


def entry_row(row: LedgerEntry) -> EntryRow:
    """Return a row of the ledger in words."""
    url = reverse("desk:merit:one", args=[row.consequence])
    return EntryRow(row, words.points(row.points), words.card(row.card, row.sign), _(words.TURNS[row.turn]), url)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A subject's account of a year in a list."""

    title: str
    url: str
    points: str
    plus: str
    minus: str
    cards: Sequence[tuple[str, str, str, int]]
    rows: int


def account_rows(actor: Actor, year: int, kind: str) -> list[AccountRow]:
    """Return the accounts of a year of one kind of subject."""
    return [_account(one, year) for one in reads.accounts(actor, year, kind)]


def _account(one: reads.Account, year: int) -> AccountRow:
    cards = [(*words.triple(words.CARDS, code), many) for code, many in one.cards.items()]
    return AccountRow(
        words.named(one.kind, one.subject), f"{reverse('desk:merit:account', args=[one.kind, one.subject])}?year={year}",
        words.points(one.points) or "0", words.points(one.plus), words.points(one.minus), cards, one.rows,
    )  # fmt: skip


def account_page(actor: Actor, year: int, kind: str, subject: int) -> dict[str, Any]:
    """Return what the page of one account shows."""
    found = reads.entries(actor, year, kind, subject)
    readable = set(reads.seen_by(actor).filter(pk__in={one.consequence for one in found}).values_list("pk", flat=True))
    entries = [(entry_row(one), one.consequence in readable) for one in found]
    account = _account(reads.account_of(kind, subject, found), year)
    return {"entries": entries, "account": account, "kind": _(words.KIND_OF[kind]), "year": year, "code": kind}


def year_of(given: str, at: datetime) -> int:
    """Return the year asked for, the present one for anything else."""
    present = localdate(at).year
    return int(given) if given.isdigit() and len(given) == 4 and EARLIEST.year <= int(given) <= present else present


def kind_of(given: str) -> str:
    """Return the kind of subject asked for, grids for anything else."""
    return given if given in words.KINDS else "grid"


def tabs(kind: str, year: int) -> list[tuple[str, str, bool]]:
    """Return the kinds of subjects: (title, address, active)."""
    return [(_(title), f"?kind={code}&year={year}", code == kind) for code, title in words.KINDS.items()]


def years(kind: str, year: int, at: datetime) -> list[tuple[int, str, bool]]:
    """Return this year and the two before it: (year, address, active)."""
    present = localdate(at).year
    return [(one, f"?kind={kind}&year={one}", one == year) for one in range(present - 2, present + 1)]


def access_account(actor: Actor, kind: str, subject: int) -> str:
    """Return the kind of an account that an actor may look at; raises NotFound for others and for what is not there."""
    if kind not in words.KINDS or not store.known(kind, subject, actor.street or 0):
        raise NotFound
    if kind == "person" and not (reads.reads_all(actor) or actor.account == subject):
        raise NotFound
    return kind


def exact_month(code: str, at: datetime) -> Month:
    """Return the month of an address; raises NotFound for what is none."""
    found = month_of(code, at)
    if found.code != code:
        raise NotFound
    return found


def posts_of(account: int) -> str:
    """Return the posts that a person holds, in words."""
    from shiqiao.kernel.people import reads as people

    held = [one.post.id for one in people.acting_posts(account) if one.by == "holder"]
    return "、".join(post_title(one) for one in held)
