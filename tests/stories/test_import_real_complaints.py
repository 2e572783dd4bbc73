"""A street takes over years of real complaints with their replies; the figures it prints are reckoned here once more.

The table is test input only: it lies beside the checkout, and none of its text is in this repository.
"""

import re
import statistics
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from typer.testing import CliRunner

from shiqiao.base.actor import system
from shiqiao.base.time import held, now
from shiqiao.config import cli
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters.models import Matter, Note
from shiqiao.kernel.matters.proof import check_matters
from shiqiao.places.install import install
from shiqiao.testing.street import Street

TABLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "complaints_with_replies.xlsx"
MAPPING = settings.LOCALITIES / "practice" / "imports" / "complaints_with_replies.yaml"
PRACTICE = 379901001
ROWS = 2816

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not TABLE.exists(), reason=f"{TABLE.name} does not lie beside the checkout (../shared/data)"),
]


@pytest.fixture
def run(street: Street, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Call the command line in a practice street, in 2020."""

    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)
    with held(datetime.fromisoformat("2020-06-01T10:00:00+08:00")):
        install(settings.LOCALITIES / "practice", by=system("test"), at=now())
        yield lambda *arguments: called(*arguments)


def called(*arguments: object) -> Any:
    """Call the command line; an error that is not a mere exit status comes through."""
    result = CliRunner().invoke(cli.build(), [str(one) for one in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_years_of_complaints_become_matters_with_replies_and_judged_clocks(run: Any) -> None:
    said = run("import", "matters", TABLE, "--map", MAPPING).stdout
    rows, new, there, rejected = figures(r"(\d+) rows: (\d+) new, (\d+) already there, (\d+) rejected", said)
    named = re.findall(r"^row (\d+), .+: .+$", said, re.M)
    assert (rows, there) == (ROWS, 0)
    assert rejected == len(set(named)) <= 5
    assert new == ROWS - rejected

    assert independent(excluding={int(number) for number in named}) == re.findall(r"\d+\.\d+", said)[:3]

    mine = Matter.objects.filter(street=PRACTICE)
    assert mine.count() == new
    assert not mine.exclude(state="closed", done=True, unrouted=False).exists()
    assert Note.objects.filter(matter__in=mine.values("id"), kind="answer").exclude(text="").count() == new
    echoes = Clock.objects.filter(kind="matter", subject__in=mine.values("id"), name="echo")
    assert echoes.exclude(late=None).count() == new
    assert not Clock.objects.filter(street=PRACTICE).exclude(alarm_at=None).exists()
    assert list(check_matters()) == []

    again = run("import", "matters", TABLE, "--map", MAPPING).stdout
    assert figures(r"(\d+) rows: (\d+) new, (\d+) already there", again) == [ROWS, 0, new]
    assert mine.count() == new


def figures(pattern: str, said: str) -> list[int]:
    found = re.search(pattern, said)
    assert found, said
    return [int(one) for one in found.groups()]


def independent(*, excluding: set[int]) -> list[str]:
    """Reckon same-day share, median and p90 from the file itself, without anything of the product, as they are printed."""
    waits, met = [], 0
    for number, cells in raw_rows():
        if number in excluding:
            continue
        asked, answered = moment(cells["D"]), moment(cells["G"])
        waits.append((answered - asked) / timedelta(days=1))
        midnight = datetime(asked.year, asked.month, asked.day) + timedelta(days=1)  # noqa: DTZ001
        met += answered <= midnight
    waits.sort()
    place = 0.9 * (len(waits) - 1)
    low = int(place)
    p90 = waits[low] + (waits[low + 1] - waits[low]) * (place - low)
    return [f"{100 * met / len(waits):.2f}", f"{statistics.median(waits):.2f}", f"{p90:.2f}"]


def raw_rows() -> Iterator[tuple[int, dict[str, str]]]:
    """Yield row number and cells by column letter, straight out of the packed XML."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(TABLE) as packed:
        shared = ElementTree.fromstring(packed.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in one.iter(f"{space}t")) for one in shared]
        sheet = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    for row in sheet.iter(f"{space}row"):
        cells = {}
        for cell in row:
            value = cell.findtext(f"{space}v") or ""
            letter = re.sub(r"\d", "", cell.get("r", ""))
            cells[letter] = texts[int(value)] if cell.get("t") == "s" else value
        if int(row.get("r", "0")) > 1:
            yield int(row.get("r", "0")), cells


def moment(written: str) -> datetime:
    """Read 2019/4/25 9:32:09, a bare date, or Excel's day number, as wall-clock time."""
    if re.fullmatch(r"[\d.]+", written):
        return datetime(1899, 12, 30) + timedelta(seconds=round(float(written) * 86400))  # noqa: DTZ001
    parts = [int(part) for part in re.findall(r"\d+", written)]
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001
