"""What a page costs at its first opening: every answer that a browser with an empty store fetches, as it came over the wire.

Counted by Chromium itself (Network.loadingFinished: headers and body, compressed as they were sent).
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

BUDGET = 150_000  # bytes


@dataclass(frozen=True)
class Load:
    """One answer: its address, kind and size on the wire in bytes, and how it was compressed."""

    address: str
    kind: str
    size: int
    coding: str


def first_load(browser: Any, address: str, **context: Any) -> list[Load]:
    """Open an address in a fresh profile and return all that was fetched, the largest first."""
    opened = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, **context)
    tab = opened.new_page()
    wire = opened.new_cdp_session(tab)
    told: dict[str, dict[str, Any]] = {}
    wire.on("Network.responseReceived", lambda one: told.setdefault(one["requestId"], {}).update(one))
    wire.on(
        "Network.loadingFinished",
        lambda one: told.setdefault(one["requestId"], {}).update(size=one["encodedDataLength"]),
    )
    wire.send("Network.enable")
    tab.goto(address, wait_until="networkidle")
    opened.close()
    loads = [_load(one) for one in told.values() if "response" in one and "size" in one]
    return sorted(loads, key=lambda one: -one.size)


def _load(one: dict[str, Any]) -> Load:
    response = one["response"]
    coding = {name.lower(): value for name, value in response["headers"].items()}.get("content-encoding", "")
    return Load(urlsplit(response["url"]).path, one["type"], int(one["size"]), coding)


def table(loads: dict[str, list[Load]]) -> str:
    """Return the sizes by page as lines: document, styles, programs, the rest, all."""
    lines = [f"{'page':<24}{'document':>10}{'styles':>10}{'programs':>10}{'rest':>10}{'all':>10}  bytes on the wire"]
    for page, found in loads.items():
        kinds = {"Document": 0, "Stylesheet": 0, "Script": 0, "rest": 0}
        for one in found:
            kinds[one.kind if one.kind in kinds else "rest"] += one.size
        lines.append(f"{page:<24}" + "".join(f"{size:>10,}" for size in (*kinds.values(), sum(kinds.values()))))
    return "\n".join(lines)
