"""Help while a report is typed, and the receipt that is read to the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.pinyin import letters, likeness
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.moves import roles_of
from shiqiao.kernel.matters.related import readable
from shiqiao.kernel.matters.repeats import link_repeat
from shiqiao.kernel.matters.routing import Told, person
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.suggesting import reads as suggesting
from shiqiao.surfaces.desk import placefinding, related, words
from shiqiao.surfaces.kit.words import absolute


@dataclass(frozen=True)
class Suggestion:
    """An item that may be meant: how sure that is, in words with a tone, and because of what."""

    code: str
    title: str
    line: str
    score: int
    sure: str = ""
    tone: str = "grey"
    because: str = ""


@dataclass(frozen=True)
class ItemShown:
    """The chosen item: what will be promised."""

    title: str
    line: str
    terms: Sequence[tuple[str, str]]
    on_the_spot: bool


@dataclass(frozen=True)
class Foreseen:
    """Who will have a report and until when, before it is sent; `answer` is until when the caller hears, empty for never.

    Until the item is known only the place and who answers for it.
    """

    place: str
    person: str
    post: str
    gap: bool
    dues: Sequence[tuple[str, str]]
    answer: str = ""


@dataclass(frozen=True)
class ReceiptShown:
    """What is read to the caller."""

    number: str
    url: str
    again: bool
    person: str
    post: str
    unit: str
    place: str
    unrouted: bool
    dues: Sequence[tuple[str, str, str]]
    why: Sequence[str]
    follow: str
    secret: str
    answer: str = ""
    repeats: str = ""  # the number of the earlier matter that this one was linked to
    again_url: str = ""  # where this report and the caller's earlier open one are made one


# From so many per cent on → how sure, tone.
SURE = (
    (70, gettext_noop("very likely"), "green"),
    (40, gettext_noop("likely"), "blue"),
    (0, gettext_noop("possibly"), "grey"),
)
ITEMS = 12  # found by a word, code or pinyin; more means: say more of the name


def suggest(street: int, text: str) -> list[Suggestion]:
    """Suggest items for a text, best first: by titles and synonyms, and by what closed matters taught."""
    items = catalogue(street).items
    return [
        _suggested(items[one.code], round(100 * one.confidence), _because(items[one.code], text, one.because))
        for one in suggesting.suggest(street, text)
    ]


def best(items: Sequence[Suggestion], most: int = 4) -> list[Suggestion]:
    """Return those shown at once: beside a very likely one only what is likely too, so that they fit in one row."""
    if items and items[0].score >= SURE[0][0]:
        return [item for item in items if item.score >= SURE[1][0]][:most] or list(items[:1])
    return list(items[:most])


def _suggested(item: Item, score: int, because: str) -> Suggestion:
    sure, tone = next((said, tone) for least, said, tone in SURE if score >= least)
    return Suggestion(item.code, words.said(item.title), words.line_title(item.line), score, _(sure), tone, because)


def _because(item: Item, text: str, learnt: Sequence[str]) -> str:
    """Say which words of the text led to an item: its own names, else what was learnt."""
    named = [word for word in (item.title.zh, *item.synonyms) if word and word in text][:3] or learnt
    return _("says %(words)s") % {"words": "、".join(f"“{word}”" for word in named)} if named else ""


def items_by(street: int, asked: str) -> list[Suggestion]:
    """Return the offered items that a word, a code or pinyin initials mean, best first."""
    asked = asked.strip()
    typed, found = letters(asked), []
    for item in catalogue(street).items.values():
        if item.offered and (score := _fit(item, asked, typed)):
            found.append((score, item))
    best = sorted(found, key=lambda pair: (-pair[0], pair[1].code))[:ITEMS]
    return [Suggestion(item.code, words.said(item.title), words.line_title(item.line), 0) for _score, item in best]


def _fit(item: Item, asked: str, typed: str) -> float:
    if item.code.lower().startswith(asked.lower()):
        return 2.0
    names = (item.title.zh, item.title.en, *item.synonyms)
    if any(asked.lower() in name.lower() for name in names):
        return 1.5
    return max(likeness(typed, name) for name in (item.title.zh, *item.synonyms)) if typed else 0.0


def item_shown(item: Item | None) -> ItemShown | None:
    """Return what the chosen item promises."""
    if item is None:
        return None
    terms = [(_(title), words.term(item.terms[name])) for name, title in words.CLOCKS.items() if name in item.terms]
    return ItemShown(words.said(item.title), words.line_title(item.line), terms, item.on_the_spot)


def foresee(street: int, code: str, grid: int, data: Mapping[str, Any], at: datetime) -> Foreseen | None:
    """Say who would have a report and until when, by the routing rules; None until item and place are known."""
    item = catalogue(street).items.get(code)
    if item is None or not grid:
        return _who_is_there(grid) if grid else None
    channel = str(data.get("channel", ""))
    answers = {key.removeprefix("form_"): value for key, value in data.items() if key.startswith("form_")}
    who = person(grid, 0, item, street, at, [], Told(channel, bool(data.get("urgent")), answers))
    table, cal = flow(item.flow).table, calendar_for(street)
    names = [table.states[table.start].clock, *(["echo"] if channel in table.echo else [])]
    ends = {n: clock_rules.due(cal, at, clock_rules.Term.parse(item.term(n))).at for n in names if n}
    dues = [(_(words.CLOCKS[name]), words.due(end)) for name, end in ends.items()]
    gap = who.unrouted or (people.responsible_for(grid, item.line, at).gap and not ruled(who))
    answer = words.due(ends["echo"]) if "echo" in ends else ""
    return Foreseen(words.place(grid), words.person_name(who.holder), words.post_title(who.post), gap, dues, answer)


def _who_is_there(grid: int) -> Foreseen:
    """Return who looks after a grid while the item is not known yet."""
    post = next((one for one in people.posts(grid // 1_000_000, roles=("grid_member",)) if one.territory == grid), None)
    title = words.post_title(post.id) if post else ""
    return Foreseen(words.place(grid), placefinding.person_of(grid), title, False, ())


def ruled(routed: Routed) -> bool:
    """Tell whether a rule led to the post, not the responsibility for the place."""
    steps = {str(step.get("step")) for step in routed.why}
    return "rule" in steps and not steps & {"rule_failed"} and any(one.startswith("to_") for one in steps)


def receipt(found: Receipt, request: HttpRequest, repeats: str = "", again_url: str = "") -> ReceiptShown:
    """Return a receipt in words; `repeats` and `again_url` as in ReceiptShown."""
    sheet = found.sheet
    echo = next((words.due(c.due_at, absolute) for c in sheet.clocks if c.name == "echo"), "")
    dues = [
        (_(words.CLOCKS.get(c.name, c.name)), words.due(c.due_at, absolute), words.term(str(c.term)))
        for c in sheet.clocks
    ]
    return ReceiptShown(
        number=found.number, url=reverse("desk:matter", args=[found.number]), again=found.again,
        person=words.person_name(sheet.holder), post=words.post_title(sheet.post), unit=words.unit_title(sheet.unit),
        place=words.place(sheet.grid), unrouted=sheet.unrouted, dues=dues, why=words.routing(found.why, sheet.street),
        follow=request.build_absolute_uri(follow_path(found.number, found.secret)) if found.secret else "",
        secret=found.secret, answer=echo, repeats=repeats, again_url=again_url,
    )  # fmt: skip


def tie(found: Receipt, again: str, by: Actor, at: datetime) -> tuple[str, str]:
    """Tie a report to the earlier matter that the caller means: one that has ended it repeats.

    Returns the number that it was linked to, and where it is merged into one that is still open; each may be empty.
    """
    earlier = next(iter(readable(by, [again])), None) if again else None
    if earlier is None or found.again or earlier.id == found.id:
        return "", ""
    if not earlier.done:
        return "", related.same_url(found.number, earlier.number) if "dispatcher" in roles_of(by, earlier) else ""
    try:
        link_repeat(
            matter=found.id, to=earlier.id, by=by, at=at, reason=_("The caller says that it is the same again.")
        )
    except (
        ShiqiaoError
    ):  # not a dispatcher, or not later than the other: the report stands, the worker may still link it
        return "", ""
    return earlier.number, ""


def follow_path(number: str, secret: str) -> str:
    """Return the address under which the reporter follows a matter."""
    try:
        return reverse("portal:matter", args=[number, secret])
    except NoReverseMatch:  # the portal may be switched off
        return f"/portal/m/{number}/{secret}/"
