"""Made-up values for the living page."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.time import now
from shiqiao.surfaces.kit.shapes import BarTarget, ClockShown, FileShown, Keyset, MenuItem, PhotoShown, Step

CORNER = (116.98, 36.65)  # lon, lat


def clocks() -> list[ClockShown]:
    """Return a clock in each state."""
    t = now()
    why = [_("Started Wednesday 09:10, in office hours."), _("4 working hours: until 12:00, then 13:30 to 14:40.")]
    return [
        ClockShown(
            _("Accept"),
            "grey",
            t,
            t - timedelta(hours=3),
            stopped_at=t - timedelta(hours=2),
            share=40,
            term=_("4 working hours"),
        ),
        ClockShown(
            _("Handle"),
            "green",
            t + timedelta(hours=26),
            t - timedelta(hours=2),
            share=12,
            term=_("2 working days"),
            why=why,
        ),
        ClockShown(
            _("Same-day answer"),
            "yellow",
            t + timedelta(minutes=52),
            t - timedelta(hours=6),
            share=86,
            term=_("same day"),
            why=why,
        ),
        ClockShown(
            _("Check"),
            "red",
            t - timedelta(days=1, hours=3),
            t - timedelta(days=3),
            share=100,
            term=_("1 working day"),
            why=why,
        ),
        ClockShown(
            _("Handle"),
            "grey",
            None,
            t - timedelta(days=3),
            paused_at=t - timedelta(days=1),
            share=55,
            term=_("2 working days"),
        ),
    ]


def photos() -> list[PhotoShown]:
    """Return drawings that stand for photographs."""
    t = now()
    return [
        PhotoShown(
            "/static/kit/sample-before.svg",
            title=_("Heaped rubbish beside building 3"),
            kind="before",
            at=t - timedelta(hours=5),
        ),
        PhotoShown(
            "/static/kit/sample-after.svg", title=_("The same place, cleared"), kind="after", at=t - timedelta(hours=1)
        ),
    ]


def steps() -> list[Step]:
    """Return a short life of a matter, newest first."""
    t = now()
    return [
        Step(
            t - timedelta(minutes=8),
            _("Sent back"),
            _("Checker, Chunyuanli"),
            _("The bags are gone, the sofa is still there."),
            "arrow-back-up",
            "yellow",
        ),
        Step(
            t - timedelta(hours=1),
            _("Finished"),
            _("Cleaning team"),
            _("Cleared and swept."),
            "check",
            "green",
            photos=photos(),
        ),
        Step(
            t - timedelta(hours=4),
            _("Dispatched"),
            _("Dispatcher"),
            "",
            "send",
            "blue",
            details=[(_("Given to"), _("Cleaning team")), (_("Until"), _("today 17:00"))],
        ),
        Step(
            t - timedelta(hours=5),
            _("Reported"),
            _("Grid member, grid 3"),
            _("Heaped rubbish beside building 3, since two days."),
            "flag",
            recorded_at=t - timedelta(hours=4),
        ),
    ]


def rows() -> list[dict[str, Any]]:
    """Return lines of a list of matters."""
    t = now()
    lines = [
        (
            "red",
            -27,
            _("Noise from a building site after 22:00, third complaint this week"),
            _("Residents' noise"),
            _("handling"),
        ),
        ("yellow", 0.9, _("Heaped rubbish beside building 3"), _("Heaped rubbish"), _("checking")),
        ("green", 26, _("Street lamp out in front of the primary school"), _("Damaged street lamp"), _("handling")),
        ("grey", 0, _("Medical card: change of address"), _("Medical insurance"), _("waiting for the resident")),
    ]
    return [
        {"number": f"20180627-00{40 + n}", "light": name, "due": t + timedelta(hours=hours), "title": title,
         "item": item, "state": state, "place": _("Chunyuanli, grid %(n)d") % {"n": n + 1}, "person": _("Zhang *"),
         "at": t - timedelta(hours=5 * n)}
        for n, (name, hours, title, item, state) in enumerate(lines)
    ]  # fmt: skip


def keyset() -> Keyset:
    """Return a page in the middle of a list."""
    return Keyset(newer="a", older="b", shown=50)


def menu() -> list[MenuItem]:
    """Return a menu as the desk may have one."""
    names = [(_("My work"), "checklist", "w"), (_("Matters"), "list-details", "m"), (_("New report"), "plus", "n"),
             (_("Map"), "map-2", "a"), (_("People and posts"), "users", ""), (_("Calendar"), "calendar", ""),
             (_("Catalogue"), "book-2", "k")]  # fmt: skip
    return [MenuItem(title, "#", icon, n == 0, key=key) for n, (title, icon, key) in enumerate(names)]


def files() -> list[FileShown]:
    """Return a document and a recording."""
    return [
        FileShown(
            "#story",
            _("Letter of the residents of building 3, with all signatures and the plan"),
            _("Word document"),
            "1.2 MB",
        ),
        FileShown(
            "#story", _("Call of this morning"), _("Sound recording"), "640 kB", "volume", now() - timedelta(hours=2)
        ),
    ]


def bar() -> list[BarTarget]:
    """Return the bottom bar of a phone page."""
    places = [("today", _("Today"), "checklist"), ("matters", _("Matters"), "list-details"),
              ("report", _("Report"), "camera-plus"), ("patrol", _("On patrol"), "walk"),
              ("mine", _("Mine"), "user-circle")]  # fmt: skip
    return [
        BarTarget(code, title, "#", icon, active=n == 0, main=code == "report", count=3 if code == "matters" else None)
        for n, (code, title, icon) in enumerate(places)
    ]


def grid_map() -> dict[str, Any]:
    """Return four square grids and thirty points as GeoJSON with the properties that map.js reads."""
    lon, lat, size = *CORNER, 0.004
    features = [_square(lon + size * (n % 2), lat + size * (n // 2), size, n) for n in range(4)]
    lights = ["green", "yellow", "red", "grey"]
    for n in range(30):
        spot = [lon + size * 2 * ((n * 37) % 100) / 100, lat + size * 2 * ((n * 61) % 100) / 100]
        features.append(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": spot},
             "properties": {"title": f"20180627-00{n:02}", "light": lights[n % 4], "url": "#"}}
        )  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _square(lon: float, lat: float, size: float, n: int) -> dict[str, Any]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    properties = {"code": f"37010300300100{n + 1}", "name": _("grid %(n)d") % {"n": n + 1}, "level": "grid"}
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": properties}
