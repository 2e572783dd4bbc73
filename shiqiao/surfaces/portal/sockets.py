"""Where scenes plug into the residents' portal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.sockets import MenuEntry, Socket, UrlModule


@dataclass(frozen=True)
class SecretLinks:
    """Links of a kind of their own: `street_of(secret, at)` gives the street of what a secret opens, 0 for a wrong one."""

    kind: str
    street_of: Callable[[str, datetime], int] = field(compare=False)


pages: Socket[UrlModule] = Socket("portal.pages", UrlModule)
doors: Socket[MenuEntry] = Socket("portal.doors", MenuEntry)
secrets: Socket[SecretLinks] = Socket("portal.secrets", SecretLinks)
