"""(m) Memory of each process of `shiqiao up` after some use: proportional set size, shared pages counted in parts."""

import time
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation
from benchmarks.load import fire, request

MOST = 700.0  # MB in all
REQUESTS = 300


def measure(place: Installation) -> dict[str, Any]:
    """Return MB by process and in all, after each page was asked for a while."""
    with place.up():
        headers = {"Cookie": f"sessionid={place.notes['head']['session']}"}
        pages = ["/", "/matters/", "/coverage/", "/catalogue/", "/map/"]
        fire(place.port, [request(pages[number % len(pages)], headers=headers) for number in range(REQUESTS)], 4).only(
            200
        )
        time.sleep(1)
        assert place.process
        found = [(name(pid), pss(pid)) for pid in family(place.process.pid)]
    grouped: dict[str, list[float]] = {}
    for title, size in found:
        grouped.setdefault(title, []).append(size)
    parts = {title: {"processes": len(sizes), "mb": round(sum(sizes), 1)} for title, sizes in sorted(grouped.items())}
    return {"parts": parts, "mb": round(sum(size for _, size in found), 1), "most_mb": MOST}


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def name(pid: int) -> str:
    """Say which part of Shiqiao a process is."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if " up --port" in words:
        return "supervisor"
    for mark, title in (
        ("postgres", "database"),
        ("granian", "web"),
        ("worker", "worker"),
        ("spawn_main", "web"),
        ("resource_tracker", "web"),
    ):
        if mark in words:
            return title
    return "supervisor"


def pss(pid: int) -> float:
    """Return a process's proportional set size in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
