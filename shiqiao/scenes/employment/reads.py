"""Reads of employment. Absent and not yours are the same NotFound; lists go on by cursor and ask nothing per row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.files import reads as files
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.definitions import Table, unmet
from shiqiao.scenes.employment.figures import served
from shiqiao.scenes.employment.granting import entitling
from shiqiao.scenes.employment.models import (
    Application,
    BenefitAppeal,
    Claim,
    Course,
    Delivery,
    Enrolment,
    Job,
    JobCheck,
    JobSeeker,
    Round,
    StatusLine,
    Vacancy,
)
from shiqiao.scenes.employment.rules import OVER, WITHOUT
from shiqiao.scenes.employment.store import day_of, mark

PAGE = 25
WALKED = 600  # job seekers that one page of the mirror looks at
M = TypeVar("M", bound=Model)
TABS = {
    "looking": Q(state__in=WITHOUT), "unserved": Q(state__in=WITHOUT), "zero": Q(zero=True), "training": Q(state="training"),
    "placed": Q(state="placed"),
    "returned": Q(returned__gt=0), "over": Q(state__in=OVER), "all": Q(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the register: a tab, a community, a category of hardship."""

    tab: str = "looking"
    community: int = 0
    category: str = ""


def _mine(actor: Actor, table: type[M]) -> QuerySet[M]:
    """Return the rows with a place that an actor sees."""
    condition = rights.seen(actor)
    rows = table._default_manager.all()
    return rows.none() if condition is None else rows.filter(condition)


def _street(actor: Actor, table: type[M]) -> QuerySet[M]:
    """Return the rows of the whole street for whoever sees any of the register: vacancies and courses are for all of it."""
    rows = table._default_manager.all()
    if actor.has("system") and actor.street is None:
        return rows
    return rows.filter(street=actor.street) if rights.reads_any(actor) else rows.none()


# ── the register ───────────────────────────────────────────────────────────────────────────────────────────────────


def seekers(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of the register, the newest first."""
    rows = _mine(actor, JobSeeker).filter(TABS.get(filters.tab, Q()))
    if filters.tab == "unserved":
        rows = rows.exclude(pk__in=served(day_of(now())))
    if filters.community:
        rows = rows.filter(community=filters.community)
    if filters.category:
        rows = rows.filter(marks__contains=[mark(filters.category)])
    return newest(rows, after, limit)


def access_seeker(actor: Actor, number: int) -> JobSeeker:
    """Return a job seeker whom the actor sees; raises NotFound."""
    return the_one(_mine(actor, JobSeeker).filter(pk=number))


def seekers_by_id(actor: Actor, numbers: Iterable[int]) -> dict[int, JobSeeker]:
    """Return job seekers whom the actor sees, by number."""
    return {row.pk: row for row in _mine(actor, JobSeeker).filter(pk__in=list(numbers))}


def seeker_of(actor: Actor, person: int) -> JobSeeker | None:
    """Return the entry of a person on the register, as far as the actor sees it."""
    return _mine(actor, JobSeeker).filter(person=person).first()


def history_of(seeker: int) -> list[StatusLine]:
    """Return a status history, the newest line first."""
    return list(StatusLine.objects.filter(seeker=seeker).order_by("-seq"))


def rounds_of(seeker: int, limit: int = 20) -> list[tuple[Round, list[Delivery]]]:
    """Return the latest rounds with their five deliveries, in two queries."""
    rounds = list(Round.objects.filter(seeker=seeker).order_by("-pk")[:limit])
    found: dict[int, list[Delivery]] = {}
    for one in Delivery.objects.filter(round__in=[row.pk for row in rounds]).order_by("pk"):
        found.setdefault(one.round, []).append(one)
    return [(row, found.get(row.pk, [])) for row in rounds]


def jobs_of(seeker: int) -> list[tuple[Job, list[JobCheck]]]:
    """Return the work that was registered with its checks, the newest first."""
    checks: dict[int, list[JobCheck]] = {}
    for one in JobCheck.objects.filter(seeker=seeker).order_by("months", "pk"):
        checks.setdefault(one.job, []).append(one)
    return [(job, checks.get(job.pk, [])) for job in Job.objects.filter(seeker=seeker).order_by("-pk")]


def applications_of(seeker: int) -> list[tuple[Application, Vacancy]]:
    """Return a person's applications with their vacancies, the newest first."""
    rows = list(Application.objects.filter(seeker=seeker).order_by("-pk")[:50])
    offers = Vacancy.objects.in_bulk([row.vacancy for row in rows])
    return [(row, offers[row.vacancy]) for row in rows if row.vacancy in offers]


def enrolments_of(seeker: int) -> list[tuple[Enrolment, Course]]:
    """Return a person's courses, the newest first."""
    rows = list(Enrolment.objects.filter(seeker=seeker).order_by("-pk")[:50])
    courses = Course.objects.in_bulk([row.course for row in rows])
    return [(row, courses[row.course]) for row in rows if row.course in courses]


def claims_of(seeker: int) -> list[Claim]:
    """Return a person's claims, the newest first."""
    return list(Claim.objects.filter(seeker=seeker).order_by("-pk")[:50])


# ── what is due ────────────────────────────────────────────────────────────────────────────────────────────────────


def follow_ups(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of deliveries that wait for their follow-up, what is due first on top."""
    return soonest(_mine(actor, Delivery).filter(follow_up="open"), "due_at", after, limit)


def follow_ups_overdue(actor: Actor, at: datetime, most: int) -> int:
    """Count deliveries whose follow-up is overdue, no further than `most`."""
    return _mine(actor, Delivery).filter(follow_up="open", due_at__lte=at)[:most].count()


def checks_due(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of work that is to be looked at again, what is due first on top."""
    return soonest(_mine(actor, JobCheck).filter(result=""), "due_at", after, limit)


def access_delivery(actor: Actor, number: int) -> Delivery:
    """Return a delivery that the actor sees; raises NotFound."""
    return the_one(_mine(actor, Delivery).filter(pk=number))


def access_check(actor: Actor, number: int) -> JobCheck:
    """Return a check that the actor sees; raises NotFound."""
    return the_one(_mine(actor, JobCheck).filter(pk=number))


# ── vacancies and courses ──────────────────────────────────────────────────────────────────────────────────────────


def vacancies(actor: Actor, today: date, *, all_of: bool = False, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of vacancies, the newest first; without `all_of` those on which one can apply."""
    rows = _street(actor, Vacancy)
    return newest(rows if all_of else rows.filter(state="open", until__gte=today), after, limit)


def access_vacancy(actor: Actor, number: int) -> Vacancy:
    """Return a vacancy; raises NotFound."""
    return the_one(_street(actor, Vacancy).filter(pk=number))


def access_application(actor: Actor, number: int) -> Application:
    """Return an application of somebody whom the actor sees; raises NotFound."""
    row = the_one(_street(actor, Application).filter(pk=number))
    access_seeker(actor, row.seeker)
    return row


def applications_to(vacancy: int, limit: int = 100) -> list[Application]:
    """Return the applications to a vacancy, the newest first."""
    return list(Application.objects.filter(vacancy=vacancy).order_by("-pk")[:limit])


def open_vacancies(street: int, today: date) -> list[Vacancy]:
    """Return the vacancies on which one can apply, for a choice."""
    return list(Vacancy.objects.filter(street=street, state="open", until__gte=today).order_by("-pk")[:200])


def courses(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of courses, the newest first."""
    return newest(_street(actor, Course), after, limit)


def access_course(actor: Actor, number: int) -> Course:
    """Return a course; raises NotFound."""
    return the_one(_street(actor, Course).filter(pk=number))


def open_courses(street: int, today: date) -> list[Course]:
    """Return the courses that have not ended, for a choice."""
    return list(Course.objects.filter(street=street, state="open", ends__gte=today).order_by("begins")[:100])


def enrolments_in(course: int) -> list[Enrolment]:
    """Return who has a place in a course."""
    return list(Enrolment.objects.filter(course=course).order_by("pk")[:500])


def access_enrolment(actor: Actor, number: int) -> Enrolment:
    """Return an enrolment of somebody whom the actor sees; raises NotFound."""
    row = the_one(_street(actor, Enrolment).filter(pk=number))
    access_seeker(actor, row.seeker)
    return row


# ── benefits ───────────────────────────────────────────────────────────────────────────────────────────────────────


def claims(actor: Actor, state: str, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of claims in a state (`appealed`: those with an open appeal; empty: all), the newest first."""
    rows = _mine(actor, Claim)
    if state == "appealed":
        rows = rows.filter(pk__in=BenefitAppeal.objects.filter(state="raised").values("claim"))
    elif state:
        rows = rows.filter(state=state)
    return newest(rows, after, limit)


def access_claim(actor: Actor, number: int) -> Claim:
    """Return a claim that the actor sees; raises NotFound."""
    return the_one(_mine(actor, Claim).filter(pk=number))


def appeal_of(claim: int) -> BenefitAppeal | None:
    """Return the appeal against a refusal."""
    return BenefitAppeal.objects.filter(claim=claim).first()


def appeals_of(claims: Iterable[int]) -> dict[int, BenefitAppeal]:
    """Return the appeals of claims, in one query."""
    return {row.claim: row for row in BenefitAppeal.objects.filter(claim__in=list(claims))}


def paper(subject: Ref, number: int) -> Any:
    """Return a document that proves something; raises NotFound."""
    for one in files.attachments_of(subject):
        if one.pk == number:
            return one
    raise NotFound


def entitled(
    actor: Actor, table: Table, today: date, *, benefit: str = "", after: str = "", limit: int = PAGE
) -> Page[Any]:
    """Return who is entitled to a benefit by the records and does not receive it, nothing excluding it: (seeker, benefits).

    Walks the register from the newest; a page looks at no more than `WALKED` people, then gives the cursor to go on.
    """
    wanted = [one for one in table.benefits if benefit in ("", one.code)]
    found: list[tuple[JobSeeker, list[str]]] = []
    walked = 0
    while walked < WALKED:
        page = newest(_mine(actor, JobSeeker).exclude(state__in=OVER), after, 100)
        known, held = entitling(page.rows, today), _held(page.rows, today)
        for row in page.rows:
            codes = [
                one.code
                for one in wanted
                if not unmet(one, known[row.pk], table.ages) and not _barred(one.code, held[row.pk], table)
            ]
            after = str(row.pk)
            if codes:
                found.append((row, codes))
            if len(found) == limit:
                return Page(found, after)
        walked += len(page.rows)
        if not page.next:
            return Page(found)
    return Page(found, after)


def _held(rows: Sequence[JobSeeker], today: date) -> dict[int, set[tuple[str, bool]]]:
    """What each receives or waits for today: (benefit, own), `own` False for another member of the household."""
    homes = {row.household for row in rows if row.household}
    day = DateRange(today, today, "[]")
    claims = Claim.objects.filter(
        Q(person__in=[row.person for row in rows]) | Q(household__in=homes),
        Q(state="applied") | Q(state="approved", during__overlap=day),
    )
    found: dict[int, set[tuple[str, bool]]] = {row.pk: set() for row in rows}
    listed = list(claims.values_list("benefit", "person", "household"))
    for row in rows:
        for code, person, home in listed:
            if person == row.person:
                found[row.pk].add((code, True))
            elif home and home == row.household:
                found[row.pk].add((code, False))
    return found


def _barred(code: str, held: set[tuple[str, bool]], table: Table) -> bool:
    wide = {one.code for one in table.benefits if one.scope == "household"}
    if (code, True) in held or (code in wide and (code, False) in held):
        return True
    return any(
        (other, True) in held or ((one.within == "household" or {code, other} & wide) and (other, False) in held)
        for one in table.excluding(code)
        for other in one.between
        if other != code
    )


def listed(actor: Actor, what: str, numbers: Iterable[int]) -> list[Any]:
    """Return vacancies, courses or claims by number, as far as the actor sees them."""
    rows: Any = {"vacancy": _street(actor, Vacancy), "course": _street(actor, Course), "claim": _mine(actor, Claim)}[
        what
    ]
    return list(rows.filter(pk__in=list(numbers)).order_by("pk"))


def claims_of_appeals(numbers: Iterable[int]) -> dict[int, int]:
    """Return the claims of appeals, by the number of the appeal."""
    return dict(BenefitAppeal.objects.filter(pk__in=list(numbers)).values_list("pk", "claim"))


def jobs_by_id(numbers: Iterable[int]) -> dict[int, Job]:
    """Return work by number; who may see it is decided before."""
    return Job.objects.in_bulk(list(numbers))


def access_job(actor: Actor, number: int) -> Job:
    """Return work that the actor sees; raises NotFound."""
    return the_one(_mine(actor, Job).filter(pk=number))


def entitled_to(row: JobSeeker, table: Table, today: date) -> list[str]:
    """Return the benefits to which one job seeker is entitled by the records without receiving or awaiting them."""
    if row.state in OVER:
        return []
    known, held = entitling([row], today)[row.pk], _held([row], today)[row.pk]
    return [
        one.code for one in table.benefits
        if not unmet(one, known, table.ages) and not _barred(one.code, held, table)
    ]  # fmt: skip
