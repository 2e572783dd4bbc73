"""The scene `party` (区域化党建): stationed units, three lists, service projects and double reporting."""

from shiqiao.base.plugs import LocalityFile, locality_files
from shiqiao.base.sockets import MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import menu, pages, sayings
from shiqiao.surfaces.portal import sockets as portal

CODE = "party"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.party import links, publishing, words
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
    secretary.fill(CODE)
    fronts.fill(CODE)
    honours.fill(CODE)
