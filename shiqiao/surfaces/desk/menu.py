"""The desk's own entries of the side menu; scenes add theirs through the socket."""

from dataclasses import replace

from shiqiao.base.sockets import MatterPanel, MenuEntry
from shiqiao.kernel.journal.review import REVIEWS
from shiqiao.kernel.people.powers import MAY
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.privacy.rules import READS_LOG
from shiqiao.kernel.registry.rules import LOOKS_UP
from shiqiao.kernel.retention.reads import KEEPS, WORKS
from shiqiao.kernel.territory.placecodes import MAKES
from shiqiao.surfaces.desk.cockpit import SEES
from shiqiao.surfaces.desk.sockets import menu, panels

INTAKE = frozenset({"dispatcher", "grid_member", "community_head", "callback", "handler", "department_head", "leader"})
LOOK, RIGHTS, STAFF, ORGANISE, SCREEN_KEEPERS = (MAY[act] for act in ("look", "rights", "staff", "organise", "screens"))
ENTRIES = (
    MenuEntry("Streets at a glance", "desk:district", "building-community", 5, ABOVE, above=True),
    MenuEntry("My work", "desk:work", "checklist", 10),
    MenuEntry("New report", "desk:report", "message-plus", 15, INTAKE),
    MenuEntry("Matters", "desk:matters", "list-details", 20),
    MenuEntry("Visits", "desk:visits", "walk", 30),
    MenuEntry("Patrols", "desk:patrols", "map-pins", 35),
    MenuEntry("Notices", "desk:notices", "bell", 40),
    MenuEntry("Map", "desk:map", "map-2", 10, group="street"),
    MenuEntry("Registry", "desk:registry", "address-book", 20, LOOKS_UP, group="street"),
    MenuEntry("Responsibility", "desk:coverage", "layout-grid", 30, group="street"),
    MenuEntry("Cockpit", "desk:cockpit", "dashboard", 1, SEES, group="street"),
    MenuEntry("Scores", "desk:scores", "chart-bar", 5, group="street", above=True),
    MenuEntry("Monthly reports", "desk:monthly-reports", "file-analytics", 6, SEES, group="street"),
    MenuEntry("Repeat chains", "desk:chains", "repeat", 40, group="street"),
    MenuEntry("Proposals", "desk:proposals", "bulb", 50, group="street"),
    MenuEntry("Posters", "desk:posters", "qrcode", 55, MAKES, group="street"),
    MenuEntry("Catalogue", "desk:catalogue", "book-2", 10, group="house"),
    MenuEntry("Work calendar", "desk:calendar", "calendar", 15, group="house"),
    MenuEntry("Flows", "desk:flows", "route", 20, group="house"),
    MenuEntry("Routing rules", "desk:routing", "arrows-split", 30, group="house"),
    MenuEntry("Phrases", "desk:phrases", "messages", 40, group="house"),
    MenuEntry("Personal data requests", "desk:data-requests", "user-search", 60, WORKS, group="street"),
    MenuEntry("Retention", "desk:retention", "hourglass", 75, KEEPS, group="house"),
    MenuEntry("People", "desk:people", "users", 50, LOOK, group="house"),
    MenuEntry("Sign-ins", "desk:doors", "shield-lock", 55, frozenset({"security_admin"}), group="house"),
    MenuEntry("Journal", "desk:journal", "book", 72, REVIEWS, group="house"),
    MenuEntry("Sendings", "desk:sendings", "send", 73, frozenset({"admin"}), group="house"),
    MenuEntry("Screens", "desk:devices", "device-tv", 60, SCREEN_KEEPERS, group="house"),
    MenuEntry("Field devices", "desk:field-devices", "device-mobile", 62, frozenset({"security_admin"}), group="house"),
    MenuEntry("Read log", "desk:read-log", "eye-check", 70, READS_LOG, group="house"),
    MenuEntry("Tokens", "desk:tokens", "key", 64, frozenset({"security_admin", "auditor"}), group="house"),
)

# The letter that leads to a page after g; o is that of the 12345 orders.
KEYS = {
    "desk:work": "w", "desk:report": "n", "desk:matters": "m", "desk:visits": "v", "desk:notices": "i",
    "desk:map": "a", "desk:registry": "r", "desk:coverage": "c", "desk:chains": "h", "desk:proposals": "p",
    "desk:catalogue": "k", "desk:flows": "f", "desk:routing": "t", "desk:phrases": "s", "desk:people": "u",
    "desk:journal": "j", "desk:scores": "e", "desk:cockpit": "d",
}  # fmt: skip


def fill() -> None:
    """Put the desk's own entries and panels into its sockets."""
    from shiqiao.surfaces.desk import erasedpanel
    from shiqiao.surfaces.desk.visits import from_visit

    panels.fill("desk", MatterPanel("visit", "From this visit", "desk/visits/_panel.html", from_visit, 50))
    erasedpanel.fill()
    for entry in ENTRIES:
        menu.fill("desk", replace(entry, key=KEYS.get(entry.url_name, "")))
