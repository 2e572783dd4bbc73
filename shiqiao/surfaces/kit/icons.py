"""Tabler's outline icons, inlined: no icon font, no request, colour of the text."""

import logging
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

log = logging.getLogger(__name__)
_NAME = re.compile(r"^[a-z0-9-]+$")
_OUTER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BLANK = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
# Shown when the browser libraries were not installed: a page without pictures still has all its words.
_PLAIN = '<circle cx="12" cy="12" r="4"/>'


def folders() -> list[Path]:
    """Return where icons are looked for: the installed library, then what `collect` put beside the static files."""
    return [Path(settings.ICONS) / "outline", Path(settings.STATIC_ROOT) / "icons"]


@lru_cache(maxsize=1024)
def strokes(name: str) -> str:
    """Return the inner drawing of an icon; an unknown name is logged once and drawn as a dot."""
    if _NAME.match(name):
        for folder in folders():
            path = folder / f"{name}.svg"
            if path.is_file():
                found = _OUTER.search(path.read_text(encoding="utf-8"))
                return " ".join(_BLANK.sub("", found.group(1)).split()) if found else _PLAIN
    log.warning("there is no icon named %r", name)
    return _PLAIN


@lru_cache(maxsize=4096)
def svg(name: str, title: str = "", css: str = "") -> SafeString:
    """Return an icon as inline SVG: decoration hidden from screen readers, or an image with `title` as its name."""
    said = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true" focusable="false"'
    return mark_safe(  # the drawing is the library's file, the rest is escaped
        f'<svg class="icon {escape(css)}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {said}>{strokes(name)}</svg>'
    )


def collect(names: set[str], target: Path) -> int:
    """Copy the named icons into `target`, for an image that ships without the browser libraries; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    found = [Path(settings.ICONS) / "outline" / f"{name}.svg" for name in sorted(names)]
    for path in filter(Path.is_file, found):
        (target / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return sum(path.is_file() for path in found)
