"""One move on several matters: what all of them allow, one form for what it needs, and who was refused for which reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import latest
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of, open_moves
from shiqiao.kernel.matters.reads import Page, access_several
from shiqiao.kernel.matters.several import MOST, Chosen, move_each
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import lists, words
from shiqiao.surfaces.desk.moveforms import YES_NO, MoveForm, action_of, fields_of, handlers
from shiqiao.surfaces.desk.requesting import needs_on
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

# What can be said once for all; evidence, papers, a main matter or parts belong to one matter alone.
COMMON = frozenset({"answer", "result", "reason", "progress", "handler", "outcome", "term", "until", *YES_NO})
ALONE = frozenset({"correct", "merge", "split", "summon", "part", "withdraw", "archive", "record", "fix_on_spot"})


@dataclass(frozen=True)
class Offer:
    """A move that can be made on the matters that are chosen, or on some of them."""

    do: str
    title: str
    icon: str
    url: str
    count: int
    main: bool


@dataclass(frozen=True)
class Picked:
    """The matters that were ticked, as the actor may see them."""

    rows: Sequence[Matter]
    missing: int  # ticked, but absent or not the actor's to see
    cut: bool  # more were ticked than are moved at once

    @property
    def numbers(self) -> list[str]:
        """The numbers, for addresses and forms."""
        return [row.number for row in self.rows]


@dataclass(frozen=True)
class Told:
    """How it ended for one matter."""

    row: lists.Row
    done: bool
    already: bool
    reason: str
    error: ShiqiaoError | None = None


def picked(actor: Actor, numbers: Sequence[str]) -> Picked:
    """Return the matters of some numbers, each once, at most `MOST`."""
    wanted = list(dict.fromkeys(numbers))
    rows = access_several(actor, wanted[:MOST])
    return Picked(rows, len(wanted[:MOST]) - len(rows), len(wanted) > MOST)


def offers(actor: Actor, chosen: Picked, back: str) -> tuple[list[Offer], list[Offer]]:
    """Return the moves that all of the chosen matters allow, and those that only some allow, the usual ones first."""
    found: dict[str, list[tuple[Move, Matter]]] = {}
    for row in chosen.rows:
        for do, move in common_moves(actor, row).items():
            found.setdefault(do, []).append((move, row))
    made = [_offer(do, pairs, back) for do, pairs in found.items()]
    made.sort(key=lambda one: (not one.main, -one.count))
    whole = [one for one in made if one.count == len(chosen.rows)]
    return whole, [one for one in made if one.count < len(chosen.rows)]


def common_moves(actor: Actor, row: Matter) -> dict[str, Move]:
    """Return the moves on a matter that several can be given at once, by name."""
    # Without the clocks: what only they decide is refused one by one, with its reason.
    fitting = (move for move, rests in open_moves(actor, row, now(), ()) if not rests and move.do not in ALONE)
    return {move.do: move for move in fitting if set(needs_asked(move, row)) <= COMMON}


def needs_asked(move: Move, row: Matter) -> list[str]:
    """Return what a move asks for on a matter; evidence counts only where the item asks for some."""
    item = item_of(row)
    return [name for name in needs_on(move, row) if name != "evidence" or set(item.evidence) - {"none"}]


def _offer(do: str, pairs: Sequence[tuple[Move, Matter]], back: str) -> Offer:
    move = pairs[0][0]
    numbers = [row.number for _move, row in pairs]
    icon = words.MOVE_ICONS.get(do, "arrow-right")
    return Offer(do, words.said(move.title), icon, address(numbers, back, do), len(pairs), move.main)


def address(numbers: Sequence[str], back: str, do: str = "") -> str:
    """Return the page for some matters, with a move when one is chosen."""
    more = [(name, value) for name, value in (("do", do), ("back", back)) if value]
    return reverse("desk:several") + "?" + urlencode([*(("n", number) for number in numbers), *more])


def shown(rows: Sequence[Matter], at: datetime) -> list[lists.Row]:
    """Return the chosen matters as rows of a list."""
    return lists.rows_of(Page(rows), at)


# ── the form ───────────────────────────────────────────────────────────────────────────────────────────────────────


class SeveralForm(KitForm):
    """What a move needs, asked once for all of the matters."""

    add_action_error = MoveForm.add_action_error
    given = MoveForm.given

    def __init__(self, data: Any, *, moves: Sequence[tuple[Move, Matter]], at: datetime) -> None:
        self.base_fields = asked_fields(moves, at)
        super().__init__(data)


def asked_fields(moves: Sequence[tuple[Move, Matter]], at: datetime) -> dict[str, forms.Field]:
    """Return a field for everything that the move needs on any of the matters."""
    found: dict[str, forms.Field] = {}
    for move, row in moves:
        if set(needs_asked(move, row)) - found.keys():
            found = {**fields_of(move, row, at, frozenset()), **found}
    kept = {name: field for name, field in found.items() if name in COMMON}
    if "handler" in kept and len({(row.grid, row.item) for _move, row in moves}) > 1:
        kept["handler"].choices = all_handlers(moves[0][1], at)  # type: ignore[attr-defined]
        kept["handler"].help_text = _(
            "The matters lie in several grids or are of several kinds: all who handle are offered."
        )
    return kept


def all_handlers(row: Matter, at: datetime) -> Any:
    """Return all who handle in a street, by unit."""
    found: dict[str, list[Any]] = {}
    for _title, choices in handlers(row, item_of(row), at):
        for code, said in choices:
            unit = words.unit_title(people.post_by_code(code, row.street).unit)
            found.setdefault(unit, []).append((code, said))
    return list(found.items())


# ── doing it ───────────────────────────────────────────────────────────────────────────────────────────────────────


def seen(data: Any) -> dict[str, int]:
    """Return how far each matter's journal had come when the form was shown: {number: line}."""
    pairs = (text.partition(":") for text in data.getlist("seen"))
    return {number: int(seq) for number, _sep, seq in pairs if seq.isascii() and seq.isdigit() and len(seq) < 9}


def make(chosen: Picked, do: str, form: Any, known: Mapping[str, int], by: Actor, at: datetime) -> list[Told]:
    """Make the move on each matter that was shown with the form; return how it ended, the refused ones first."""
    rows = {row.id: row for row in chosen.rows if row.number in known}
    matters = [Chosen(row.id, known[row.number]) for row in rows.values()]
    ended = move_each(chosen=matters, do=do, act=action_of(do), by=by, at=at, **form.given())
    after = {row.id: row for row in access_several(by, [row.number for row in rows.values()])}
    shown = lists.rows_of(Page([after.get(one.id, rows[one.id]) for one in ended]), at)
    told = [
        Told(line, one.error is None, one.already, reason_of(one.error), one.error)
        for line, one in zip(shown, ended, strict=True)
    ]
    return sorted(told, key=lambda one: one.done)


def all_wrong(told: Sequence[Told]) -> ShiqiaoError | None:
    """Return the refusal of something that was typed, when it holds for every matter: then the form itself is wrong."""
    fields = [one.error.fields if one.error else {} for one in told]
    return told[0].error if told and fields[0] and all(one == fields[0] for one in fields) else None


def reason_of(error: ShiqiaoError | None) -> str:
    """Say why a matter was refused: the sentences at the fields, else the error's own."""
    if error is None:
        return ""
    said = describe(error)
    return " ".join(said["fields"].values()) or str(said["message"])


# ── afterwards ─────────────────────────────────────────────────────────────────────────────────────────────────────


def title_of(do: str) -> str:
    """Return a move's title, from the first flow that has it; the name itself when none has."""
    moves = (move for one in latest() for move in one.table.moves if move.do == do)
    return next((words.said(move.title) for move in moves), do)


def typed(data: Any) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again with those that were refused."""
    left_out = {"n", "seen", "do", "back", "csrfmiddlewaretoken"}
    return [(name, value) for name in data if name not in left_out for value in data.getlist(name)]


def again(actor: Actor, refused: Sequence[Told]) -> list[tuple[str, int]]:
    """Return number and present journal line of refused matters, for trying once more on what they are now."""
    return [(row.number, row.seq) for row in access_several(actor, [one.row.number for one in refused])]
