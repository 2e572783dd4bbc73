"""Codes to photograph (二维码): an address as a square of dots, drawn as inline SVG without styles, or as a file for papers.

Dots are black on white in every mode, since readers of codes expect it; the quiet margin of four dots belongs to it.
"""

from functools import lru_cache

import qrcode
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

QUIET = 4  # dots of margin, ISO/IEC 18004


@lru_cache(maxsize=256)
def dots(text: str, *, sturdy: bool = False) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of dots for a text, with the quiet margin; `sturdy` still reads with a quarter of it damaged."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q if sturdy else ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(dot) for dot in row) for row in code.get_matrix())


def drawing(text: str, said: str = "", *, sturdy: bool = False) -> str:
    """Return a code as an SVG document; `said` is its name for screen readers."""
    rows = dots(text, sturdy=sturdy)
    size = len(rows)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="kit-code" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{escape(said)}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def svg(text: str, said: str) -> SafeString:
    """Return a code for a page."""
    return mark_safe(drawing(text, said))  # numbers, and `said` escaped


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for x, dot in enumerate(row):
        if dot and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dot:
            found.append((x, 1))
    return found
