"""What the field app is told, in the reader's language: matters as a device carries them, the ground, own acts."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.afield import Sent
from shiqiao.kernel.matters.models import Matter, SentAct
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.ondevice import Carried, lines_since, notes_since
from shiqiao.kernel.matters.rules import code_of
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.api.fieldmoves import asked, suggested
from shiqiao.surfaces.api.shapes import code


def chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def said(title: Any) -> str:
    """Return a bilingual title in the reader's language."""
    return str(title.zh if chinese() else title.en)


def carried(one: Carried, at: datetime) -> dict[str, Any]:
    """Return a matter as a device carries it; `base` is what the device has seen of it."""
    row = one.row
    moves = [found for move, why in one.moves if not why and (found := asked(move, row, said))]
    names = any(need in ("handler", "child") for move in moves for need in move["needs"])
    return {
        **standing(row), "text": row.text, "address": row.address, "lon": row.lon, "lat": row.lat,
        "place": place(row.grid), "due_at": _iso(row.next_due), "warn_at": _iso(one.warn_at), "urgent": row.urgent,
        "supervised": row.supervised, "paused_until": row.paused_until.isoformat() if row.paused else None,
        "reported_at": _iso(row.reported_at), "evidence": list(item_of(row).evidence),
        "parts": list(one.parts), "likely": suggested(row, at) if names else None, "moves": moves,
        "asked_for": row.asked_for,
    }  # fmt: skip


def standing(row: Matter) -> dict[str, Any]:
    """Return where a matter stands."""
    try:
        state = said(flow(row.flow, row.flow_version).states[row.state].title)
    except (ShiqiaoError, KeyError):
        state = row.state
    return {
        "number": row.number, "title": row.title, "item": said(item_of(row).title), "state": row.state, "state_title": state,
        "done": row.done, "base": row.seq,
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def place(grid: int) -> str:
    """Return the name of a grid with its community; empty for none."""
    try:
        return territory.title(grid) if grid else ""
    except NotFound:
        return str(grid)


def sent(found: Sent) -> dict[str, Any]:
    """Return what came of an act."""
    row = found.row
    person = people.person(row.holder).name if row.holder else ""
    return {**standing(row), "base": found.base, "again": found.again, "person": person, "place": place(row.grid)}


def acted(act: SentAct, row: Matter) -> dict[str, Any]:
    """Return one act of the own record: what was done, when, and where the matter stands now."""
    known = flow(row.flow, row.flow_version).table.moves if act.do else ()
    title = next((said(move.title) for move in known if move.do == act.do), "")
    return {**standing(row), "client_id": act.client_id, "do": act.do, "do_title": title, "at": _iso(act.at)}


def since(row: Matter, base: int) -> list[dict[str, Any]]:
    """Return what happened on a matter after the line that a device has seen: what, by whom, when, with what words."""
    titles = _titles(row)
    words = notes_since(row, base)
    return [
        {
            "seq": line.seq, "title": titles.get(line.code, line.code), "who": _who(line.actor, row.street),
            "at": _iso(line.recorded_at), "words": "\n".join(words.get(line.seq, ())),
        }
        for line in lines_since(row, base)
    ]  # fmt: skip


# Lines that are no move of a flow.
OTHER_LINES = {
    "matters.reported": gettext_noop("Reported"), "matters.handed_over": gettext_noop("Passed on to a successor"),
    "matters.clock_moved": gettext_noop("A term was moved by the calendar"), "matters.undone": gettext_noop("Last step undone"),
    "matters.shortened": gettext_noop("Term shortened by a rule"),
    "matters.noted": gettext_noop("A note was kept with it"),
    "matters.joined": gettext_noop("Other reports were merged into it"),
}  # fmt: skip


def _titles(row: Matter) -> dict[str, str]:
    moves = flow(row.flow, row.flow_version).table.moves
    return {code: _(title) for code, title in OTHER_LINES.items()} | {code_of(one.do): said(one.title) for one in moves}


def _who(actor: str, street: int) -> str:
    try:
        return people.post_by_code(actor, street).title_zh
    except ShiqiaoError:
        return ""


def ground(street: int) -> dict[str, Any]:
    """Return what a device needs to report anywhere in the street: items by name and initials, grids by their outline."""
    items = [
        {
            "code": one.code, "title": said(one.title), "keys": " ".join(keys_of((one.title.zh, *one.synonyms))),
            "group": said(one.category_title), "on_the_spot": one.on_the_spot, "urgent": one.urgent,
        }
        for one in catalogue(street).items.values()
        if one.offered and not any(field.required for field in one.form)
    ]  # fmt: skip
    shapes = territory.geojson(street)["features"]
    grids = [_grid(one) for one in shapes if one["properties"]["level"] == "grid"]
    return {"street": str(street), "items": items, "grids": grids}


def _grid(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a grid with its outlines to some decimetres, which is finer than any phone knows its place."""
    shape = feature["geometry"]
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    rings = [[_thinned(ring) for ring in polygon] for polygon in polygons]
    parent = feature["properties"]["parent"]
    return {"code": code(feature["id"]), "title": place(int(feature["id"])), "parent": parent, "polygons": rings}


def _thinned(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    rounded = [[round(point[0], 6), round(point[1], 6)] for point in ring]
    return [point for point, _same in groupby(rounded)]


@lru_cache(maxsize=4096)
def keys_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what an item is found by while typing: its names, and the initials of their syllables."""
    initials = ("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower() for name in names)
    return tuple(dict.fromkeys([*names, *initials]))
