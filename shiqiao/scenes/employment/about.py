"""What a form is about: whom it concerns and what stands so far, shown under its heading; nobody decides blindly."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.text import masked
from shiqiao.base.time import now
from shiqiao.scenes.employment import reads, words
from shiqiao.scenes.employment.models import Application, Claim, Delivery, Enrolment, Job, JobCheck
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.shown import benefit_title, people_of
from shiqiao.scenes.employment.store import day_of, unseal
from shiqiao.scenes.employment.working import first_day

Fact = tuple[str, date | datetime | None]


def _of(actor: Actor, seeker: int, *facts: Fact) -> dict[str, Any]:
    """Return the line of a form about somebody: the name with the way back, then facts with their days."""
    one = people_of(actor, [seeker], now()).get(seeker)
    number = _("Register no. {n}").format(n=seeker)
    return {
        "back": reverse("desk:employment:seeker", args=[seeker]), "about": one.name if one else number,
        "facts": [fact for fact in ((number, None), *facts) if fact[0]],
    }  # fmt: skip


def of_delivery(actor: Actor, row: Delivery) -> dict[str, Any]:
    """Return whom a follow-up concerns, what was brought, the answer, and until when it is due."""
    title, answer = words.pair(words.TOPICS, row.topic)[0], words.pair(words.ANSWERS, row.answer)[0]
    return _of(
        actor, row.seeker, (title, None), (answer, None), (masked(unseal(row.reason)), None), (_("Brought on"), row.at),
        (_("Due") if row.due_at else "", row.due_at),
    )  # fmt: skip


def of_job(actor: Actor, row: Job, *more: Fact) -> dict[str, Any]:
    """Return who works where, and since when."""
    kind = words.word(words.JOBS, row.kind)
    return _of(actor, row.seeker, (kind, None), (unseal(row.firm), None), (_("Works since"), row.since), *more)


def of_check(actor: Actor, row: JobCheck) -> dict[str, Any]:
    """Return which work is looked at after how many months, and until when that is due."""
    job = reads.jobs_by_id([row.job])[row.job]
    what = _("{n} months in work").format(n=row.months)
    told = of_job(actor, job, (what, None), (_("Due"), row.due_at))
    early = first_day(job, row.months)
    hint = "" if day_of(now()) >= early else _("That the work is kept can be entered from {day} on.").format(day=early)
    return {**told, "hint": hint}


def of_application(actor: Actor, row: Application) -> dict[str, Any]:
    """Return who applies for which vacancy, and how far that is."""
    offer = reads.access_vacancy(actor, row.vacancy)
    state = words.pair(words.APPLICATIONS, row.state)[0]
    return _of(actor, row.seeker, (offer.title, None), (offer.firm, None), (state, row.at))


def of_enrolment(actor: Actor, row: Enrolment) -> dict[str, Any]:
    """Return who has a place in which course, and when it ends."""
    course = reads.access_course(actor, row.course)
    return _of(actor, row.seeker, (course.title, None), (_("Last day"), course.ends))


def of_claim(actor: Actor, row: Claim) -> dict[str, Any]:
    """Return which benefit a decision is about, for whom, since when, entered by what evidence."""
    told = _of(actor, row.seeker)
    proof = words.word(words.PROOFS, row.proof)
    period = (_("Applied for from"), row.during.lower)
    name = (told["about"], None)
    return {
        "back": reverse("desk:employment:claim", args=[row.pk]), "about": benefit_title(rules_of(row.street), row.benefit),
        "facts": [name, *told["facts"], (proof, None), period],
    }  # fmt: skip
