"""The scene `party` (区域化党建): stationed units, three lists, service projects and double reporting."""

from shiqiao.base.plugs import (
    LocalityFile,
    ReportChapter,
    WallTile,
    demo_loaders,
    locality_files,
    report_chapters,
    wall_tiles,
)
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings
from shiqiao.surfaces.portal import sockets as portal

CODE = "party"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party import demo, exports, holding, links, piles, publishing, sources, subjects, words
    from shiqiao.scenes.party.fronts import scene as fronts
    from shiqiao.scenes.party.honours import scene as honours
    from shiqiao.scenes.party.secretary import scene as secretary

    menu.fill(CODE, MenuEntry("Regional Party building", "desk:party:list", "heart-handshake", 30, group="leading"))
    pages.fill(CODE, UrlModule("party", "shiqiao.scenes.party.urls"))
    portal.pages.fill(CODE, UrlModule("party", "shiqiao.scenes.party.portal"))
    portal.doors.fill(CODE, MenuEntry("What you can enjoy here", "portal:party:home", "heart-handshake"))
    portal.secrets.fill(CODE, portal.SecretLinks("party", links.street_of))
    locality_files.fill(CODE, LocalityFile("party", publishing.take_over))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    other_work.fill(CODE, OtherWork("party", piles.waiting, 45))
    wall_tiles.fill(CODE, WallTile("party", "Service projects", piles.wall, 70))
    report_chapters.fill(CODE, ReportChapter("party", piles.chapter, 70))
    demo_loaders.fill(CODE, DemoLoader("party", demo.load, 160))
    demo_loaders.fill(CODE, DemoLoader("party-more", demo.load_more, 161, background=True))
    for part in (exports, holding, sources, subjects):
        part.fill(CODE)
    secretary.fill(CODE)
    fronts.fill(CODE)
    honours.fill(CODE)
