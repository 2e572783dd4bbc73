"""Codes of employment in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

HAPPENED = {
    "employment.rules_published": (gettext_noop("File of employment published"), "file-check", "grey"),
    "employment.seeker_registered": (gettext_noop("Put on the register of job seekers"), "user-plus", "blue"),
    "employment.seeker_changed": (gettext_noop("Wishes or categories changed"), "pencil", "grey"),
    "employment.status_changed": (gettext_noop("Status changed"), "arrow-right", "blue"),
    "employment.zero_changed": (gettext_noop("Zero-employment household: reckoned anew"), "home", "yellow"),
    "employment.deliveries_recorded": (gettext_noop("Five deliveries recorded"), "checklist", "blue"),
    "employment.followed_up": (gettext_noop("Delivery followed up"), "circle-check", "green"),
    "employment.vacancy_posted": (gettext_noop("Vacancy posted"), "briefcase", "blue"),
    "employment.vacancy_closed": (gettext_noop("Vacancy closed"), "lock", "grey"),
    "employment.application_made": (gettext_noop("Vacancy proposed or applied for"), "send", "blue"),
    "employment.application_decided": (gettext_noop("Application went on"), "arrow-right", "blue"),
    "employment.job_registered": (gettext_noop("Employment registered with evidence"), "briefcase", "green"),
    "employment.job_checked": (gettext_noop("Employment looked at again"), "eye-check", "blue"),
    "employment.job_ended": (gettext_noop("Employment ended"), "briefcase-off", "yellow"),
    "employment.course_offered": (gettext_noop("Course offered"), "school", "blue"),
    "employment.course_closed": (gettext_noop("Course closed: no more places are given"), "lock", "grey"),
    "employment.course_cancelled": (gettext_noop("Course cancelled"), "ban", "red"),
    "employment.seat_cancelled": (gettext_noop("The course does not take place: tell the person"), "phone", "red"),
    "employment.application_unanswered": (
        gettext_noop("Application closed: no answer within the term"),
        "clock",
        "yellow",
    ),
    "employment.enrolled": (gettext_noop("Enrolled in a course"), "school", "blue"),
    "employment.enrolment_ended": (gettext_noop("Course ended for the person"), "school", "grey"),
    "employment.claim_made": (gettext_noop("Benefit applied for"), "file-text", "blue"),
    "employment.claim_decided": (gettext_noop("Benefit decided"), "gavel", "blue"),
    "employment.claim_ended": (gettext_noop("Benefit ended"), "circle-x", "grey"),
    "employment.claim_moved": (gettext_noop("Benefit follows into the household of now"), "home", "grey"),
    "employment.claim_clashes": (
        gettext_noop("Two benefits exclude each other since people moved together"),
        "ban",
        "red",
    ),
    "employment.appeal_raised": (gettext_noop("Appeal against a refusal"), "alert-triangle", "yellow"),
    "employment.appeal_decided": (gettext_noop("Appeal decided"), "gavel", "green"),
    "employment.clock_moved": (gettext_noop("Term moved with the work calendar"), "calendar-event", "grey"),
}

STATES = {
    "registered": (gettext_noop("registered, looks for work"), "yellow"), "helped": (gettext_noop("being helped"), "blue"),
    "training": (gettext_noop("in training"), "blue"), "placed": (gettext_noop("has work"), "green"),
    "withdrawn": (gettext_noop("left the register"), "grey"), "lost": (gettext_noop("out of touch"), "red"),
}  # fmt: skip
PROOFS = {
    "unemployment_card": gettext_noop("Employment and start-up card"), "statement": gettext_noop("Signed statement"),
    "visit": gettext_noop("Visit at home"), "contract": gettext_noop("Labour contract"),
    "social_insurance": gettext_noop("Social insurance record"), "licence": gettext_noop("Business licence"),
    "wage_slip": gettext_noop("Wage slip"), "enrolment": gettext_noop("Enrolment in a course"),
    "record": gettext_noop("Record in this system"),
}  # fmt: skip
TOPICS = {
    "policy": (gettext_noop("Policy"), "file-text"), "post": (gettext_noop("Post offered"), "briefcase"),
    "start_up": (gettext_noop("Start-up guidance"), "bulb"), "training": (gettext_noop("Training"), "school"),
    "aid": (gettext_noop("Hardship aid"), "heart"),
}  # fmt: skip
ANSWERS = {
    "offered": (gettext_noop("brought, answer open"), "yellow"), "accepted": (gettext_noop("taken up"), "green"),
    "refused": (gettext_noop("not wanted"), "red"), "not_relevant": (gettext_noop("does not apply"), "grey"),
}  # fmt: skip
CHANNELS = {
    "visit": gettext_noop("at home"), "station": gettext_noop("at the service station"), "phone": gettext_noop("by telephone"),
}  # fmt: skip
HOURS = {
    "full": gettext_noop("full time"), "part": gettext_noop("part time"), "any": gettext_noop("any working hours"),
}  # fmt: skip
SCHOOLING = {
    "none": gettext_noop("no schooling asked"), "middle": gettext_noop("middle school"), "high": gettext_noop("high school"),
    "college": gettext_noop("college"), "degree": gettext_noop("bachelor or more"),
}  # fmt: skip
SCHOOLED = {**SCHOOLING, "none": gettext_noop("no schooling stated")}  # of a person; above, of a vacancy
FITS = {
    "occupation": gettext_noop("the occupation that is wanted"), "trained": gettext_noop("trained for it"),
    "wage": gettext_noop("the wage is enough"), "hours": gettext_noop("the working hours suit"),
    "schooling": gettext_noop("the schooling suffices"), "near": gettext_noop("in the own community"),
}  # fmt: skip
AGAINST = {
    "not_open": gettext_noop("the vacancy is closed"), "no_place": gettext_noop("all places are taken"),
    "asked_before": gettext_noop("proposed or applied for before"), "has_work": gettext_noop("does not look for work now"),
    "other_occupation": gettext_noop("another occupation than wanted"), "wage_low": gettext_noop("the wage is below the wish"),
    "hours_differ": gettext_noop("other working hours than wanted"), "schooling_low": gettext_noop("less schooling than asked"),
}  # fmt: skip
APPLICATIONS = {
    "proposed": (gettext_noop("proposed"), "blue"), "applied": (gettext_noop("applied"), "blue"),
    "accepted": (gettext_noop("taken on"), "green"), "refused": (gettext_noop("refused by the firm"), "red"),
    "declined": (gettext_noop("declined by the person"), "grey"), "closed": (gettext_noop("application closed"), "grey"),
    "over": (gettext_noop("work has ended"), "grey"),
}  # fmt: skip
CLOSED_WHY = {
    "other_accepted": gettext_noop("another firm took the person on"), "filled": gettext_noop("all places were taken"),
    "vacancy_closed": gettext_noop("the vacancy was closed"), "no_longer_looking": gettext_noop("the person no longer looks"),
    "no_answer": gettext_noop("no answer came within the term"),
}  # fmt: skip
JOBS = {
    "employed": gettext_noop("employed by a firm"), "self_employed": gettext_noop("own business"),
    "flexible": gettext_noop("flexible work"), "public_post": gettext_noop("public post"),
}  # fmt: skip
ENDED = {
    "left": gettext_noop("gave notice"), "dismissed": gettext_noop("was dismissed"),
    "firm_closed": gettext_noop("the firm closed"), "contract_ended": gettext_noop("the contract ended"),
    "other": gettext_noop("for another reason"),
}  # fmt: skip
RESULTS = {
    "": (gettext_noop("to be looked at"), "yellow"), "still": (gettext_noop("work is kept"), "green"),
    "left": (gettext_noop("no longer there"), "red"), "dropped": (gettext_noop("dropped, the work ended before"), "grey"),
}  # fmt: skip
ENROLMENTS = {
    "enrolled": (gettext_noop("enrolled"), "blue"), "completed": (gettext_noop("completed"), "green"),
    "broken_off": (gettext_noop("broken off"), "red"), "given_back": (gettext_noop("place given back"), "grey"),
    "cancelled": (gettext_noop("course did not take place"), "grey"),
}  # fmt: skip
COURSES = {
    "open": (gettext_noop("places are given"), "green"), "closed": (gettext_noop("no more places are given"), "grey"),
    "cancelled": (gettext_noop("course cancelled"), "red"),
}  # fmt: skip
VACANCIES = {"open": (gettext_noop("vacancy open"), "green"), "closed": (gettext_noop("vacancy closed"), "grey")}
CLAIMS = {
    "applied": (gettext_noop("to be decided"), "yellow"), "approved": (gettext_noop("benefit approved"), "green"),
    "refused": (gettext_noop("benefit refused"), "red"), "ended": (gettext_noop("benefit ended"), "grey"),
    "withdrawn": (gettext_noop("claim withdrawn"), "grey"),
}  # fmt: skip
REFUSALS = {
    "excluded": gettext_noop("excluded by another benefit"), "not_entitled": gettext_noop("the conditions are not met"),
    "no_evidence": gettext_noop("the evidence does not suffice"),
}  # fmt: skip
APPEALS = {
    "raised": (gettext_noop("appeal to be decided"), "yellow"), "granted": (gettext_noop("appeal granted"), "green"),
    "dismissed": (gettext_noop("appeal dismissed"), "grey"),
}  # fmt: skip
UNMET = {
    "states": gettext_noop("the status on the register"), "categories": gettext_noop("a category of hardship"),
    "age": gettext_noop("the age"), "before_pension": gettext_noop("the years before pension"),
    "registered_days": gettext_noop("the days on the register"), "jobs": gettext_noop("the kind of work"),
    "job_months": gettext_noop("the months in work"), "trained": gettext_noop("a completed course"),
}  # fmt: skip
FIGURES = {
    "registered": gettext_noop("people put on the register"), "placed": gettext_noop("work registered with evidence"),
    "placed_share": gettext_noop("of those registered, who found work with evidence"),
    "kept_share": gettext_noop("of the work looked at again, what was kept"),
    "zero_households": gettext_noop("zero-employment households today"), "founders": gettext_noop("own businesses registered"),
    "start_up_taken": gettext_noop("start-up guidance taken up"), "trained": gettext_noop("courses completed"),
    "vacancies": gettext_noop("vacancies posted by firms there"), "taken_on": gettext_noop("applications that firms accepted"),
    "helped_share": gettext_noop("of those who look for work, to whom the five were brought within 180 days"),
    "followed_share": gettext_noop("of the follow-ups done, those in their term"),
    "checked_share": gettext_noop("of the checks of work done, those in their term"),
}  # fmt: skip
SCOPES = {"person": gettext_noop("for the person"), "household": gettext_noop("for the household")}


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return the words and the tone (or icon) of a code."""
    title, tone = table.get(code, (code, "grey"))
    return _(title) if title else "", tone


def word(table: Mapping[str, str], code: str) -> str:
    """Return the words of a code."""
    return _(table[code]) if code in table else code
