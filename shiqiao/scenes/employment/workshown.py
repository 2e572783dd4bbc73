"""What the pages of vacancies and courses show: who fits and why, who applied, who has a place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.text import masked
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.employment import matching, reads, rights, words
from shiqiao.scenes.employment.formparts import Choices
from shiqiao.scenes.employment.models import Course, Vacancy
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.shown import occupations_of, people_of
from shiqiao.scenes.employment.store import day_of, unseal

CANDIDATES, OTHERS = 25, 15


def vacancy_rows(rows: Sequence[Vacancy], street: int, at: datetime) -> list[dict[str, Any]]:
    """Return vacancies for a list."""
    table, today = rules_of(street), day_of(at)
    return [
        {
            "row": row, "url": reverse("desk:employment:vacancy", args=[row.pk]), "free": row.places - row.taken,
            "occupation": occupations_of(table, [row.occupation])[0], "hours": words.word(words.HOURS, row.hours),
            "state": words.pair(words.VACANCIES, "closed" if row.until < today else row.state),
        }
        for row in rows
    ]  # fmt: skip


def vacancy_page(actor: Actor, row: Vacancy, at: datetime) -> dict[str, Any]:
    """Return what the page of a vacancy shows: what is asked, who fits and why, who does not and why not, who applied."""
    today = day_of(at)
    candidates = matching.candidates_for(actor, row, today) if row.state == "open" and row.until >= today else []
    fit = [pair for pair in candidates if pair[1].proposed][:CANDIDATES]
    unfit = [pair for pair in candidates if not pair[1].proposed][:OTHERS]
    applications = reads.applications_to(row.pk)
    people = people_of(actor, [one.pk for one, _ in (*fit, *unfit)] + [one.seeker for one in applications], at)
    may = rights.may_register(actor)
    return {
        "vacancy": row, "one": vacancy_rows([row], row.street, at)[0], "schooling": words.word(words.SCHOOLING, row.schooling),
        "fit": [_candidate(pair, people, row) for pair in fit], "unfit": [_candidate(pair, people, row) for pair in unfit],
        "applications": [_application(one, people) for one in applications if one.seeker in people],
        "hidden": sum(one.seeker not in people for one in applications), "may": may,
        "may_close": may and row.state == "open",
    }  # fmt: skip


def _candidate(pair: Any, people: Any, row: Vacancy) -> dict[str, Any]:
    seeker, match = pair
    apply = reverse("desk:employment:seeker-act", args=[seeker.pk, "apply"])
    return {
        "one": people[seeker.pk], "fits": [words.word(words.FITS, code) for code in match.reasons_for],
        "against": [words.word(words.AGAINST, code) for code in match.reasons_against],
        "apply_url": "" if "asked_before" in match.reasons_against else f"{apply}?vacancy={row.pk}",
    }  # fmt: skip


def _application(one: Any, people: Any) -> dict[str, Any]:
    open_now = one.state in ("proposed", "applied")
    return {
        "row": one, "one": people[one.seeker], "state": words.pair(words.APPLICATIONS, one.state),
        "why": words.word(words.CLOSED_WHY, one.why) if one.why else masked(unseal(one.reason)),
        "url": reverse("desk:employment:application", args=[one.pk]) if open_now else "",
    }  # fmt: skip


def course_rows(rows: Sequence[Course], street: int) -> list[dict[str, Any]]:
    """Return courses for a list."""
    table = rules_of(street)
    return [
        {
            "row": row, "url": reverse("desk:employment:course", args=[row.pk]), "free": row.places - row.taken,
            "state": words.pair(words.COURSES, row.state),
            "occupation": occupations_of(table, [row.occupation])[0] if row.occupation else "",
        }
        for row in rows
    ]  # fmt: skip


def course_page(actor: Actor, row: Course, at: datetime) -> dict[str, Any]:
    """Return what the page of a course shows: its places, and those of its people whom the reader sees."""
    enrolments = reads.enrolments_in(row.pk)
    people = people_of(actor, [one.seeker for one in enrolments], at)
    shown = [
        {
            "one": people[one.seeker], "row": one, "state": words.pair(words.ENROLMENTS, one.state),
            "url": reverse("desk:employment:enrolment", args=[one.pk]) if one.state == "enrolled" else "",
        }
        for one in enrolments
        if one.seeker in people
    ]  # fmt: skip
    may = row.state != "cancelled" and row.ends >= day_of(at) and rights.keeps_all(actor, row.street)
    return {
        "end_url": reverse("desk:employment:end-course", args=[row.pk]) if may else "",
        "course": row, "one": course_rows([row], row.street)[0], "enrolments": shown, "hidden": len(enrolments) - len(shown),
    }  # fmt: skip


def communities(street: int) -> Choices:
    """Return the communities of a street as choices."""
    return [(str(one.code), one.title) for one in territory.communities(street)]
