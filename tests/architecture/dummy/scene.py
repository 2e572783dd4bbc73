"""Fill every socket that there is."""

from pathlib import Path

from dummy.pages import router

from shiqiao.base.chapters import Chapter
from shiqiao.base.elements import ElementSource, element_sources
from shiqiao.base.plugs import (
    AfterRestore,
    Check,
    Conduct,
    Gauge,
    Inspection,
    LocalityFile,
    ReportChapter,
    WallLine,
    WallTile,
    WorkerRound,
    after_restore,
    checks,
    conducts,
    demo_loaders,
    gauges,
    inspections,
    locality_files,
    report_chapters,
    rounds,
    wall_tiles,
)
from shiqiao.base.sockets import (
    ApiRouter,
    CatalogueFile,
    Column,
    DemoLoader,
    ErrandKind,
    FlowFile,
    ListExport,
    MatterPanel,
    MenuEntry,
    Saying,
    SubjectKind,
    SubjectPanel,
    SubjectTimeline,
    UrlModule,
    VisitFile,
)
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks.hooks import (
    ClockedItems,
    MovedClock,
    SubjectLine,
    TermRule,
    Warned,
    clocked_items,
    moved_clock,
    subject_line,
    term_rules,
    warned,
)
from shiqiao.kernel.flows.reads import flow_files
from shiqiao.kernel.matters.hooks import LeftHouse, MoveGate, left_house, move_gates
from shiqiao.kernel.monthly.hooks import Maker, makers
from shiqiao.kernel.people.hooks import Bell, OpenWork, WorkTime, bells, open_work, work_time
from shiqiao.kernel.privacy.hooks import (
    Clear,
    OfficeHours,
    Revealable,
    SealedElsewhere,
    office_hours,
    revealables,
    sealed_elsewhere,
)
from shiqiao.kernel.registry.fields import MoreFields, more_fields
from shiqiao.kernel.registry.hooks import AfterRecords, after_records
from shiqiao.kernel.registry.subjects import subject_panels, subjects, timelines
from shiqiao.kernel.retention import hooks as retention
from shiqiao.kernel.scoring.sources import Base, LeftOut, Source, bases, left_out, sources
from shiqiao.kernel.visits.hooks import AfterVisit, after_visits
from shiqiao.kernel.visits.reads import visit_kinds
from shiqiao.surfaces.api.sockets import errands, routers
from shiqiao.surfaces.desk.sockets import (
    OtherWork,
    ScreenPage,
    VisitPanel,
    exports,
    menu,
    other_work,
    pages,
    panels,
    sayings,
    screens,
    visit_panels,
)
from shiqiao.surfaces.portal import sockets as portal

CODE = "dummy"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    flow_files.fill(CODE, FlowFile(HERE / "flow.yaml"))
    element_sources.fill(CODE, ElementSource("dummy", lambda street: ()))
    more_fields.fill(CODE, MoreFields(dict))
    after_records.fill(CODE, AfterRecords("dummy", lambda street, refs, by, at: None))
    report_chapters.fill(CODE, ReportChapter("dummy", lambda asked: Chapter("Dummy", ("A scene tells a chapter.",))))
    makers.fill(CODE, Maker("dummy", lambda asked: {}, lambda content, cover: []))
    portal.doors.fill(CODE, MenuEntry("Dummy", "portal:home", "star"))
    portal.secrets.fill(CODE, portal.SecretLinks("dummy", lambda secret, at: 0))
    screens.fill(CODE, ScreenPage("dummy", "desk:dummy:page"))
    portal.pages.fill(CODE, UrlModule("dummy", "dummy.portal"))
    catalogue_files.fill(CODE, CatalogueFile(HERE / "items.yaml"))
    after_visits.fill(CODE, AfterVisit("dummy", lambda visit, subject, answers, by, at: None))
    visit_kinds.fill(CODE, VisitFile(HERE / "visit.yaml"))
    moved_clock.fill(CODE, MovedClock("dummy", lambda fact, by, at: None))
    term_rules.fill(CODE, TermRule("dummy", lambda asked, clock, term, at: None))
    clocked_items.fill(CODE, ClockedItems("dummy", lambda street: {"d1": ("甲", "One")}))
    subject_line.fill(CODE, SubjectLine("dummy", lambda identifier: ""))
    open_work.fill(CODE, OpenWork("dummy", lambda post, at: [], lambda ids, at: {}, lambda *passed: []))
    bells.fill(CODE, Bell(lambda *told: None))
    work_time.fill(CODE, WorkTime(lambda street, at, hours: at))
    revealables.fill(CODE, Revealable("dummy", lambda actor, subject, field, part: Clear(0, "")))
    office_hours.fill(CODE, OfficeHours(lambda street, at: True))
    sealed_elsewhere.fill(CODE, SealedElsewhere("dummy", lambda: 0, dict))
    warned.fill(CODE, Warned("dummy", lambda subject, clock, level, at: None))
    sources.fill(CODE, Source("dummy", "Dummies", "matters_matter m", "m.id", {"seen": "m.reported_at"}, {}))
    bases.fill(CODE, Base("dummy", "dummies", "SELECT 0, 0, 1"))
    left_out.fill(CODE, LeftOut("dummy", "SELECT 0", {}))
    left_house.fill(CODE, LeftHouse("dummy", lambda matter, seq: False))
    locality_files.fill(CODE, LocalityFile("dummy", lambda **file: None))
    move_gates.fill(CODE, MoveGate("dummy_round", lambda matter, do, at: ""))
    fill_retention()
    menu.fill(CODE, MenuEntry("Dummy", "desk:dummy:page", "puzzle", 900))
    pages.fill(CODE, UrlModule("dummy", "dummy.pages"))
    panels.fill(CODE, MatterPanel("dummy", "Dummy", "dummy/panel.html", lambda actor, matter: {"said": "panel"}))
    visit_panels.fill(CODE, VisitPanel("dummy", "Dummy", "dummy/panel.html", lambda actor, visit: {"said": "panel"}))
    exports.fill(
        CODE, ListExport("dummy", "Dummy", "desk:dummy:page", (Column("Dummy"),), lambda actor, params: [("row",)])
    )
    routers.fill(CODE, ApiRouter("dummy", router))
    errands.fill(CODE, ErrandKind("dummy", lambda actor, at: [], lambda key, do, told, client, by, at: False))
    rounds.fill(CODE, WorkerRound("dummy", lambda at: None))
    conducts.fill(CODE, Conduct("dummy", "Dummies", lambda street, since, until: []))
    checks.fill(CODE, Check("dummy", lambda street, at: []))
    inspections.fill(CODE, Inspection("dummy", lambda at: []))
    gauges.fill(CODE, Gauge("shiqiao_dummy", "Nothing.", lambda: {"": 0}))
    wall_tiles.fill(CODE, WallTile("dummy", "Dummy", lambda street, at: [WallLine("Dummy", "1")]))
    after_restore.fill(CODE, AfterRestore("dummy", lambda data, at: 0))
    demo_loaders.fill(CODE, DemoLoader("dummy", lambda street, report: None))
    other_work.fill(CODE, OtherWork("dummy", lambda actor, at: []))
    sayings.fill(CODE, Saying("dummy.done", "Dummy", "puzzle", "blue"))
    subjects.fill(CODE, SubjectKind("dummy", lambda actor, ids: {one: ("Dummy", "", "") for one in ids}))
    timelines.fill(CODE, SubjectTimeline("dummy", "Dummy", frozenset({"person"}), lambda actor, ref: []))
    subject_panels.fill(
        CODE,
        SubjectPanel("dummy", "Dummy", "dummy/panel.html", frozenset({"person"}), lambda actor, ref: {"said": "panel"}),
    )


def fill_retention() -> None:
    """Fill the sockets of retention."""
    nothing = (lambda asked: [], lambda ids: [])
    retention.holdings.fill(CODE, retention.Holding(
        "dummy", "Dummy", (), frozenset({"texts"}), frozenset({"closed_at"}), lambda who: [], lambda found: [],
        lambda order: {}, *nothing,
    ))  # fmt: skip
    retention.kept.fill(CODE, retention.Kept((), "nothing is kept by a scene that does nothing"))
    retention.stoppers.fill(CODE, retention.Stopper("dummy", lambda ids, at: {}))
    retention.readers.fill(CODE, retention.Readers("dummy", lambda subjects: []))
    retention.identify.fill(CODE, retention.Identify("dummy", lambda street, *numbers: retention.Sought(street)))
    retention.work_days.fill(CODE, retention.WorkDays(lambda street, at, days: at))
