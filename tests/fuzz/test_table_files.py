"""Every table that is read: rubbish, spoiled files and odd values end as a known error or as a proper import."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.tables import read_rows
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.imports.mapping import parse_mapping
from shiqiao.kernel.matters.imports.run import import_matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.imports import import_people
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.models import Building, Dwelling, Household, Organisation, Person
from shiqiao.kernel.territory import actions as territory
from shiqiao.kernel.territory.gridlists import import_grid_list
from shiqiao.kernel.territory.models import Address, Boundary, Division, Grid
from shiqiao.scenes.hotline.exchange import mapping_of
from shiqiao.scenes.hotline.intake import take_in_orders
from shiqiao.scenes.hotline.models import Order, Reconciliation
from shiqiao.scenes.hotline.reconcile import reconcile
from shiqiao.scenes.hotline.tables import read_orders, read_states
from shiqiao.testing.street import MORNING, STREET, Street
from tests.fuzz import samples
from tests.fuzz.formats import bad_or_any, examples

BY = system("import", street=STREET)
MAP = parse_mapping({
    "street": str(STREET), "source": "fuzz", "defaults": {"channel": "phone", "item": "06010"},
    "values": {"item": {"垃圾": "06010"}},
    "columns": {"source_id": "编号", "text": "内容", "happened_at": "时间", "item": "类别", "lon": "经度", "lat": "纬度",
                "name": "姓名", "phone": "电话", "reply": "答复", "reply_at": "答复时间"},
})  # fmt: skip
KEPT = (JournalLine, Matter, Account, Post, Person, Household, Building, Dwelling, Organisation, Address, Boundary, Division,
        Grid, Order, Reconciliation)  # fmt: skip


def _orders(path: Path) -> Any:
    rows = list(read_orders(path, mapping_of(STREET), now()))
    list(read_states(path, mapping_of(STREET), now()))
    return take_in_orders(rows=rows, street=STREET, by=BY, at=now())


def _compared(path: Path) -> Any:
    since = MORNING - timedelta(days=30)
    return reconcile(path=path, since=since, until=MORNING, street=STREET, by=BY, at=now())


Load = Callable[[Path], Any]
STREETWISE = {"street": STREET, "by": BY}
TABLES: dict[str, tuple[bytes, Callable[..., Any]]] = {
    "matters": (samples.MATTERS, lambda path: import_matters(path, MAP, by=BY, at=now())),
    "residents": (samples.RESIDENTS, lambda path: registry.import_residents(path, at=now(), **STREETWISE)),
    "buildings": (samples.BUILDINGS, lambda path: registry.import_buildings(path, at=now(), **STREETWISE)),
    "organisations": (samples.ORGANISATIONS, lambda path: registry.import_organisations(path, at=now(), **STREETWISE)),
    "people": (samples.own("people/staff.csv"), lambda path: import_people(path, at=now(), **STREETWISE)),
    "divisions": (samples.own("territory/divisions.csv"), lambda path: territory.import_divisions(path, by=BY, at=now())),
    "addresses": (samples.own("territory/addresses.csv"),
                  lambda path: territory.import_addresses(path, at=now(), **STREETWISE)),
    "grids": (b"code,name\n370103003001001,\xe4\xb8\x80\n", lambda path: import_grid_list(path, by=BY, at=now())),
    "orders of 12345": (samples.ORDERS, _orders),
    "their list compared": (samples.ORDERS, _compared),
}  # fmt: skip


def taken(load: Load, path: Path) -> str:
    """Load a file inside a savepoint that is undone; a refusal must name itself and leave nothing behind."""
    with transaction.atomic():
        before = {model: model.objects.count() for model in KEPT}
        try:
            load(path)
            said = "taken"
        except ShiqiaoError as error:
            said = error.text()
            assert said.strip()
            assert before == {model: model.objects.count() for model in KEPT}, f"{said}: rows were left behind"
        transaction.set_rollback(True)
    return said


def test_the_samples_themselves_are_taken(street: Street, tmp_path: Path) -> None:
    for kind, (whole, load) in TABLES.items():
        for ending in ENDINGS:
            assert taken(load, written(tmp_path, ending, as_file(whole, ending))) == "taken", (kind, ending)


ENDINGS = ("csv", "xlsx", "jsonl")


def as_file(whole: bytes, ending: str) -> bytes:
    """Return a csv in one of the forms that offices send."""
    rows = samples.rows_of(whole)
    if ending == "xlsx":
        return samples.workbook(*rows)
    if ending == "jsonl":
        return b"\n".join(json.dumps(dict(zip(rows[0], row, strict=False))).encode() for row in rows[1:])
    return whole


def written(folder: Path, ending: str, content: bytes) -> Path:
    """Write a file and return where it is."""
    path = folder / f"a.{ending}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", TABLES)
def test_spoiled_files_and_rubbish(street: Street, tmp_path: Path, kind: str) -> None:
    whole, load = TABLES[kind]
    files = {ending: bad_or_any(as_file(whole, ending)) for ending in ENDINGS}

    @examples(8, 900)
    @given(st.data(), st.sampled_from(ENDINGS))
    def run(data: Any, ending: str) -> None:
        taken(load, written(tmp_path, ending, data.draw(files[ending])))

    run()


CELL = st.one_of(
    st.text(max_size=30), st.integers().map(str), st.floats().map(str), st.dates().map(str), st.datetimes().map(str),
    st.sampled_from(["=1+1", "@x", "'", '"', "\x00", "\u202e反", "９９９", "1e999", "NaN", "-0", "٣", "长" * 5000, "0" * 400,
                     "13800138000", "110101199003078515", "是", "户主", "370103003001001", "2018-02-30", "9999-12-31 23:59:59",
                     "0001-01-01", "1899-12-30", "\ud83d".encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")]),
)  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_any_values_under_the_right_headings(street: Street, tmp_path: Path, kind: str) -> None:
    whole, load = TABLES[kind]
    head, *rows = samples.rows_of(whole)

    @examples(6, 800)
    @given(st.data())
    def run(data: Any) -> None:
        row = dict(zip(head, rows[0], strict=False))
        for name in data.draw(st.lists(st.sampled_from(head), min_size=1, max_size=4, unique=True)):
            row[name] = data.draw(CELL)
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        taken(load, path)

    run()


def _confined(path: Path) -> subprocess.CompletedProcess[str]:
    """Read a workbook in a process of its own with a gigabyte of memory and twenty seconds."""
    code = (
        "import sys; from pathlib import Path\n"
        "from shiqiao.base.tables import read_rows; from shiqiao.base.errors import Invalid\n"
        "try: print(sum(1 for _ in read_rows(Path(sys.argv[1]), bad=lambda n, why: None)))\n"
        "except Invalid as error: print('refused:', error.text())"
    )
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (2**30, 2**30))
    return subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limit,
        check=False,
    )


def test_a_line_without_end_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    path, wrong = tmp_path / "a.jsonl", []
    path.write_text("[" * 100_000 + '\n{"a": 1}\n', encoding="utf-8")
    rows = list(read_rows(path, bad=lambda number, why: wrong.append(number)))
    assert (wrong, rows) == ([1], [(2, {"a": 1})])


@pytest.mark.parametrize("what", samples.HARMFUL)
def test_workbooks_that_mean_harm_are_refused_within_a_gigabyte_and_seconds(tmp_path: Path, what: str) -> None:
    (tmp_path / "harm.xlsx").write_bytes(samples.HARMFUL[what]())
    done = _confined(tmp_path / "harm.xlsx")
    assert done.returncode == 0, done.stderr[-600:]
    assert done.stdout.startswith("refused:"), done.stdout


@pytest.mark.parametrize("what", samples.HARMLESS)
def test_formulas_and_entities_come_as_plain_cells(tmp_path: Path, what: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(samples.HARMLESS[what]())
    try:
        values = [value for _, row in read_rows(tmp_path / "a.xlsx") for value in row.values()]
    except Invalid:
        return
    assert all(len(str(value)) < 1000 for value in values)
