"""The colours of the tokens can be read: WCAG 2.1 AA in light and dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "shiqiao/surfaces/kit/static/kit/tokens.css"
TEXT = 4.5  # contrast of text
EDGE = 3.0  # contrast of what borders a control


def colours(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return dict(re.findall(r"--kit-([a-z-]+): (#[0-9a-f]{6})", block.group(1)))


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [":root", '[data-bs-theme="dark"]'])
def test_text_and_edges_stand_out(theme: str) -> None:
    given = colours(":root") | colours(theme)
    grounds = [given[name] for name in ("ground", "surface", "sunken")]
    weak = [
        (ink, ground)
        for ink in ("ink", "soft", "brand", "green", "yellow", "red", "grey")
        for ground in grounds
        if contrast(given[ink], ground) < TEXT
    ]
    weak += [
        (tone, "its own ground")
        for tone in ("green", "yellow", "red", "grey", "blue")
        if contrast(given[tone], given[f"{tone}-soft"]) < TEXT or contrast(given["ink"], given[f"{tone}-soft"]) < TEXT
    ]
    weak += [
        (fill, "white")
        for fill in ("fill", "fill-hover", "danger-fill", "deep")
        if contrast(given[fill], "#ffffff") < TEXT
    ]
    weak += [
        ("edge", ground) for ground in (given["surface"], given["ground"]) if contrast(given["edge"], ground) < EDGE
    ]
    assert weak == []
