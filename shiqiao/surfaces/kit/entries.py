"""What each address says of itself: who may enter, and how far what it shows reaches.

The gates (`fenced`, `for_screens`, the portal's and Open311's) put an `Entry` on the view; what has no gate says it by
`declared`. `docs/reference/access.md` is written from these, and a test asks every address as every role.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shiqiao.kernel.people.roles import ABOVE

REACHES = {
    "none": "nothing of a street",
    "own": "what is the person's own: account, notices, the work of the posts held",
    "reach": "territory, unit and own work of the posts held",
    "street": "the whole street, and no other",
    "below": "all streets of the district, city or province, figures only",
    "public": "what everybody may know of a street",
    "secret": "the one report that a secret link or key opens",
    "screen": "figures made for screens, without names",
}
OFFICIALS, EVERYBODY, SCREENS, KEYS = "officials", "everybody", "screens", "keys"


@dataclass(frozen=True, slots=True)
class Entry:
    """`who` comes to the door (of officials only those with one of `roles`, if any are named); how far it `reach`es.

    `whole` are roles for which it reaches the whole street, where others reach less. `above`: also open to posts of a
    district, city or province, which enter nowhere else.
    """

    who: str
    reach: str
    roles: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    above: bool = False

    def admits(self, role: str) -> bool:
        """Tell whether an official with a role may enter."""
        if role in ABOVE and not self.above and self.who != EVERYBODY:
            return False
        return self.who in (OFFICIALS, EVERYBODY) and (not self.roles or role in self.roles)

    def reach_for(self, role: str) -> str:
        """Return how far it reaches for a role, as a key of `REACHES`; empty when the role may not enter."""
        if not self.admits(role):
            return ""
        return "street" if role in self.whole else self.reach


def entry(who: str, reach: str, roles: Iterable[str] = (), whole: Iterable[str] = (), above: bool = False) -> Entry:
    """Return an entry; raises ValueError for a reach that is none of `REACHES`."""
    if reach not in REACHES:
        raise ValueError(f"{reach} is no reach; use one of {', '.join(REACHES)}")
    return Entry(who, reach, frozenset(roles) - {"system"}, frozenset(whole), above)


def declared(
    who: str, reach: str, *, roles: Iterable[str] = (), whole: Iterable[str] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say of a view without a gate of its own, or of an operation of the API, who may enter and how far it reaches."""
    said = entry(who, reach, roles, whole)

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.entry = said  # type: ignore[attr-defined]
        return view

    return mark


def entry_of(view: Any) -> Entry | None:
    """Return what a view says of itself, None when it says nothing."""
    found: Entry | None = getattr(view, "entry", None)
    return found
