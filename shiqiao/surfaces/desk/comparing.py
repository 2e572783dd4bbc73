"""What differs between two versions of something that is written down as a list of lines: for flows and items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shiqiao.kernel.catalogue.reads import Catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.flows.rules import Flow
from shiqiao.surfaces.desk import board, words


@dataclass(frozen=True)
class Difference:
    """A part that was added, taken out or changed."""

    kind: str
    tone: str
    title: str
    before: Sequence[str]
    after: Sequence[str]


Parts = Mapping[str, tuple[str, Sequence[str]]]  # key -> (title, lines)


def differences(old: Parts, new: Parts) -> list[Difference]:
    """Return how parts differ: those taken out first, then the new ones and the changed ones in their new order."""
    gone = [
        Difference(_("taken out"), "red", title, lines, ()) for key, (title, lines) in old.items() if key not in new
    ]
    found = [one for key, part in new.items() if (one := _one(old.get(key), part))]
    return [*gone, *found]


def _one(before: tuple[str, Sequence[str]] | None, after: tuple[str, Sequence[str]]) -> Difference | None:
    title, lines = after
    if before is None:
        return Difference(_("added"), "green", title, (), lines)
    if before == after:
        return None
    changed = [line for line in before[1] if line not in lines], [line for line in lines if line not in before[1]]
    return Difference(_("changed"), "yellow", title, *changed) if any(changed) else None


def of_flow(flow: Flow) -> Parts:
    """Return a flow's states and moves in words."""
    states = {f"state {code}": (words.said(one.title), _state_lines(one)) for code, one in flow.states.items()}
    moves = {
        f"move {move.do} {' '.join(move.sources)}": (row.title, _move_lines(row))
        for move, row in zip(flow.table.moves, board.moves(flow), strict=True)
    }
    return {**states, **moves}


def _state_lines(state: object) -> list[str]:
    clock, done, final = (getattr(state, name) for name in ("clock", "done", "final"))
    lines = [_("State: %(title)s") % {"title": words.said(getattr(state, "title", ""))}]
    lines += [_("clock: %(title)s") % {"title": _(words.CLOCKS.get(clock, clock))}] if clock else []
    return [*lines, *([_("the work is done")] if done else []), *([_("nothing follows")] if final else [])]


def _move_lines(row: board.MoveRow) -> list[str]:
    named = (
        (_("From"), row.sources), (_("To"), row.target), (_("By whom"), row.by), (_("Needs"), row.needs),
        (_("Condition"), row.when),
    )  # fmt: skip
    return [f"{name}: {said}" for name, said in named if said]


def of_catalogue(known: Catalogue) -> Parts:
    """Return a catalogue's items in words."""
    return {code: (f"{words.said(item.title)} ({code})", item_lines(item)) for code, item in known.items.items()}


def item_lines(item: Item) -> list[str]:
    """Return what an item says, a line each."""
    yes = ((_("urgent"), item.urgent), (_("on the spot"), item.on_the_spot), (_("not offered"), not item.offered))
    lines = [
        f"{_('Title')}: {item.title.zh} / {item.title.en}",
        f"{_('Line')}: {words.line_title(item.line)} · {words.said(item.category_title)}",
        *(f"{_(words.CLOCKS[name])}: {words.term(text)}" for name, text in item.terms.items()),
        f"{_('Evidence')}: {' / '.join(_(words.EVIDENCE[kind]) for kind in item.evidence)}",
        *_listed(_("Unit"), [item.unit]), *_listed(_("Synonyms"), item.synonyms), f"{_('Flow')}: {item.flow}",
        *_listed(_("Questions"), [words.said(one.title) for one in item.form]),
    ]  # fmt: skip
    return [*lines, *(said for said, so in yes if so)]


def _listed(name: str, parts: Iterable[str]) -> list[str]:
    told = "、".join(part for part in parts if part)
    return [f"{name}: {told}"] if told else []
