"""Vacancies and who fits them: posted, matched with reasons, applied for, accepted once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.text import clean
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.errors import EmploymentRefused, NoPlace, NotSo
from shiqiao.scenes.employment.models import Application, Course, Enrolment, JobSeeker, Vacancy
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import WAGE_MOST, close_applications, mine
from shiqiao.scenes.employment.rules import APPLICATION_OPEN, HOURS, SCHOOLING, WITHOUT, Match, Offer, Wishes, match
from shiqiao.scenes.employment.store import SEEKER, VACANCY, day_of, locked, note, noted, seal, written


@dataclass(frozen=True, slots=True)
class Offered:
    """What a firm offers: wage a month in yuan, places, the last day. `organisation` is its number in the registry or 0."""

    firm: str
    title: str
    occupation: str
    wage_from: int
    wage_to: int
    places: int
    until: date
    hours: str = "full"
    schooling: str = "none"
    requirements: str = ""
    organisation: int = 0
    community: int = 0


def post_vacancy(*, street: int, offered: Offered, invented: bool = False, by: Actor, at: datetime) -> Vacancy:
    """Post a vacancy of a firm. Raises EmploymentRefused naming each field, NotYours."""
    with scope.scoped(*scope.of(by)):
        rights.refuse_others(by, street, (by.reach.span or (0, 0))[0])
        _check(offered, rules_of(street), at)
        given = {name: getattr(offered, name) for name in offered.__slots__}
        for name in ("firm", "title", "requirements"):
            given[name] = clean(given[name]).strip()
        row = Vacancy.objects.create(street=street, post=by.post or 0, at=at, invented=invented, **given)
        note(Ref(VACANCY, row.pk), street, "employment.vacancy_posted", by=by, at=at, occupation=row.occupation,
             places=row.places, until=row.until)  # fmt: skip
        return row


def _check(offered: Offered, table: Table, at: datetime) -> None:
    sensible = {
        "firm": (0 < len(clean(offered.firm).strip()) <= 120, "Fill this in, shortly."),
        "title": (0 < len(clean(offered.title).strip()) <= 80, "Fill this in, shortly."),
        "requirements": (len(offered.requirements) <= 300, "Shorten this to 300 characters."),
        "occupation": (offered.occupation in {one.code for one in table.occupations}, "Choose one of those offered."),
        "wage_to": (
            0 <= offered.wage_from <= offered.wage_to <= WAGE_MOST,
            "Give yuan a month, the higher figure last, at most 100,000.",
        ),
        "places": (1 <= offered.places <= 500, "Give a number of places from 1 to 500."),
        "until": (offered.until >= day_of(at), "This day has passed; give the last day on which one can apply."),
        "hours": (offered.hours in HOURS and offered.schooling in SCHOOLING, "Choose one of those offered."),
    }
    if wrong := {name: sentence for name, (fits, sentence) in sensible.items() if not fits}:
        raise EmploymentRefused(fields=wrong)


def close_vacancy(*, vacancy: int, by: Actor, at: datetime) -> Vacancy:
    """Close a vacancy; open applications are closed with it. Raises NotSo, NotYours, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = locked(Vacancy, vacancy)
        rights.refuse_others(by, row.street, (by.reach.span or (0, 0))[0])
        if row.state != "open":
            raise NotSo
        _close(row, "vacancy_closed", by, at)
        return row


def _close(row: Vacancy, why: str, by: Actor, at: datetime) -> None:
    row.state = "closed"
    row.save(update_fields=["state"])
    closed = Application.objects.filter(vacancy=row.pk, state__in=APPLICATION_OPEN).update(
        state="closed", why=why, decided_at=at
    )
    note(Ref(VACANCY, row.pk), row.street, "employment.vacancy_closed", by=by, at=at, why=why, applications=closed)


# ── matching ───────────────────────────────────────────────────────────────────────────────────────────────────────


def trained_in(seekers: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the occupations in which job seekers have completed a course, in two queries."""
    rows = list(Enrolment.objects.filter(seeker__in=list(seekers), state="completed").values_list("seeker", "course"))
    courses = dict(Course.objects.filter(pk__in={course for _, course in rows}).values_list("pk", "occupation"))
    found: dict[int, frozenset[str]] = {}
    for seeker, course in rows:
        found[seeker] = found.get(seeker, frozenset()) | {courses.get(course, "")} - {""}
    return found


def wishes_of(row: JobSeeker, trained: frozenset[str]) -> Wishes:
    """Return what a job seeker wants, for matching."""
    return Wishes(row.state, tuple(row.occupations), row.wage, row.hours, row.schooling, trained, row.community)


def offer_of(row: Vacancy) -> Offer:
    """Return what a vacancy asks, for matching."""
    return Offer(
        row.occupation, row.wage_to, row.hours, row.schooling, row.places - row.taken, row.until, row.state == "open",
        row.community,
    )  # fmt: skip


def matches_for(row: JobSeeker, today: date, limit: int = 200) -> list[tuple[Vacancy, Match]]:
    """Return open vacancies with why each is proposed or not, the best first."""
    vacancies = list(
        Vacancy.objects.filter(street=row.street, state="open", until__gte=today).order_by("until", "id")[:limit]
    )
    asked = _asked(Application.objects.filter(seeker=row.pk), "vacancy")
    wishes = wishes_of(row, trained_in([row.pk]).get(row.pk, frozenset()))
    found = [(one, match(wishes, offer_of(one), today, asked=asked.get(one.pk, ""))) for one in vacancies]
    return sorted(found, key=lambda pair: (not pair[1].proposed, -pair[1].score, pair[0].pk))


def candidates_for(
    actor: Actor, row: Vacancy, today: date, *, limit: int = 400
) -> list[tuple[JobSeeker, Match]]:  # fmt: skip
    """Return job seekers whom the actor sees with why each fits a vacancy or not, the best first; the newest are compared."""
    condition = rights.seen(actor)
    if condition is None:
        return []
    rows = list(JobSeeker.objects.filter(condition, street=row.street, state__in=WITHOUT).order_by("-id")[:limit])
    asked, trained = _asked(Application.objects.filter(vacancy=row.pk), "seeker"), trained_in(one.pk for one in rows)
    offer = offer_of(row)
    found = [
        (one, match(wishes_of(one, trained.get(one.pk, frozenset())), offer, today, asked=asked.get(one.pk, "")))
        for one in rows
    ]
    return sorted(found, key=lambda pair: (not pair[1].proposed, -pair[1].score, -pair[0].pk))


def _asked(rows: Any, by: str) -> dict[int, str]:
    return dict(rows.exclude(state__in=("closed", "over")).order_by("id").values_list(by, "state"))


# ── applications ───────────────────────────────────────────────────────────────────────────────────────────────────


def apply_for(
    *, seeker: int, vacancy: int, proposed: bool = True, remark: str = "", by: Actor, at: datetime
) -> Application:
    """Propose a vacancy to a job seeker, or enter that the person applies. What stands against it needs a remark.

    Raises EmploymentRefused, NotSo where it stands already or the person has work, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, offer = mine(seeker, by), locked(Vacancy, vacancy)
        if offer.street != row.street:
            raise NotFound
        trained = trained_in([row.pk]).get(row.pk, frozenset())
        found = match(wishes_of(row, trained), offer_of(offer), day_of(at))
        if {"not_open", "no_place"} & set(found.reasons_against):
            raise NoPlace
        if "has_work" in found.reasons_against:
            raise NotSo
        if found.reasons_against and not remark.strip():
            raise EmploymentRefused(
                fields={"reason": "Something stands against it: say why it is proposed all the same."}
            )
        try:
            with transaction.atomic():
                made = Application.objects.create(
                    street=row.street, seeker=row.pk, vacancy=offer.pk, state="proposed" if proposed else "applied",
                    reason=seal(noted(remark, "reason")), post=by.post or 0, at=at, waits_since=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "employment_asked_once" not in str(error):
                raise
            raise NotSo from None
        told = {"against": list(found.reasons_against), "fits": list(found.reasons_for)}
        _told(made, "employment.application_made", by, at, **told)
        return made


def decide_application(*, application: int, state: str, remark: str = "", by: Actor, at: datetime) -> Application:
    """Enter what became of an application: applied, accepted by the firm, refused by the firm, declined by the person.

    Accepting closes the person's other open applications and, where it took the last place, the vacancy. A refusal has
    its reason. Raises EmploymentRefused, NotSo, NoPlace, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        seeker, offer, row = _held(application, by)
        allowed = {
            "proposed": ("applied", "accepted", "refused", "declined"),
            "applied": ("accepted", "refused", "declined"),
        }
        if state not in allowed.get(row.state, ()):
            raise NotSo
        if state in ("refused", "declined"):
            row.reason = seal(written(remark, "reason", "Say in a few words why."))
        row.state, row.decided_at = state, None if state == "applied" else at
        row.waits_since = at if state == "applied" else row.waits_since
        _save(row)
        _told(row, "employment.application_decided", by, at, state=state)
        if state == "accepted":
            close_applications(seeker.pk, "other_accepted", at, but=row.pk)
            offer.refresh_from_db()
            if offer.taken >= offer.places:
                _close(offer, "filled", by, at)
        return row


def _held(application: int, by: Actor) -> tuple[JobSeeker, Vacancy, Application]:
    """Lock person, vacancy and application in the order of every act on them: two who decide at once wait, none dies."""
    asked = Application.objects.filter(pk=application).first()
    if asked is None:
        raise NotFound
    return mine(asked.seeker, by), locked(Vacancy, asked.vacancy), locked(Application, application)


def _save(row: Application) -> None:
    """Write an application; the database refuses a second accepted one, and one more than there are places."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "employment_one_accepted" in str(error):
            raise NotSo from None
        if "employment_places_kept" in str(error):
            raise NoPlace from None
        raise


def _told(row: Application, code: str, by: Actor, at: datetime, **data: Any) -> None:
    note(Ref(SEEKER, row.seeker), row.street, code, by=by, at=at, application=row.pk, vacancy=row.vacancy, **data)


def with_firm(offered: Offered, firm: str, organisation: int) -> Offered:
    """Return an offer under the name and number under which the registry knows the firm."""
    return replace(offered, firm=firm, organisation=organisation)
