"""Opening a secretary's project: its steps are laid out at once, each with the day by which it is to be passed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.party.leading import note, seal, written
from shiqiao.scenes.party.secretary import rights, rules
from shiqiao.scenes.party.secretary.publishing import rules_of, version_of
from shiqiao.scenes.party.secretary.store import PROJECT
from shiqiao.scenes.party.secretary.tables import SecretaryProject, SecretaryStep


@dataclass(frozen=True, slots=True)
class ProjectGiven:
    """What a project is: title, owner and decider by post, where (0: the whole street), from which day, to what end."""

    title: str
    owner: int
    decider: int
    begins: date
    aim: str = ""
    community: int = 0
    invented: bool = False


@transaction.atomic
def open_project(*, given: ProjectGiven, by: Actor, at: datetime) -> SecretaryProject:
    """Open a project with its steps; the first is open. Raises Invalid, Forbidden, Conflict for a title twice a year."""
    if not rights.opens(by):
        raise Forbidden(fields={"post": "A leader, or the head of a department or a community, opens a project."})
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        title = written(given.title, "title", "Write what the project is called.", 80)
        aim = written(given.aim, "aim", "Write what it is to reach.")
        _check(given, street, localdate(at))
        try:
            with transaction.atomic():
                row = SecretaryProject.objects.create(
                    street=street, year=given.begins.year, title=title, community=given.community, owner=given.owner,
                    decider=given.decider, version=version_of(street), aim=seal(aim), opened_by=by.account or 0, opened_at=at,
                    invented=given.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict(
                "A project with this title is there for this year already; look for it on the board."
            ) from error
        _lay_out(row, given.begins, at)
        note("party.secretary_opened", Ref(PROJECT, row.pk), street, by, at, owner=row.owner, decider=row.decider,
             version=row.version, community=row.community or None, begins=given.begins.isoformat())  # fmt: skip
    return row


def _lay_out(row: SecretaryProject, begins: date, at: datetime) -> None:
    steps = rules_of(row.street, row.version).steps
    SecretaryStep.objects.bulk_create(
        SecretaryStep(
            street=row.street, project=row.pk, code=one.code, place=n, due=due, state="waiting" if n else "open",
            opened_at=None if n else at,
        )
        for n, (one, due) in enumerate(zip(steps, rules.dues(begins, steps), strict=True))
    )  # fmt: skip


def _check(given: ProjectGiven, street: int, today: date) -> None:
    wrong = {}
    posts = {row.id for row in people.posts(street)}
    if given.owner not in {row.id for row in people.posts(street, roles=rights.SECRETARIES)}:
        wrong["owner"] = "Choose the secretary whose project it is."
    if given.decider not in posts:
        wrong["decider"] = "Choose who decides at the gates."
    elif given.decider == given.owner:
        wrong["decider"] = "The owner does not decide at the own gates; choose another person."
    if given.community and given.community not in {one.code for one in communities(street)}:
        wrong["community"] = "Choose a community of the street."
    if given.begins > today:
        wrong["begins"] = "The project begins today at the latest; correct the day."
    if not rules_of(street).steps:
        wrong["title"] = "No steps are published; an administrator publishes secretary.yaml first."
    if wrong:
        raise Invalid(fields=wrong)
