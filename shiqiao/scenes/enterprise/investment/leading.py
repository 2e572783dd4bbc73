"""Leads: found, brought on stage by stage, given on, lost. Each act one transaction with its line."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.enterprise.investment import reads, rights, rules
from shiqiao.scenes.enterprise.investment.errors import FloorTakenAlready, LeadOver
from shiqiao.scenes.enterprise.investment.tables import FloorTaken, Lead, LeadStage, PremisesFloor

LEAD = "lead"
NAME_MOST, STEP_MOST, TEXT_MOST = 80, 200, 300


@dataclass(frozen=True, slots=True)
class Found:
    """A firm that may come: what it wants, from where it is known, what is done next and when. Area in square metres."""

    firm: str
    source: str
    next_step: str
    next_on: date
    wants: str = ""
    area: int = 0
    amount: int = 0
    premises: int = 0
    project: int = 0
    organisation: int = 0
    owner_post: int = 0
    stage: str = "lead"
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Onward:
    """What comes with the next stage: the next step, floors that are reserved or let, for let ones from when until when."""

    next_step: str = ""
    next_on: date | None = None
    floors: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    note: str = ""


@transaction.atomic
def add_lead(*, found: Found, by: Actor, at: datetime) -> Lead:
    """Enter a lead; without another post it is that of whoever enters it. Raises Invalid naming each field, Forbidden."""
    street = rights.refuse_keep(by)
    with scope.scoped(street):
        post = found.owner_post or by.post or 0
        _refuse_found(found, post, street, at)
        row = Lead.objects.create(
            street=street, number=_number(street, at), firm=clean(found.firm).strip(), organisation=found.organisation,
            project=found.project, premises=found.premises, wants=clean(found.wants).strip(), area=found.area,
            amount=found.amount, source=found.source, stage=found.stage, stage_at=at, found_at=at, owner_post=post,
            owner=people.holder_of(post, at).account or 0, next_step=clean(found.next_step).strip(), next_on=found.next_on,
            invented=found.invented,
        )  # fmt: skip
        _enter(row, at, by)
        _write("enterprise.lead_found", row, by, at, number=row.number, source=row.source, stage=row.stage, owner=post)
    return row


@transaction.atomic
def bring_on(*, lead: int, onward: Onward, by: Actor, at: datetime) -> Lead:
    """Bring a lead to its next stage. In talks floors can be reserved; signing names floors and days, each once at a time.

    Locks the lead. Raises Invalid naming each field, LeadOver, FloorTakenAlready, NotFound, Forbidden.
    """
    with scope.scoped(*scope.of(by)):
        row = _lock(lead, by)
        former, to = row.stage, rules.follows(row.stage)
        if not to:
            raise LeadOver
        wrong = {} if to in rules.OVER else _wrong_step(onward.next_step, onward.next_on, at)
        wrong |= _wrong_floors(row, to, onward)
        if wrong:
            raise Invalid(fields=wrong, most=STEP_MOST, days=rules.LONGEST_LET)
        _take(row, to, onward, at)
        over = to in rules.OVER
        row.stage, row.stage_at = to, at
        row.next_step = "" if over else clean(onward.next_step).strip()
        row.next_on = None if over else onward.next_on
        row.save()
        _enter(row, at, by, onward.note)
        _write("enterprise.lead_brought_on", row, by, at, former=former, stage=to, floors=list(onward.floors))
    return row


@transaction.atomic
def plan_next(*, lead: int, next_step: str, next_on: date, by: Actor, at: datetime) -> Lead:
    """Say what is done next with a lead, and on which day. Raises Invalid, LeadOver, NotFound, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = _lock(lead, by)
        if wrong := _wrong_step(next_step, next_on, at):
            raise Invalid(fields=wrong, most=STEP_MOST)
        row.next_step, row.next_on = clean(next_step).strip(), next_on
        row.save(update_fields=["next_step", "next_on"])
        _write("enterprise.lead_planned", row, by, at, on=next_on.isoformat())
    return row


@transaction.atomic
def give_lead(*, lead: int, post: int, by: Actor, at: datetime) -> Lead:
    """Let another post own a lead. Raises Invalid, LeadOver, NotFound, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = _lock(lead, by)
        if post == row.owner_post or post not in {one.id for one in people.posts(row.street) if one.active}:
            raise Invalid(fields={"post": "Choose another post of the street."})
        former, row.owner_post, row.owner = row.owner_post, post, people.holder_of(post, at).account or 0
        row.save(update_fields=["owner_post", "owner"])
        _write("enterprise.lead_given", row, by, at, former=former, owner=post)
    return row


@transaction.atomic
def lose_lead(*, lead: int, reason: str, text: str, by: Actor, at: datetime) -> Lead:
    """End a lead that does not come, with the reason; another reason is written. Reserved floors are free again."""
    with scope.scoped(*scope.of(by)):
        row = _lock(lead, by)
        written = clean(text).strip()
        if reason not in rules.REASONS:
            raise Invalid(fields={"reason": "Choose why the firm does not come."})
        if (reason == "other" and not written) or len(written) > TEXT_MOST:
            raise Invalid(fields={"text": "Write the reason, in at most {most} characters."}, most=TEXT_MOST)
        if row.stage == "signed":
            _end_taken(row, localtime(at).date())
        FloorTaken.objects.filter(lead=row.pk, how="reserved").delete()
        row.stage, row.stage_at, row.next_step, row.next_on = "lost", at, "", None
        row.lost_reason, row.lost_text = reason, written
        row.save()
        _enter(row, at, by)
        _write("enterprise.lead_lost", row, by, at, reason=reason)
    return row


# ── what these share ───────────────────────────────────────────────────────────────────────────────────────────────


def _lock(lead: int, by: Actor) -> Lead:
    row = Lead.objects.select_for_update().filter(pk=lead, street=by.street).first()
    if row is None or not reads.leads_of(by).filter(pk=lead).exists():
        raise NotFound
    if not rights.works_on(by, row):
        raise Forbidden
    if row.stage in rules.OVER:
        raise LeadOver
    return row


def _number(street: int, at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"investment {street}"])
    year = localtime(at).year
    last = (
        Lead.objects.filter(street=street, number__startswith=f"ZS{year}-")
        .order_by("-id")
        .values_list("number", flat=True)
    )
    serial = int((last.first() or "-0").rpartition("-")[2]) + 1
    return f"ZS{year}-{serial:03}"


def _refuse_found(found: Found, post: int, street: int, at: datetime) -> None:
    wrong = _wrong_step(found.next_step, found.next_on, at)
    if not 0 < len(found.firm.strip()) <= NAME_MOST:
        wrong["firm"] = "Give the name of the firm, in at most {name_most} characters."
    if found.source not in rules.SOURCES:
        wrong["source"] = "Choose from where the firm is known."
    if found.stage not in ("lead", "intent"):
        wrong["stage"] = "A new one is a lead or has an intent."
    if found.area < 0 or found.amount < 0 or len(found.wants) > STEP_MOST:
        wrong["wants"] = "Write what it wants, in at most {most} characters; area and amount are no less than 0."
    if post not in {one.id for one in people.posts(street) if one.active}:
        wrong["post"] = "Choose another post of the street."
    if wrong:
        raise Invalid(fields=wrong, name_most=NAME_MOST, most=STEP_MOST)


def _wrong_step(step: str, on: date | None, at: datetime) -> dict[str, str]:
    wrong = {}
    if not 0 < len(step.strip()) <= STEP_MOST:
        wrong["next_step"] = "Write what is done next, in at most {most} characters."
    if on is None or on < localtime(at).date():
        wrong["next_on"] = "Give the day on which it is done, today or later."
    return wrong


def _wrong_floors(row: Lead, to: str, onward: Onward) -> dict[str, str]:
    known = set(
        PremisesFloor.objects.filter(pk__in=onward.floors, street=row.street, own_use=False).values_list(
            "pk", flat=True
        )
    )
    if set(onward.floors) - known or (to not in ("negotiation", "signed") and onward.floors):
        return {"floors": "Choose floors that are on offer."}
    if to != "signed":
        return {}
    if not onward.floors:
        return {"floors": "Choose the floors that the firm has signed for."}
    if onward.since is None or onward.until is None or not 0 < (onward.until - onward.since).days <= rules.LONGEST_LET:
        return {"until": "Give from when until when it is let, at most {days} days."}
    return {}


def _take(row: Lead, to: str, onward: Onward, at: datetime) -> None:
    if to == "negotiation" and onward.floors:
        today = localtime(at).date()
        _taken(row, onward.floors, "reserved", (today, today + timedelta(days=rules.RESERVED_DAYS)))
    if to == "signed":
        FloorTaken.objects.filter(lead=row.pk, how="reserved").delete()
        assert onward.since
        assert onward.until
        _taken(row, onward.floors, "let", (onward.since, onward.until))


def _taken(row: Lead, floors: Collection[int], how: str, during: tuple[date, date]) -> None:
    made = [
        FloorTaken(street=row.street, floor=one, lead=row.pk, how=how, during=during) for one in sorted(set(floors))
    ]
    try:
        with transaction.atomic():
            FloorTaken.objects.bulk_create(made)
    except IntegrityError as error:
        if "investment_floor_once_at_a_time" not in str(error):
            raise
        raise FloorTakenAlready(fields={"floors": str(FloorTakenAlready.__doc__)}) from None


def _end_taken(row: Lead, today: date) -> None:
    """Let what was signed end today; what has not begun is free at once."""
    for one in FloorTaken.objects.filter(lead=row.pk, how="let"):
        if one.during.lower >= today:
            one.delete()
        else:
            one.during = (one.during.lower, min(today, one.during.upper))
            one.save(update_fields=["during"])


def _enter(row: Lead, at: datetime, by: Actor, note: str = "") -> None:
    LeadStage.objects.filter(lead=row.pk, until=None).update(until=at)
    LeadStage.objects.create(
        street=row.street, lead=row.pk, stage=row.stage, since=at, until=None, account=by.account or 0,
        note=clean(note).strip()[:TEXT_MOST],
    )  # fmt: skip


def _write(code: str, row: Lead, by: Actor, at: datetime, **data: Any) -> None:
    plain = {k: v for k, v in data.items() if v}
    journal.write(code, subject=Ref(LEAD, row.pk), street=row.street, by=by, at=at, data=plain)
