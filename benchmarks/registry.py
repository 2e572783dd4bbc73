"""The registry at size: persons imported a second, and how long it takes to find one by name, telephone and identity number.

Run: python -m benchmarks.registry [persons] [--searches N]. Prints JSON; times in milliseconds (median, 95th per cent). The web
role searches, with the fence open for one street, as a grid member, a community head and a street leader would.
"""

import argparse
import csv
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.installation import Installation, environment
from benchmarks.texts import STREET
from shiqiao.config.runtime import connect_data, variables

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰文辉建国志斌红梅春生海燕金龙云峰"
LOGINS = ("c1g1", "c1head", "leader1")


def write_residents(path: Path, count: int, grids: list[int]) -> list[tuple[str, str, str]]:
    """Write invented residents; returns some of them as (name, identity number, telephone)."""
    from shiqiao.demo.registry import identity_of

    rng, some = Random(7), []
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("姓名", "身份证号", "电话", "网格", "就业状况"))
        taken = set[str]()
        for number in range(count):
            name = rng.choice(FAMILIES) + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.8 else "")
            identity = identity_of(rng, rng.randrange(1930, 2015))
            while identity in taken:
                identity = identity_of(rng, rng.randrange(1930, 2015))
            taken.add(identity)
            phone = f"13{number:09d}"
            out.writerow((name, identity, phone, grids[number % len(grids)], rng.choice(("就业", "退休", ""))))
            if rng.random() < 0.01:
                some.append((name, identity, phone))
    return some


def timed(call: Callable[[], Any], texts: list[str]) -> dict[str, float]:
    """Return median and 95th per cent of a search, in milliseconds."""
    took = []
    for _ in texts:
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return {"median": round(statistics.median(took), 2), "p95": round(sorted(took)[int(len(took) * 0.95)], 2)}


def search(some: list[tuple[str, str, str]], searches: int) -> dict[str, Any]:
    """Measure searches by name, identity number and telephone for three reaches."""
    from shiqiao.base.db.scope import scoped
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import actor_for
    from shiqiao.kernel.registry.reads import find_persons, records

    found: dict[str, Any] = {}
    rng = Random(3)
    for login in LOGINS:
        actor = actor_for(Account.objects.get(username=login))
        for kind, column in (("name", 0), ("identity", 1), ("phone", 2)):
            texts = [rng.choice(some)[column] for _ in range(searches)]
            left = iter(texts)

            def one(left: Any = left, actor: Any = actor) -> None:
                with scoped(STREET):
                    find_persons(actor, next(left))

            found[f"{kind} as {login}"] = timed(one, texts)

        def walk(actor: Any = actor) -> None:
            with scoped(STREET):
                records(actor, "person")

        found[f"list as {login}"] = timed(walk, [""] * searches)
    return found


def run(count: int, searches: int, folder: Path) -> dict[str, Any]:
    """Import and search; the connection is that of the web role."""
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.people.reads import grid_numbers
    from shiqiao.kernel.registry.actions import import_residents

    path = folder / "residents.csv"
    some = write_residents(path, count, grid_numbers(STREET))
    started = time.perf_counter()
    with scoped(STREET):
        report = import_residents(path, street=STREET, by=system("import", street=STREET), at=now())
    taken = time.perf_counter() - started
    assert (report.added, report.rejected) == (count, []), report.as_dict()
    return {"persons": count, "import_per_second": round(count / taken), **search(some, searches)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("persons", nargs="?", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, variables(**environment()):
        Path(made).chmod(0o711)
        Installation(Path(made) / "data").prepare()
        with connect_data(Path(made) / "data"):
            print(json.dumps(run(given.persons, given.searches, Path(made)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
