"""What front teams (攻坚党小组、先锋队) put into the sockets, on behalf of the scene `party`."""

from shiqiao.base.plugs import WallTile, demo_loaders, wall_tiles
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party.fronts import demo, exports, piles, sources, subjects, wall, words

    menu.fill(scene, MenuEntry("Front teams", "desk:fronts:list", "users-group", 42, group="leading"))
    pages.fill(scene, UrlModule("fronts", "shiqiao.scenes.party.fronts.urls"))
    other_work.fill(scene, OtherWork("fronts", piles.items, 72))
    wall_tiles.fill(scene, WallTile("fronts", "Front teams", wall.lines, 72))
    demo_loaders.fill(scene, DemoLoader("fronts", demo.load, 172, background=True))
    exports.fill(scene)
    subjects.fill(scene)
    sources.fill(scene)
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
