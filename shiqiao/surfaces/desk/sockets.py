"""Where scenes plug into the desk."""

from dataclasses import dataclass

from shiqiao.base.sockets import ListExport, MatterPanel, MenuEntry, Saying, Socket, UrlModule


@dataclass(frozen=True)
class ScreenPage:
    """The page on which a paired screen of a kind (kiosk, queue) begins, by the name of its address."""

    kind: str
    url_name: str


menu: Socket[MenuEntry] = Socket("desk.menu", MenuEntry)
panels: Socket[MatterPanel] = Socket("desk.matter_panels", MatterPanel)
exports: Socket[ListExport] = Socket("desk.exports", ListExport)
pages: Socket[UrlModule] = Socket("desk.pages", UrlModule)
sayings: Socket[Saying] = Socket("desk.sayings", Saying)
screens: Socket[ScreenPage] = Socket("desk.screens", ScreenPage)
