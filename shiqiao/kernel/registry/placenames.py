"""Names of buildings as anybody may know them, for typing an address: no dwelling, nobody who lives there."""

import time as clock

from shiqiao.base.db.scope import scoped
from shiqiao.base.pinyin import letters, sounding
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.registry.models import Building

KEPT = 600.0  # seconds for which the names of a street are held; a new building is found after that
MOST = 5000


@snapshot("territory")
def _held() -> dict[int, tuple[float, list[str]]]:
    return {}


def building_names(typed: str, street: int, limit: int = 8) -> list[str]:
    """Return the names of buildings that typed words or pinyin initials may mean, best first, from memory."""
    text = "".join(typed.split())
    if not text or (text.isascii() and not letters(text)):
        return []
    names = _names(street)
    if not text.isascii():
        return sorted((name for name in names if text in name), key=lambda name: (len(name), name))[:limit]
    return sounding(text, names, limit)


def _names(street: int) -> list[str]:
    moment, held = clock.monotonic(), _held()
    found = held.get(street)
    if found is None or moment - found[0] > KEPT:
        with scoped(street):
            rows = Building.objects.filter(street=street).order_by("id").values_list("name", flat=True)[:MOST]
            found = held[street] = moment, list(dict.fromkeys(rows))
    return found[1]
