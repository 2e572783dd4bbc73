"""The scene `duty` (值班): rosters of leader and officer, swaps, hand-over log and check-in."""

from shiqiao.base.plugs import LocalityFile, WallTile, WorkerRound, demo_loaders, locality_files, rounds, wall_tiles
from shiqiao.base.sockets import DemoLoader, ErrandKind, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.api.sockets import errands
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings

CODE = "duty"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.duty import afield, demo, exports, piles, publishing, sources, subjects, wall, watching, words
    from shiqiao.scenes.duty.emergency import scene as emergency

    menu.fill(CODE, MenuEntry("Duty", "desk:duty:today", "calendar-event", 60, group="leading"))
    pages.fill(CODE, UrlModule("duty", "shiqiao.scenes.duty.urls"))
    other_work.fill(CODE, OtherWork("duty", piles.items, 20))
    errands.fill(CODE, ErrandKind(afield.CODE, afield.carried, afield.do))
    wall_tiles.fill(CODE, WallTile("duty", "On duty today", wall.lines, 15))
    rounds.fill(CODE, WorkerRound("duty.look_after", watching.look_after, every=60))
    locality_files.fill(CODE, LocalityFile("duty", publishing.take_over))
    demo_loaders.fill(CODE, DemoLoader("duty", demo.load, 168))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    exports.fill(CODE)
    sources.fill(CODE)
    subjects.fill(CODE)
    emergency.fill(CODE)
