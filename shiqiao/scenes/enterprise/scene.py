"""The scene `enterprise` (企业服务): files of firms, stewards, needs and promises."""

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
from shiqiao.base.sockets import DemoLoader, MenuEntry, Saying, UrlModule, VisitFile
from shiqiao.kernel.people.hooks import OpenWork, open_work
from shiqiao.kernel.visits.hooks import AfterVisit, after_visits
from shiqiao.kernel.visits.reads import visit_kinds
from shiqiao.surfaces.desk.sockets import OtherWork, menu, other_work, pages, sayings
from shiqiao.surfaces.portal import sockets as portal

CODE = "enterprise"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise import exports, holding, piles, seats, sources, subjects, words
    from shiqiao.scenes.enterprise.exchange import scene as exchange
    from shiqiao.scenes.enterprise.green import scene as green
    from shiqiao.scenes.enterprise.investment import scene as investment

    menu.fill(CODE, MenuEntry("Firms we serve", "desk:enterprise:firms", "building-store", 20, group="economy"))
    pages.fill(CODE, UrlModule("firms", "shiqiao.scenes.enterprise.urls"))
    portal.pages.fill(CODE, UrlModule("firm", "shiqiao.scenes.enterprise.portal"))
    portal.doors.fill(CODE, MenuEntry("For firms", "portal:firm:home", "building-store"))
    portal.secrets.fill(CODE, portal.SecretLinks("firm", seats.street_of))
    exports.fill(CODE)
    holding.fill(CODE)
    sources.fill(CODE)
    subjects.fill(CODE)
    other_work.fill(CODE, OtherWork("firms", piles.firms, 40))
    for code, happened in words.HAPPENED.items():
        sayings.fill(CODE, Saying(code, *happened))
    _plug_in()
    green.fill(CODE)
    exchange.fill(CODE)
    investment.fill(CODE)


def _plug_in() -> None:
    """Fill the sockets that no surface owns: hand-overs, visits, rounds, checks, files, the report, the demo."""
    from shiqiao.scenes.enterprise import chapter, demo, publishing, reminding, stewarding, store, visiting

    open_work.fill(CODE, OpenWork(store.FIRM, stewarding.held_by, stewarding.shown, stewarding.hand_over))
    visit_kinds.fill(CODE, VisitFile(Path(__file__).parent / "visits" / "firm_care.yaml"))
    after_visits.fill(CODE, AfterVisit(visiting.VISIT_KIND, visiting.from_visit))
    rounds.fill(CODE, WorkerRound("enterprise.remind", reminding.remind_all, every=600))
    checks.fill(CODE, Check("firms without a steward", stewarding.problems))
    locality_files.fill(CODE, LocalityFile("enterprise", publishing.take_over))
    report_chapters.fill(CODE, ReportChapter("firms", chapter.chapter, 60))
    demo_loaders.fill(CODE, DemoLoader("firms", demo.load, 150))
    demo_loaders.fill(CODE, DemoLoader("firms-more", demo.load_more, 151, background=True))
