"""The lake holds each fact exactly once: what differs is rewritten, what does not stays, a crash leaves what was before."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .conftest import AFTER, BOTH, needed, write

needed()
from django.db import transaction

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.lake import actions, columns
from shiqiao.kernel.lake.columns import facts, refuse_personal
from shiqiao.kernel.lake.models import Partition
from shiqiao.kernel.lake.store import Lake
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.sources import CLOCK, MATTER, all_sources
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import Lives
from tests.kernel.scoring.test_counting import query
from tests.stories.telling import Telling


def files(lake: Lake) -> set[str]:
    from pyarrow.fs import FileSelector

    lying = lake.files.get_file_info(FileSelector(lake.root, recursive=True, allow_not_found=True))
    return {one.path.removeprefix(f"{lake.root}/") for one in lying if one.path.endswith(".parquet")}


def named(lake: Lake) -> dict[tuple[str, str], str]:
    return {(one.source, one.month): one.file for one in lake.manifest(STREET)}


@BOTH
def test_every_fact_is_written_once_and_written_twice_writes_nothing(june: Lives, tell: Telling, lake: Lake) -> None:
    with tell.at(AFTER):
        first = write(lake)
        assert first.written > 8
        assert set(named(lake).values()) == files(lake)
        held = [
            row for (source, _), file in named(lake).items() if source == "matter" for row in lake.read(file)["opens"]
        ]
        assert sorted(map(str, held)) == [number for (number,) in query("SELECT number FROM matters_matter ORDER BY 1")]
        again, whole = write(lake), write(lake, whole=True)
    assert (again.written, again.removed, again.swept) == (0, 0, 0)
    assert (whole.written, whole.removed, whole.swept, whole.seen >= first.written) == (0, 0, 0, True)


def test_what_moved_rewrites_its_own_partitions_and_no_other(june: Lives, tell: Telling, lake: Lake) -> None:
    with tell.at("2018-05-07 09:00"):
        old = june.street.report("路灯不亮")
    with tell.at(AFTER):
        write(lake)
        before = named(lake)
        tell.dispatch(old, "c1.g1")
        write(lake)
        after = named(lake)
    changed = {place for place in before if before[place] != after[place]}
    assert changed == {("matter", "2018-05"), ("clock", "2018-05")}
    assert after.keys() - before.keys() <= {("clock", "2018-07")}, "the term that began with it"


def test_what_passes_with_time_alone_is_written_while_its_month_lasts(june: Lives, tell: Telling, lake: Lake) -> None:
    with tell.at("2018-06-20 09:00"):
        write(lake)
        rounds = query("SELECT rows FROM lake_partition WHERE source = 'patrol' AND month = '2018-06-01'")
    with tell.at(AFTER):
        write(lake)
        later = query("SELECT rows FROM lake_partition WHERE source = 'patrol' AND month = '2018-06-01'")
    assert later > rounds


class _Power(Exception):
    pass


@BOTH
@pytest.mark.parametrize("point", ["after a file", "before the commit", "after the commit"])
def test_a_crash_leaves_the_lake_as_it_was_and_the_next_run_ends_the_work(
    june: Lives, tell: Telling, lake: Lake, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tell.at(AFTER):
        write(lake)
        before = named(lake)
        with tell.at("2018-06-29 09:00"):
            june.street.report("又一处垃圾")

        def fails(*_: Any, **__: Any) -> None:
            raise _Power

        with monkeypatch.context() as patch:
            if point == "after a file":
                patch.setattr(actions, "spans", fails)
            elif point == "before the commit":
                patch.setattr(actions.Mark.objects, "update_or_create", fails)
            else:
                publish = actions._publish
                calls = iter([publish])  # the first call repairs what a former run left
                patch.setattr(actions, "_publish", lambda *given: next(calls, fails)(*given))
            with pytest.raises(_Power), transaction.atomic() if point != "after the commit" else no_block():
                write(lake)
        assert named(lake) == before, "readers see the former lake"
        assert set(before.values()) < files(lake)
        for file in before.values():
            assert lake.read(file).num_rows
        done = write(lake)
        write(lake)
        assert done.swept > 0
        assert set(named(lake).values()) == files(lake)
        assert named(lake) != before


def no_block() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def test_another_definition_rewrites_what_the_former_one_wrote(
    june: Lives, tell: Telling, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tell.at(AFTER):
        write(lake)
        before = named(lake)
        shipped = columns.fact_sources()
        wider = replace(
            shipped["matter"], fields={**shipped["matter"].fields, "night": ("m.urgent AND m.paused", None)}
        )
        known = {**shipped, "matter": wider}
        monkeypatch.setattr(actions, "fact_sources", lambda: known)
        write(lake)
        after = named(lake)
        assert {source for source, month in before if before[source, month] != after[source, month]} == {"matter"}
        tables = [lake.read(file) for (source, _), file in after.items() if source == "matter"]
        assert all("f_night" in table.column_names for table in tables)
        del known["finding"]  # its scene was taken out
        assert write(lake).removed > 0
        assert not Partition.objects.filter(source="finding").exists()


@BOTH
def test_a_lake_elsewhere_or_a_lost_file_is_written_anew(
    june: Lives, tell: Telling, lake: Lake, tmp_path: Path
) -> None:
    other = Lake(str(tmp_path / "other"))
    with tell.at(AFTER):
        whole = write(lake).written
        assert write(other).written == whole
        assert write(lake).written == whole, "the list had gone over to the other one"
        lake.files.delete_file(lake.path(named(lake)["matter", "2018-06"]))
        write(lake)
        assert lake.read(named(lake)["matter", "2018-06"]).num_rows
        write(lake)
    assert set(named(lake).values()) == files(lake)


def test_a_matter_that_leaves_the_street_leaves_the_lake(june: Lives, tell: Telling, lake: Lake) -> None:
    with tell.at(AFTER):
        write(lake)
        Matter.objects.update(street=370103004)
        gone = write(lake, whole=True)
        assert gone.removed > 0
        assert not Partition.objects.filter(source__in=["matter", "clock"]).exists()


# ── what may leave ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_shipped_source_names_personal_data(street: Street) -> None:
    given = reads.parameters(STREET, now())
    held = [facts(one, given) for one in columns.fact_sources().values()]
    assert len(held) > 20
    assert {one.source.code for one in held} >= set(all_sources())


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (replace(MATTER, fields={"x": ("m.title", None)}), "matters_matter.title"),
        (replace(MATTER, fields={"x": ("CASE WHEN title = 'a' THEN upper(title) END", None)}), "matters_matter.title"),
        (
            replace(MATTER, rows="(SELECT * FROM matters_matter WHERE true) m", fields={"x": ("m.lat", None)}),
            "matters_matter.lat",
        ),
        (
            replace(CLOCK, fields={"x": ("(SELECT max(b.display_name) FROM people_account b)", None)}),
            "people_account.display_name",
        ),
    ],
)
def test_a_personal_column_cannot_get_into_the_lake(street: Street, lake: Lake, source: Any, names: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_personal(source.code, columns.select(source))
    assert names in str(refused.value.params)


def test_a_street_that_was_never_written_is_named(lake: Lake) -> None:
    with pytest.raises(NotFound):
        lake.manifest(STREET)


def test_a_column_of_a_type_no_engine_knows_is_refused(street: Street) -> None:
    odd = replace(MATTER, fields={"x": ("m.lat::numeric", None)})
    with pytest.raises(Invalid):
        facts(odd, reads.parameters(STREET, now()))


def test_days_are_local_days(june: Lives, tell: Telling, lake: Lake) -> None:
    with tell.at("2018-06-30 23:30"):
        made = june.street.report("半夜施工")
    with tell.at(AFTER):
        write(lake)
    row = Matter.objects.get(pk=made.id)
    table = lake.read(named(lake)["matter", "2018-06"]).to_pylist()
    (fact,) = [one for one in table if one["opens"] == row.number]
    assert fact["d_reported"] == date(2018, 6, 30)
    assert fact["m_reported"] == row.reported_at
