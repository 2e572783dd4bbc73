"""(a) Reports taken in over HTTP, against pgbench writing the same rows into the same tables."""

import json
import os
import re
import resource
import statistics
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation
from benchmarks.load import fire, request
from benchmarks.memory import family
from shiqiao.base.db.server import binaries
from shiqiao.config.options import Options

CLIENTS = 6
WARM, COUNT, EMPTY = 600, 2000, 1500
PGBENCH_SECONDS = 4
ROUNDS = 5


def measure(place: Installation, workers: int = Options().workers) -> dict[str, Any]:
    """Return rates a second; each round measures all of them, the medians count."""
    with tempfile.TemporaryDirectory() as name, place.up(workers=workers):
        folder = Path(name)
        place.run("benchmarks.drafts", str(WARM + ROUNDS * COUNT + 1), str(folder))
        bodies: list[str] = json.loads((folder / "bodies.json").read_text())
        call = {"Authorization": f"Bearer {place.notes['dispatcher']['token']}"}
        send(place, "/api/v1/reports", [bodies.pop() for _ in range(WARM)], call)
        rounds = [one_round(place, folder, bodies, call) for _ in range(ROUNDS)]
    found = {name: round(statistics.median(one[name] for one in rounds), 3) for name in rounds[0]}
    return {
        "clients": CLIENTS,
        "web_processes": workers,
        **found,
        "ratios": sorted(round(one["ratio"], 3) for one in rounds),
    }


def one_round(place: Installation, folder: Path, bodies: list[str], call: dict[str, str]) -> dict[str, float]:
    """Measure each once, side by side in time, so that a noisy machine troubles all of them."""
    began = cpu(place)
    intake = send(place, "/api/v1/reports", [bodies.pop() for _ in range(COUNT)], call)
    between = cpu(place)
    inserted = pgbench(place, folder)
    ended = cpu(place)
    spent = (between - began) / COUNT * 1000, (ended - between) / (inserted * PGBENCH_SECONDS) * 1000
    return {
        "reports": intake.rate, "p50_ms": intake.at(0.5), "p95_ms": intake.at(0.95), "pgbench": inserted,
        "ratio": intake.rate / inserted, "cpu_ms": spent[0], "pgbench_cpu_ms": spent[1], "cpu_ratio": spent[1] / spent[0],
        "empty_api": send(place, "/calibration/api/reports", bodies[:1] * EMPTY, call).rate,
        "empty_view": fire(place.port, [request("/calibration/empty")] * EMPTY, CLIENTS).only(200).rate,
        "select_1": fire(place.port, [request("/calibration/select")] * EMPTY, CLIENTS).only(200).rate,
    }  # fmt: skip


def cpu(place: Installation) -> float:
    """Return the seconds of processor time that the server's processes, the load generator and pgbench have used."""
    assert place.process
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for pid in family(place.process.pid):
        with suppress(OSError):  # ended a moment ago: its parent has its time
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])  # its own, and those of children that have ended
    return ours.ru_utime + ours.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def send(place: Installation, path: str, bodies: list[str], headers: dict[str, str]) -> Any:
    """Post bodies and return what came of it; raises RuntimeError when one is refused."""
    return fire(place.port, [request(path, body=body, headers=headers) for body in bodies], CLIENTS).only(200, 201)


def pgbench(place: Installation, folder: Path, seconds: int = PGBENCH_SECONDS) -> float:
    """Return the transactions a second with which pgbench writes the rows of reports, as the web role with the fence."""
    files = [part for script in sorted(folder.glob("*.sql")) for part in ("-f", str(script))]
    begin = int.from_bytes(folder.name.encode()[-3:]) * 1000 + _run(folder) * 50_000_000
    command = [str(binaries() / "pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds)]
    command += ["-D", f"n={begin}", *files, "-d", place.url("web")]
    ran = subprocess.run(command, capture_output=True, text=True)
    rate = re.search(r"^tps = ([\d.]+)", ran.stdout, re.MULTILINE)
    if ran.returncode or not rate:
        raise RuntimeError(f"pgbench: {ran.stderr[-1500:]}")
    return float(rate[1])


def _run(folder: Path) -> int:
    """Count the runs, so that each writes numbers of its own."""
    counter = folder / "runs"
    number = int(counter.read_text()) + 1 if counter.exists() else 0
    counter.write_text(str(number))
    return number
