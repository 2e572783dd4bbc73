"""How a street shows itself: its names, its office, where its map opens. Public, and asked before a street is known."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.territory.models import Profile
from shiqiao.kernel.territory.rules.accents import ACCENTS, check_accent

ZOOMS = range(3, 20)


@dataclass(frozen=True, slots=True)
class Station:
    """Where residents can go or call besides the office: a service station with telephone, hours and address."""

    title_zh: str
    title_en: str = ""
    phone: str = ""
    hours: tuple[str, ...] = ()  # empty: as the office
    address_zh: str = ""
    address_en: str = ""


@dataclass(frozen=True, slots=True)
class StreetProfile:
    """A street's names in both languages, the code of its locality, and the point (WGS84) on which its map opens.

    `hours` are the parts of a workday on which office and stations are open, as "08:30-12:00"; `accent` is of `ACCENTS`.
    """

    street: int
    code: str
    title_zh: str
    title_en: str
    office_zh: str
    office_en: str
    lon: float
    lat: float
    zoom: int
    phone: str = ""
    hours: tuple[str, ...] = ()
    stations: tuple[Station, ...] = ()
    accent: str = ACCENTS[0]


@snapshot("profiles")
def _profiles() -> dict[int, StreetProfile]:
    rows = Profile.objects.order_by("street")
    return {
        row.street: StreetProfile(
            row.street, row.code, row.title_zh, row.title_en, row.office_zh, row.office_en, row.lon, row.lat, row.zoom,
            row.phone, tuple(row.hours), tuple(_station(one) for one in row.stations), row.accent,
        )
        for row in rows
    }  # fmt: skip


def _station(plain: dict[str, Any]) -> Station:
    return Station(**{**plain, "hours": tuple(plain["hours"])})


def profiles() -> list[StreetProfile]:
    """Return the streets of this installation by number, from memory."""
    return list(_profiles().values())


def profile(street: int) -> StreetProfile:
    """Return a street's profile, from memory; raises NotFound."""
    found = _profiles().get(street)
    if found is None:
        raise NotFound("There is no street {street} in this installation.", street=street)
    return found


def accent(street: int) -> str:
    """Return the colour in which a street's pages are drawn, from memory; empty for the house's own and where no street is."""
    found = _profiles().get(street)
    return found.accent if found is not None and found.accent != ACCENTS[0] else ""


@transaction.atomic
def set_profile(*, wanted: StreetProfile, by: Actor, at: datetime) -> StreetProfile:
    """Enter or change how a street shows itself; nothing happens when it is so already. Raises Invalid, Forbidden."""
    if not (by.has("admin") or by.has("system")) or by.street not in (None, wanted.street):
        raise Forbidden("Only an administrator may change how the street shows itself.")
    if not (-180 <= wanted.lon <= 180 and -90 <= wanted.lat <= 90 and wanted.zoom in ZOOMS):
        raise Invalid(fields={"centre": "Give longitude, latitude (WGS84) and a zoom from 3 to 19."})
    check_accent(wanted.accent)
    if _profiles().get(wanted.street) == wanted:
        return wanted
    values = {name: getattr(wanted, name) for name in StreetProfile.__slots__}
    values |= {"hours": list(wanted.hours), "stations": [asdict(one) for one in wanted.stations]}
    Profile.objects.update_or_create(street=values.pop("street"), defaults=values)
    journal.write("territory.profile_set", subject=Ref("street", wanted.street), street=wanted.street, by=by, at=at,
                  data={"code": wanted.code, "title": wanted.title_zh, "office": wanted.office_zh,
                        "stations": len(wanted.stations), "accent": wanted.accent})  # fmt: skip
    touch("profiles")
    return wanted
