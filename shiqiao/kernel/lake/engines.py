"""Three engines that count facts: PostgreSQL on the records as they are, DuckDB and Spark on the files of the lake.

An engine answers one question: the rows of an Ibis expression over the facts of a source. The expression is written in
the engine's own SQL by Ibis, and run by the engine's own client.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

import ibis
from django.conf import settings
from django.db import connection

from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict
from shiqiao.kernel.lake.columns import Facts, facts
from shiqiao.kernel.lake.compiling import TABLE
from shiqiao.kernel.lake.store import File, Lake
from shiqiao.kernel.scoring.reads import parameters
from shiqiao.kernel.scoring.sources import Source

NAMES = ("postgres", "duckdb", "spark")
Rows = list[tuple[Any, ...]]


class Engine(Protocol):
    """Counts facts of a street."""

    def run(self, held: Facts, street: int, by: str, since: date, until: date | None, asked: Any) -> Rows:
        """Return the rows of an expression over a source's facts that lie on days [since, until) by a moment."""


def facts_of(source: Source, street: int, at: datetime) -> Facts:
    """Return a source's facts as every engine sees them."""
    with scope.scoped(street):
        return facts(source, parameters(street, at, {}))


class Postgres:
    """Counts the records themselves, on the installation's connection and inside its fence."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def run(self, held: Facts, street: int, by: str, since: date, until: date | None, asked: Any) -> Rows:
        """Return the rows of an expression over the facts as they are now."""
        sql = str(ibis.to_sql(asked, dialect="postgres")).replace("%", "%%")
        given = parameters(street, self.at, {})
        with scope.scoped(street), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '15min'")
            cursor.execute(f'WITH "{TABLE}" AS ({held.sql}) {sql}', given.values)
            return list(cursor.fetchall())


class _Files:
    """What engines share that read the lake: which files, and that they hold what is asked for."""

    def __init__(self, lake: Lake) -> None:
        self.lake, self._manifests = lake, dict[int, list[File]]()

    def chosen(self, held: Facts, street: int, by: str, since: date, until: date | None) -> list[str]:
        """Return the files with facts of these days; raises Conflict when they were written by another definition."""
        if street not in self._manifests:
            self._manifests[street] = self.lake.manifest(street)
        files = [one for one in self._manifests[street] if one.source == held.source.code]
        files = [one for one in files if one.touches(by, since, until)]
        if any(one.definition != held.definition for one in files):
            raise Conflict(
                "The lake holds facts of {source} by an older definition. Write it again: shiqiao lake write.",
                source=held.source.code,
            )
        return [self.lake.path(one.file) for one in files]


class DuckDB(_Files):
    """Counts the files of the lake in this process."""

    def __init__(self, lake: Lake) -> None:
        import duckdb

        super().__init__(lake)
        self.client = duckdb.connect(config={"autoinstall_known_extensions": "false"})

    def run(self, held: Facts, street: int, by: str, since: date, until: date | None, asked: Any) -> Rows:
        """Return the rows of an expression over the files of these days."""
        return self.count(self.chosen(held, street, by, since, until), asked)

    def count(self, files: Sequence[str], asked: Any) -> Rows:
        """Return the rows of an expression over some files."""
        if not files:
            return []
        if self.lake.local:
            table = self.client.read_parquet(list(files), hive_partitioning=False)
            table.create_view(TABLE, replace=True)
        else:
            import pyarrow.dataset

            self.client.register(TABLE, pyarrow.dataset.dataset(list(files), filesystem=self.lake.files))
        return list(self.client.execute(str(ibis.to_sql(asked, dialect="duckdb"))).fetchall())


class Spark(_Files):
    """Counts the files of the lake on Spark: `local[…]`, or the master of a cluster that sees the same files."""

    def __init__(self, lake: Lake, master: str) -> None:
        from pyspark.sql import SparkSession

        super().__init__(lake)
        # Thousands of named files are looked up by a few tasks: by default each would be a task of its own.
        options = {
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "8",
            "spark.sql.session.timeZone": "UTC", "spark.sql.sources.parallelPartitionDiscovery.parallelism": "16",
        }  # fmt: skip
        asked = SparkSession.builder.appName("shiqiao").master(master)
        for name, value in options.items():
            asked = asked.config(name, value)
        self.client = asked.getOrCreate()
        self._opened: tuple[tuple[str, ...], Any] = ((), None)

    def run(self, held: Facts, street: int, by: str, since: date, until: date | None, asked: Any) -> Rows:
        """Return the rows of an expression over the files of these days."""
        return self.count(self.chosen(held, street, by, since, until), asked)

    def count(self, files: Sequence[str], asked: Any) -> Rows:
        """Return the rows of an expression over some files."""
        if not files:
            return []
        scheme = "" if self.lake.local else "s3a://"
        named = tuple(scheme + file for file in files)
        if self._opened[0] != named:  # several questions are asked of the same files; looking them up takes longest
            self._opened = named, self.client.read.parquet(*named)
        # Each file lies in folders of its own; their names are columns already.
        self._opened[1].createOrReplaceTempView(TABLE)
        return [tuple(row) for row in self.client.sql(str(ibis.to_sql(asked, dialect="pyspark"))).collect()]

    def close(self) -> None:
        """End the session; workers are given back."""
        self.client.stop()


def engine(name: str, *, lake: str = "", master: str = "", at: datetime) -> Engine:
    """Return an engine by name; `lake` is its address (default: the folder `lake` of the data folder)."""
    if name == "postgres":
        return Postgres(at)
    place = Lake(lake or str(settings.DATA / "lake"))
    return DuckDB(place) if name == "duckdb" else Spark(place, master or "local[*]")
