"""What stands on the wall, as plain values: live figures for a moment, the month's for twenty seconds, for all screens."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.timezone import get_current_timezone, localdate, localtime
from django.utils.translation import gettext as _

from shiqiao.base.briefly import Briefly
from shiqiao.base.plugs import WallLine, wall_tiles
from shiqiao.base.time import now
from shiqiao.kernel.matters import pulse
from shiqiao.kernel.patrols.afield import afield
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring import standings
from shiqiao.kernel.scoring.rules import Score, next_month
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.kit import words as kit
from shiqiao.surfaces.wall import words
from shiqiao.surfaces.wall.drawing import Area, Drawing, draw

Shown = dict[str, Any]
LIVE, MONTHLY = 0.7, 20.0  # seconds; a screen asks every second, so that nothing is older than two
ALARMS, RANKED, LINES, LEAGUES, CHIPS = 4, 8, 7, 6, 2
OWED = ("resident", "phone", "counter", "hotline")  # who is owed an echo where the indicator does not say it
ECHO = "echoed_same_day"
HERE = Path(__file__).parent
_live: Briefly[Shown] = Briefly(LIVE)
_monthly: Briefly[Shown] = Briefly(MONTHLY)
_drawings: Briefly[Drawing] = Briefly(600.0)


def shown(street: int, language: str, at: datetime) -> Shown:
    """Return all that a screen of a street shows in the active language; the caller stands behind the fence."""
    return _live((street, language), lambda: _assembled(street, language, at))


def _assembled(street: int, language: str, at: datetime) -> Shown:
    here = localtime(at)
    monthly = _monthly((street, language, localdate(at)), lambda: _of_month(street, at))
    return {"at": here.isoformat(timespec="milliseconds"), "version": version(street), **_now(street, at), **monthly}


def title(street: int) -> str:
    """Return what the street is called."""
    return territory.title(street)


def drawing(street: int) -> Drawing:
    """Return the street's grids as shapes."""
    return _drawings((street, localdate(now())), lambda: draw(territory.geojson(street)["features"]))


def names(found: Drawing) -> list[Area]:
    """Return the communities of a drawing with what they are called in short."""
    return [replace(one, title=territory.title(one.code).removesuffix("社区")) for one in found.communities]


def version(street: int) -> str:
    """Return a mark of program and map: a screen that shows another one loads itself anew."""
    return f"{_program()}-{_mark(repr(drawing(street)))}"


@lru_cache(maxsize=1)
def _program() -> str:
    files = [path for folder in ("static/wall", "templates/wall") for path in sorted((HERE / folder).iterdir())]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


@lru_cache(maxsize=64)
def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# ── now ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _now(street: int, at: datetime) -> Shown:
    begins = datetime.combine(localdate(at), time.min, get_current_timezone())
    ends = begins + timedelta(days=1)
    grids = [place.code for place in territory.grids(street)]
    is_open = pulse.open_now(street, at=at, ends=ends)
    today = pulse.today(street, begins=begins, ends=ends, channels=_owed(street, localdate(at)))
    field = afield(street, grids, begins=begins, at=at)
    lights = pulse.lights(grids, at=at, ends=ends)
    return {
        "figures": {
            "reported": _many(sum(today.reported)), "closed": _many(sum(today.closed)), "open": _many(is_open.all),
            "late": _many(is_open.late), "today": _many(is_open.today), "paused": _many(is_open.paused),
            "waiting": _many(today.owed - today.echoed), "afield": _many(field.persons),
            "check_ins": _("%(n)s check-ins") % {"n": _many(field.check_ins)}, "echo": _share(today.echoed, today.owed),
            "echo_of": f"{today.echoed}/{today.owed}",
        },
        "hours": {"reported": list(today.reported), "closed": list(today.closed)},
        "grids": {str(grid): [one.light, one.late, one.today] for grid, one in lights.items()},
        "lights": _lights(lights),
        "alarms": [_alarm(street, one, at) for one in pulse.next_to_break(street, at=at, most=ALARMS)],
    }  # fmt: skip


def _owed(street: int, day: date) -> tuple[str, ...]:
    """Return the channels that the indicator of the same-day echo counts."""
    known = scoring.in_force(street, day)
    for one in known.table.indicators if known else ():
        given = one.of.where.get("channel") if one.code == ECHO and one.of else None
        if isinstance(given, list | tuple):
            return tuple(map(str, given))
    return OWED


def _lights(found: Mapping[int, pulse.GridLight]) -> dict[str, int]:
    counted = [one.light for one in found.values()]
    return {light: counted.count(light) for light in ("red", "yellow", "green", "grey")}


def _alarm(street: int, one: pulse.Next, at: datetime) -> dict[str, str]:
    left = (one.due - at).total_seconds()
    tone = "red" if left < 3600 else "yellow" if left < 4 * 3600 else "green"
    item = words.item(street, one.item, one.catalogue)
    place = words.place(one.community) if one.community else _("place unknown")
    return {"number": one.number, "item": item, "place": place, "left": kit.left(one.due, at), "tone": tone}


def _many(count: int) -> str:
    return f"{pulse.COUNTED:,}+" if count > pulse.COUNTED else f"{count:,}"


def _share(n: int, d: int) -> str:
    return f"{n / d:.0%}" if d else "—"


# ── the month ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_month(street: int, at: datetime) -> Shown:
    since = localdate(at).replace(day=1)
    whole = next(iter(scoring.scores(street, "street", since, next_month(since))), None)
    leagues = list(_standings(street))
    echo = next((line for line in whole.lines if line.code == ECHO), None) if whole else None
    return {
        "month_echo": _share(echo.n, echo.d) if echo else "—",
        "month_echo_of": f"{echo.n}/{echo.d}" if echo else "",
        "score": str(whole.total) if whole and whole.total is not None else "",
        "rankings": [
            _ranking(street, "community", _("Communities this month"), since),
            _ranking(street, "grid", _("Grids this month"), since),
        ],
        "tiles": [tile for one in _tiles() if (tile := _tile(one, street, at))["rows"]] + _leagues(leagues),
        "chips": leagues[:CHIPS],
    }  # fmt: skip


def _ranking(street: int, kind: str, heading: str, since: date) -> Shown:
    found = [one for one in scoring.scores(street, kind, since, next_month(since)) if one.subject]
    ranked = [one for one in found if one.rank]
    rows = [_ranked(one) for one in (ranked or found)[:RANKED]]
    few = len(found) - len(ranked)
    note = _("%(n)d without a rank: too few matters") % {"n": few} if few else ""
    return {"title": heading, "rows": rows, "note": note}


def _ranked(one: Score) -> dict[str, Any]:
    total = float(one.total) if one.total is not None else None
    said = "—" if total is None else f"{total:.1f}"
    return {"rank": one.rank or "–", "title": words.place(one.subject), "value": said, "share": (total or 0) / 100}


def _tiles() -> Sequence[Any]:
    return sorted(wall_tiles, key=lambda one: (one.order, one.code))


def _tile(one: Any, street: int, at: datetime) -> Shown:
    return {"title": _(one.title), "rows": [_line(line) for line in _first(one.read(street, at))], "note": ""}


def _first(lines: Iterable[WallLine]) -> list[WallLine]:
    return list(lines)[:LINES]


def _line(one: WallLine) -> dict[str, Any]:
    share = None if one.share is None else min(1.0, max(0.0, one.share))
    return {"rank": "", "title": one.title, "value": one.value, "share": share, "tone": one.tone}


def _standings(street: int) -> Iterable[dict[str, Any]]:
    for one in standings.courses(street)[:LEAGUES]:
        for latest in (one.months or one.years)[:1]:
            run = _("first for %(n)d months on end") % {"n": one.first_run} if one.first_run > 1 else ""
            invented = _("invented") if latest.invented else ""
            when = _span(latest.starts, bool(one.months))
            note, brief = (" · ".join(filter(None, said)) for said in ((when, run, invented), (run or when, invented)))
            title = words.said(standings.title_of(one.league))
            value = _("%(rank)d of %(many)d") % {"rank": latest.rank, "many": latest.many}
            yield {"rank": "", "title": title, "value": value, "share": None, "tone": "", "note": note, "brief": brief}


def _leagues(rows: list[dict[str, Any]]) -> list[Shown]:
    return [{"title": _("Standing among others"), "rows": rows, "note": ""}] if len(rows) > CHIPS else []


def _span(day: date, monthly: bool) -> str:
    return _("%(month)d/%(year)d") % {"year": day.year, "month": day.month} if monthly else str(day.year)
