"""Phrases on the desk's pages: what to ask while a report is typed, what to insert into an answer, and the book of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.phrases import reads, rules
from shiqiao.kernel.phrases.models import PhraseVersion
from shiqiao.kernel.phrases.rules import About, Live, Wording
from shiqiao.surfaces.desk import records, words
from shiqiao.surfaces.kit.words import absolute

KINDS = {"ask": gettext_noop("Ask"), "explain": gettext_noop("Explain"), "answer": gettext_noop("Answer")}
TONES = {"ask": "blue", "explain": "grey", "answer": "green"}
SHOWS = {
    "live": gettext_noop("In use"),
    "waiting": gettext_noop("Waiting for approval"),
    "retired": gettext_noop("Retired"),
}


@dataclass(frozen=True)
class Offer:
    """A phrase as it is offered: its text with the values of the matter, and the gaps that are left."""

    id: int
    title: str
    text: str
    gaps: Sequence[str]
    kind: str
    source: str


def spoken(street: int, item: Item | None, at: datetime) -> list[Offer]:
    """Return what to ask and explain once an item is chosen; nothing before."""
    if item is None:
        return []
    about = About(item.code, item.category)
    values = {"street_phone": reads.phone_of(street)}
    found = reads.offered(street, ("ask", "explain"), about, people.day_of(at))
    near = [one for one in found if one.wording.items or one.wording.categories]
    return [offer(one, values) for one in near or found[:3]]


def for_answer(row: Matter, outcome: str, at: datetime) -> list[Offer]:
    """Return what may be inserted into an answer about a matter; `outcome` is the legal ground of a decline."""
    item = item_of(row)
    about = About(item.code, item.category, outcome)
    found = reads.offered(row.street, ("answer", "explain"), about, people.day_of(at), limit=20)
    values = values_of(row, at)
    return [offer(one, values) for one in found]


def offer(one: Live, values: Mapping[str, str]) -> Offer:
    """Return a phrase with values filled in, in the reader's language where it has one."""
    english = not words.chinese() and bool(one.wording.en)
    text = rules.fill_in(one.wording.en if english else one.wording.zh, values, chinese=not english)
    kind = _(KINDS[one.wording.kind])
    return Offer(one.id, words.said(one.wording.title), text, rules.gaps(text), kind, one.wording.source)


def values_of(row: Matter, at: datetime) -> dict[str, str]:
    """Return what placeholders are filled with; a due time only while the clock of handling runs and is not yet broken.

    What is not fixed is not guessed, and a time that is past is promised to nobody: it shows as a gap.
    """
    handling = [
        clock for clock in clocks_of(Ref(records.KIND, row.id)) if clock.name == "handle" and not clock.stopped_at
    ]
    due = handling[-1].due_at if handling and not handling[-1].paused_at else None
    return {
        "number": row.number,
        "due": words.due(due, absolute) if due and due > at else "",
        "unit": words.unit_title(row.unit),
        "grid": words.place(row.grid) if row.grid else "",
        "street_phone": reads.phone_of(row.street),
    }


# ── the book of phrases ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PhraseRow:
    """A phrase in the list."""

    url: str
    title: str
    kind: str
    tone: str
    text: str
    about: str
    used: int
    waits: bool
    over: bool


def rows_of(actor: Actor, *, text: str, kind: str, show: str, at: datetime, limit: int = reads.PAGE) -> list[PhraseRow]:
    """Return the phrases of the actor's street in words."""
    return [_row(one, at) for one in reads.phrases(actor, text=text, kind=kind, show=show, limit=limit)]


def _row(one: reads.Shown, at: datetime) -> PhraseRow:
    wording = one.wording
    return PhraseRow(
        url=reverse("desk:phrase", args=[one.row.id]), title=words.said(wording.title), kind=_(KINDS[wording.kind]),
        tone=TONES[wording.kind], text=text_said(wording), about=about_said(wording, one.row.street),
        used=one.row.used, waits=one.waits, over=not rules.valid(wording, people.day_of(at)),
    )  # fmt: skip


def text_said(wording: Wording) -> str:
    """Return a wording's text in the reader's language where it has one."""
    return wording.zh if words.chinese() else (wording.en or wording.zh)


def about_said(wording: Wording, street: int) -> str:
    """Say what a phrase is about: items, categories, a legal ground, or anything."""
    book = catalogue(street)
    titles = {item.category: words.said(item.category_title) for item in book.items.values()}
    parts = [words.item_title(street, code) for code in wording.items]
    parts += [titles.get(code, code) for code in wording.categories]
    if wording.outcome in book.outcomes:
        parts.append(words.said(book.outcomes[wording.outcome].title))
    return ("、" if words.chinese() else ", ").join(parts) or _("any matter")


@dataclass(frozen=True)
class VersionRow:
    """One version of a phrase with who wrote and who approved it."""

    number: int
    wording: Wording
    title: str
    text: str
    about: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None


def history(actor: Actor, number: int) -> list[VersionRow]:
    """Return all versions of a phrase, newest first; raises NotFound."""
    row = reads.access_phrase(actor, number)
    return [_version(version, wording, row.street) for version, wording in reads.history(row)]


def _version(version: PhraseVersion, wording: Wording, street: int) -> VersionRow:
    return VersionRow(
        number=version.version, wording=wording, title=words.said(wording.title), text=text_said(wording),
        about=about_said(wording, street), written_by=_who(version.written_by, street), written_at=version.written_at,
        approved_by=_who(version.approved_by, street), approved_at=version.approved_at,
    )  # fmt: skip


def _who(code: str, street: int) -> str:
    if code == "shiqiao":
        return _("set to begin with")
    return _("setting up") if code.startswith("system") else words.post_named(code, street) if code else ""
