"""What arena (擂台赛) puts into the sockets, on behalf of the scene `projects`."""

from shiqiao.base.plugs import LocalityFile, WallTile, demo_loaders, locality_files, wall_tiles
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import menu, pages, sayings


def fill(scene: str) -> None:
    """Fill the sockets."""
    from shiqiao.scenes.projects.arena import actions, demo, exports, ofprojects, ofrenewal, subjects, wall, words

    menu.fill(scene, MenuEntry("Contests", "desk:arena:list", "trophy", 32, group="economy"))
    pages.fill(scene, UrlModule("arena", "shiqiao.scenes.projects.arena.urls"))
    ofprojects.fill()
    ofrenewal.fill()
    exports.fill(scene)
    subjects.fill(scene)
    wall_tiles.fill(scene, WallTile("arena", "Contest", wall.lines, 40))
    locality_files.fill(scene, LocalityFile("arena", actions.take_over))
    demo_loaders.fill(scene, DemoLoader("arena", demo.load, 162))
    for code, happened in words.HAPPENED.items():
        sayings.fill(scene, Saying(code, *happened))
