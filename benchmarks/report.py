"""One report of all that was measured: benchmarks/report.json for machines, benchmarks/report.md for people."""

import json
import os
import platform
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LISTS, SEARCHES = 60, 150  # milliseconds within which 95 of 100 answers must come


def write(found: dict[str, Any]) -> str:
    """Write both files and return the text; parts that were not measured keep what stood there before."""
    path = HERE / "report.json"
    before = json.loads(path.read_text()) if path.exists() else {}
    whole = {**before, **found, "machine": machine()}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    text = "\n".join(
        ["# Benchmarks", "", _machine(whole["machine"]), *(line for part in PARTS for line in part(whole)), ""]
    )
    (HERE / "report.md").write_text(text)
    return text


def machine() -> dict[str, Any]:
    """Say what was measured on, and how busy it was."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load": round(os.getloadavg()[0], 1),
    }


def _machine(held: dict[str, Any]) -> str:
    return (
        f"{held['cores']} cores with load generator, web process and database together, {held['system']}, "
        f"Python {held['python']}, "
        f"load average {held['load']} at the end. Ratios are between figures of the same run."
    )


def _intake(whole: dict[str, Any]) -> list[str]:
    if not (a := whole.get("a")):
        return []
    return [
        "", "## (a) Reports taken in over HTTP", "", "| | a second |", "|---|---|",
        (f"| reports, {a['clients']} clients, {a['web_processes']} web process(es) "
        f"| {a['reports']} (p50 {a['p50_ms']} ms, p95 {a['p95_ms']} ms) |"),
        f"| pgbench, the same rows | {a['pgbench']} |", f"| an empty call of the API | {a['empty_api']} |",
        f"| an empty view | {a['empty_view']} |", f"| `SELECT 1` | {a['select_1']} |", "",
        f"**Ratio to pgbench {a['ratio']}** (must 0.25, aim 0.35); rounds: {', '.join(map(str, a['ratios']))}.", "",
        (f"Processor time of all processes with the load generator: {a['cpu_ms']} ms a report, "
        f"{a['pgbench_cpu_ms']} ms a transaction of pgbench, ratio {a['cpu_ratio']}; "
        "it depends less on who else uses the machine, but pgbench also waits for the disk."),
    ]  # fmt: skip


def _lives(whole: dict[str, Any]) -> list[str]:
    if not (b := whole.get("b")):
        return []
    lines = ["", "## (b) Whole lives over HTTP: report, dispatch, finish with evidence, close", ""]
    lines += [
        "| matters stored | lives a second | p50 ms | p95 ms | processor ms a life | an empty view a second |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {title} | {one['lives']} | {one['p50_ms']} | {one['p95_ms']} | {one['cpu_ms']} | {one['empty_view']} |"
        for title, one in (("0", b["empty"]), (f"{b['rows']:,}", b["full"]))
    ]
    said = f"**Ratio {b['ratio']}** (must 0.8), {b['clients']} clients; rounds in turns: {', '.join(map(str, b['ratios']))}."
    return [*lines, "", f"{said} Must 40 a second."]


def _lists(whole: dict[str, Any]) -> list[str]:
    if not (c := whole.get("c")):
        return []
    who = list(next(iter(c["warm"].values())))
    heads = " | ".join(f"{one} {heat}" for heat in ("warm", "cold") for one in who)
    lines = ["", f"## (c) Pages at {c['rows']:,} matters, {c['clients']} clients", "", "p50 / p95 in milliseconds.", ""]
    lines += [f"| | {heads} | slowest : fastest |", "|---" * (2 * len(who) + 2) + "|"]
    for page in c["warm"]:
        cells = [
            f"{c[heat][page][one]['p50']} / {c[heat][page][one]['p95']}" if page in c[heat] else "–"
            for heat in ("warm", "cold") for one in who
        ]  # fmt: skip
        lines.append(f"| {page} | {' | '.join(cells)} | {c['unlike'][page]} |")
    plain = ", ".join(f"{name} {one['p50']} / {one['p95']}" for name, one in c["calibration"].items())
    late = "; ".join(c["late"]) or "nothing"
    return [*lines, "", f"Calibration: {plain}. Beyond {LISTS} ms for lists or {SEARCHES} ms for searches: {late}."]


def _importing(whole: dict[str, Any]) -> list[str]:
    if not (d := whole.get("d")):
        return []
    lines = [
        "",
        "## (d) Import of a csv against COPY of the same rows",
        "",
        "| texts | matters | import a second | COPY a second | ratio |",
    ]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {kind} | {one['rows']:,} | {one['import_per_second']:,} | {one['copy_per_second']:,} | {one['ratio']} |"
        for kind, one in d.items()
    ]  # fmt: skip
    return [*lines, "", "Must 0.25 with short texts."]


def _points(whole: dict[str, Any]) -> list[str]:
    if not (e := whole.get("e")):
        return []
    return [
        "", "## (e) Point to grid", "",
        (f"{e['bulk_per_second']:,} a second in bulk, {e['single_per_second']:,} one by one; "
        f"boundaries of {e['vertices']} vertices (must 150,000)."),
    ]  # fmt: skip


def _memory(whole: dict[str, Any]) -> list[str]:
    if not (m := whole.get("m")):
        return []
    rows = [f"| {title} | {one['processes']} | {one['mb']} |" for title, one in m["parts"].items()]
    return [
        "",
        "## (m) Memory",
        "",
        "| | processes | MB |",
        "|---|---|---|",
        *rows,
        "",
        f"In all {m['mb']} MB (must {m['most_mb']:.0f}).",
    ]


def _scores(whole: dict[str, Any]) -> list[str]:
    if not (s := whole.get("s")):
        return []
    kinds = ", ".join(
        f"{kind} {s[f'{kind}_ms']['p50']} / {s[f'{kind}_ms']['p95']}" for kind in ("grid", "person", "street")
    )
    return [
        "", f"## (s) Scores at {s['matters']:,} matters, {s['indicators']} indicators", "",
        (f"All counted in {s['all_s']:.1f} s (must 60), {s['cells']:,} cells. "
        f"One matter more is counted in {s['one_ms']['p50']} / {s['one_ms']['p95']} ms (must 2,000). "
        f"The table of a month, p50 / p95 ms: {kinds} (must 150). "
        f"Over HTTP: cockpit {s['cockpit_ms']['p50']} / {s['cockpit_ms']['p95']} ms (must 150), "
        f"board of scores {s['board_ms']['p50']} / {s['board_ms']['p95']} ms."),
    ]  # fmt: skip


def _visits(whole: dict[str, Any]) -> list[str]:
    if not (v := whole.get("v")):
        return []
    rows = [f"| {name} | {took['median']} | {took['p95']} |" for name, took in v.items() if isinstance(took, dict)]
    title = f"## (v) Visits and persons at {v['households']:,} households and {v['residents']:,} residents"
    return ["", title, "", "| | p50 ms | p95 ms |", "|---|---|---|", *rows, "", "Must: worklist and person 100 ms."]


def _queue(whole: dict[str, Any]) -> list[str]:
    if not (q := whole.get("q")):
        return []
    rows = [f"| {name.replace('_', ' ')} | {took['median']} | {took['p95']} |" for name, took in q.items()
            if isinstance(took, dict)]  # fmt: skip
    title = f"## (q) The queue at {q['tickets']:,} tickets, {q['waiting']} waiting"
    return ["", title, "", "| | p50 ms | p95 ms |", "|---|---|---|", *rows, "", "Must: call next 50 ms."]


def _affairs(whole: dict[str, Any]) -> list[str]:
    if not (h := whole.get("h")):
        return []
    rows = [f"| {name} as {login} | {took['p50']} | {took['p95']} |" for login, asked in h.items() if isinstance(asked, dict)
            for name, took in asked.items()]  # fmt: skip
    return ["", f"## (h) Affairs at {h['affairs']:,}", "", "| | p50 ms | p95 ms |", "|---|---|---|", *rows]


def _exchange(whole: dict[str, Any]) -> list[str]:
    if not (x := whole.get("x")):
        return []
    rows = [f"| {name.replace('_', ' ')} | {took['median']} | {took['p95']} |" for name, took in x.items()
            if isinstance(took, dict)]  # fmt: skip
    told = f"Must: match search 100 ms at p95; {x['answers_of_a_search']} answers a search."
    title = f"## (x) Exchange of firms at {x['listings']:,} listings"
    return ["", title, "", "| | p50 ms | p95 ms |", "|---|---|---|", *rows, "", told]


def _renewal(whole: dict[str, Any]) -> list[str]:
    if not (r := whole.get("r")):
        return []
    rows = [
        f"| {name.replace('_', ' ')} | {took['median']} | {took['p95']} | {took['least']} | {took['processor']} |"
        for name, took in r.items() if isinstance(took, dict)
    ]  # fmt: skip
    title = f"## (r) A renewal with {r['households']:,} households, load average {r['load']} meanwhile"
    head = ["| | p50 ms | p95 ms | least ms | processor ms of the web process |", "|---|---|---|---|---|"]
    return ["", title, "", *head, *rows, "", "Must: board 200 ms at p95 on a quiet machine."]


def _roster(whole: dict[str, Any]) -> list[str]:
    if not (n := whole.get("n")):
        return []
    rows = [
        f"| {role} | {side} | {told['least']:g} | {told['most']:g} | {told['gini']} |"
        for role in ("leader", "officer")
        for side, told in n[role].items()
    ]
    title = f"## (n) A year's roster for {n['people']} people, load average {n['load']} meanwhile"
    took = f"{n['places']:,} places in {n['seconds']} s ({n['processor']} s of the processor), {n['empty']} empty"
    moved = f"{n['moves']} moves afterwards; ten million additions take {n['calibration']} s."
    head = ["| role | | least | most | Gini |", "|---|---|---|---|---|"]
    return ["", title, "", f"{took}, {moved}", "", *head, *rows, "", "Must: 30 s."]


PARTS = (
    _intake,
    _lives,
    _lists,
    _importing,
    _points,
    _memory,
    _scores,
    _visits,
    _queue,
    _affairs,
    _exchange,
    _renewal,
    _roster,
)
