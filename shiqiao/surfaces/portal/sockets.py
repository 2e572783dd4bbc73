"""Where scenes plug into the residents' portal."""

from shiqiao.base.sockets import MenuEntry, Socket, UrlModule

pages: Socket[UrlModule] = Socket("portal.pages", UrlModule)
doors: Socket[MenuEntry] = Socket("portal.doors", MenuEntry)
