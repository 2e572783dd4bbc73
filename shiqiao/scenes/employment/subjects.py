"""How others show what employment keeps, known to them by reference only; and what it tells on a person's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import SubjectKind, SubjectPanel
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import subject_panels, subjects
from shiqiao.scenes.employment import persons, reads, rights, words
from shiqiao.scenes.employment.models import Delivery, JobCheck, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import APPEAL, CHECK, CLAIM, COURSE, DELIVERY, SEEKER, VACANCY, day_of
from shiqiao.surfaces.desk.words import said

Titles = dict[int, tuple[str, str, str]]


def seekers(actor: Actor, ids: list[int]) -> Titles:
    """Return job seekers whom an actor sees, by masked name."""
    return _named(reads.seekers_by_id(actor, ids).values(), {number: [number] for number in ids})


def _named(rows: Any, wanted: dict[int, list[int]], what: str = "") -> Titles:
    """Titles of things that hang on job seekers: seeker → the numbers of the things."""
    rows = list(rows)
    if not rows:
        return {}
    known = persons.known(rows[0].street, [row.person for row in rows], day_of(now()))
    found: Titles = {}
    for row in rows:
        name = known[row.person].name if row.person in known else str(row.pk)
        address = reverse("desk:employment:seeker", args=[row.pk])
        for number in wanted.get(row.pk, ()):
            found[number] = (f"{what} {name}".strip(), address, row.state)
    return found


def deliveries(actor: Actor, ids: list[int]) -> Titles:
    """Return deliveries by topic and person."""
    return _of_seekers(actor, Delivery.objects.filter(pk__in=ids), _("Delivery"))


def checks(actor: Actor, ids: list[int]) -> Titles:
    """Return checks of work by person."""
    return _of_seekers(actor, JobCheck.objects.filter(pk__in=ids), _("Looking at work again"))


def _of_seekers(actor: Actor, rows: Any, what: str) -> Titles:
    wanted: dict[int, list[int]] = {}
    for number, seeker in rows.values_list("pk", "seeker"):
        wanted.setdefault(seeker, []).append(number)
    return _named(reads.seekers_by_id(actor, wanted).values(), wanted, what)


def vacancies(actor: Actor, ids: list[int]) -> Titles:
    """Return vacancies by title."""
    rows = reads.listed(actor, "vacancy", ids)
    return {row.pk: (row.title, reverse("desk:employment:vacancy", args=[row.pk]), row.state) for row in rows}


def courses(actor: Actor, ids: list[int]) -> Titles:
    """Return courses by title."""
    rows = reads.listed(actor, "course", ids)
    return {row.pk: (row.title, reverse("desk:employment:course", args=[row.pk]), row.state) for row in rows}


def claims(actor: Actor, ids: list[int]) -> Titles:
    """Return claims by the benefit."""
    table = rules_of(actor.street or 0)
    found: Titles = {}
    for row in reads.listed(actor, "claim", ids):
        benefit = table.benefit(row.benefit)
        title = said(benefit.title) if benefit else row.benefit
        found[row.pk] = (title, reverse("desk:employment:claim", args=[row.pk]), row.state)
    return found


def appeals(actor: Actor, ids: list[int]) -> Titles:
    """Return appeals by the benefit."""
    of = reads.claims_of_appeals(ids)
    shown = claims(actor, list(of.values()))
    return {number: shown[claim] for number, claim in of.items() if claim in shown}


def panel(actor: Actor, ref: Ref) -> dict[str, Any] | None:
    """Return what a person's page says of the register; None for who does not keep it."""
    if not rights.reads_any(actor):
        return None
    row = reads.seeker_of(actor, ref.id)
    if row is None:
        address = f"{reverse('desk:employment:register')}?person={ref.id}"
        return {"register_url": address} if actor.street and rights.may_register(actor) else None
    state, tone = words.pair(words.STATES, row.state)
    return {"row": row, "state": state, "tone": tone, "url": reverse("desk:employment:seeker", args=[row.pk])}


def titles(actor: Actor, rows: list[JobSeeker]) -> dict[int, str]:
    """Return masked names of job seekers by number, in two queries."""
    if not rows:
        return {}
    known = persons.known(rows[0].street, [row.person for row in rows], day_of(now()))
    return {row.pk: known[row.person].name if row.person in known else "–" for row in rows}


def fill(scene: str) -> None:
    """Fill the sockets."""
    kinds = {
        SEEKER: seekers, DELIVERY: deliveries, CHECK: checks, VACANCY: vacancies, COURSE: courses, CLAIM: claims,
        APPEAL: appeals,
    }  # fmt: skip
    for kind, read in kinds.items():
        subjects.fill(scene, SubjectKind(kind, read))
    subject_panels.fill(
        scene, SubjectPanel("employment", "Job seeker", "employment/_panel.html", frozenset({"person"}), panel, 40)
    )
