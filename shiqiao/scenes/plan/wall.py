"""The plan's lines with their progress, as a tile on the wall."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from shiqiao.base.actor import system
from shiqiao.base.plugs import WallLine
from shiqiao.scenes.plan.tree import Branch, tree
from shiqiao.surfaces.desk import words

MOST = 6
SHOWN = ("main_line", "theme", "direction", "line")  # states of mind are not measured


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the whole plan and its lines that can be measured, those asked for first in the order of the plan."""
    found = tree(system("wall", street=street), at)
    if found is None:
        return
    if found.rolled.progress is not None:
        yield _line(_("Whole plan"), found.rolled.progress)
    kept = [one for one in found.branches if one.line.kind in SHOWN and one.rolled.progress is not None]
    for one in sorted(kept, key=_order)[:MOST]:
        yield _line(words.said(one.line.title), one.rolled.progress or Fraction(0))


def _order(one: Branch) -> int:
    return SHOWN.index(one.line.kind)


def _line(title: str, progress: Fraction) -> WallLine:
    return WallLine(title, f"{float(progress):.0%}", float(progress))
