"""How kinds of participants are said. The rest of the scene knows their names and puts a namer here; five are said anyway."""

from collections.abc import Callable

from django.utils.translation import gettext as _

Namer = Callable[[int, str], str]
namers: list[Namer] = []  # (street, kind code) → title, empty where it knows none
KINDS = {
    "core": "Community Party organisation", "members": "Party members' representatives", "teams": "Professional teams",
    "units": "Stationed units", "residents": "Residents' representatives",
}  # fmt: skip


def kind(street: int, code: str) -> str:
    """Return the title of a kind of participants."""
    told = next((found for one in namers if (found := one(street, code))), "")
    return told or (_(KINDS[code]) if code in KINDS else code)
