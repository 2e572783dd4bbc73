"""What the service worker keeps: the list, its version, and the manifest of the installed app."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

HERE = Path(__file__).parent
OWN = HERE / "static" / "field"
# Of the kit, what the shell draws with and the modules import.
KIT = (
    "mark.svg", "theme.js", "tokens.css", "accents.css", "common.css", "signs.css", "story.css", "fields.css", "door.css",
    "parts.css", "large.css", "lines.css", "small.css",
    "field.css", "kit.js", "dom.js", "words.js", "shell.js", "confirm.js", "notes.js", "vault.js",
)  # fmt: skip
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@cache
def files() -> tuple[str, ...]:
    """Return the static files of the app, as names below the static address."""
    own = sorted(f"field/{path.name}" for path in OWN.iterdir() if path.name != "worker.js")
    return (*(f"kit/{name}" for name in KIT if finders.find(f"kit/{name}")), *own)


@cache
def version() -> str:
    """Return a hash over all that is kept and over the shell's own source."""
    digest = hashlib.sha256()
    sources = [Path(str(finders.find(name))) for name in files()]
    for path in (*sources, OWN / "worker.js", HERE / "templates" / "field" / "app.html", HERE / "words.py"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def script() -> str:
    """Return the service worker with its list."""
    kept = {"version": version(), "files": [static(name) for name in files()]}
    return f"const KEPT = {json.dumps(kept)};\n" + (OWN / "worker.js").read_text(encoding="utf-8")


def manifest() -> dict[str, Any]:
    """Return the web app manifest in the reader's language."""
    icons = [
        {
            "src": static(f"field/icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"),
            "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose,
        }
        for size, purpose in ICONS
    ]  # fmt: skip
    return {
        "id": "/field/", "name": _("Shiqiao in the field"), "short_name": _("Field work"), "start_url": "/field/",
        "scope": "/field/", "display": "standalone", "orientation": "portrait", "lang": get_language(),
        "background_color": "#f3f5f7", "theme_color": "#103c56", "icons": icons,
        "shortcuts": [{"name": _("Report"), "url": "/field/#report"}],
    }  # fmt: skip
