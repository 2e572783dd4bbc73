"""How the tests look: the pages of the town by Django's test client, in Chromium by `scripts/looking`."""

import sys
from pathlib import Path
from typing import Any

from django.test import Client

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from looking.atlas import SCREEN, SEAT, Answer, Atlas, kind_of, survey
from looking.loads import BUDGET, Load, first_load, table
from looking.people import PEOPLE
from looking.pictures import MOST, SUBJECTS, TOUR, WIDTHS, small
from looking.walking import DARK, EYES, Finding, Job, Page, axe, listen, said, walk
from looking.words import ROOT, foreign, told

from .firms import at_seat
from .town import Town, at_screen, enter

__all__ = [
    "BUDGET", "DARK", "EYES", "MOST", "PEOPLE", "ROOT", "SUBJECTS", "TOUR", "WIDTHS", "Answer", "Finding", "Job", "Load",
    "Page", "axe", "first_load", "foreign", "found_on", "kind_of", "listen", "pages", "said", "small", "survey", "surveyed",
    "table", "told", "walk",
]  # fmt: skip


def surveyed(town: Town, roles: tuple[str, ...]) -> tuple[dict[str, list[dict[str, str]]], Atlas]:
    """Return the cookies of each role, and the atlas of the town."""
    clients = {role: enter(role) for role in roles} | {SCREEN: at_screen(town), SEAT: at_seat()}

    def ask(role: str, path: str) -> Answer:
        came = clients[role].get(path)
        kind = came.headers.get("Content-Type", "")
        text = "" if came.streaming or not kind.startswith("text/") else came.content.decode(errors="replace")
        return Answer(came.status_code, kind, came.headers.get("Location", ""), text)

    atlas = survey(ask, (*roles, SCREEN, SEAT), town.addresses())
    return {role: _cookies(client) for role, client in clients.items()}, atlas


def _cookies(client: Client) -> list[dict[str, str]]:
    return [
        {"name": name, "value": morsel.value} for name, morsel in client.cookies.items() if name != "django_language"
    ]


def pages(atlas: Atlas, *routes: str) -> list[Any]:
    """Return the pages of an atlas, or those of some routes."""
    return [Page(one.path, one.role, one.public) for one in atlas.sights if not routes or one.route in routes]


def found_on(served: Any, chromium: str, seen: list[Page], **how: Any) -> str:
    """Return what is wrong with pages, a line each; empty when nothing is."""
    job = Job(served.base, seen, served.cookies, chromium=chromium, **how)
    return said(walk(job))
