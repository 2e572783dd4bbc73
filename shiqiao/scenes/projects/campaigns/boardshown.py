"""What the pages show of campaigns: the list, the board by community and state, the map."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.campaigns import moves, reads, rights, rules, shown, words
from shiqiao.scenes.projects.campaigns.tables import Campaign
from shiqiao.surfaces.desk.words import person_name, post_title
from shiqiao.surfaces.desk.words import place as place_title

COLUMNS = ("found", "identified", "notified", "enforcing", "fixed", "checked", "struck_off", "used")


def card(row: Campaign, cells: Sequence[rules.Cell], today: date) -> dict[str, Any]:
    """Return a campaign for the list: its days, its progress, whether it should be over."""
    done = rules.progress(cells)
    return {
        "row": row, "url": reverse("desk:campaigns:board", args=[row.pk]),
        "kind": words.kind(row.street, row.version, row.kind),
        "lead": post_title(row.lead), "progress": done, "share": words.share(done.share),
        "area_share": words.share(done.area_share), "bar": (done.share or 0) // 10, "area_bar": (done.area_share or 0) // 10,
        "area": _square(done.area), "struck_area": _square(done.struck_area),
        "left": (row.until - today).days, "over": today > row.until and done.struck < done.items,
    }  # fmt: skip


def _square(area: Decimal) -> str:
    return f"{area:,.1f}"


def list_page(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the campaigns with their progress, as far as the actor sees their items."""
    rows = reads.campaigns(actor)
    cells, today = reads.cells(actor, [row.pk for row in rows]), localdate(at)
    return {"cards": [card(row, cells.get(row.pk, []), today) for row in rows], "opens": rights.opens(actor)}


def board_page(actor: Actor, row: Campaign, at: datetime) -> dict[str, Any]:
    """Return the board of a campaign: progress, communities by states, found late, found again, the record it comes from."""
    cells = reads.cells(actor, [row.pk]).get(row.pk, [])
    recurrences, reopened = reads.found_again(actor, row.pk)
    origin = Ref(row.origin_kind, row.origin_id) if row.origin_id else None
    return {
        "campaign": row, "card": card(row, cells, localdate(at)), "lines": lines(row, cells),
        "states": [(code, *words.state(code)) for code in COLUMNS], "recurrences": recurrences, "reopened": reopened,
        "late_found": [shown.row_of(one, at) for one in reads.late_found(actor, row.pk)],
        "origin": show(actor, [origin]).get(origin) if origin else None, "holder": person_name(row.opened_by),
        "adds": rights.finds(actor, row.lead), "left_out": sum(one.items for one in cells if one.state == "dismissed"),
    }  # fmt: skip


def lines(row: Campaign, cells: Sequence[rules.Cell]) -> list[dict[str, Any]]:
    """Return a line for each community, with its items by state, and its progress."""
    found = []
    for community in sorted({one.community for one in cells}):
        own = [one for one in cells if one.community == community]
        done, at = rules.progress(own), reverse("desk:campaigns:ledger", args=[row.pk])
        by_state = {one.state: one.items for one in own}
        found.append({
            "title": place_title(community), "url": f"{at}?tab=all&community={community}", "progress": done,
            "share": words.share(done.share), "area_share": words.share(done.area_share), "area": _square(done.area),
            "cells": [
                (words.state(code)[0], by_state.get(code, 0), f"{at}?tab=all&community={community}&state={code}")
                for code in COLUMNS
            ],
        })  # fmt: skip
    return found


def map_points(actor: Actor, row: Campaign, at: datetime) -> dict[str, Any]:
    """Return the items as points for the map: the light says the state, red is what is past its term or enforced."""
    features = []
    for one in reads.on_map(actor, row.pk):
        state, tone = words.state(one.state)
        late = one.due_at is not None and one.due_at <= at and one.state in moves.OPEN
        features.append({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {
                "title": f"{one.number} · {state}", "light": "red" if late else tone,
                "url": reverse("desk:campaigns:item", args=[one.pk]),
            },
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
