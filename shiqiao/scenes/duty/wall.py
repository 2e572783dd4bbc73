"""Who is on duty today, as a tile on the wall: posts and office telephones alone, no name."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty import reads, words
from shiqiao.surfaces.desk.words import post_title, unit_phone

MOST = 6


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the shift and the posts on duty."""
    found = reads.on_duty(street, at)
    if not found.shift:
        return
    yield WallLine(words.kind_title(street, found.kind), _("on duty now"))
    for one in found.people[:MOST]:
        yield WallLine(f"{_(words.ROLES[one.role])}: {post_title(one.post)}", unit_phone(people.post(one.post).unit))
