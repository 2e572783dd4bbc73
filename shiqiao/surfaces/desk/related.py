"""What is related to a matter or a caller, with its reasons: the same place, likely duplicates, merging seen before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.matters import related as kernel
from shiqiao.kernel.matters.linked import reporters_by_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Likeness, likely_duplicates, may_read
from shiqiao.surfaces.desk import lists, records

COMPARED, PHRASES, SHORTEST = 400, 3, 3  # signs of a text compared, phrases told, signs of a phrase


@dataclass(frozen=True)
class Like:
    """A matter that may be the same one, and because of what."""

    score: int
    metres: int | None
    row: lists.Row
    because: Sequence[str] = ()


def likes(actor: Actor, row: Matter) -> list[Like]:
    """Return what is likely the same as a matter, but for its own main one and whole."""
    own = {row.id, row.duplicate_of, row.parent}
    return duplicates(
        actor, item=row.item, words_of=row.text, grid=row.grid, lon=row.lon, lat=row.lat, at=now(), but=own
    )


def duplicates(
    actor: Actor,
    *,
    item: str,
    words_of: str,
    grid: int,
    lon: float | None,
    lat: float | None,
    at: datetime,
    but: Collection[int] = (),
) -> list[Like]:
    """Return likely duplicates that the actor may see, best first, but for some ids; none without a grid."""
    if not grid or not actor.street:
        return []
    found = likely_duplicates(
        street=actor.street, item=item, text=words_of, grid=grid, lon=lon, lat=lat, at=at, limit=6
    )
    seen = [like for like in found if like.row.id not in but and may_read(actor, like.row)][:5]
    lights = records.lights([like.row for like in seen], at)
    return [
        Like(one.score, one.metres, lists.row_of(one.row, lights[one.row.id]), because(one, item, words_of))
        for one in seen
    ]


def because(like: Likeness, item: str, words_of: str) -> list[str]:
    """Say why two matters may be the same: the item, how near, and the words that both say."""
    found = [_("same item")] if like.row.item == item else []
    if like.metres is not None and like.metres <= 300:
        found.append(_("%(n)d m away") % {"n": like.metres} if like.metres else _("same place"))
    both = shared_phrases(like.row.text, words_of)
    if both:
        found.append(_("both say %(words)s") % {"words": "、".join(f"“{one}”" for one in both)})
    return found


def shared_phrases(one: str, other: str) -> list[str]:
    """Return the longest phrases that stand in both texts; tokens of identifiers are none."""
    one, other = text.restore(one, {})[:COMPARED], text.restore(other, {})[:COMPARED]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    found = {one[block.a : block.a + block.size].strip(" ，。、,.；;：:！!？?") for block in blocks}
    return sorted((said for said in found if len(said) >= SHORTEST and "⟦" not in said), key=len, reverse=True)[
        :PHRASES
    ]


# ── the same place, the same reporter ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Near:
    """A matter beside another, and what joins them."""

    row: lists.Row
    why: str


@dataclass(frozen=True)
class Related:
    """What lies at the same place and what the same telephone reported."""

    place: Sequence[Near]
    reporter: Sequence[Near]


def related(actor: Actor, row: Matter, at: datetime) -> Related:
    """Return what is related to a matter, of what the actor may see; a fixed number of queries."""
    near, same = kernel.close_by(actor, row, at), kernel.same_reporter(actor, row)
    lights = records.lights([*(one for one, _metres in near), *same], at)
    place = [Near(lists.row_of(one, lights[one.id]), _metres_said(metres)) for one, metres in near]
    return Related(place, [Near(lists.row_of(one, lights[one.id]), _("same telephone")) for one in same])


def _metres_said(metres: int) -> str:
    return _("%(n)d m away") % {"n": metres} if metres else _("same place")


# ── who calls ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class EarlierShown:
    """An earlier matter of a caller, and what a new report about the same thing takes over from it."""

    row: lists.Row
    done: bool
    item: str
    address: str
    grid: int
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class CallerShown:
    """Who calls, as far as the office knows: the name, masked, and the last matters."""

    name: str
    matters: Sequence[EarlierShown]


def caller(actor: Actor, phone: str, at: datetime) -> CallerShown:
    """Return what the office knows of a telephone: nothing of what the actor may not see."""
    rows = kernel.reported_by(actor, phone)
    lights, names = records.lights(rows, at), reporters_by_matter([row.id for row in rows]) if rows else {}
    return CallerShown(_name(rows, names), [_earlier(row, lights[row.id]) for row in rows])


def _name(rows: Iterable[Matter], names: Mapping[int, tuple[bytes | None, bytes | None]]) -> str:
    sealed = next((found for row in rows if (found := names.get(row.id, (None, None))[0])), None)
    return text.mask_name(crypto.decrypt(bytes(sealed))) if sealed else ""


def _earlier(row: Matter, light: str) -> EarlierShown:
    address = "" if "⟦" in row.address else row.address
    place = (address, row.grid, row.lon, row.lat)
    return EarlierShown(lists.row_of(row, light), row.done, row.item, *place)


# ── merging, seen before it is done ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Side:
    """One of the matters that would be merged: what it says, who has it, and how many reporters it has."""

    row: lists.Row
    text: str
    address: str
    reporters: int


@dataclass(frozen=True)
class MergeShown:
    """What merging would do: who handles all of it, and what becomes of the others."""

    main: Side
    others: Sequence[Side]
    told: Sequence[str]


def preview_of(actor: Actor, main: Matter, numbers: Sequence[str], at: datetime) -> MergeShown | None:
    """Return what merging others into a matter would do; None while none is chosen."""
    others = [row for row in kernel.readable(actor, numbers) if row.id != main.id]
    if not others:
        return None
    rows = [main, *others]
    lights, masked = records.lights(rows, at), records.masked_of_reports(rows)
    behind = kernel.reports_behind([row.id for row in rows])
    sides = [
        Side(
            lists.row_of(row, lights[row.id]), text.restore(row.text, masked[row.id]),
            text.restore(row.address, masked[row.id]), behind[row.id],
        )
        for row in rows
    ]  # fmt: skip
    return MergeShown(sides[0], sides[1:], _consequences(sides[0], sides[1:]))


def _consequences(main: Side, others: Sequence[Side]) -> list[str]:
    reports = main.reporters + sum(one.reporters for one in others)
    who = {"number": main.row.number, "person": main.row.person or _("nobody"), "post": main.row.post}
    return [
        _("%(number)s goes on; %(person)s (%(post)s) handles all of it.") % who,
        ngettext(
            "%(n)d report keeps its number and link, and is answered together with the others.",
            "%(n)d reports keep their numbers and links, and are answered together.", reports,
        ) % {"n": reports},
        _("The clocks of %(numbers)s stop, but for the answer that each reporter is owed.")
        % {"numbers": "、".join(one.row.number for one in others)},
        _("A dispatcher can take a report out again later (part)."),
    ]  # fmt: skip


def same_url(number: str, earlier: str) -> str:
    """Return where a matter is merged into an earlier one, seen beforehand."""
    return f"{reverse('desk:merge-into', args=[earlier])}?others={number}"
