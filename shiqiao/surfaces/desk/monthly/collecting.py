"""All chapters in their order, told in every language: the kernel's own, those of scenes, the appendix."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from shiqiao.base.chapters import Asked, Chapter, plain, read
from shiqiao.base.plugs import ReportChapter, report_chapters
from shiqiao.kernel.monthly.hooks import Content, Cover, Made, Maker, makers
from shiqiao.surfaces.desk.monthly import paper, rated, summary, walked, work, workbook

Tell = Callable[[Asked], Chapter | None]
OWN: tuple[ReportChapter, ...] = tuple(
    ReportChapter(name, tell, order)
    for name, tell, order in (
        ("summary", summary.summary, 0), ("reports", work.reports, 10), ("terms", rated.terms, 20),
        ("call_backs", rated.call_backs, 30), ("others", rated.others, 40), ("hotspots", work.hotspots, 50),
        ("slow", work.slow, 60), ("scores", rated.scored, 70), ("standing", rated.among, 80),
        ("changes", rated.changes, 90), ("walked", walked.walked, 95), ("appendix", summary.appendix, 1000),
    )
)  # fmt: skip
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def collect(asked: Asked) -> Content:
    """Return the chapters of a report by language; each thing is read once for all languages."""
    ordered = sorted((*OWN, *report_chapters), key=lambda one: one.order)
    content = {}
    for language in LANGUAGES:
        with override(language):
            told = [chapter for one in ordered if (chapter := one.tell(asked))]
        content[language] = [plain(chapter) for chapter in told]
    found: Content = json.loads(json.dumps(content))  # as the database gives it back
    return found


def render(content: Mapping[str, Any], cover: Cover) -> list[Made]:
    """Return a report's files: PDF and xlsx in each language."""
    made = []
    for language in (code for code in LANGUAGES if code in content):  # the database keeps no order of names
        chapters = [read(one) for one in content[language]]
        with override(language):
            name = f"{cover.month}-{language}"
            made.append(Made(language, "pdf", f"{name}.pdf", paper.render(chapters, cover)))
            made.append(Made(language, "xlsx", f"{name}.xlsx", workbook.render(chapters, cover)))
    return made


def fill() -> None:
    """Tell the kernel who makes reports."""
    makers.fill("desk", Maker("desk", collect, render))
