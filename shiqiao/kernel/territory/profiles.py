"""How a street shows itself: its names, its office, where its map opens. Public, and asked before a street is known."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory.models import Profile

ZOOMS = range(3, 20)


@dataclass(frozen=True, slots=True)
class StreetProfile:
    """A street's names in both languages, the code of its locality, and the point (WGS84) on which its map opens."""

    street: int
    code: str
    title_zh: str
    title_en: str
    office_zh: str
    office_en: str
    lon: float
    lat: float
    zoom: int


@snapshot("profiles")
def _profiles() -> dict[int, StreetProfile]:
    rows = Profile.objects.order_by("street")
    return {
        row.street: StreetProfile(
            row.street, row.code, row.title_zh, row.title_en, row.office_zh, row.office_en, row.lon, row.lat, row.zoom
        )
        for row in rows
    }


def profiles() -> list[StreetProfile]:
    """Return the streets of this installation by number, from memory."""
    return list(_profiles().values())


def profile(street: int) -> StreetProfile:
    """Return a street's profile, from memory; raises NotFound."""
    found = _profiles().get(street)
    if found is None:
        raise NotFound("There is no street {street} in this installation.", street=street)
    return found


@transaction.atomic
def set_profile(*, wanted: StreetProfile, by: Actor, at: datetime) -> StreetProfile:
    """Enter or change how a street shows itself; nothing happens when it is so already. Raises Invalid, Forbidden."""
    if not (by.has("admin") or by.has("system")) or by.street not in (None, wanted.street):
        raise Forbidden("Only an administrator may change how the street shows itself.")
    if not (-180 <= wanted.lon <= 180 and -90 <= wanted.lat <= 90 and wanted.zoom in ZOOMS):
        raise Invalid(fields={"centre": "Give longitude, latitude (WGS84) and a zoom from 3 to 19."})
    if _profiles().get(wanted.street) == wanted:
        return wanted
    values = {name: getattr(wanted, name) for name in StreetProfile.__slots__}
    Profile.objects.update_or_create(street=values.pop("street"), defaults=values)
    journal.write("territory.profile_set", subject=Ref("street", wanted.street), street=wanted.street, by=by, at=at,
                  data={"code": wanted.code, "title": wanted.title_zh, "office": wanted.office_zh})  # fmt: skip
    touch("profiles")
    return wanted
