"""Forms of vacancies, work and courses."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.scenes.employment import ending, matching, training, words, working
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.formparts import (
    ActForm,
    Choices,
    choice_field,
    choose,
    day_field,
    document_field,
    long_text,
    number_field,
    occupations,
    short_text,
    titles,
)
from shiqiao.scenes.employment.rules import CHECK_RESULTS, HOURS, JOB_PROOFS

CHECK_PROOFS = (*JOB_PROOFS, "visit")


class VacancyForm(ActForm):
    """A vacancy of a firm."""

    firm = short_text(gettext_lazy("Firm"), 120)
    title = short_text(gettext_lazy("Post title"), 80)
    occupation = choice_field(gettext_lazy("Occupation"))
    places = number_field(gettext_lazy("Number of places"), 1, 500)
    wage_from = number_field(gettext_lazy("Wage a month from, yuan"), 0, 100_000)
    wage_to = number_field(gettext_lazy("Wage a month to, yuan"), 0, 100_000)
    hours = choice_field(gettext_lazy("Working hours"))
    schooling = choice_field(gettext_lazy("Schooling asked"))
    requirements = short_text(gettext_lazy("Other requirements"), 300, required=False)
    community = choice_field(gettext_lazy("Where"), required=False)
    until = day_field(gettext_lazy("Apply until"))

    def __init__(self, data: Any = None, files: Any = None, *, table: Table, communities: Choices) -> None:
        offers = {
            "occupation": choose(occupations(table)), "hours": titles(words.HOURS, HOURS),
            "schooling": titles(words.SCHOOLING), "community": [("", _("Outside the street")), *communities],
        }  # fmt: skip
        super().__init__(data, files, offers=offers, initial={"hours": "full", "schooling": "none", "places": 1})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Post it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "sent"}
        told["community"] = int(told["community"] or 0)
        return matching.post_vacancy(street=by.street or 0, offered=matching.Offered(**told), by=by, at=at)


class ApplyForm(ActForm):
    """Propose a vacancy, or enter that the person applies."""

    vacancy = choice_field(gettext_lazy("Vacancy"))
    proposed = choice_field(gettext_lazy("Who asks"), radio=True)
    reason = long_text(
        gettext_lazy("Remark"), required=False, hint=gettext_lazy("Needed when something stands against it.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, vacancies: Choices, first: str = "") -> None:
        who = [("yes", _("We propose it")), ("no", _("The person applies"))]
        offers = {"vacancy": choose(vacancies), "proposed": who}
        super().__init__(data, files, offers=offers, initial={"proposed": "yes", "vacancy": first})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return matching.apply_for(
            seeker=row.pk,
            vacancy=int(told["vacancy"]),
            proposed=told["proposed"] == "yes",
            remark=told["reason"],
            by=by,
            at=at,
        )


class ApplicationForm(ActForm):
    """What became of an application."""

    state = choice_field(gettext_lazy("What became of it"), radio=True)
    reason = long_text(gettext_lazy("Reason"), required=False, hint=gettext_lazy("Needed for a no."))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        offers = {"state": titles(words.APPLICATIONS, ("applied", "accepted", "refused", "declined"))}
        super().__init__(data, files, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return matching.decide_application(
            application=row.pk, state=told["state"], remark=told["reason"], by=by, at=at
        )  # fmt: skip


class JobForm(ActForm):
    """Register work with its evidence."""

    purposes = {"document": "document"}
    kind = choice_field(gettext_lazy("Kind of work"), radio=True)
    firm = short_text(gettext_lazy("With whom, or at what"), 120)
    since = day_field(gettext_lazy("Works since"))
    proof = choice_field(gettext_lazy("By what evidence"))
    number = short_text(gettext_lazy("Number of the contract or record"), 60, required=False)
    document = document_field()
    note = long_text(gettext_lazy("Note"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, firm: str = "") -> None:
        offers = {"kind": titles(words.JOBS), "proof": choose(titles(words.PROOFS, JOB_PROOFS))}
        super().__init__(data, files, offers=offers, initial={"firm": firm})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Register it."""
        told = self.cleaned_data
        return working.register_job(
            seeker=row.pk, kind=told["kind"], firm=told["firm"], since=told["since"], proof=told["proof"],
            number=told["number"], files=self.documents, remark=told["note"], by=by, at=at,
        )  # fmt: skip


class EndJobForm(ActForm):
    """Enter that work ended."""

    on = day_field(gettext_lazy("Last day of work"))
    why = choice_field(gettext_lazy("Why it ended"))
    proof = choice_field(gettext_lazy("By what evidence"))
    note = long_text(gettext_lazy("Note"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, today: str) -> None:
        offers = {"why": choose(titles(words.ENDED)), "proof": choose(titles(words.PROOFS, CHECK_PROOFS))}
        super().__init__(data, files, offers=offers, initial={"on": today})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return working.end_job(
            job=row.pk, on=told["on"], why=told["why"], proof=told["proof"], remark=told["note"], by=by, at=at
        )


class CheckForm(EndJobForm):
    """What looking again showed."""

    field_order = ("result", "proof", "on", "why", "note")
    result = choice_field(gettext_lazy("What looking again showed"), radio=True)
    on = day_field(gettext_lazy("If it ended: last day of work"), required=False)
    why = choice_field(gettext_lazy("If it ended: why"), required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        offers = {
            "result": titles(words.RESULTS, CHECK_RESULTS), "why": choose(titles(words.ENDED)),
            "proof": choose(titles(words.PROOFS, CHECK_PROOFS)),
        }  # fmt: skip
        ActForm.__init__(self, data, files, offers=offers)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return working.check_job(
            check=row.pk, result=told["result"], proof=told["proof"], on=told["on"], why=told["why"] or "left",
            remark=told["note"], by=by, at=at,
        )  # fmt: skip


class CourseForm(ActForm):
    """A training course."""

    title = short_text(gettext_lazy("Title of the course"), 80)
    occupation = choice_field(gettext_lazy("Trains for"), required=False)
    teacher = short_text(gettext_lazy("Who teaches"), 120, required=False)
    places = number_field(gettext_lazy("Number of places"), 1, 500)
    begins = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))

    def __init__(self, data: Any = None, files: Any = None, *, table: Table) -> None:
        super().__init__(data, files, offers={"occupation": [("", _("No occupation")), *occupations(table)]})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Offer it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "sent"}
        return training.offer_course(street=by.street or 0, **told, by=by, at=at)


class EndCourseForm(ActForm):
    """Give no more places in a course, or cancel it."""

    do = choice_field(gettext_lazy("What happens"), radio=True)
    reason = short_text(
        gettext_lazy("Reason"),
        200,
        required=False,
        hint=gettext_lazy("Needed when it is cancelled; everybody reads it."),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        some = [("close", _("No more places are given; it takes place")), ("cancel", _("It is cancelled"))]
        super().__init__(data, files, offers={"do": some})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Close or cancel it."""
        if self.cleaned_data["do"] == "close":
            return ending.close_course(course=row.pk, by=by, at=at)
        return ending.cancel_course(course=row.pk, reason=self.cleaned_data["reason"], by=by, at=at)


class EnrolForm(ActForm):
    """Give a job seeker a place in a course."""

    course = choice_field(gettext_lazy("Course"))

    def __init__(self, data: Any = None, files: Any = None, *, courses: Choices) -> None:
        super().__init__(data, files, offers={"course": choose(courses)})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enrol the person."""
        return training.enrol(course=int(self.cleaned_data["course"]), seeker=row.pk, by=by, at=at)


class EnrolmentForm(ActForm):
    """How a course went for somebody."""

    state = choice_field(gettext_lazy("How it went"), radio=True)
    note = long_text(gettext_lazy("Reason"), required=False, hint=gettext_lazy("Needed unless it was completed."))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, offers={"state": titles(words.ENROLMENTS, training.ENDS)})

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        told = self.cleaned_data
        return training.end_enrolment(enrolment=row.pk, state=told["state"], remark=told["note"], by=by, at=at)
