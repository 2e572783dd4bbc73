"""What emergency (应急响应) puts into the sockets, on behalf of the scene `duty`."""

from shiqiao.base.plugs import LocalityFile, WallTile, WorkerRound, demo_loaders, locality_files, rounds, wall_tiles
from shiqiao.base.sockets import DemoLoader, ErrandKind, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.api.sockets import errands
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.duty.emergency import (
        afield,
        alarms,
        demo,
        exports,
        holding,
        piles,
        publishing,
        sources,
        subjects,
        wall,
        words,
        zero,
    )

    menu.fill(scene, MenuEntry("Emergency response", "desk:emergency:list", "urgent", 62, group="leading"))
    pages.fill(scene, UrlModule("emergency", "shiqiao.scenes.duty.emergency.urls"))
    other_work.fill(scene, OtherWork("emergency", piles.items, 5))
    errands.fill(scene, ErrandKind(afield.CODE, afield.carried, afield.do))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    holding.fill(scene)
    wall_tiles.fill(scene, WallTile("emergency", "Emergency response", wall.lines, 5))
    demo_loaders.fill(scene, DemoLoader("emergency", demo.load, 170, background=True))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
    locality_files.fill(scene, LocalityFile("emergency", publishing.take_over))
    rounds.fill(scene, WorkerRound("duty.emergency.calls", alarms.tell_again, every=15))
    rounds.fill(scene, WorkerRound("duty.emergency.reports", zero.remind_missing, every=30))
