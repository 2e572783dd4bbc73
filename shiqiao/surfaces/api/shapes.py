"""From kernel values to what goes over the wire."""

from collections.abc import Sequence
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.clocks.rules import ClockState
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import linked, reads
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.asking import needs_of
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import open_moves
from shiqiao.kernel.matters.store import subject
from shiqiao.kernel.people import reads as people

_SAME = ("number", "title", "item", "line", "state", "done", "channel", "urgent", "reported_at", "ended_at", "next_due",
         "asked", "asked_for", "paused_until", "returned", "extended", "supervised")  # fmt: skip


def receipt(found: Receipt) -> dict[str, Any]:
    """Return a receipt for the wire."""
    sheet = found.sheet
    return {
        "number": found.number, "secret": found.secret, "state": sheet.state, "community": code(sheet.community),
        "grid": code(sheet.grid), "person": person(sheet.post, sheet.holder), "again": found.again,
        "clocks": [clock(one) for one in sheet.clocks], "why": [dict(step) for step in found.why],
    }  # fmt: skip


def code(number: int) -> str:
    """Return a territory code as text, empty for none."""
    return str(number) if number else ""


def clock(state: ClockState) -> dict[str, Any]:
    """Return a clock for the wire."""
    return {
        "name": state.name, "term": str(state.term), "started_at": state.started_at, "due_at": state.due_at,
        "stopped_at": state.stopped_at, "paused_at": state.paused_at,
    }  # fmt: skip


def person(post: int, holder: int) -> dict[str, str]:
    """Return who has a matter: post, title, the name of the person, and the unit."""
    if not post:
        return {"post": "", "title": "", "name": "", "unit": ""}
    row = people.post(post)
    return {
        "post": row.code, "title": row.title_zh, "name": people.person(holder).name if holder else "",
        "unit": people.unit(row.unit).title_zh,
    }  # fmt: skip


def listed(row: Matter) -> dict[str, Any]:
    """Return a matter of a list for the wire."""
    return {**{name: getattr(row, name) for name in _SAME}, "community": code(row.community), "grid": code(row.grid)}


def detail(row: Matter, actor: Actor, known: Sequence[ClockState] | None = None) -> dict[str, Any]:
    """Return one matter for the wire; its clocks are read unless they are known."""
    about = subject(row.id)
    clocks = [one.state() for one in clocks_of(about)] if known is None else known
    return {
        **listed(row), "text": row.text, "address": row.address, "person": person(row.post, row.holder),
        "clocks": [clock(one) for one in clocks],
        "moves": [move(m, row) for m, _ in open_moves(actor, row, now(), clocks)],
        "journal": [
            {"seq": line.seq, "code": line.code, "happened_at": line.happened_at, "recorded_at": line.recorded_at,
             "actor": line.actor, "hash": line.hash.hex()}
            for line in lines_of(about)
        ],
        "links": links(row, actor),
    }  # fmt: skip


def move(found: Move, row: Matter) -> dict[str, Any]:
    """Return a move for the wire, with what it needs on this matter."""
    needs = needs_of(found, row.channel, flow(row.flow, row.flow_version))
    return {"do": found.do, "title": found.title.zh, "needs": list(needs)}


def links(row: Matter, actor: Actor) -> dict[str, Any]:
    """Return the numbers of what goes together with a matter, as far as the actor may read it."""
    above = {name: linked.one_of(getattr(row, name)) for name in ("duplicate_of", "parent", "repeat_of")}
    named = {name: one.number if one and reads.may_read(actor, one) else "" for name, one in above.items()}
    return {
        "main": named["duplicate_of"], "parent": named["parent"], "repeats": named["repeat_of"],
        "merged": [one.number for one in linked.merged_into(row.id) if reads.may_read(actor, one)],
        "parts": [
            {"number": one.number, "state": one.state, "done": one.done, "title": one.title}
            for one in linked.parts_of(row.id)
        ],
    }  # fmt: skip
