"""A street whose June has lived, and ways to make and open its report."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from shiqiao.base.time import held, now
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.files.reads import open_file
from shiqiao.kernel.matters.actions import reopen_matter
from shiqiao.kernel.monthly import actions, making
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.scoring.actions import reckon
from shiqiao.testing.street import STREET, Street, undone
from tests.kernel.scoring.conftest import JULY, JUNE, Lives, close_until
from tests.stories.telling import Telling

LATER = datetime.fromisoformat("2018-07-16T09:00:00+08:00")
Making = Callable[..., MonthlyReport]


@pytest.fixture
def lived(street: Street) -> Lives:
    """Eight affairs of June: seven whole, one of them not solved, one still open."""
    return live(street)


def live(street: Street) -> Lives:
    """Let June live through its affairs."""
    lives = Lives(street, Telling(street))
    for day in ("04", "05", "06", "07", "11", "12"):
        lives.whole(f"2018-06-{day}", solved=day != "07", channel="patrol" if day == "06" else "phone")
    again = lives.whole("2018-06-13", solved=None)
    with lives.tell.at("2018-06-14 09:00"):
        reopen_matter(matter=again.id, reason="没有清干净", by=street.actor("callback1"), at=now())
    lives.report("2018-06-20", text="路灯不亮")
    reckon(at=now())
    return lives


@pytest.fixture
def making_it(street: Street) -> Making:
    """Order a report as the leader and make it; gives the row."""
    return maker(street)


def maker(street: Street) -> Making:
    """Return what orders and makes a report of a street."""

    def make(starts: Any = JUNE, at: datetime | None = None) -> MonthlyReport:
        with held(at or now()):
            row = actions.order_report(street=STREET, starts=starts, by=street.actor("leader1"), at=now())
            making.make_report(report=row.id, at=now())
        row.refresh_from_db()
        return row

    return make


@pytest.fixture(scope="module")
def reported(street_database: str, database_server: Any, django_db_blocker: Any) -> tuple[str, int]:
    """A database in which June has lived, was closed and has its report, and the report's id; rolled back to, never changed."""

    def make(street: Street) -> int:
        live(street)
        closed(street)
        return int(maker(street)(at=LATER).pk)

    with django_db_blocker.unblock():
        return database_server.laid(make, street_database)  # type: ignore[no-any-return]


@pytest.fixture
def made(reported: tuple[str, int], database_server: Any, django_db_blocker: Any) -> Iterator[MonthlyReport]:
    """The report of the closed June, to be looked at."""
    name, number = reported
    with django_db_blocker.unblock(), database_server.at(name), undone():
        yield MonthlyReport.objects.get(pk=number)


def closed(street: Street) -> None:
    """Close every month up to June."""
    close_until(street, JULY)


def content_of(row: MonthlyReport, kind: str, language: str = "zh-hans") -> bytes:
    (one,) = [one for one in row.files if (one["kind"], one["language"]) == (kind, language)]
    with open_file(Attachment.objects.get(pk=one["file"])) as file:
        return file.read()


def book_of(row: MonthlyReport, language: str = "zh-hans") -> Workbook:
    return load_workbook(io.BytesIO(content_of(row, "xlsx", language)))


def text_of(row: MonthlyReport, language: str = "zh-hans") -> str:
    """The words of the PDF without blanks: typst sets one between letters and figures."""
    pages = PdfReader(io.BytesIO(content_of(row, "pdf", language))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def table(book: Workbook, sheet: str, first: str) -> dict[str, list[Any]]:
    """Rows below the heading `first` of a sheet, up to an empty one, by their first cell."""
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    at = next(n for n, row in enumerate(rows) if row[0] == first)
    found = {}
    for row in rows[at + 1 :]:
        if row[0] is None or (row[1] is None and all(cell is None for cell in row[1:])):
            break
        found[row[0]] = row[1:]
    return found
