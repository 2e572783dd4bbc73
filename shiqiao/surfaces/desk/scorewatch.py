"""What makes figures look better than the work, in words: sections of lines that open onto their matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.reads import access_several
from shiqiao.kernel.scoring import watching
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.scorespans import Span

# Watch → (what it is, what it means).
TITLES: Mapping[str, tuple[str, str]] = {
    "relabelled": (gettext_noop("Another item with a longer term"),
                   gettext_noop("The item was corrected and the term became longer.")),
    "near_due": (gettext_noop("Changed just before or after the term"),
                 gettext_noop("In the last two hours of the term, or after it, more time was given.")),
    "mass_extension": (gettext_noop("Many extensions on one day"),
                       gettext_noop("One post granted five or more extensions on one day.")),
    "created_again": (gettext_noop("Ended and reported anew"),
                      gettext_noop("Within three days the office reported the same item there anew instead of reopening it.")),
    "self_checked": (gettext_noop("Checked by who had done it"),
                     gettext_noop("Whoever checked it or called back had finished it, by post or person.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the matter (no title where the reader may not see it), who and when, how the term moved, the other matter."""

    number: str
    title: str
    url: str
    who: str
    at: datetime
    was: datetime | None
    becomes: datetime | None
    other: str
    other_url: str
    many: int


@dataclass(frozen=True, slots=True)
class Section:
    """A watch with what it found."""

    title: str
    meaning: str
    lines: Sequence[Line]
    more: bool


def sections(actor: Actor, month: Span) -> list[Section]:
    """Return every watch of a month, those with findings first."""
    found = watching.watched(actor, month.since, month.until)
    numbers = {one.number for rows in found.values() for one in rows}
    titles = {row.number: row.title for row in access_several(actor, sorted(numbers))}
    made = [
        Section(_(TITLES[code][0]), _(TITLES[code][1]), [_line(actor, one, titles) for one in rows],
                len(rows) >= watching.LISTED)
        for code, rows in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: not one.lines)


def _line(actor: Actor, one: watching.Found, titles: Mapping[str, str]) -> Line:
    title = titles.get(one.number, "")
    url = reverse("desk:matter", args=[one.number]) if title else ""
    other = reverse("desk:matter", args=[one.other]) if one.other else ""
    return Line(
        one.number,
        title,
        url,
        words.post_named(one.who, actor.street or 0) if one.who else "",
        one.at,
        one.was,
        one.becomes,
        one.other,
        other,
        one.many,
    )
