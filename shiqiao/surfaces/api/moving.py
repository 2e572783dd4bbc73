"""From what came over the wire to actions."""

from collections.abc import Callable, Mapping
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.actions import Contact, Given, Report
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.surfaces.api.schemas import MoveIn, ReportIn


def report_of(body: ReportIn, street: int, actor: Actor) -> Report:
    """Return the report in the kernel's terms; the sender is the token or the post."""
    return Report(
        street=street, source=f"api.{actor.code}", source_id=body.client_id, channel="api", item=body.item, text=body.text,
        lon=body.lon, lat=body.lat, coordinates=body.coordinates, grid=int(body.grid or 0), address=body.address,
        form=body.form, contact=Contact(body.contact.name, body.contact.phone), urgent=body.urgent,
        happened_at=body.happened_at, photos=tuple(("report", one) for one in body.photos),
        complains_about=body.complains_about,
    )  # fmt: skip


def make(row: Matter, do: str, body: MoveIn, actor: Actor) -> Sheet:
    """Make a move by its name."""
    at = body.happened_at or now()
    if special := _SPECIAL.get(do):
        return special(matter=row.id, by=actor, at=at, **_given(do, body))
    given = Given(
        answer=body.answer, result=body.result, reason=body.reason, outcome=body.outcome, evidence=tuple(body.evidence),
        responded=body.responded, solved=body.solved, satisfied=body.satisfied, children_go_on=body.children_go_on,
        progress=body.progress, term=body.term, until=body.until,
    )  # fmt: skip
    return actions.move_matter(matter=row.id, do=do, given=given, by=actor, at=at)


_SPECIAL: Mapping[str, Callable[..., Sheet]] = {
    "dispatch": actions.dispatch_matter,
    "redirect": actions.redirect_matter,
    "correct": actions.correct_matter,
    "uphold_return": requests.uphold_return,
}


def _given(do: str, body: MoveIn) -> dict[str, Any]:
    if do == "correct":
        return {
            "reason": body.reason, "item": body.item, "grid": int(body.grid or 0), "address": body.address,
            "lon": body.lon, "lat": body.lat,
        }  # fmt: skip
    if do == "uphold_return":
        return {"reason": body.reason}
    return {"handler": body.handler, "reason": body.reason}
