"""The lake as a place: a folder or an S3 bucket (`s3://…`), through pyarrow. Files are written once and never changed.

Beside the facts, `manifest/<street>.json` names the files that are part of the lake, for engines that see no database.
It is replaced in one step; the database's list is the one that decides, and the next run repairs what a crash left.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from django.conf import settings

from shiqiao.base.errors import NotFound
from shiqiao.base.s3 import SCHEME, Access, no_bucket, opened

ARROW = {"boolean": pa.bool_(), "int64": pa.int64(), "string": pa.string(), "date": pa.date32(),
         "timestamp": pa.timestamp("us", tz="UTC")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of the lake as the manifest names it: of a source and a month, and the days each moment lies on."""

    source: str
    month: str
    definition: str
    file: str
    rows: int
    spans: Mapping[str, Sequence[str]]
    digest: str

    def touches(self, by: str, since: date, until: date | None) -> bool:
        """Tell whether a fact can lie on days [since, until) by a moment."""
        span = self.spans.get(by)
        return span is not None and span[1] >= str(since) and (until is None or span[0] < str(until))


class Lake:
    """A lake at an address: a path of this machine, `s3://bucket/prefix`, or another URI that pyarrow knows."""

    def __init__(self, address: str) -> None:
        self.address = address
        if address.startswith(SCHEME):
            self.files, self.root = opened(address, Access.of(settings.OPTIONS), setting="lake")
        elif "://" in address:
            self.files, self.root = pafs.FileSystem.from_uri(address)
        else:
            self.files, self.root = pafs.LocalFileSystem(), str(Path(address).absolute())

    @property
    def local(self) -> bool:
        """Tell whether engines may open the files by their paths."""
        return isinstance(self.files, pafs.LocalFileSystem)

    def path(self, file: str) -> str:
        """Return where a file named by the manifest lies."""
        return f"{self.root}/{file}"

    def write(self, table: pa.Table, *, source: str, street: int, month: date) -> str:
        """Write facts into a file of a new name; returns the name. Nobody sees it until the list names it."""
        folder = f"source={source}/street={street}/month={month:%Y-%m}"
        self.files.create_dir(self.path(folder), recursive=True)
        file = f"{folder}/{uuid4().hex}.parquet"
        pq.write_table(table, self.path(file), filesystem=self.files, compression="zstd")
        return file

    def read(self, file: str) -> pa.Table:
        """Return the facts of one file."""
        return pq.read_table(self.path(file), filesystem=self.files, partitioning=None)

    def publish(self, street: int, files: Iterable[File], said: Mapping[str, Any]) -> None:
        """Replace a street's manifest in one step, unless it says the same already."""
        listed = [{name: getattr(one, name) for name in File.__slots__} for one in files]
        text = json.dumps({"street": street, **said, "files": listed}, ensure_ascii=False, indent=1, sort_keys=True)
        place = self.path(f"manifest/{street}.json")
        if self._text(place) == text:
            return
        self.files.create_dir(self.path("manifest"), recursive=True)
        beside = f"{place}.{uuid4().hex}"
        with self.files.open_output_stream(beside) as stream:
            stream.write(text.encode())
        self.files.move(beside, place)

    def manifest(self, street: int) -> list[File]:
        """Return the files of a street that are part of the lake.

        Raises NotFound for a street that was never written, and for a bucket that is not there.
        """
        text = self._text(self.path(f"manifest/{street}.json"))
        if not text:
            if self.address.startswith(SCHEME) and self._gone(self.root.partition("/")[0]):
                raise no_bucket(self.address, "lake")
            raise NotFound(
                "The lake holds nothing of street {street}. Write it first: shiqiao lake write.", street=street
            )
        return [File(**one) for one in json.loads(text)["files"]]

    def _gone(self, place: str) -> bool:
        return bool(self.files.get_file_info(place).type == pafs.FileType.NotFound)

    def _text(self, place: str) -> str:
        if self.files.get_file_info(place).type != pafs.FileType.File:
            return ""
        with self.files.open_input_stream(place) as stream:
            return str(stream.read().decode())

    def sweep(self, street: int, sources: Iterable[str], named: Iterable[str]) -> tuple[int, bool]:
        """Remove a street's files that no list names: what a crash left, and what was replaced; returns how many, and
        whether all that are named are there (not where the list is that of another lake, or a file was lost)."""
        wanted, gone = {self.path(file) for file in named}, 0
        missing = set(wanted)
        for source in sources:
            chosen = pafs.FileSelector(
                self.path(f"source={source}/street={street}"), recursive=True, allow_not_found=True
            )
            for found in self.files.get_file_info(chosen):
                if found.type == pafs.FileType.File and found.path not in wanted:
                    self.files.delete_file(found.path)
                    gone += 1
                missing.discard(found.path)
        return gone, not missing


def digest(table: pa.Table) -> str:
    """Return a mark of a table's columns and values."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def spans(table: pa.Table) -> dict[str, list[str]]:
    """Return the first and last local day of each moment that any row has."""
    import pyarrow.compute as pc

    found = {name[2:]: pc.min_max(table[name]).as_py() for name in table.column_names if name.startswith("d_")}
    return {name: [str(span["min"]), str(span["max"])] for name, span in found.items() if span["min"] is not None}
