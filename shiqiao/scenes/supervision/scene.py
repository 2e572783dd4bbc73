"""The scene `supervision` (督办): orders by rule or by hand, answered with evidence and struck off."""

from pathlib import Path

from shiqiao.base.plugs import (
    Check,
    LocalityFile,
    ReportChapter,
    WorkerRound,
    checks,
    demo_loaders,
    locality_files,
    report_chapters,
    rounds,
)
from shiqiao.base.sockets import CatalogueFile, DemoLoader, FlowFile, MatterPanel, MenuEntry, Saying, UrlModule
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.kernel.flows.reads import flow_files
from shiqiao.kernel.matters.hooks import MoveGate, move_gates
from shiqiao.surfaces.desk.sockets import menu, pages, panels, sayings

CODE = "supervision"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.supervision import (
        actions,
        chapter,
        conduct,
        demo,
        exports,
        holding,
        panel,
        publishing,
        reads,
        sources,
        subjects,
        words,
    )  # fmt: skip
    from shiqiao.scenes.supervision import rounds as work

    menu.fill(CODE, MenuEntry("Supervision", "desk:supervision:orders", "gavel", 28, key="y"))
    pages.fill(CODE, UrlModule("supervision", "shiqiao.scenes.supervision.urls"))
    panels.fill(CODE, MatterPanel("supervision", "Supervision orders", "supervision/_panel.html", panel.panel, 20))
    exports.fill(CODE)
    subjects.fill(CODE)
    sources.fill(CODE)
    conduct.fill(CODE)
    holding.fill()
    report_chapters.fill(CODE, ReportChapter("supervision", chapter.chapter, 87))
    demo_loaders.fill(CODE, DemoLoader("supervision", demo.load, 120))
    for code, said in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *said))
    _fill_cases()
    rounds.fill(CODE, WorkerRound("supervision.raise", work.raise_orders, every=30))
    rounds.fill(CODE, WorkerRound("supervision.propose", work.propose_steps, every=60))
    checks.fill(CODE, Check("supervision", reads.problems))
    moved_clock.fill(CODE, MovedClock("supervision_order", actions.clock_moved))
    locality_files.fill(CODE, LocalityFile("supervision", publishing.take_over))


def _fill_cases() -> None:
    """Fill what environmental cases need: their flow and item, the gate before a step without its paper, their panel."""
    from shiqiao.scenes.supervision import dossier, rectify, rectify_shown

    flow_files.fill(CODE, FlowFile(HERE / "flows" / "rectification.yaml"))
    catalogue_files.fill(CODE, CatalogueFile(HERE / "catalogue" / "rectification.yaml"))
    move_gates.fill(CODE, MoveGate(dossier.FLOW, rectify.held_back))
    template = "supervision/_case_panel.html"
    panels.fill(CODE, MatterPanel("rectification", "Environmental case", template, rectify_shown.panel, 15))
