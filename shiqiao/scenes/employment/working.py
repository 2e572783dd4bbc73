"""Work that was found: registered only with evidence, looked at again after three and six months, and what ends it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.scenes.employment import rights, stated
from shiqiao.scenes.employment.errors import EmploymentRefused, NotSo
from shiqiao.scenes.employment.models import Application, Job, JobCheck, JobSeeker, Vacancy
from shiqiao.scenes.employment.registering import mine, move
from shiqiao.scenes.employment.rules import (
    CHECK_EARLY,
    CHECK_MONTHS,
    CHECK_RESULTS,
    JOB_KINDS,
    JOB_PROOFS,
    months_between,
    months_later,
)
from shiqiao.scenes.employment.store import (
    CHECK,
    JOB,
    SEEKER,
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

ENDED = ("left", "dismissed", "firm_closed", "contract_ended", "other")


def register_job(
    *, seeker: int, kind: str, firm: str, since: date, proof: str, number: str = "", files: Files = (), application: int = 0,
    occupation: str = "", organisation: int = 0, remark: str = "", by: Actor, at: datetime,
) -> Job:  # fmt: skip
    """Register work, only with evidence: the number of a contract or record, or a file. Its two checks begin with it.

    Raises EmploymentRefused naming each field, NotSo for somebody who has work already.
    """
    with scope.scoped(*scope.of(by)):
        stated.hold(seeker)
        row = mine(seeker, by)
        one_of(kind, JOB_KINDS, "kind")
        one_of(proof, JOB_PROOFS, "proof")
        _check(row, since, number, files, at)
        taken = _application(row, application)
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    street=row.street, community=row.community, grid=row.grid, seeker=row.pk, kind=kind, since=since,
                    firm=seal(written(firm, "firm", "Say with whom, or at what.")), proof=proof, number=seal(number.strip()),
                    application=taken.pk if taken else 0, occupation=_occupation(taken, occupation),
                    organisation=organisation, note=seal(noted(remark)), post=by.post or 0, at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "employment_one_job" not in str(error):
                raise
            raise NotSo from None
        job.files = attach(files, Ref(JOB, job.pk), row.street, by=by, at=at)
        job.save(update_fields=["files"])
        note(Ref(SEEKER, row.pk), row.street, "employment.job_registered", by=by, at=at, job=job.pk, kind=kind, since=since,
             proof=proof, files=job.files)  # fmt: skip
        _plan_checks(job, by, at)
        if kind == "self_employed":
            stated.tell_founder(row, True, by, at)
        move(row, "placed", by, at, proof=proof, on=max(since, row.since), refs=[Ref(JOB, job.pk)])
        return job


def _check(row: JobSeeker, since: date, number: str, files: Files, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if row.state == "placed":
        raise NotSo
    if since > day_of(at):
        wrong["since"] = "Work is registered once it has begun; this day lies in the future."
    if not number.strip() and not files:
        wrong["document"] = "Add the evidence: a file, or the number of the contract or record."
    if len(number) > 60:
        wrong["number"] = "Shorten this to 60 characters."
    if wrong:
        raise EmploymentRefused(fields=wrong)


def _application(row: JobSeeker, number: int) -> Application | None:
    """The accepted application from which the work came, where there is one."""
    rows = Application.objects.filter(seeker=row.pk, state="accepted")
    found = rows.filter(pk=number).first() if number else rows.first()
    if number and found is None:
        raise NotFound
    return found


def _occupation(taken: Application | None, given: str) -> str:
    row = Vacancy.objects.filter(pk=taken.vacancy).first() if taken else None
    return given or (row.occupation if row else "")


def _plan_checks(job: Job, by: Actor, at: datetime) -> None:
    """Plan both checks on clocks in calendar days; what was registered late is checked soon, never in the past."""
    for months in CHECK_MONTHS:
        days = max(7, (months_later(job.since, months) - day_of(at)).days)
        check = JobCheck(
            street=job.street,
            community=job.community,
            grid=job.grid,
            seeker=job.seeker,
            job=job.pk,
            months=months,
            due_at=at,
        )
        check.save()
        check.due_at = begin_clock(
            Ref(CHECK, check.pk), job.street, "check", f"{days}cd", at, by=by, community=job.community
        )
        check.save(update_fields=["due_at"])


def first_day(job: Job, months: int) -> date:
    """Return the day from which it can be said that work was kept so many months: a few days before they are over."""
    return months_later(job.since, months) - CHECK_EARLY


def check_job(
    *, check: int, result: str, proof: str, on: date | None = None, why: str = "left", remark: str = "", by: Actor,
    at: datetime,
) -> JobCheck:  # fmt: skip
    """Enter what looking again showed, by evidence: the work is kept, or the person left it on a day, for a reason.

    Who left is back on the register with the whole history. Raises EmploymentRefused, Invalid, NotSo, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = locked(JobCheck, check)
        if not rights.keeps(by, row.street, rights.place_of(row)):
            raise NotFound
        if row.result:
            raise NotSo
        one_of(result, CHECK_RESULTS, "result")
        one_of(proof, (*JOB_PROOFS, "visit"), "proof")
        if result == "still":
            _old_enough(row, day_of(at))
        row.late = stop_clock(Ref(CHECK, row.pk), at)
        row.result, row.proof, row.note = result, proof, seal(noted(remark))
        row.checked_at, row.checked_by = at, by.account or 0
        row.save()
        note(Ref(SEEKER, row.seeker), row.street, "employment.job_checked", by=by, at=at, check=row.pk, months=row.months,
             result=result, proof=proof, late=row.late)  # fmt: skip
        if result == "left":
            _end(row.job, on or day_of(at), why, proof, by, at)
        return row


def _old_enough(row: JobCheck, today: date) -> None:
    """Refuse that work was kept for months that have not passed: a share of work kept counts months, not clicks."""
    early = first_day(Job.objects.get(pk=row.job), row.months)
    if today < early:
        raise EmploymentRefused(
            fields={"result": "These months are not over: enter that the work is kept from {day} on."}, day=early
        )


def end_job(*, job: int, on: date, why: str, proof: str, remark: str = "", by: Actor, at: datetime) -> Job:
    """Enter that work ended on a day, outside the checks: the person is back on the register. Raises as `check_job`."""
    with scope.scoped(*scope.of(by)):
        one_of(proof, (*JOB_PROOFS, "visit"), "proof")
        return _end(job, on, why, proof, by, at, noted(remark))


def _end(number: int, on: date, why: str, proof: str, by: Actor, at: datetime, remark: str = "") -> Job:
    job = locked(Job, number)
    row = mine(job.seeker, by)
    one_of(why, ENDED, "why")
    if job.ended_on:
        raise NotSo
    if not job.since <= on <= day_of(at):
        raise EmploymentRefused(fields={"on": "Choose a day since the work began, today at the latest."})
    job.ended_on, job.why = on, why
    job.save(update_fields=["ended_on", "why"])
    Application.objects.filter(pk=job.application, state="accepted").update(state="over")
    for open_check in JobCheck.objects.select_for_update().filter(job=job.pk, result=""):
        stop_clock(Ref(CHECK, open_check.pk), at)
        open_check.result = "dropped"
        open_check.save(update_fields=["result"])
    kept = months_between(job.since, on)
    note(Ref(SEEKER, row.pk), row.street, "employment.job_ended", by=by, at=at, job=job.pk, on=on, why=why, months=kept)
    if job.kind == "self_employed":
        stated.tell_founder(row, False, by, at)
    move(row, "registered", by, at, proof=proof, on=max(on, row.since), refs=[Ref(JOB, job.pk)], remark=remark,
         data={"months": kept})  # fmt: skip
    return job
