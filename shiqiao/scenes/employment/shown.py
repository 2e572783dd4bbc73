"""What the pages of the register show: one person with everything that was done, and what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.employment import matching, persons, reads, rights, words
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.models import Delivery, Job, JobCheck, JobSeeker, Round, StatusLine
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.rules import NEXT, TOPICS, WITHOUT
from shiqiao.scenes.employment.store import JOB, day_of, unseal
from shiqiao.surfaces.desk.words import post_title, said

BEFORE_DUE = 0.75  # of the term: from then on the light is yellow, as for every clock


@dataclass(frozen=True)
class SeekerRow:
    """A job seeker in a list."""

    row: JobSeeker
    url: str
    name: str
    age: int | None
    state: str
    tone: str
    categories: Sequence[str]


def rows_of(rows: Sequence[JobSeeker], table: Table, today: date) -> list[SeekerRow]:
    """Return job seekers for a list, with their names in two queries."""
    if not rows:
        return []
    known = persons.known(rows[0].street, [row.person for row in rows], today)
    titles = {one.code: said(one.title) for one in table.categories}
    found = []
    for row in rows:
        who = known.get(row.person)
        codes = [titles.get(code, code) for code in persons.categories_of(row)]
        address = reverse("desk:employment:seeker", args=[row.pk])
        name, years = (who.name, who.age) if who else ("–", None)
        found.append(SeekerRow(row, address, name, years, *words.pair(words.STATES, row.state), codes))
    return found


@dataclass(frozen=True)
class Topic:
    """One of the five as the page shows it."""

    row: Delivery
    title: str
    icon: str
    answer: str
    tone: str
    reason: str
    outcome: str
    light: str
    url: str


def topic_of(row: Delivery, at: datetime, *, keeps: bool) -> Topic:
    """Return a delivery for a page."""
    title, icon = words.pair(words.TOPICS, row.topic)
    open_now = row.follow_up == "open" and row.due_at is not None
    colour = light_of(row.at, row.due_at, at) if open_now else "grey"
    address = reverse("desk:employment:follow", args=[row.pk]) if open_now and keeps else ""
    return Topic(
        row, title, icon, *words.pair(words.ANSWERS, row.answer), masked(unseal(row.reason)), masked(unseal(row.outcome)),
        colour, address,
    )  # fmt: skip


def light_of(began: datetime, due: datetime | None, at: datetime) -> str:
    """Return the light of a term: red once it is over, yellow in its last quarter."""
    if due is None:
        return "grey"
    if at >= due:
        return "red"
    return "yellow" if at - began >= (due - began) * BEFORE_DUE else "green"


@dataclass(frozen=True)
class RoundShown:
    """A visit or a talk with its five deliveries."""

    row: Round
    channel: str
    by: str
    note: str
    visit_url: str
    topics: Sequence[Topic]


@dataclass(frozen=True)
class LineShown:
    """A line of the status history with its evidence."""

    row: StatusLine
    state: str
    tone: str
    proof: str
    note: str
    by: str
    refs: Sequence[Shown] = field(default=())


@dataclass(frozen=True)
class JobShown:
    """Work with its checks."""

    row: Job
    kind: str
    firm: str
    number: str
    proof: str
    ended: str
    note: str
    files: Sequence[tuple[str, str]]
    checks: Sequence[tuple[JobCheck, str, str, str, str]]
    end_url: str


def page_of(actor: Actor, row: JobSeeker, at: datetime) -> dict[str, Any]:
    """Return what the page of a job seeker shows."""
    table, today = rules_of(row.street), day_of(at)
    keeps = rights.keeps(actor, row.street, rights.place_of(row))
    one = rows_of([row], table, today)[0]
    person = show(actor, [persons.ref(row)]).get(persons.ref(row))
    return {
        "seeker": row, "one": one, "person": person, "keeps": keeps, "wishes": masked(unseal(row.wishes)),
        "occupations": occupations_of(table, row.occupations), "hours": words.word(words.HOURS, row.hours),
        "schooling": words.word(words.SCHOOLED, row.schooling), "history": _history(actor, row.pk),
        "rounds": [_round(actor, *pair, at, keeps) for pair in reads.rounds_of(row.pk)],
        "jobs": [_job(*pair, at, keeps) for pair in reads.jobs_of(row.pk)], "applications": _applications(row, keeps),
        "matches": _matches(row, today, keeps), "enrolments": _enrolments(row, keeps), "claims": _claims(row, table),
        "entitled": _entitled(actor, row, table, today), "acts": acts(row, keeps),
    }  # fmt: skip


def occupations_of(table: Table, codes: Sequence[str]) -> list[str]:
    """Return occupations in words."""
    titles = {one.code: said(one.title) for one in table.occupations}
    return [titles.get(code, code) for code in codes]


def _history(actor: Actor, seeker: int) -> list[LineShown]:
    lines = reads.history_of(seeker)
    refs = show(actor, {Ref.parse(text) for line in lines for text in line.refs})
    return [
        LineShown(
            line, *words.pair(words.STATES, line.state), words.word(words.PROOFS, line.proof), masked(unseal(line.note)),
            post_title(line.post), [refs[ref] for text in line.refs if (ref := Ref.parse(text)) in refs],
        )
        for line in lines
    ]  # fmt: skip


def _round(actor: Actor, row: Round, deliveries: Sequence[Delivery], at: datetime, keeps: bool) -> RoundShown:
    order = {topic: place for place, topic in enumerate(TOPICS)}
    topics = [topic_of(one, at, keeps=keeps) for one in sorted(deliveries, key=lambda one: order[one.topic])]
    visit = reverse("desk:visit", args=[row.visit]) if row.visit else ""
    return RoundShown(
        row, words.word(words.CHANNELS, row.channel), post_title(row.post), masked(unseal(row.note)), visit, topics
    )


def _job(row: Job, checks: Sequence[JobCheck], at: datetime, keeps: bool) -> JobShown:
    shown = [
        (
            one, *words.pair(words.RESULTS, one.result), light_of(row.at, one.due_at, at) if not one.result else "",
            reverse("desk:employment:check", args=[one.pk]) if keeps and not one.result else "",
        )
        for one in checks
    ]  # fmt: skip
    files = [
        (one.name, reverse("desk:employment:job-file", args=[row.pk, one.pk]))
        for one in attachments_of(Ref(JOB, row.pk))
    ]
    ended = words.word(words.ENDED, row.why) if row.ended_on else ""
    end = reverse("desk:employment:job-end", args=[row.pk]) if keeps and row.ended_on is None else ""
    return JobShown(
        row, words.word(words.JOBS, row.kind), unseal(row.firm), masked(unseal(row.number)),
        words.word(words.PROOFS, row.proof), ended, masked(unseal(row.note)), files, shown, end,
    )  # fmt: skip


def _applications(row: JobSeeker, keeps: bool) -> list[dict[str, Any]]:
    return [
        {
            "row": one, "vacancy": offer, "state": words.pair(words.APPLICATIONS, one.state),
            "why": words.word(words.CLOSED_WHY, one.why) if one.why else masked(unseal(one.reason)),
            "vacancy_url": reverse("desk:employment:vacancy", args=[offer.pk]),
            "url": reverse("desk:employment:application", args=[one.pk])
            if keeps and one.state in ("proposed", "applied") else "",
        }
        for one, offer in reads.applications_of(row.pk)
    ]  # fmt: skip


def _matches(row: JobSeeker, today: date, keeps: bool) -> list[dict[str, Any]]:
    """The vacancies that fit best, and some that do not with the reason."""
    if row.state not in WITHOUT:
        return []
    apply = reverse("desk:employment:seeker-act", args=[row.pk, "apply"])
    found = [pair for pair in matching.matches_for(row, today) if "asked_before" not in pair[1].reasons_against]
    return [
        {
            "vacancy": offer, "proposed": match.proposed, "url": reverse("desk:employment:vacancy", args=[offer.pk]),
            "fits": [words.word(words.FITS, code) for code in match.reasons_for],
            "against": [words.word(words.AGAINST, code) for code in match.reasons_against],
            "apply_url": f"{apply}?vacancy={offer.pk}" if keeps else "",
        }
        for offer, match in found[:6]
    ]  # fmt: skip


def _enrolments(row: JobSeeker, keeps: bool) -> list[dict[str, Any]]:
    return [
        {
            "row": one, "course": course, "state": words.pair(words.ENROLMENTS, one.state),
            "course_url": reverse("desk:employment:course", args=[course.pk]),
            "url": reverse("desk:employment:enrolment", args=[one.pk]) if keeps and one.state == "enrolled" else "",
        }
        for one, course in reads.enrolments_of(row.pk)
    ]  # fmt: skip


def _claims(row: JobSeeker, table: Table) -> list[dict[str, Any]]:
    return [
        {
            "row": one, "title": benefit_title(table, one.benefit), "state": words.pair(words.CLAIMS, one.state),
            "url": reverse("desk:employment:claim", args=[one.pk]),
        }
        for one in reads.claims_of(row.pk)
    ]  # fmt: skip


def benefit_title(table: Table, code: str) -> str:
    """Return what a benefit is called."""
    found = table.benefit(code)
    return said(found.title) if found else code


def _entitled(actor: Actor, row: JobSeeker, table: Table, today: date) -> list[tuple[str, str]]:
    """What the person is entitled to by the records and does not receive, each with the way to claim it."""
    claim = reverse("desk:employment:seeker-act", args=[row.pk, "claim"])
    return [(benefit_title(table, code), f"{claim}?benefit={code}") for code in reads.entitled_to(row, table, today)]


ACTS = {
    "round": ("checklist", True), "job": ("briefcase", False), "apply": ("send", False), "enrol": ("school", False),
    "claim": ("file-text", False), "visit": ("walk", False), "change": ("pencil", False), "status": ("arrow-right", False),
}  # fmt: skip


def act_title(do: str) -> str:
    """Return what an act is called."""
    return {
        "round": _("Record five deliveries"), "job": _("Register work"), "apply": _("Propose a vacancy"),
        "enrol": _("Enrol in a course"), "claim": _("Apply for a benefit"), "visit": _("Plan a visit"),
        "change": _("Change wishes"), "status": _("Change status"),
    }[do]  # fmt: skip


def acts(row: JobSeeker, keeps: bool) -> list[tuple[str, str, str, bool]]:
    """Return what can be done with a job seeker now: (address, title, icon, main)."""
    without = row.state in WITHOUT
    open_to = {
        "round": without or row.state == "lost", "job": row.state not in ("placed", "withdrawn"), "apply": without,
        "enrol": without, "claim": row.state != "withdrawn", "visit": without or row.state == "lost", "change": True,
        "status": bool({"registered", "withdrawn", "lost"} & NEXT[row.state]) and row.state != "placed",
    }  # fmt: skip
    return [
        (reverse("desk:employment:seeker-act", args=[row.pk, do]), act_title(do), icon, main)
        for do, (icon, main) in ACTS.items()
        if keeps and open_to[do]
    ]


@dataclass(frozen=True)
class DueRow:
    """A follow-up or a check that is due."""

    due: datetime
    light: str
    name: str
    url: str
    what: str
    icon: str
    note: str
    act_url: str
    community: int
    number: int = 0


def follow_rows(actor: Actor, rows: Sequence[Delivery], at: datetime) -> list[DueRow]:
    """Return deliveries that wait, with their people in three queries."""
    people = people_of(actor, [row.seeker for row in rows], at)
    found = []
    for row in rows:
        if (one := people.get(row.seeker)) is None or row.due_at is None:
            continue
        topic = topic_of(row, at, keeps=True)
        found.append(DueRow(
            row.due_at, topic.light, one.name, one.url, topic.title, topic.icon, topic.answer, topic.url, row.community,
            row.seeker,
        ))  # fmt: skip
    return found


def check_rows(actor: Actor, rows: Sequence[JobCheck], at: datetime) -> list[DueRow]:
    """Return work that is to be looked at again, with its people in three queries."""
    people = people_of(actor, [row.seeker for row in rows], at)
    jobs = reads.jobs_by_id([row.job for row in rows])
    found = []
    for row in rows:
        if (one := people.get(row.seeker)) is None:
            continue
        job = jobs[row.job]
        what = _("{n} months in work").format(n=row.months)
        found.append(DueRow(
            row.due_at, light_of(job.at, row.due_at, at), one.name, one.url, what, "eye-check", unseal(job.firm),
            reverse("desk:employment:check", args=[row.pk]), row.community, row.seeker,
        ))  # fmt: skip
    return found


def people_of(actor: Actor, numbers: Sequence[int], at: datetime) -> dict[int, SeekerRow]:
    """Return job seekers whom the actor sees for a list on another page, by number."""
    found = list(reads.seekers_by_id(actor, numbers).values())
    return {one.row.pk: one for one in rows_of(found, rules_of(actor.street or 0), day_of(at))}
