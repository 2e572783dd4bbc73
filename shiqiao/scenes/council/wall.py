"""The tile of deliberation on the wall screen: numbers alone."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.council import reads, resolving


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the lines of the tile: topics under way and late, resolutions carried out, closed by those who sat."""
    found = reads.counted_for_all(street, at)
    yield WallLine(_("Topics under way"), str(found.open))
    yield WallLine(_("Topics past their term"), str(found.late), tone="red" if found.late else "green")
    far = resolving.progress_of(found.going)
    share = sum(far.values()) / len(found.going) / 100 if found.going else None
    yield WallLine(_("Resolutions carried out"), str(len(found.going)), share)
    yield WallLine(_("Closed by those who sat"), str(found.closed))
