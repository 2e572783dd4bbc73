"""Fill every socket that there is."""

from pathlib import Path

from dummy.pages import router

from shiqiao.base.sockets import (
    ApiRouter,
    CatalogueFile,
    Column,
    FlowFile,
    ListExport,
    MatterPanel,
    MenuEntry,
    UrlModule,
)
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.kernel.flows.reads import flow_files
from shiqiao.surfaces.api.sockets import routers
from shiqiao.surfaces.desk.sockets import exports, menu, pages, panels

CODE = "dummy"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    flow_files.fill(CODE, FlowFile(HERE / "flow.yaml"))
    catalogue_files.fill(CODE, CatalogueFile(HERE / "items.yaml"))
    moved_clock.fill(CODE, MovedClock("dummy", lambda fact, by, at: None))
    menu.fill(CODE, MenuEntry("Dummy", "desk:dummy:page", "puzzle", 900))
    pages.fill(CODE, UrlModule("dummy", "dummy.pages"))
    panels.fill(CODE, MatterPanel("dummy", "Dummy", "dummy/panel.html", lambda actor, matter: {"said": "panel"}))
    exports.fill(
        CODE, ListExport("dummy", "Dummy", "desk:dummy:page", (Column("Dummy"),), lambda actor, params: [("row",)])
    )
    routers.fill(CODE, ApiRouter("dummy", router))
