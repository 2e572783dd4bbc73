"""Every way into the house: each address of the resolver, each list to take away, each operation of the API.

What it says of itself (`surfaces/kit/entries.py`) stands beside its view; this file only collects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.surfaces.kit.entries import EVERYBODY, KEYS, REACHES, Entry, entry, entry_of

ROLES = tuple(ROLE_REACH)
NOT_OURS = {
    "openapi-json": "none",
    "openapi-view": "none",
    "api-root": "none",
}  # pages of the library: no data of a street


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way in: its kind (page, list, operation), methods (empty: whatever the view takes), address, name, what it says."""

    kind: str
    methods: str
    address: str
    name: str
    says: Entry | None

    def cell(self, role: str) -> str:
        """Say how far it reaches for a role: a key of REACHES, or territory, unit, own by the role's own reach."""
        reach = self.says.reach_for(role) if self.says else "?"
        return ROLE_REACH[role].reach if reach == "reach" else reach or "–"


OF_LISTS = ("desk:export", "desk:export-paper")  # each registered list is a way in of its own; both forms ask the same


def entrances() -> list[Entrance]:
    """Return every way in, by address."""
    return sorted([*_pages(), *_lists(), *_operations()], key=lambda one: (one.kind, one.address, one.methods))


def _pages() -> Iterator[Entrance]:
    from django.urls import get_resolver

    for pattern, name, view in _leaves(get_resolver().url_patterns, "", ""):
        if name.startswith("api-v1:") and name.split(":")[1] not in NOT_OURS:
            continue  # operations, which say for themselves
        if name not in OF_LISTS:
            says = entry(EVERYBODY, NOT_OURS[name.split(":")[1]]) if name.startswith("api-v1:") else entry_of(view)
            yield Entrance("page", "", pattern, name, says)


def _leaves(patterns: Any, before: str, space: str) -> Iterator[tuple[str, str, Any]]:
    for one in patterns:
        here = before + _plain(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _leaves(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield "/" + here, f"{space}{one.name or ''}", one.callback


def _plain(pattern: Any) -> str:
    return re.sub(r"^\^|\$$|\\Z", "", str(pattern))


def _lists() -> Iterator[Entrance]:
    from django.urls import resolve, reverse

    from shiqiao.surfaces.desk.sockets import exports

    for one in exports:
        address = reverse("desk:export", args=[one.code])
        page = entry_of(resolve(address).func)
        above = one.roles >= ABOVE
        says = Entry(page.who, "below" if above else page.reach, one.roles, above=above) if page else None
        yield Entrance("list", "", address, one.code, says)


def _operations() -> Iterator[Entrance]:
    from shiqiao.surfaces.api.urls import api

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for one in view.operations:
                address = "/api/v1/" + "/".join(part.strip("/") for part in (prefix, path) if part.strip("/"))
                says = entry_of(one.view_func)
                if says is not None and not (one.auth_callbacks or api.auth):
                    says = None  # it says that it wants an official, and lets everybody in
                yield Entrance("operation", " ".join(sorted(one.methods)), address, one.view_func.__name__, says)


def unsaid() -> list[str]:
    """Return the ways in that say nothing of themselves, each as a sentence with the remedy."""
    remedy = "say who may enter and how far it reaches: @fenced(reach=…) or @declared(…)"
    return [f"{one.address} ({one.name}): {remedy}" for one in entrances() if one.says is None]


def matrix() -> str:
    """Return docs/reference/access.md."""
    found = entrances()
    parts = [
        "# Who may enter, and how far it reaches",
        "<!-- Written by scripts/reference.py. Change the code, then run it again. -->",
        "Each address and operation says of itself who may enter and how far what it shows reaches; this page collects it, and",
        "a test asks every address as every role for what is there, what belongs to another street, and what is not there at",
        "all: the last two answer alike. What a role may *do* with a matter stands in its [flow](../how-to/matter.md).",
        "",
        "| word | reaches |", "|---|---|",
        *(f"| {name} | {said} |" for name, said in REACHES.items() if name != "reach"),
        "| territory | matters, visits and records of the territory and lines of the post, and own work |",
        "| unit | matters and visits of the post's unit, and own work |",
        "| – | may not enter |",
        "",
        "Residents, screens and machines come by doors of their own: the column *door*. A machine with a token has the roles",
        "and reach of the post that it acts from; whoever belongs to a unit that a matter complains about does not see it.",
    ]  # fmt: skip
    for kind, title in (("page", "Pages"), ("list", "Lists to take away"), ("operation", "Operations of the API")):
        parts += ["", f"## {title}", "", *_table([one for one in found if one.kind == kind])]
    return "\n".join(parts) + "\n"


def _table(rows: list[Entrance]) -> list[str]:
    heads = " | ".join(ROLES)
    lines = [f"| address | door | {heads} |", "|---|---|" + "---|" * len(ROLES)]
    for one in rows:
        address = f"{one.methods} `{one.address}`".strip()
        cells = " | ".join(one.cell(role) for role in ROLES)
        lines.append(f"| {address} | {_door(one)} | {cells} |")
    return lines


def _door(one: Entrance) -> str:
    if one.says is None:
        return "?"
    doors = {EVERYBODY: "everybody", KEYS: "key"}
    return doors.get(one.says.who, one.says.who)
