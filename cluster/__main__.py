"""`python -m cluster`: a cluster under load on this machine until Ctrl-C; with `--failovers N` the primary is taken away."""

import argparse
import json
import secrets
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from cluster.chaos import Chaos
from cluster.local import REPOSITORY, Cluster, free_net, missing, temporary
from cluster.network import Cables, Loopback, lacking
from cluster.release import NoRelease, newest_tag, of_commit
from cluster.upgrade import upgrade


def main() -> int:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(prog="python -m cluster")
    parser.add_argument("--failovers", type=int, default=0, help="how often the primary is taken away")
    parser.add_argument("--cuts", action="store_true", help="by pulling the cable of its host, nothing else (root)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="the dice, to repeat a run")
    parser.add_argument("--minutes", type=float, default=180.0, help="end after so long, however many it were")
    parser.add_argument("--keep", type=Path, help="work in this new folder and leave everything there")
    parser.add_argument(
        "--upgrade-from", metavar="COMMIT", help="bring it from there to this release (empty: newest tag)"
    )
    given = parser.parse_args()
    if lacks := missing():
        print("A cluster needs " + ", ".join(lacks) + ".\nOn Debian: apt install etcd-server haproxy", file=sys.stderr)
        return 2
    if given.cuts and (lacks := lacking()):
        print("Skipped: cutting hosts off needs " + ", ".join(lacks) + ".", file=sys.stderr)
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = given.keep or temporary()
    folder.mkdir(mode=0o711, exist_ok=True)
    print(f"seed {given.seed}, in {folder}; it takes a minute or two", flush=True)
    try:
        code = former(given.upgrade_from, folder)
        net = Cables() if given.cuts else Loopback(free_net())
        with Cluster(folder, code=code, net=net).up() as cluster:
            chaos = Chaos(cluster, given.failovers, given.seed, given.minutes, say=said)
            found = rolled(chaos) if code != REPOSITORY else chaos.run() if given.failovers else watch(cluster, chaos)
    except NoRelease as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", flush=True)
        return 0
    print(json.dumps(found, indent=1, ensure_ascii=False), flush=True)
    if found["findings"]:
        print(f"DOES NOT HOLD; everything is kept in {folder}")
        return 1
    if not given.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def former(commit: str | None, folder: Path) -> Path:
    """Return where the code to begin with lies: this one's, or that of a former release, put into the folder."""
    if commit is None:
        return REPOSITORY
    commit = commit or newest_tag()
    said(f"from {commit} to the release in {REPOSITORY.name}")
    return of_commit(commit, folder / "former")


def rolled(chaos: Chaos) -> dict[str, Any]:
    """Bring the hosts from the former release to this one under load, and return what came of it."""
    with chaos.reporting():
        found = upgrade(chaos, REPOSITORY)
        proven = chaos.result()
    return {**found, **proven, "findings": [*(f"seen: {one}" for one in found["seen"]), *proven["findings"]]}


def watch(cluster: Cluster, chaos: Chaos) -> dict[str, Any]:
    """Print where everything is and let people report until Ctrl-C or until the time is over."""
    webs = ", ".join(f"http://{address}:8000" for address in cluster.plan.hosts.webs.values())
    said(f"Shiqiao   http://{cluster.proxy}:8080/   by HAProxy before {webs}")
    said(f"database  {cluster.proxy}:5000, always the primary")
    for name, address in cluster.plan.hosts.databases.items():
        said(f"{name}       PostgreSQL {address}:5432   Patroni http://{address}:8008/cluster   etcd {address}:2379")
    running = ", ".join(f"{one.name} {one.process.pid}" for one in cluster.keeper.parts if one.process)
    said(f"Kill what you like: {running}")
    said("Ctrl-C stops everything.")
    until = time.monotonic() + chaos.minutes * 60
    try:
        with chaos.reporting():
            while time.monotonic() < until:
                time.sleep(5)
                said(
                    f"primary {cluster.primary()}, acknowledged {len(chaos.book.numbers)}, {dict(chaos.book.statuses)}"
                )
    except KeyboardInterrupt:
        said("proving ...")
    return chaos.result()


def said(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
