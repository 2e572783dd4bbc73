"""`python -m faults [--kills N] [--seed N] [--data FOLDER]`: kill, then prove. Exit status 1 when something does not hold."""

import argparse
import json
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from faults import outage
from faults.chaos import Chaos
from faults.place import Place, prepare
from shiqiao.testing.upstream import upstream


def chaos(folder: Path, kills: int, seed: int, minutes: float = 120.0) -> dict[str, Any]:
    """Run it in a fresh folder and return what came of it."""
    with upstream() as there:
        place = Place(folder / "data")
        prepare(place, there.address, there.token)
        return Chaos(place, there, kills, seed, minutes).run()


def tried(folder: Path) -> list[str]:
    """Fill the disk and take the database away; return what does not hold."""
    found = [f"database away: {one}" for one in outage.database_away(fresh(folder, "away"))]
    print("the database was away and came back", flush=True)
    if os.geteuid():
        print("the full disk was left out: mounting a small one needs root", flush=True)
        return found
    found += [f"disk full: {one}" for one in outage.disk_full(fresh(folder, "full"))]
    print("the disk was full and has room again", flush=True)
    return found


def fresh(folder: Path, name: str) -> Path:
    """Make a folder that others may pass through: the database runs as another user."""
    (folder / name).mkdir(mode=0o711)
    return folder / name


def main() -> int:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(prog="python -m faults")
    parser.add_argument("--kills", type=int, default=200, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="the dice, to repeat a run")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave everything there")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop killing after so long, however many it were")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="shiqiao-faults-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    print(f"seed {given.seed}, {given.kills} kills, in {folder}", flush=True)
    found = chaos(folder, given.kills, given.seed, given.minutes)
    print(json.dumps(found, indent=1, ensure_ascii=False), flush=True)
    wrong = [*found["findings"], *tried(folder)]
    if wrong:
        print("\n".join(["DOES NOT HOLD:", *wrong, f"everything is kept in {folder}"]))
        return 1
    if not given.keep:
        shutil.rmtree(folder)
    print("holds: all that was acknowledged is there exactly once, every job ran, verify passes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
