"""(c) Lists, searches and a matter's page at many matters, over HTTP through the desk, warm and cold."""

import json
import random
from collections.abc import Callable
from typing import Any

from benchmarks.installation import WHO_READS as WHO
from benchmarks.installation import Installation
from benchmarks.load import Fired, fire, request
from benchmarks.texts import FREQUENT, MIDDLING, RARE

CLIENTS = 4
WARM_UP, WARM, COLD = 24, 60, 40
DEALS = 12  # times that the clients connect anew: kept connections fall on the web processes by chance
SEARCHES = ("frequent", "middling", "rare")

LIMITS = {"list": 60.0, "filtered": 60.0, "frequent": 150.0, "middling": 150.0, "rare": 150.0}


def measure(place: Installation, rows: int) -> dict[str, Any]:
    """Return p50 and p95 in milliseconds by page and by who asks."""
    place.run("benchmarks.many", str(rows))
    known = json.loads(place.run("benchmarks.known"))
    dice = random.Random(11)
    found: dict[str, Any] = {"rows": rows, "clients": CLIENTS}
    with place.up():
        found["calibration"] = {
            name: figures(fire(place.port, [request(path)] * 600, CLIENTS).only(200)) for name, path in PLAIN.items()
        }
        fired = {page: warm(place, make, known, dice) for page, make in PAGES.items()}
    fired["searches"] = {who: together([fired[word][who] for word in SEARCHES]) for who in WHO}
    found["warm"] = {page: {who: figures(one) for who, one in by.items()} for page, by in fired.items()}
    found["cold"] = {page: cold(place, make, known, dice) for page, make in PAGES.items()}
    found["unlike"] = {
        page: round(max(one["p95"] for one in by.values()) / min(one["p95"] for one in by.values()), 2)
        for page, by in found["warm"].items()
    }
    found["late"] = [
        f"{heat} {page} {who}" for heat in ("warm", "cold") for page, limit in LIMITS.items()
        for who, one in found[heat][page].items() if one["p95"] > limit
    ]  # fmt: skip
    return found


PLAIN = {"empty": "/calibration/empty", "select_1": "/calibration/select"}


def warm(place: Installation, make: Callable[..., str], known: dict[str, Any], dice: random.Random) -> dict[str, Fired]:
    """Measure a page that was asked for a moment ago, by all who ask in turns, so that noise troubles them alike."""
    for who in WHO:
        ask(place, who, make, known, dice, WARM_UP)
    fired: dict[str, list[Fired]] = {who: [] for who in WHO}
    for deal in range(DEALS):
        for who in WHO if deal % 2 else reversed(WHO):
            fired[who].append(ask(place, who, make, known, dice, WARM))
    return {who: together(each) for who, each in fired.items()}


def cold(
    place: Installation, make: Callable[..., str], known: dict[str, Any], dice: random.Random
) -> dict[str, dict[str, float]]:
    """Measure a page after a new start, with the database's files dropped from the system's memory, for each who asks."""
    found = {}
    for who in WHO:
        place.forget_pages()
        with place.up():
            found[who] = figures(ask(place, who, make, known, dice, COLD))
    return found


def ask(
    place: Installation, who: str, make: Callable[..., str], known: dict[str, Any], dice: random.Random, count: int
) -> Fired:
    """Ask for a page with different words, grids and numbers."""
    headers = {"Cookie": f"sessionid={place.notes[who]['session']}", "Accept-Language": "zh-CN"}
    return fire(place.port, [request(make(known[who], dice), headers=headers) for _ in range(count)], CLIENTS).only(200)


def together(fired: list[Fired]) -> Fired:
    """Return several firings as one."""
    millis = sorted(one for each in fired for one in each.millis)
    return Fired(sum(each.seconds for each in fired), millis, {"200": len(millis)})


def figures(fired: Fired) -> dict[str, float]:
    """Return the median and the 95th percentile in milliseconds."""
    return {"p50": round(fired.at(0.5), 1), "p95": round(fired.at(0.95), 1)}


def _list(mine: dict[str, Any], dice: random.Random) -> str:
    return f"/matters/?show=open&tab={mine['tab']}"


def _filtered(mine: dict[str, Any], dice: random.Random) -> str:
    item, grid = dice.choice(mine["open"])
    return f"/matters/?show=open&item={item}&grid={grid}"


def _search(word: str) -> Callable[[dict[str, Any], random.Random], str]:
    return lambda mine, dice: f"/matters/?show=all&q={word}"


def _matter(mine: dict[str, Any], dice: random.Random) -> str:
    return f"/matters/{dice.choice(mine['numbers'])}/"


PAGES: dict[str, Callable[[dict[str, Any], random.Random], str]] = {
    "list": _list, "filtered": _filtered, "frequent": _search(FREQUENT), "middling": _search(MIDDLING), "rare": _search(RARE),
    "matter": _matter,
}  # fmt: skip
