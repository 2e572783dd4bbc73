"""The scene `enterprise` (企业服务): files of firms, stewards, needs and promises."""

from shiqiao.base.plugs import LocalityFile, locality_files
from shiqiao.base.sockets import MenuEntry, Saying, UrlModule
from shiqiao.surfaces.desk.sockets import menu, pages, sayings
from shiqiao.surfaces.portal import sockets as portal

CODE = "enterprise"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise import exports, holding, publishing, seats, words
    from shiqiao.scenes.enterprise.exchange import scene as exchange
    from shiqiao.scenes.enterprise.green import scene as green
    from shiqiao.scenes.enterprise.investment import scene as investment

    menu.fill(CODE, MenuEntry("Firms", "desk:enterprise:firms", "building-store", 40))
    pages.fill(CODE, UrlModule("firms", "shiqiao.scenes.enterprise.urls"))
    portal.pages.fill(CODE, UrlModule("firm", "shiqiao.scenes.enterprise.portal"))
    portal.doors.fill(CODE, MenuEntry("For firms", "portal:firm:home", "building-store"))
    portal.secrets.fill(CODE, portal.SecretLinks("firm", seats.street_of))
    exports.fill(CODE)
    holding.fill(CODE)
    locality_files.fill(CODE, LocalityFile("enterprise", publishing.take_over))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    green.fill(CODE)
    exchange.fill(CODE)
    investment.fill(CODE)
