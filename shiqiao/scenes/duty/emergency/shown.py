"""What the pages show of a response, assembled: the board, hazard points, people, stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, masked
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.duty import reads as rosters
from shiqiao.scenes.duty.emergency import figurewords, reads, rights, rules, words
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.figures import figures
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Relocation
from shiqiao.scenes.duty.emergency.publishing import kind_of, plan_of
from shiqiao.scenes.duty.emergency.store import code_of, unseal
from shiqiao.scenes.duty.emergency.tables import Response, ResponseEntry
from shiqiao.surfaces.desk.words import happened, person_name, post_title, said
from shiqiao.surfaces.desk.words import place as place_title
from shiqiao.surfaces.kit.shapes import PhotoShown, Step
from shiqiao.surfaces.kit.templatetags.kit import as_written

ON_BOARD = 12  # hazard points, calls that stand on the board at first sight


def address(row: Response) -> str:
    """Return where the board of a response is."""
    return reverse("desk:emergency:board", args=[row.pk])


def head(row: Response) -> dict[str, Any]:
    """Return what stands at the top of a response."""
    return {
        "row": row, "url": address(row), "kind": words.kind(row.street, row.version, row.kind), "level": words.level(row.level),
        "sign": words.roman(row.level), "peak": words.level(row.peak), "leader": post_title(row.leader),
        "tone": words.TONES[row.level], "office": post_title(row.office),
    }  # fmt: skip


def board(actor: Actor, row: Response, at: datetime) -> dict[str, Any]:
    """Return the board of a response."""
    said_ = kind_of(row.street, row.version, row.kind)
    told = figures(row, at)
    places = [place_row(actor, row, one, at) for one in reads.places(row)] if row.ended_at is None else []
    calls = [call_row(actor, one) for one in reads.calls_of(row)]
    rule, found = reads.check_rule(row.street), reads.hazards(row.street, kinds=said_.hazards) if said_.hazards else []
    points = [point_row(one, at, rule) for one in found]
    return {
        "head": head(row), "response": row, "figures": told, "commands": rights.commands(actor), "places": places,
        "unmanned": sum(one["manning"] is None for one in places), "calls": calls[:ON_BOARD],
        "more_calls": len(calls) - ON_BOARD,
        "waiting": sum(one["waits"] for one in calls), "rounds": report_rounds(actor, row, at),
        "points": sorted(points, key=lambda one: one["order"])[:ON_BOARD], "more_points": len(points) - ON_BOARD,
        "overdue": sum(one["overdue"] for one in points), "shelters": reads.shelters_of(row),
        "orders": [(words.roman(level), said(order)) for level, order in said_.orders_at(row.level)],
        "asked": asked_stock(row), "steps": steps(row), "spans": spans(told), "duration": words.minutes(told.minutes),
        "on_duty": [(person_name(one.person), post_title(one.post)) for one in rosters.on_duty(row.street, at).people],
        "order_words": masked(unseal(row.words)), "review": masked(unseal(row.review)),
        "reviewed_by": person_name(row.reviewed_by), "pairs": figurewords.pairs(told),
    }  # fmt: skip


def spans(told: Any) -> list[tuple[str, str, str]]:
    """Return how long a response stood at which level."""
    return [(words.level(one.level), words.TONES[one.level], words.minutes(one.minutes)) for one in told.spans]


def place_row(actor: Actor, row: Response, one: reads.Place, at: datetime) -> dict[str, Any]:
    """Return a post to be manned with who is there."""
    return {
        "row": one.row, "manning": one.manning, "sign": words.roman(one.row.level), "post": post_title(one.row.post),
        "deputy": post_title(one.row.deputy) if one.row.deputy else "",
        "who": person_name(one.manning.account) if one.manning else "",
        "as_post": post_title(one.manning.post) if one.manning else "",
        "may": rights.acts_for(actor, (one.row.post, one.row.deputy)),
    }  # fmt: skip


def call_row(actor: Actor, one: AlarmCall) -> dict[str, Any]:
    """Return a call: who, how often told, answered when and by whom."""
    waits = one.answered_at is None and one.relieved_at is None and one.next_at is not None
    stage, tone = words.STAGES[one.stage]
    state = (
        (_("has answered"), "green")
        if one.answered_at
        else (_("relieved"), "blue")
        if one.relieved_at
        else (_(stage), tone)
    )
    own = rights.own_posts(actor)
    return {
        "row": one, "post": post_title(one.post), "holder": person_name(one.holder), "waits": waits, "state": state,
        "by": person_name(one.answered_by) if one.answered_at else "", "url": reverse("desk:emergency:call", args=[one.pk]),
        "mine": waits and bool(own & {one.post, one.deputy}),
        "minutes": words.minutes(int((one.answered_at - one.called_at).total_seconds() // 60)) if one.answered_at else "",
    }  # fmt: skip


def report_rounds(actor: Actor, row: Response, at: datetime) -> list[dict[str, Any]]:
    """Return the reports by the time at which they are due, the latest two rounds, with who has sent."""
    rounds: dict[datetime, list[ZeroReport]] = {}
    for one in reads.reports_of(row):
        rounds.setdefault(one.due_at, []).append(one)
    return [
        {"due": due, "rows": [report_row(actor, one, row.ended_at or at) for one in rows],
         "sent": sum(one.sent_at is not None for one in rows), "of": len(rows)}
        for due, rows in list(rounds.items())[:2]
    ]  # fmt: skip


def report_row(actor: Actor, one: ZeroReport, at: datetime) -> dict[str, Any]:
    """Return a report of a post."""
    state = rules.report_state(one.due_at, one.sent_at, at)
    title, tone = words.REPORTS[state]
    told = "；".join(f"{_(words.FIGURES[name])} {n}" for name, n in one.figures.items())
    return {
        "row": one, "who": place_title(one.community) if one.community else post_title(one.post), "state": _(title),
        "tone": tone, "told": told or (_("nothing to report") if one.sent_at else ""), "post": post_title(one.post),
        "may": one.sent_at is None and rights.acts_for(actor, (one.post,)),
    }  # fmt: skip


def point_row(one: Hazard, at: datetime, rule: dict[str, tuple[datetime, int]]) -> dict[str, Any]:
    """Return a hazard point with its state and when it is due; dangers and overdue ones first."""
    state, tone = words.hazard_state(one.state)
    due = reads.check_due(one, rule)
    overdue = due is not None and due <= at
    order = (one.state not in ("water",), not overdue, due.timestamp() if due else 0.0, one.code)
    return {
        "row": one, "url": reverse("desk:emergency:hazard", args=[one.pk]), "kind": words.hazard_kind(one.street, one.kind),
        "community": place_title(one.community), "place": masked(unseal(one.place)), "post": post_title(one.post),
        "state": state, "tone": tone, "due": due, "overdue": overdue, "order": order,
    }  # fmt: skip


def asked_stock(row: Response) -> list[dict[str, Any]]:
    """Return what the levels up to the present ask to be brought where, with what was brought out in all."""
    said_, plan = kind_of(row.street, row.version, row.kind), plan_of(row.street, row.version)
    named = {one.code: one for one in plan.materials}
    out: dict[str, int] = {}
    stock = {one.pk: one.material for one in reads.stock(row.street)}
    for line in reads.lines_in(row):
        if line.kind in ("out", "back"):
            out[stock[line.stock]] = out.get(stock[line.stock], 0) - line.amount
    return [
        {"title": said(named[one.material].title), "unit": said(named[one.material].unit), "amount": one.amount,
         "to": said(one.to), "out": out.get(one.material, 0), "done": out.get(one.material, 0) >= one.amount}
        for level in said_.levels if rules.holds_at(level.level, row.level) for one in level.stock
    ]  # fmt: skip


def steps(row: Response) -> list[Step]:
    """Return the timeline of a response."""
    return [step(row, one) for one in reads.timeline(row, limit=120)]


def step(row: Response, one: ResponseEntry) -> Step:
    """Return a line of the timeline."""
    title, icon, tone = happened(code_of(one.kind)) or (one.kind, "point", "grey")
    details = []
    if one.level:
        details.append((_("Level"), words.level(one.level)))
    if one.code:
        details.append((_("Place or thing"), as_written(one.code)))
    if one.post:
        details.append((_("Post"), post_title(one.post)))
    if one.amount and one.kind not in ("escalated",):
        details.append((_("How much"), str(one.amount)))
    if one.kind == "escalated":
        details.append((_("Told besides"), _("the leader") if one.amount == rules.LEADER else _("the deputy")))
    late = one.recorded_at if (one.recorded_at - one.at).total_seconds() > 120 else None
    return Step(
        one.at, _(title), person_name(one.account) if one.account else "", masked(unseal(one.text)), icon, tone, details,
        recorded_at=late,
    )  # fmt: skip


@dataclass(frozen=True)
class HouseholdRow:
    """A household on the list; names masked."""

    row: Relocation
    name: str
    place: str
    community: str
    shelter: str
    state: str
    tone: str
    url: str


def household_rows(actor: Actor, row: Response) -> list[HouseholdRow]:
    """Return the households on the list that the actor may see."""
    rows = reads.relocations(actor, row)
    shelters = {one.pk: one.title for one in reads.shelters_of(row)}
    refs = {one.pk: Ref(one.person_kind, one.person) for one in rows if one.person}
    named = show(actor, refs.values()) if refs else {}
    found = []
    for one in rows:
        known = named.get(refs[one.pk]) if one.pk in refs else None
        name = known.title if known else mask_name(unseal(one.name)) if one.name else _("on file")
        state = (_("back home"), "green") if one.returned_at else (_("in the shelter"), "blue")
        state = state if one.moved_at else (_("to be moved"), "yellow")
        found.append(HouseholdRow(
            one, name, masked(unseal(one.place)), place_title(one.community), shelters.get(one.shelter, ""), *state,
            known.url if known else "",
        ))  # fmt: skip
    return found


def hazard_page(actor: Actor, row: Hazard, at: datetime) -> dict[str, Any]:
    """Return what the page of a hazard point shows."""
    files = {one.sha256: one for one in reads.files_of(row)}
    checks = reads.checks_of(row)
    matters = show(actor, [Ref("matter", one.matter) for one in checks if one.matter])
    kind = plan_of(row.street).hazard(row.kind)
    titles = [said(one) for one in kind.checks] if kind else []
    owner = unseal(row.owner)
    return {
        "gone_why": masked(unseal(row.gone_why)), "point": point_row(row, at, reads.check_rule(row.street)),
        "owner": mask_name(owner) if owner else "", "checks": titles,
        "steps": [_check_step(row, one, files, titles) for one in checks], "commands": rights.commands(actor),
        "matters": [matters[Ref("matter", one.matter)] for one in checks if Ref("matter", one.matter) in matters],
        "may": rights.acts_for(actor, (row.post,)) or rights.grounds(actor, row.grid),
    }  # fmt: skip


def _check_step(row: Hazard, one: Any, files: dict[str, Any], titles: list[str]) -> Step:
    state, tone = words.hazard_state(one.state)
    details = [(_("In order"), "、".join(titles[n] for n in one.answers if n < len(titles)))] if one.answers else []
    if one.depth:
        details.append((_("Depth of the water, cm"), str(one.depth)))
    photos = [photo(row, files[sha]) for sha in one.files if sha in files]
    late = one.recorded_at if (one.recorded_at - one.at).total_seconds() > 120 else None
    return Step(
        one.at,
        state,
        person_name(one.account),
        masked(unseal(one.note)),
        "camera",
        tone,
        details,
        photos,
        recorded_at=late,
    )


def photo(row: Hazard, file: Any) -> PhotoShown:
    """Return a picture of a hazard point."""
    url = reverse("desk:emergency:file", args=[row.pk, file.id])
    return PhotoShown(url, f"{url}?small=1", "", "", file.taken_at or file.created_at)


def map_points(street: int, at: datetime) -> dict[str, Any]:
    """Return the hazard points for the map: red is danger or overdue, yellow closed off, green safe."""
    rule, features = reads.check_rule(street), []
    for one in reads.hazards(street):
        told = point_row(one, at, rule)
        features.append({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": {
                "title": f"{one.code} {one.title} · {told['state']}", "light": "red" if told["overdue"] else told["tone"],
                "url": told["url"],
            },
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def lists(actor: Actor, row: Response) -> bool:
    """Tell whether an actor puts households on the list at all."""
    return any(rights.keeps_people(actor, one.code) for one in communities(row.street))


def people_page(actor: Actor, row: Response) -> dict[str, Any]:
    """Return the list of those to be moved, as far as the actor may see it, and the numbers of the street."""
    return {
        "head": head(row), "response": row, "rows": household_rows(actor, row), "people": reads.people_of(row),
        "shelters": reads.shelters_of(row), "adds": row.ended_at is None and lists(actor, row),
    }  # fmt: skip


def household_named(actor: Actor, row: Relocation) -> str:
    """Say a household on a list, masked."""
    return f"{mask_name(unseal(row.name)) if row.name else ''} {masked(unseal(row.place))}".strip()


def call_page(actor: Actor, one: AlarmCall) -> dict[str, Any]:
    """Return what the page of a call shows."""
    row = reads.response_of(one.response)
    alarm = reads.alarms_by_ids([one.alarm])[one.alarm]
    told = [
        (telling.at, post_title(telling.post), _(words.STAGES[telling.stage][0]), telling.nth)
        for telling in reads.tellings_of(one)
    ]
    return {
        "head": head(row), "call": call_row(actor, one), "text": masked(unseal(alarm.text)), "alarm": alarm, "told": told,
        "deputy": post_title(one.deputy) if one.deputy else "", "leader": post_title(one.leader),
        "commands": rights.commands(actor) and row.ended_at is None,
    }  # fmt: skip
