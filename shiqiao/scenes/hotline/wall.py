"""How many orders of 12345 wait for what, as a tile on the wall: numbers alone."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.hotline.reads import on_the_wall


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the orders to be taken, in work and answered, and those past the deadline of 12345."""
    counted = on_the_wall(street, at)
    yield WallLine(_("To be taken in"), str(counted["take"]))
    yield WallLine(_("In work"), str(counted["work"]))
    yield WallLine(_("Past 12345's deadline"), str(counted["late"]), tone="red" if counted["late"] else "")
    yield WallLine(_("Answered, 12345 to confirm"), str(counted["back"]))
