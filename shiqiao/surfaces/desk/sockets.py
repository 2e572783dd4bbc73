"""Where scenes plug into the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import ListExport, MatterPanel, MenuEntry, Saying, Socket, UrlModule


@dataclass(frozen=True)
class ScreenPage:
    """The page on which a paired screen of a kind (kiosk, queue) begins, by the name of its address."""

    kind: str
    url_name: str


@dataclass(frozen=True)
class Pile:
    """Work of a kind that waits for somebody, counted no further than a hundred: how much, where it stands, how urgent."""

    title: str
    count: int
    url: str
    icon: str
    tone: str = "grey"


@dataclass(frozen=True)
class OtherWork:
    """Work beside matters, shown above "my work": what `read(actor, at)` returns, in few cheap queries; in `order`."""

    code: str
    read: Callable[[Actor, datetime], Sequence[Pile]]
    order: int = 100


@dataclass(frozen=True)
class VisitPanel:
    """A panel on a visit's page: `read(actor, visit)` gives the template's context or None for no panel."""

    code: str
    title: str
    template: str
    read: Callable[[Actor, Any], dict[str, Any] | None] = field(compare=False)
    order: int = 100


menu: Socket[MenuEntry] = Socket("desk.menu", MenuEntry)
panels: Socket[MatterPanel] = Socket("desk.matter_panels", MatterPanel)
visit_panels: Socket[VisitPanel] = Socket("desk.visit_panels", VisitPanel)
exports: Socket[ListExport] = Socket("desk.exports", ListExport)
pages: Socket[UrlModule] = Socket("desk.pages", UrlModule)
sayings: Socket[Saying] = Socket("desk.sayings", Saying)
other_work: Socket[OtherWork] = Socket("desk.other_work", OtherWork)
screens: Socket[ScreenPage] = Socket("desk.screens", ScreenPage)
