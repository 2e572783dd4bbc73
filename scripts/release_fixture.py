"""Make the fixture that the upgrade is tested on: a small invented street as a former release has left it.

    git archive COMMIT | tar -x -C OLD        the state of that release; link node_modules of this checkout into it
    python scripts/release_fixture.py OLD tests/fixtures/release-0.1.0.tar.xz

Runs the release's own code: it makes a data folder, loads the last days of its invented model street, and is dumped.
The archive holds `database.dump` (pg_dump, custom format, without owners and rights), `secrets.json` (keys of this
fixture alone) and `files/` (the attachments). How many matters: as many as the days named below bring.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FIRST = "2018-06-26"
MAKE = """
import os, subprocess, sys
from datetime import date
from pathlib import Path
from shiqiao.config import runtime
data, out, binaries = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
runtime.make_folder(data)
runtime.DemoClock(data).save(stopped=True)
with runtime.open_database(data) as (database, server):
    runtime.bring_up_to_date(database, data)
    child = {**os.environ, **runtime.environment(data, database)}
    subprocess.run([sys.executable, "-c", sys.argv[4]], env=child, check=True)
    subprocess.run(
        [f"{binaries}/pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={out}",
         runtime.with_database(server.url(), "shiqiao")], check=True,
    )
"""
LOAD = f"""
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
import django
django.setup()
from datetime import date
from shiqiao.demo import load
load.furnish()
load.load(workers=0, first=date.fromisoformat("{FIRST}"))
"""


def main(checkout: Path, archive: Path) -> None:
    """Write the archive of what the code in `checkout` makes."""
    from shiqiao.base.db.server import binaries

    with tempfile.TemporaryDirectory(prefix="shiqiao-fixture-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        data, dump = folder / "data", folder / "database.dump"
        arguments = [sys.executable, "-c", MAKE, data, dump, binaries(), LOAD]
        environ = {one: value for one, value in os.environ.items() if not one.startswith(("SHIQIAO_", "DATABASE_"))}
        subprocess.run(arguments, cwd=checkout, env=environ, check=True)
        with tarfile.open(archive, "w:xz", preset=9) as tar:
            for path in [dump, data / "secrets.json", *sorted((data / "files").glob("*/*"))]:
                inside = path.name if path.parent != dump.parent and path.name == "secrets.json" else None
                info = tar.gettarinfo(path, inside or str(path.relative_to(data if path != dump else folder)))
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                with path.open("rb") as file:
                    tar.addfile(info, file)
    print(f"{archive}: {archive.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
