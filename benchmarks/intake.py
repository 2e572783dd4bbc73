"""(a) Reports taken in over HTTP, against pgbench writing the same rows into the same tables."""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation
from benchmarks.load import fire, request
from shiqiao.base.db.server import binaries

CLIENTS = 6
WARM, COUNT, EMPTY = 600, 4000, 3000
PGBENCH_SECONDS = 8
ROUNDS = 3


def measure(place: Installation, workers: int = 1) -> dict[str, Any]:
    """Return rates a second; each round measures all of them, the medians count."""
    with tempfile.TemporaryDirectory() as name, place.up(workers=workers):
        folder = Path(name)
        place.run("benchmarks.drafts", str(WARM + ROUNDS * COUNT + 1), str(folder))
        bodies: list[str] = json.loads((folder / "bodies.json").read_text())
        call = {"Authorization": f"Bearer {place.notes['dispatcher']['token']}"}
        send(place, "/api/v1/reports", [bodies.pop() for _ in range(WARM)], call)
        rounds = []
        for _ in range(ROUNDS):
            intake = send(place, "/api/v1/reports", [bodies.pop() for _ in range(COUNT)], call)
            rounds.append({
                "reports": intake.rate, "p50_ms": intake.at(0.5), "p95_ms": intake.at(0.95),
                "pgbench": pgbench(place, folder),
                "empty_api": send(place, "/calibration/api/reports", bodies[:1] * EMPTY, call).rate,
                "empty_view": fire(place.port, [request("/calibration/empty")] * EMPTY, CLIENTS).only(200).rate,
                "select_1": fire(place.port, [request("/calibration/select")] * EMPTY, CLIENTS).only(200).rate,
            })  # fmt: skip
    found = {name: round(sorted(one[name] for one in rounds)[len(rounds) // 2], 1) for name in rounds[0]}
    ratios = sorted(one["reports"] / one["pgbench"] for one in rounds)
    return {
        "clients": CLIENTS,
        "web_processes": workers,
        **found,
        "ratio": round(ratios[len(ratios) // 2], 3),
        "ratios": [round(r, 3) for r in ratios],
    }


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
