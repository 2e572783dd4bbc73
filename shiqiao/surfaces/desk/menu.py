"""The desk's own entries of the side menu; scenes add theirs through the socket."""

from shiqiao.base.sockets import MenuEntry
from shiqiao.surfaces.desk.sockets import menu

INTAKE = frozenset({"dispatcher", "grid_member", "community_head", "callback", "handler", "department_head", "leader"})
ENTRIES = (
    MenuEntry("My work", "desk:work", "checklist", 10),
    MenuEntry("Matters", "desk:matters", "list-details", 20),
    MenuEntry("New report", "desk:report", "message-plus", 30, INTAKE),
    MenuEntry("Map", "desk:map", "map-2", 40),
    MenuEntry("Who answers for what", "desk:coverage", "layout-grid", 50),
    MenuEntry("Catalogue", "desk:catalogue", "book-2", 60),
    MenuEntry("Flows", "desk:flows", "route", 65),
    MenuEntry("Routing rules", "desk:routing", "arrows-split", 66),
    MenuEntry("Phrases", "desk:phrases", "messages", 67),
    MenuEntry("Notices", "desk:notices", "bell", 70),
)


def fill() -> None:
    """Put the desk's entries into its own socket."""
    for entry in ENTRIES:
        menu.fill("desk", entry)
