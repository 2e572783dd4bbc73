"""The lists of employment as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.employment import benefitshown, communityshown, pages, reads, rights, shown, workshown
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import day_of
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import place
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
SEEKERS = (
    Column("Number on the register", width=10), Column("Job seeker", width=14), Column("Age", "number", 6),
    Column("Community", width=18), Column("Status", width=18), Column("Since", "day", 12),
    Column("Registered on", "day", 12), Column("Categories of hardship", width=30),
    Column("Zero-employment household", width=10),
    Column("Times come back", "number", 8),
)  # fmt: skip


def seeker_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the register as its page shows it."""
    filters, at = pages.filters_of(params), now()
    table = rules_of(actor.street or 0)
    for page in leaves(lambda after: reads.seekers(actor, filters, after=after, limit=CHUNK)):
        for one in shown.rows_of(page.rows, table, day_of(at)):
            row = one.row
            yield (
                str(row.pk), one.name, one.age, place(row.community), one.state, row.since, row.registered_on,
                "、".join(one.categories), pages.yes(row.zero), row.returned or None,
            )  # fmt: skip


DUE = (
    Column("Due", "moment", 17), Column("Job seeker", width=14), Column("Community", width=18), Column("What is due", width=24),
    Column("Note", width=30),
)  # fmt: skip


def follow_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the deliveries that wait for their follow-up."""
    for page in leaves(lambda after: reads.follow_ups(actor, after=after, limit=CHUNK)):
        for one in shown.follow_rows(actor, page.rows, now()):
            yield one.due, one.name, place(one.community), one.what, one.note


def check_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the work that is to be looked at again."""
    for page in leaves(lambda after: reads.checks_due(actor, after=after, limit=CHUNK)):
        for one in shown.check_rows(actor, page.rows, now()):
            yield one.due, one.name, place(one.community), one.what, one.note


VACANCIES = (
    Column("Firm", width=30), Column("Post title", width=24), Column("Occupation", width=18),
    Column("Wage a month from, yuan", "number", 10), Column("Wage a month to, yuan", "number", 10),
    Column("Places", "number", 8), Column("Places free", "number", 8), Column("Apply until", "day", 12),
    Column("State", width=12),
)  # fmt: skip


def vacancy_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the vacancies of the list."""
    at, all_of = now(), params.get("tab") == "all"
    for page in leaves(lambda after: reads.vacancies(actor, day_of(at), all_of=all_of, after=after, limit=CHUNK)):
        for one in workshown.vacancy_rows(page.rows, actor.street or 0, at):
            row = one["row"]
            yield (
                row.firm, row.title, one["occupation"], row.wage_from, row.wage_to, row.places, one["free"], row.until,
                one["state"][0],
            )  # fmt: skip


COURSES = (
    Column("Title of the course", width=30), Column("Trains for", width=18), Column("Who teaches", width=24),
    Column("First day", "day", 12), Column("Last day", "day", 12), Column("Places", "number", 8),
    Column("Places free", "number", 8),
)  # fmt: skip


def course_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the courses."""
    for page in leaves(lambda after: reads.courses(actor, after=after, limit=CHUNK)):
        for one in workshown.course_rows(page.rows, actor.street or 0):
            row = one["row"]
            yield row.title, one["occupation"], row.teacher, row.begins, row.ends, row.places, one["free"]


CLAIMS = (
    Column("Benefit", width=30), Column("Job seeker", width=14), Column("Community", width=18), Column("From", "day", 12),
    Column("Until", "day", 12), Column("State", width=14), Column("Why", width=24), Column("Appeal", width=16),
    Column("Entered", "moment", 17), Column("Decided", "moment", 17),
)  # fmt: skip


def claim_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the claims of the list."""
    tab = pages.claim_tab(params)
    for page in leaves(lambda after: reads.claims(actor, tab, after=after, limit=CHUNK)):
        for one in benefitshown.claim_rows(actor, page.rows, now()):
            row = one.row
            yield (
                one.title, one.name, place(row.community), row.during.lower, row.during.upper, one.state, one.why,
                one.appeal[0] if one.appeal else "", row.at, row.decided_at,
            )  # fmt: skip


ENTITLED = (
    Column("Job seeker", width=14), Column("Age", "number", 6), Column("Community", width=18), Column("Status", width=18),
    Column("Entitled to", width=60),
)  # fmt: skip


def entitled_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield who is entitled and does not receive."""
    table, at, benefit = rules_of(actor.street or 0), now(), params.get("benefit", "")[:30]
    for page in leaves(
        lambda after: reads.entitled(actor, table, day_of(at), benefit=benefit, after=after, limit=CHUNK)
    ):
        for one, benefits in benefitshown.entitled_rows(page.rows, table, at):
            yield one.name, one.age, place(one.row.community), one.state, "、".join(title for title, _url in benefits)


FOUR = (
    Column("Community", width=20), Column("Criterion", width=36), Column("How it is counted", width=44),
    Column("Asked", width=14), Column("Figure found", width=10), Column("Met", width=8),
)  # fmt: skip


def four_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield every criterion of every community."""
    if not rights.reads_any(actor):
        return
    for code, title in workshown.communities(actor.street or 0):
        for _title, criteria, _met in communityshown.page(actor, int(code), now())["types"]:
            for one in criteria:
                yield title, one["title"], one["how"], one["asked"], one["figure"], pages.yes(one["met"])


def fill(scene: str) -> None:
    """Fill the socket."""
    for code, title, page, columns, rows in (
        ("job-seekers", "Register of job seekers", "seekers", SEEKERS, seeker_rows),
        ("employment-follow-ups", "Deliveries to follow up", "follow-ups", DUE, follow_rows),
        ("employment-checks", "Work to look at again", "checks", DUE, check_rows),
        ("vacancies", "Vacancies", "vacancies", VACANCIES, vacancy_rows),
        ("courses", "Training courses", "courses", COURSES, course_rows),
        ("benefits", "Benefits", "claims", CLAIMS, claim_rows),
        ("entitled", "Entitled but not receiving", "entitled", ENTITLED, entitled_rows),
        ("four-types", "Four-type employment communities", "communities", FOUR, four_rows),
    ):
        chosen = pages.chosen_words if code == "job-seekers" else None
        exports.fill(scene, ListExport(code, title, f"desk:employment:{page}", columns, rows, chosen))
