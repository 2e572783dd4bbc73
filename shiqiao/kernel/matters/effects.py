"""What single moves change besides state and clocks. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from shiqiao.kernel.matters import asking
from shiqiao.kernel.matters.sheets import Given, Ground, Sheet


def _handler(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    if given.handler is None:  # recognised history may be silent about who handled
        return {}
    post, holder, unit = given.handler
    return {"post": post, "holder": holder, "unit": unit, "unrouted": False}  # somebody has it now


def _finished(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {"finished_by": ground.by.post or 0, "finished_holder": ground.by.account or 0, "unrouted": False}


def _fixed(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {**_finished(sheet, given, ground), "on_spot": True}


def _said(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {k: v for k in ("responded", "solved", "satisfied") if (v := getattr(given, k)) is not None}


def _reopened(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {"reopened": sheet.reopened + 1, "ended_at": None, "solved": None, "satisfied": None, "responded": None}


def _corrected(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if given.item:
        changes.update(item=given.item.code, line=given.item.line, urgent=sheet.urgent or given.item.urgent)
    if given.routed:
        r = given.routed
        changes.update(community=r.community, grid=r.grid, boundary=r.boundary, post=r.post, holder=r.holder,
                       unit=r.unit, unrouted=r.unrouted, urgent=changes.get("urgent", sheet.urgent) or r.urgent)  # fmt: skip
    return changes


EFFECTS: Mapping[str, Callable[[Sheet, Given, Ground], dict[str, Any]]] = {
    "dispatch": _handler,
    "redirect": _handler,
    "finish": _finished,
    "fix_on_spot": _fixed,
    "send_back": lambda sheet, given, ground: {"sent_back": sheet.sent_back + 1},
    "decline": lambda sheet, given, ground: {"outcome": given.outcome},
    "withdraw": lambda sheet, given, ground: {"outcome": given.outcome},
    "call_back": _said,
    "rate": _said,
    "assess": _said,
    "merge": lambda sheet, given, ground: {"duplicate_of": given.main},
    "part": lambda sheet, given, ground: {"duplicate_of": 0, "outcome": ""},
    "publish": lambda sheet, given, ground: {"published": True},
    "hide": lambda sheet, given, ground: {"published": False},
    "reopen": _reopened,
    "correct": _corrected,
    # History that ended long ago waits for nobody: without a place it does not ring the alarm of the unrouted list.
    "record": lambda sheet, given, ground: {"unrouted": False},
    **asking.EFFECTS,
}
