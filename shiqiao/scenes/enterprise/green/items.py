"""The items that rules can name: those of the catalogue, and what others have clocks for, as kind:code."""

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.hooks import clocked_items

MATTER = "matter"


def known_items(street: int) -> dict[str, tuple[str, str]]:
    """Return every item of a street whose clock can be shortened: kind:code → (Chinese, English)."""
    found = {f"{MATTER}:{one.code}": (one.title.zh, one.title.en) for one in catalogue(street).items.values()}
    for kind in clocked_items:
        found |= {f"{kind.kind}:{code}": pair for code, pair in kind.read(street).items()}
    return found
