"""The front teams on the wall: how many stand, what they brought, without names."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.party.fronts import reads, shown
from shiqiao.scenes.party.fronts.tables import FrontTeam

MOST = 6


def lines(street: int, at: datetime) -> Sequence[WallLine]:
    """Return the sum of all teams and those with the most charges done."""
    teams = reads.known(FrontTeam.objects.filter(street=street, ended=None).order_by("number"))
    if not teams:
        return []
    whole = shown.total([one.brought for one in teams])
    found = [
        WallLine(_("Front teams standing"), str(len(teams))),
        WallLine(_("Charges done"), f"{whole.done} / {whole.charges}"),
    ]
    best = sorted(teams, key=lambda one: (-one.brought.done, -one.brought.days))[: MOST - 2]
    return [*found, *(WallLine(one.row.title, f"{one.brought.done} / {one.brought.charges}") for one in best)]
