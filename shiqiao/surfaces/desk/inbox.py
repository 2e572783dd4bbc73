"""The inbox: unread notices first, by day and kind, so that ten warnings are one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.kernel.notices.actions import mark_all_read, mark_read
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.notices.reads import inbox
from shiqiao.surfaces.desk import board
from shiqiao.surfaces.desk.board import NoticeRow
from shiqiao.surfaces.kit.words import relative

ROWS = 50
# What a notice is about → (msgid, how kinds of it begin).
ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "terms": (gettext_noop("Terms"), ("clocks.",)),
    "matters": (gettext_noop("Matters"), ("matters.", "routing.")),
    "people": (gettext_noop("Hand-overs and posts"), ("people.",)),
    "visits": (gettext_noop("Visits"), ("visits.",)),
    "scores": (gettext_noop("Scores"), ("scoring.", "monthly.")),
    "hotline": (gettext_noop("12345"), ("hotline.",)),
    "supervision": (gettext_noop("Supervision"), ("supervision.",)),
    "merit": (gettext_noop("Reward and penalty"), ("merit.",)),
    "ledger": (gettext_noop("Forms and ledgers"), ("ledger.",)),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: all or only unread ones, about what, and where the page goes on."""

    only_unread: bool
    about: str
    read: bool  # the page goes on among those that were read
    before: int | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """How the kinds of notices begin that are shown; nothing for all."""
        return ABOUT[self.about][1] if self.about else ()

    @property
    def query(self) -> str:
        """The query string without the place in the list."""
        shown = {"show": "unread"} if self.only_unread else {}
        return urlencode({**shown, **({"about": self.about} if self.about else {})})


@dataclass(frozen=True)
class Kind:
    """Notices of one day that say the same."""

    sentence: str
    tone: str
    drawing: str
    rows: Sequence[NoticeRow]

    @property
    def unread(self) -> list[int]:
        """Return the ids of those not read yet."""
        return [row.id for row in self.rows if not row.read]


@dataclass(frozen=True)
class Day:
    """One day of the inbox."""

    title: str
    unread: bool
    kinds: Sequence[Kind]


@dataclass(frozen=True)
class Page:
    """The page: days, tabs (title, address, active), the newest id shown, and the cursor of the next page."""

    days: Sequence[Day]
    tabs: Sequence[tuple[str, str, bool]]
    abouts: Sequence[tuple[str, str, bool]]
    newest: int
    next: str


def asked_for(params: Mapping[str, str]) -> Asked:
    """Read the page's query string; what cannot be read is left out."""
    about, before = params.get("about", ""), params.get("before", "")
    number = before[1:]
    good = before[:1] in ("u", "r") and number.isascii() and number.isdigit() and len(number) < 18
    return Asked(
        params.get("show") == "unread", about if about in ABOUT else "", good and before[0] == "r",
        int(number) if good else None,
    )  # fmt: skip


def page(actor: Actor, asked: Asked) -> Page:
    """Return a page of the inbox: those unread, newest first, then those that were read."""
    rows = _rows(actor, asked)
    shown = board.notices(rows[:ROWS], actor)
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    following = f"{'u' if last.read_at is None else 'r'}{last.id}" if last else ""
    return Page(_days(shown), _tabs(asked), _abouts(asked), max((row.id for row in rows), default=0), following)


def _rows(actor: Actor, asked: Asked) -> list[Notice]:
    """Return one notice more than a page holds, so that it is known whether there is another page."""
    wanted, rows = ROWS + 1, list[Notice]()
    if not asked.read:
        rows = inbox(actor, wanted, before=asked.before, unread=True, kinds=asked.kinds)
    if len(rows) < wanted and not asked.only_unread:
        before = asked.before if asked.read else None
        rows += inbox(actor, wanted - len(rows), before=before, unread=False, kinds=asked.kinds)
    return rows


def _days(rows: Sequence[NoticeRow]) -> list[Day]:
    found: dict[tuple[bool, Any], dict[str, list[NoticeRow]]] = {}
    for row in rows:
        day = localtime(row.at).date()
        found.setdefault((not row.read, day), {}).setdefault(row.sentence, []).append(row)
    return [
        Day(relative(day), unread, [Kind(said, same[0].tone, same[0].drawing, same) for said, same in kinds.items()])
        for (unread, day), kinds in found.items()
    ]


def _tabs(asked: Asked) -> list[tuple[str, str, bool]]:
    rest = {"about": asked.about} if asked.about else {}
    return [
        (_("All"), "?" + urlencode(rest), not asked.only_unread),
        (_("Only unread"), "?" + urlencode({"show": "unread", **rest}), asked.only_unread),
    ]


def _abouts(asked: Asked) -> list[tuple[str, str, bool]]:
    rest = {"show": "unread"} if asked.only_unread else {}
    every = [(_("all kinds"), "?" + urlencode(rest), not asked.about)]
    return every + [
        (_(title), "?" + urlencode({**rest, "about": code}), code == asked.about)
        for code, (title, _kinds) in ABOUT.items()
    ]


def mark(data: Any, asked: Asked, *, by: Actor, at: datetime) -> int:
    """Mark as read what a form names: single ids, or `all` of the chosen kind up to the newest that was shown."""
    every = data.get("all", "")
    if every.isascii() and every.isdigit() and len(every) < 18:
        return mark_all_read(until=int(every), kinds=asked.kinds, by=by, at=at)
    texts = [text for value in data.getlist("id") for text in value.split(",")]
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]
    return mark_read(ids=ids[:200], by=by, at=at)
