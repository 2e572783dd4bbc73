"""How kinds of participants are said. The rest of the scene knows their names and puts a namer here; five are said anyway."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Namer = Callable[[int, str], str]
namers: list[Namer] = []  # (street, kind code) → title, empty where it knows none
KINDS = {
    "core": gettext_noop("Community Party organisation"), "members": gettext_noop("Party members' representatives"),
    "teams": gettext_noop("Professional teams"), "units": gettext_noop("Stationed units"),
    "residents": gettext_noop("Residents' representatives"),
}  # fmt: skip


def kind(street: int, code: str) -> str:
    """Return the title of a kind of participants; its code where nobody knows it."""
    told = next((found for one in namers if (found := one(street, code))), "")
    return told or (_(KINDS[code]) if code in KINDS else code)


def of_bodies(street: int, code: str) -> str:
    """Return the title that the street's rules of deliberation give a kind; empty for none."""
    from shiqiao.base.errors import NotFound
    from shiqiao.scenes.council import words

    try:
        told = words.kind_title(street, code)
    except NotFound:
        return ""
    return "" if told == code else told
