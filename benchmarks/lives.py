"""(b) Whole lives over HTTP: report, dispatch, finish with evidence, close; with no matters stored and with many.

Both installations are measured in turns, so that a noisy machine troubles both. As a program, `python -m benchmarks.lives
PORT CLIENTS FILE`, it is the load generator: each client leads one life after the other over one kept connection.
"""

import asyncio
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.installation import REPOSITORY, STREET, Installation
from benchmarks.intake import cpu
from benchmarks.load import LONGEST, fire, request

CLIENTS = 6
WARM, COUNT, EMPTY, ROUNDS = 60, 240, 600, 3
PLACE = (116.98307, 36.65529)  # in the first grid, whose member handles


def measure(empty: Installation, full: Installation, rows: int) -> dict[str, Any]:
    """Return lives a second in both, and the ratio between them."""
    full.run("benchmarks.many", str(rows))
    places = {"empty": empty, "full": full}
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in places}
    for number in range(ROUNDS):
        for name, place in places.items():
            with place.up():
                rounds[name].append(one_round(place, number))
    found: dict[str, Any] = {
        name: {figure: round(statistics.median(one[figure] for one in got), 1) for figure in got[0]}
        for name, got in rounds.items()
    }
    pairs = zip(rounds["full"], rounds["empty"], strict=True)
    return {
        "rows": rows, "clients": CLIENTS, **found, "ratio": round(found["full"]["lives"] / found["empty"]["lives"], 2),
        "ratios": sorted(round(full["lives"] / empty["lives"], 2) for full, empty in pairs),
    }  # fmt: skip


def one_round(place: Installation, number: int) -> dict[str, float]:
    """Lead lives through the API; what they need is uploaded before."""
    photos = upload(place, (WARM + COUNT), number)
    lead(place, photos[:WARM])
    began = cpu(place)
    seconds, millis = lead(place, photos[WARM:])
    spent = (cpu(place) - began) / COUNT * 1000
    plain = fire(place.port, [request("/calibration/empty")] * EMPTY, CLIENTS).only(200)
    return {
        "lives": COUNT / seconds, "p50_ms": millis[len(millis) // 2], "p95_ms": millis[int(len(millis) * 0.95)],
        "cpu_ms": spent, "empty_view": plain.rate,
    }  # fmt: skip


def lead(place: Installation, photos: list[str]) -> tuple[float, list[float]]:
    """Lead a life for each photo; returns the seconds in all and the milliseconds of each life, rising."""
    keys = {who: place.notes[who]["token"] for who in ("dispatcher", "grid", "checker")}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"keys": keys, "photos": photos, "item": item(), "mark": time.time_ns()}, file)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.lives", str(place.port), str(CLIENTS), file.name]
        ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=LONGEST, cwd=REPOSITORY)
    told = json.loads(ran.stdout)
    return told["seconds"], sorted(told["millis"])


def item() -> str:
    """Return the item that is reported: one that asks for photos from before and after."""
    return "06012"


def upload(place: Installation, count: int, number: int) -> list[str]:
    """Upload as many different pictures as the member of the grid, and return their hashes."""
    from PIL import Image

    found = []
    for one in range(count):
        out = io.BytesIO()
        shade = (one % 256, one // 256 * 8 % 256, (number * 40 + int(place.port)) % 256)
        Image.new("RGB", (64 + one % 7, 48), shade).save(out, "PNG")
        found.append(_post_file(place, out.getvalue()))
    return found


def _post_file(place: Installation, content: bytes) -> str:
    edge = "----bench"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="p.png"\r\nContent-Type: image/png\r\n\r\n'.encode()
        + content
        + f"\r\n--{edge}--\r\n".encode()
    )
    headers = {
        "Authorization": f"Bearer {place.notes['grid']['token']}",
        "Content-Type": f"multipart/form-data; boundary={edge}",
    }
    url = f"http://127.0.0.1:{place.port}/api/v1/files?purpose=after"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as answer:
        return str(json.load(answer)["hash"])


async def live(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, told: dict[str, Any], photo: str) -> None:
    """Lead one life: four calls, each after the answer to the former."""
    report = {
        "client_id": f"life-{told['mark']}-{photo[:20]}", "item": told["item"], "text": "路面有垃圾，请尽快清扫",
        "lon": PLACE[0], "lat": PLACE[1], "street": str(STREET),
    }  # fmt: skip
    number = (await call(reader, writer, told["keys"]["dispatcher"], "reports", report))["number"]
    moves = (
        ("dispatcher", "dispatch", {"handler": "c1.g1"}),
        ("grid", "finish", {"result": "已清扫干净", "evidence": [["before", photo], ["after", photo]]}),
        ("checker", "close", {}),
    )
    for who, do, body in moves:
        await call(reader, writer, told["keys"][who], f"matters/{number}/moves/{do}", body)


async def call(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Call the API and return what it says; ends the program when it refuses."""
    sent = request(f"/api/v1/{path}", body=json.dumps(body), headers={"Authorization": f"Bearer {key}"})
    writer.write(sent.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    content = await reader.readexactly(int(length.split(b":")[1]))
    if head[9:10] != b"2":
        raise SystemExit(f"{path}: {head[:40]!r} {content.decode()[:600]}")
    return dict(json.loads(content))


async def drive(port: int, clients: int, told: dict[str, Any]) -> dict[str, Any]:
    """Let clients lead all lives."""
    waiting, millis = list(told["photos"]), list[float]()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            photo, began = waiting.pop(), time.perf_counter()
            await live(reader, writer, told, photo)
            millis.append((time.perf_counter() - began) * 1000)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return {"seconds": time.perf_counter() - began, "millis": millis}


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[3]).read_text())
    json.dump(asyncio.run(drive(int(sys.argv[1]), int(sys.argv[2]), asked)), sys.stdout)
