"""Benefits: applied for with evidence, decided by another, never two that exclude each other, refused with an appeal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.scenes.employment import persons, rights
from shiqiao.scenes.employment.definitions import Benefit, Table, unmet
from shiqiao.scenes.employment.errors import EmploymentRefused, Excluded, NotSo, OfficeOnly, SamePerson
from shiqiao.scenes.employment.models import BenefitAppeal, Claim, Enrolment, Job, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import mine
from shiqiao.scenes.employment.rules import REFUSALS, Entitling, months_between, months_later
from shiqiao.scenes.employment.store import (
    APPEAL,
    CLAIM,
    Files,
    attach,
    begin_clock,
    day_of,
    locked,
    note,
    noted,
    one_of,
    seal,
    stop_clock,
    written,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A benefit that stands in the way of another: which claim, which benefit, whose, until when."""

    claim: int
    benefit: str
    seeker: int
    until: date


# ── who is entitled ────────────────────────────────────────────────────────────────────────────────────────────────


def entitling(rows: Iterable[JobSeeker], today: date) -> dict[int, Entitling]:
    """Return what benefits look at of job seekers, all from records, in four queries for all of them."""
    rows = list(rows)
    if not rows:
        return {}
    known = persons.known(rows[0].street, [row.person for row in rows], today)
    jobs = {job.seeker: job for job in Job.objects.filter(seeker__in=[row.pk for row in rows], ended_on=None)}
    done = Enrolment.objects.filter(seeker__in=[row.pk for row in rows], state="completed")
    trained = set(done.values_list("seeker", flat=True))
    found = {}
    for row in rows:
        who, job = known.get(row.person), jobs.get(row.pk)
        found[row.pk] = Entitling(
            row.state, frozenset(persons.categories_of(row)), row.zero, who.age if who else None, who.sex if who else 0,
            (today - row.registered_on).days, job.kind if job else "", months_between(job.since, today) if job else 0,
            row.pk in trained,
        )  # fmt: skip
    return found


def standing_in_the_way(row: JobSeeker, benefit: str, table: Table, since: date, until: date) -> list[Held]:
    """Return what is received in a period and excludes a benefit for this person or household."""
    wanted = table.benefit(benefit)
    others = {code for one in table.excluding(benefit) for code in one.between}
    homes = {
        code for one in table.excluding(benefit) for code in one.between
        if one.within == "household" or _wide(table, code) or _wide(table, benefit)
    }  # fmt: skip
    if wanted and wanted.scope == "household":
        homes.add(benefit)
    rows = Claim.objects.filter(
        street=row.street, state__in=("approved", "ended"), benefit__in=others | {benefit},
        during__overlap=DateRange(since, until),
    ).order_by("pk")  # fmt: skip
    found = []
    for one in rows.filter(person=row.person) | rows.filter(household__gt=0, household=row.household):
        if one.person == row.person or one.benefit in homes:
            found.append(Held(one.pk, one.benefit, one.seeker, one.during.upper))
    return found


def _wide(table: Table, code: str) -> bool:
    one = table.benefit(code)
    return one is not None and one.scope == "household"


# ── claims ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def claim_benefit(
    *, seeker: int, benefit: str, since: date, proof: str, remark: str = "", files: Files = (), by: Actor, at: datetime
) -> Claim:
    """Enter that somebody applies for a benefit from a day on, with evidence; what the records do not show is noted.

    Raises EmploymentRefused naming each field, NotSo where the same is waiting, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = mine(seeker, by)
        table = rules_of(row.street)
        wanted = _benefit(table, benefit)
        one_of(proof, wanted.evidence, "proof")
        if not months_later(day_of(at), -12) <= since <= months_later(day_of(at), 12):
            raise EmploymentRefused(fields={"since": "Choose a day within a year of today."})
        missing = unmet(wanted, entitling([row], day_of(at))[row.pk], table.ages)
        try:
            with transaction.atomic():
                made = Claim.objects.create(
                    street=row.street, community=row.community, grid=row.grid, seeker=row.pk, person=row.person,
                    household=row.household, benefit=benefit, scope=wanted.scope, state="applied", proof=proof,
                    during=DateRange(since, months_later(since, wanted.months)), unmet=missing, note=seal(noted(remark)),
                    made_post=by.post or 0, made_by=by.account or 0, at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "employment_one_open_claim" not in str(error):
                raise
            raise NotSo from None
        made.files = attach(files, Ref(CLAIM, made.pk), row.street, by=by, at=at)
        made.save(update_fields=["files"])
        _told(made, "employment.claim_made", by, at, benefit=benefit, unmet=missing, files=made.files)
        return made


def _benefit(table: Table, code: str) -> Benefit:
    found = table.benefit(code)
    if found is None:
        raise EmploymentRefused(fields={"benefit": "Choose one of those offered."})
    return found


def approve_claim(*, claim: int, remark: str = "", by: Actor, at: datetime) -> Claim:
    """Approve a claim: another than who entered it. What the records did not show needs a reason.

    Raises Excluded when a benefit that excludes it is received in the same period (the database refuses it), SamePerson,
    OfficeOnly, NotSo, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = _to_decide(claim, by, at)
        if row.unmet and not remark.strip():
            raise EmploymentRefused(
                fields={"reason": "The records do not show all that is asked: say why it is approved all the same."}
            )
        _approve(row)
        _told(row, "employment.claim_decided", by, at, state="approved", until=row.during.upper)
        return row


def refuse_claim(*, claim: int, why: str, remark: str, by: Actor, at: datetime) -> Claim:
    """Refuse a claim for a reason; a refusal by exclusion names the claim that stands in the way. Raises as `approve_claim`."""
    with scope.scoped(*scope.of(by)):
        one_of(why, REFUSALS, "why")
        told = written(remark, "reason", "Write the reason: the person reads it.")
        row = _to_decide(claim, by, at)
        seeker = JobSeeker.objects.get(pk=row.seeker)
        if why == "excluded":
            ways = standing_in_the_way(seeker, row.benefit, rules_of(row.street), row.during.lower, row.during.upper)
            if not ways:
                raise EmploymentRefused(fields={"why": "Nothing that excludes it is received in this period."})
            row.excluded_by = ways[0].claim
        row.state, row.why, row.decision = "refused", why, seal(told)
        row.save()
        _told(row, "employment.claim_decided", by, at, state="refused", why=why, excluded_by=row.excluded_by)
        return row


def end_claim(*, claim: int, on: date, remark: str, by: Actor, at: datetime) -> Claim:
    """End a benefit on a day (the first on which it is not received any more). Raises EmploymentRefused, NotSo, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = _decidable(claim, by)
        told = written(remark, "reason", "Say why it ends.")
        if row.state != "approved":
            raise NotSo
        if not row.during.lower <= on <= row.during.upper:
            raise EmploymentRefused(fields={"on": "Choose a day of the period for which it is approved."})
        row.state, row.during, row.decision = "ended", DateRange(row.during.lower, on), seal(told)
        row.clashes_since = None
        row.save()
        _told(row, "employment.claim_ended", by, at, on=on)
        _settle(row.street, by, at)
        return row


def _settle(street: int, by: Actor, at: datetime) -> None:
    """What clashed with a benefit that ends may stand now."""
    from shiqiao.scenes.employment import clashes

    clashes.settle(street, by, at)


def _decidable(claim: int, by: Actor) -> Claim:
    row = locked(Claim, claim)
    condition = rights.seen(by)
    if condition is None or not Claim.objects.filter(condition, pk=claim).exists():
        raise NotFound
    if not rights.decides(by, row.street):
        raise OfficeOnly
    return row


def _to_decide(claim: int, by: Actor, at: datetime) -> Claim:
    row = _decidable(claim, by)
    if row.state != "applied":
        raise NotSo
    if by.account and by.account == row.made_by:
        raise SamePerson
    row.decided_by, row.decided_at = by.account or 0, at
    return row


def _approve(row: Claim) -> None:
    """Approve with the household as it is now; the database judges the exclusions."""
    seeker = JobSeeker.objects.get(pk=row.seeker)
    row.person, row.household, row.state, row.why = seeker.person, seeker.household, "approved", ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "employment_never_two" not in str(error):
            raise
        raise Excluded from None


# ── appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────


def raise_appeal(*, claim: int, reason: str, by: Actor, at: datetime) -> BenefitAppeal:
    """Enter the person's appeal against a refusal; its term runs. Raises Invalid, NotSo, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = locked(Claim, claim)
        mine(row.seeker, by)
        told = written(reason, "reason", "Write what the person holds against the refusal.")
        if row.state != "refused" or BenefitAppeal.objects.filter(claim=row.pk).exists():
            raise NotSo
        made = BenefitAppeal.objects.create(
            street=row.street, claim=row.pk, state="raised", reason=seal(told), raised_at=at, raised_post=by.post or 0,
            due_at=at, refused_by=row.decided_by,
        )  # fmt: skip
        term = rules_of(row.street).terms.appeal
        made.due_at = begin_clock(Ref(APPEAL, made.pk), row.street, "review", term, at, by=by, community=row.community)
        made.save(update_fields=["due_at"])
        _told(row, "employment.appeal_raised", by, at, appeal=made.pk)
        return made


def decide_appeal(
    *, claim: int, grant: bool, reason: str, since: date | None = None, by: Actor, at: datetime
) -> BenefitAppeal:
    """Decide an appeal: another than who refused. Granted, the claim is approved, from another day where that is given.

    Exclusions hold as ever: Excluded while the other benefit is received in that period. Raises SamePerson, NotSo.
    """
    with scope.scoped(*scope.of(by)):
        row = _decidable(claim, by)
        told = written(reason, "reason", "Write the reason: the person reads it.")
        appeal = BenefitAppeal.objects.select_for_update().filter(claim=row.pk, state="raised").first()
        if appeal is None:
            raise NotSo
        if by.account and by.account in (appeal.refused_by, row.made_by):
            raise SamePerson
        if grant:
            if since is not None:
                months = _benefit(rules_of(row.street), row.benefit).months
                row.during = DateRange(since, months_later(since, months))
            row.decided_by, row.decided_at = by.account or 0, at
            _approve(row)
        appeal.late = stop_clock(Ref(APPEAL, appeal.pk), at)
        appeal.state, appeal.decision = "granted" if grant else "dismissed", seal(told)
        appeal.decided_by, appeal.decided_at = by.account or 0, at
        appeal.save()
        _told(row, "employment.appeal_decided", by, at, appeal=appeal.pk, state=appeal.state, late=appeal.late)
        return appeal


def _told(row: Claim, code: str, by: Actor, at: datetime, **data: Any) -> None:
    note(Ref(CLAIM, row.pk), row.street, code, by=by, at=at, seeker=row.seeker, **data)
