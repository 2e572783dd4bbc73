"""Where scenes plug into the desk."""

from shiqiao.base.sockets import ListExport, MatterPanel, MenuEntry, Saying, Socket, UrlModule

menu: Socket[MenuEntry] = Socket("desk.menu", MenuEntry)
panels: Socket[MatterPanel] = Socket("desk.matter_panels", MatterPanel)
exports: Socket[ListExport] = Socket("desk.exports", ListExport)
pages: Socket[UrlModule] = Socket("desk.pages", UrlModule)
sayings: Socket[Saying] = Socket("desk.sayings", Saying)
