"""The tile of deliberation on the wall screen: numbers alone."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.council import moves, resolving
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.tables import CouncilTopic


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the lines of the tile: topics under way and late, resolutions carried out, closed by those who sat."""
    rows = CouncilTopic.objects.filter(street=street)
    late = rows.filter(state__in=moves.OPEN, due_at__lte=at).count()
    yield WallLine(_("Topics under way"), str(rows.filter(state__in=moves.OPEN).count()))
    yield WallLine(_("Topics past their term"), str(late), tone="red" if late else "green")
    going = list(
        CouncilResolution.objects.filter(street=street).exclude(state="closed").values_list("pk", flat=True)[:60]
    )
    far = resolving.progress_of(going)
    share = sum(far.values()) / len(going) / 100 if going else None
    yield WallLine(_("Resolutions carried out"), str(len(going)), share)
    yield WallLine(
        _("Closed by those who sat"), str(CouncilResolution.objects.filter(street=street, state="closed").count())
    )
