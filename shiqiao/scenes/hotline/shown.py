"""What the pages show, assembled: orders with both deadlines, letters in words, comparisons, rates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base import text
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line, read_stamp
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.hotline import reads, rules, words
from shiqiao.scenes.hotline.differences import REMEDIES
from shiqiao.scenes.hotline.models import Difference, Letter, Order
from shiqiao.scenes.hotline.rates import RATES, Rate, Rates
from shiqiao.scenes.hotline.rating import RateLine
from shiqiao.scenes.hotline.store import KIND, unseal
from shiqiao.surfaces.desk import revealing
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import item_title, person_name, unit_title
from shiqiao.surfaces.kit.shapes import RevealShown, Step
from shiqiao.surfaces.kit.words import absolute


@dataclass(frozen=True)
class OrderRow:
    """An order in a list: both deadlines, and which of them comes first."""

    row: Order
    url: str
    title: str
    matter_url: str
    state: str
    tone: str
    light: str
    ours: datetime | None
    earlier: str
    person: str
    item: str
    suggested: str
    how: str
    kind: str


def order_rows(rows: Sequence[Order], at: datetime) -> list[OrderRow]:
    """Return orders for a list, with their matters in one query."""
    matters = by_ids(row.matter for row in rows)
    return [order_row(row, matters.get(row.matter), at) for row in rows]


def order_row(row: Order, matter: Any, at: datetime) -> OrderRow:
    """Return one order for a list."""
    state, tone = words.pair(words.STATES, row.state)
    theirs = row.deadline if row.state in rules.AWAITED else None
    ours = matter.next_due if matter else None
    return OrderRow(
        row=row, url=reverse("desk:hotline:order", args=[row.id]), title=matter.title if matter else row.number,
        matter_url=reverse("desk:matter", args=[row.matter_number]), state=state, tone=tone,
        light=rules.light(row.issued_at, row.deadline, row.state, at, calendar_for(row.street)), ours=ours,
        earlier=rules.earlier(theirs, ours), person=person_name(matter.holder) if matter else "",
        item=item_title(row.street, matter.item, matter.catalogue) if matter else "",
        suggested=item_title(row.street, row.suggested) if row.suggested else "", how=words.one(words.HOW, row.item_how),
        kind=words.one(words.KINDS, row.kind),
    )  # fmt: skip


@dataclass(frozen=True)
class LetterRow:
    """A letter in words."""

    row: Letter
    url: str
    title: str
    state: str
    tone: str
    error: str
    incoming: bool


def letter_rows(rows: Iterable[Letter]) -> list[LetterRow]:
    """Return letters for a list."""
    return [
        LetterRow(
            row, reverse("desk:hotline:letter", args=[row.id]), words.one(words.LETTERS, row.kind),
            *words.pair(words.LETTER_STATES, row.state), words.one(words.ERRORS, row.error), row.direction == "in",
        )
        for row in rows
    ]  # fmt: skip


_SAID = {
    "result": gettext_noop("What was done"),
    "answers": gettext_noop("Answers"),
    "reason": gettext_noop("Reason"),
    "evidence": gettext_noop("Evidence"),
    "until": gettext_noop("Asked until"),
    "contacted_at": gettext_noop("Reporter contacted"),
    "closed_at": gettext_noop("Closed"),
    "taken_at": gettext_noop("Taken"),
    "note": gettext_noop("Added"),
    "text": gettext_noop("Text"),
    "category": gettext_noop("Category"),
    "title": gettext_noop("Title"),
    "address": gettext_noop("Address"),
    "matter": gettext_noop("Our number"),
    "state": gettext_noop("Our state"),
}


def letter_said(row: Letter) -> list[tuple[str, str]]:
    """Return what a letter says, in words; who called is masked."""
    said = unseal(row.payload)
    found = []
    for name, title in _SAID.items():
        value = said.get(name)
        if isinstance(value, list):
            value = "\n".join(_part(one) for one in value)
        if value:
            found.append((_(title), text.masked(_moment(name, str(value)))))
    if said.get("name") or said.get("phone"):
        masked = f"{text.mask_name(said.get('name', ''))} {text.mask_phone(said.get('phone', ''))}"
        found.append((_("Reporter"), masked))
    return found


def _part(one: Any) -> str:
    return f"{words.one(words.PURPOSES, one['purpose'])} {one['sha256'][:12]}" if isinstance(one, dict) else str(one)


def _moment(name: str, value: str) -> str:
    return absolute(datetime.fromisoformat(value)) if name.endswith("_at") or name == "until" else value


def contact(actor: Actor, order: Order) -> str:
    """Return the masked reporter of a confidential order, for those who talk with reporters; empty for others."""
    if not order.contact or not actor.roles & reads.TALKS:
        return ""
    kept = unseal(order.contact)
    return f"{text.mask_name(kept['name'])} {text.mask_phone(kept['phone'])}".strip()


def reveal_contact(actor: Actor, order: Order) -> RevealShown | None:
    """Return the component by which the reporter of a confidential order is shown in clear; None for others."""
    masked = contact(actor, order)
    return revealing.shown("order", order.id, [("contact:0", masked)] if masked else [])


@dataclass(frozen=True)
class Act:
    """Something that can be done with an order now."""

    do: str
    title: str
    icon: str
    url: str
    main: bool = False


# do → (English msgid, icon, states in which it can be done).
ACTS = {
    "take": (gettext_noop("Take it"), "circle-check", ("received",)),
    "object": (gettext_noop("Object"), "arrow-back-up", ("received", "handling")),
    "extend": (gettext_noop("Ask for more time"), "calendar-plus", ("received", "handling")),
    "result": (gettext_noop("Send the result again"), "send", ("answered", "written_back")),
    "told": (gettext_noop("12345 says …"), "message-2", rules.STATES),
    "seen": (gettext_noop("Change seen"), "eye-check", rules.STATES),
    "exclude": (
        gettext_noop("Leave out of the rates"),
        "circle-minus",
        ("handling", "answered", "written_back", "confirmed"),
    ),
}


def acts(actor: Actor, order: Order, at: datetime) -> list[Act]:
    """Return what an actor can do with an order now."""
    if "dispatcher" not in actor.roles:
        return []
    left_out = {"seen"} if not order.changed else set()
    if at > order.object_by:
        left_out.add("object")
    if order.state in ("returned", "withdrawn"):
        left_out |= {"told", "exclude"}
    return [
        Act(do, _(title), icon, reverse("desk:hotline:act", args=[order.id, do]), do == "take")
        for do, (title, icon, states) in ACTS.items()
        if order.state in states and do not in left_out
    ]


def steps(order: Order) -> list[Step]:
    """Return what happened to an order, newest first."""
    return [_step(line, order.street) for line in reversed(lines_of(Ref(KIND, order.id)))]


def _step(line: Line, street: int) -> Step:
    title, drawing, tone = words.HAPPENED.get(line.code, (line.code, "point", ""))
    details = []
    if kind := line.data.get("kind"):
        details.append((_("Letter"), words.one(words.LETTERS, kind)))
    if deadline := line.data.get("deadline"):
        details.append((_("12345's deadline"), absolute(read_stamp(deadline))))
    return Step(
        at=line.happened_at, title=_(title), by=actor_said(line, street), icon=drawing, tone=tone, details=details
    )


@dataclass(frozen=True)
class DifferenceRow:
    """A difference in words, with its remedy."""

    row: Difference
    theirs: str
    ours: str
    url: str
    remedy: str


def difference_rows(rows: Iterable[Difference]) -> list[tuple[str, str, list[DifferenceRow]]]:
    """Return differences by kind: (kind, title, rows)."""
    found: dict[str, list[DifferenceRow]] = {}
    for row in rows:
        url = reverse("desk:hotline:order", args=[row.order]) if row.order else ""
        shown = DifferenceRow(
            row, _side(row.kind, row.theirs, words.UPSTREAM), _side(row.kind, row.ours, None), url,
            words.one(words.REMEDIES, REMEDIES[row.kind]),
        )  # fmt: skip
        found.setdefault(row.kind, []).append(shown)
    return [(kind, words.one(words.DIFFERENCES, kind), some) for kind, some in found.items()]


def _side(kind: str, value: str, table: dict[str, str] | None) -> str:
    if not value:
        return "—"
    if kind == "deadline":
        return absolute(datetime.fromisoformat(value))
    if kind == "result":
        return result_said(value)
    return words.one(table, value) if table else words.pair(words.STATES, value)[0]


def result_said(short: str) -> str:
    """Say what a call-back found, from its short text."""
    contacted, solved, satisfied = short.split("/")
    signs = {"+": _("yes"), "-": _("no"), "?": "—"}
    verdict = words.one(words.SATISFIED, satisfied) if satisfied != "?" else "—"
    return _("contacted %(a)s, solved %(b)s, satisfied %(c)s") % {
        "a": signs[contacted], "b": signs[solved], "c": verdict,
    }  # fmt: skip


# ── rates ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RateCell:
    """A rate as per cent and as its two numbers."""

    title: str
    name: str
    share: str
    parts: str
    below: bool = False


@dataclass(frozen=True)
class RateRow:
    """A line of the table of rates."""

    title: str
    kind: str
    key: int
    orders: int
    cells: Sequence[tuple[RateCell, RateCell]]
    score: tuple[str, str]


def rate_rows(found: Iterable[RateLine]) -> list[tuple[str, list[RateRow]]]:
    """Return the table of rates by kind of group."""
    titles = {"street": _("Street"), "community": _("Communities"), "unit": _("Units")}
    rows: dict[str, list[RateRow]] = {kind: [] for kind in titles}
    for one in found:
        rows[one.kind].append(_rate_row(one))
    return [(titles[kind], some) for kind, some in rows.items() if some]


def _rate_row(one: RateLine) -> RateRow:
    title = unit_title(one.key) if one.kind == "unit" else territory.title(one.key) if one.key else ""
    cells = [(_cell(name, one.ours), _cell(name, one.theirs, one.ours)) for name in RATES]
    score = (_score(one.ours), _score(one.theirs))
    return RateRow(title or _("place unknown"), one.kind, one.key, one.orders, cells, score)


def _cell(name: str, rates: Rates, beside: Rates | None = None) -> RateCell:
    rate: Rate = getattr(rates, name)
    share, other = rate.share, getattr(beside, name).share if beside else None
    below = share is not None and other is not None and share < other
    whole = f"{rate.n.numerator}" if rate.n.denominator == 1 else f"{float(rate.n):.1f}"
    said = "—" if share is None else f"{float(share) * 100:.1f}".removesuffix(".0") + "%"
    return RateCell(words.one(words.RATES, name), name, said, f"{whole}/{rate.d}", below)


def _score(rates: Rates) -> str:
    return "—" if rates.score is None else f"{float(rates.score):.1f}".removesuffix(".0")
