"""The desk's own entries of the side menu; scenes add theirs through the socket."""

from shiqiao.base.sockets import MatterPanel, MenuEntry
from shiqiao.kernel.registry.rules import LOOKS_UP
from shiqiao.surfaces.desk.sockets import menu, panels

INTAKE = frozenset({"dispatcher", "grid_member", "community_head", "callback", "handler", "department_head", "leader"})
MANAGE = frozenset({"admin", "leader"})
ENTRIES = (
    MenuEntry("My work", "desk:work", "checklist", 10),
    MenuEntry("Matters", "desk:matters", "list-details", 20),
    MenuEntry("Visits", "desk:visits", "walk", 25),
    MenuEntry("New report", "desk:report", "message-plus", 30, INTAKE),
    MenuEntry("Repeat chains", "desk:chains", "repeat", 35),
    MenuEntry("Proposals", "desk:proposals", "bulb", 36),
    MenuEntry("Map", "desk:map", "map-2", 40),
    MenuEntry("Registry", "desk:registry", "address-book", 45, LOOKS_UP),
    MenuEntry("Who answers for what", "desk:coverage", "layout-grid", 50),
    MenuEntry("People", "desk:people", "users", 55, MANAGE),
    MenuEntry("Screens", "desk:devices", "device-tv", 58, frozenset({"admin"})),
    MenuEntry("Catalogue", "desk:catalogue", "book-2", 60),
    MenuEntry("Flows", "desk:flows", "route", 65),
    MenuEntry("Routing rules", "desk:routing", "arrows-split", 66),
    MenuEntry("Phrases", "desk:phrases", "messages", 67),
    MenuEntry("Notices", "desk:notices", "bell", 70),
)


def fill() -> None:
    """Put the desk's own entries and panels into its sockets."""
    from shiqiao.surfaces.desk.visits import from_visit

    panels.fill("desk", MatterPanel("visit", "From this visit", "desk/visits/_panel.html", from_visit, 50))
    for entry in ENTRIES:
        menu.fill("desk", entry)
