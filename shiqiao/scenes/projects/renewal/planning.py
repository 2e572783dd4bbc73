"""The project: begun, its plots, its calendar from consultation to signing, its house stock, its result made public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, NotFound
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.projects.renewal import rights, rules
from shiqiao.scenes.projects.renewal.errors import FlatTaken, NotTheTime
from shiqiao.scenes.projects.renewal.publishing import begin_terms, terms_of
from shiqiao.scenes.projects.renewal.store import RENEWAL, day_of, lock_renewal, note, written
from shiqiao.scenes.projects.renewal.tables import Flat, Plot, Renewal


@dataclass(frozen=True, slots=True)
class Planned:
    """A project to begin; `plots` are pairs of code and title."""

    code: str
    title: str
    community: int
    plots: Sequence[tuple[str, str]]
    old_town: bool = False
    project: int = 0
    invented: bool = False


@transaction.atomic
def begin_renewal(*, planned: Planned, by: Actor, at: datetime) -> Renewal:
    """Begin a project with the street's terms. Raises Invalid, Forbidden, Conflict for a code that is there."""
    rights.refuse(by, rights.LEADS)
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        title = written(planned.title, "title", "Write the title of the project.")
        if planned.community and planned.community not in {int(one.code) for one in territory.communities(street)}:
            raise Invalid(fields={"community": "Choose a community of this street."})
        if not planned.plots:
            raise Invalid(fields={"plots": "Name at least one plot: its code and its title, a line each."})
        try:
            with transaction.atomic():
                row = Renewal.objects.create(
                    street=street, code=planned.code, title=title[:60], community=planned.community,
                    project=planned.project, old_town=planned.old_town, created_at=at, invented=planned.invented,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(fields={"code": "Another project has this code; choose another one."}) from None
        note("projects.renewal_begun", Ref(RENEWAL, row.pk), street, by, at, code=row.code, project=row.project,
             plots=[code for code, _ in planned.plots])  # fmt: skip
        terms = begin_terms(row, by, at)
        rows = []
        for code, name in planned.plots:
            households, area = terms.threshold_of(code)
            rows.append(
                Plot(street=street, renewal=row.pk, code=code, title=name[:60], by_households=households, by_area=area)
            )
        Plot.objects.bulk_create(rows)
        return row


@transaction.atomic
def consult(*, renewal: int, first: date, last: date, by: Actor, at: datetime) -> Renewal:
    """Open the consultation on the draft of the terms; at least thirty days (国务院令第590号第十条). Raises Invalid."""
    row = _led(renewal, by)
    if row.decided_on:
        raise NotTheTime
    least = rules.last_day(first, terms_of(row.street, row.pk).consultation_days)
    if last < least:
        told = "The consultation lasts at least until {day}: the day of publication is not counted."
        raise Invalid(fields={"last": told}, day=least.isoformat())
    row.consult_from, row.consult_until = first, last
    row.save(update_fields=["consult_from", "consult_until"])
    note("projects.renewal_consulted", Ref(RENEWAL, row.pk), row.street, by, at, first=first, last=last)
    return row


@transaction.atomic
def count_answers(*, renewal: int, asked: int, objecting: int, by: Actor, at: datetime) -> Renewal:
    """Enter how many households were asked and how many object. Raises Invalid, NotTheTime."""
    row = _led(renewal, by)
    if row.consult_from is None or row.decided_on:
        raise NotTheTime
    if not 0 <= objecting <= asked:
        raise Invalid(fields={"objecting": "No more can object than were asked."})
    row.asked, row.objecting = asked, objecting
    row.save(update_fields=["asked", "objecting"])
    note("projects.renewal_answers_counted", Ref(RENEWAL, row.pk), row.street, by, at, asked=asked, objecting=objecting)
    return row


@transaction.atomic
def hear(*, renewal: int, day: date, by: Actor, at: datetime) -> Renewal:
    """Enter the day of the hearing (听证会) that was held. Raises Invalid, NotTheTime."""
    row = _led(renewal, by)
    if row.consult_from is None or row.decided_on:
        raise NotTheTime
    if not row.consult_from <= day <= day_of(at):
        raise Invalid(fields={"day": "The hearing was held after the consultation began, and not later than today."})
    row.hearing_on = day
    row.save(update_fields=["hearing_on"])
    note("projects.renewal_heard", Ref(RENEWAL, row.pk), row.street, by, at, day=day)
    return row


@transaction.atomic
def decide_renewal(*, renewal: int, day: date, by: Actor, at: datetime) -> Renewal:
    """Enter the decision to expropriate. Refused before the consultation is over and without a hearing that is needed."""
    row = _led(renewal, by)
    if row.consult_until is None or row.decided_on:
        raise NotTheTime
    if not row.consult_until < day <= day_of(at):
        told = "The consultation ends on {day}; the decision comes after it, and not later than today."
        raise Invalid(fields={"day": told}, day=row.consult_until.isoformat())
    if rules.hearing_needed(row.old_town, row.objecting, row.asked) and (
        row.hearing_on is None or row.hearing_on > day
    ):
        told = "Most households object to this renewal of an old town: hold the hearing first and enter its day."
        raise Invalid(fields={"day": told})
    row.decided_on = day
    row.save(update_fields=["decided_on"])
    note("projects.renewal_decided", Ref(RENEWAL, row.pk), row.street, by, at, day=day)
    return row


@transaction.atomic
def open_signing(*, renewal: int, first: date, bonus: date, last: date, by: Actor, at: datetime) -> Renewal:
    """Set the term of signing and the last day of the bonus. Raises Invalid, NotTheTime."""
    row = _led(renewal, by)
    if row.decided_on is None:
        raise NotTheTime
    if not row.decided_on <= first <= bonus <= last:
        raise Invalid(
            fields={"bonus": "In this order: the decision, the first day, the last day of the bonus, the last day."}
        )
    row.sign_from, row.bonus_until, row.sign_until = first, bonus, last
    row.save(update_fields=["sign_from", "bonus_until", "sign_until"])
    note(
        "projects.renewal_signing_opened", Ref(RENEWAL, row.pk), row.street, by, at, first=first, bonus=bonus, last=last
    )
    return row


@transaction.atomic
def publish_result(*, renewal: int, by: Actor, at: datetime) -> Renewal:
    """Make the result public household by household, without names (条例第二十九条; 山东 2020 分户补偿公布)."""
    row = _led(renewal, by)
    if row.sign_from is None:
        raise NotTheTime
    row.published_at = row.published_at or at
    row.save(update_fields=["published_at"])
    note("projects.renewal_published", Ref(RENEWAL, row.pk), row.street, by, at, terms=row.terms)
    return row


@transaction.atomic
def tie_project(*, renewal: int, project: int, by: Actor, at: datetime) -> Renewal:
    """Say which key project a renewal is, one that the actor sees; 0 for none. Raises NotFound."""
    row = _led(renewal, by)
    if project and Ref("project", project) not in show(by, [Ref("project", project)]):
        raise NotFound
    row.project = project
    row.save(update_fields=["project"])
    note("projects.renewal_tied", Ref(RENEWAL, row.pk), row.street, by, at, project=project)
    return row


def _led(renewal: int, by: Actor) -> Renewal:
    rights.refuse(by, rights.LEADS)
    return lock_renewal(renewal, by)


@transaction.atomic
def add_flats(*, renewal: int, flats: Sequence[tuple[str, str, int]], by: Actor, at: datetime) -> int:
    """Add flats to the house stock: code, type, area in hundredths of a square metre. All or none; returns how many."""
    rights.refuse(by, rights.WORKS)
    row = lock_renewal(renewal, by)
    if not flats:
        raise Invalid(fields={"flats": "Write a flat in each line: its number, its type, its area."})
    rows = [
        Flat(street=row.street, renewal=row.pk, code=code[:30], type=kind[:20], area=area, changed_at=at)
        for code, kind, area in flats
    ]
    try:
        with transaction.atomic():
            Flat.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(
            fields={"flats": "A number stands twice, or the project has it already; mend the list."}
        ) from None
    note("projects.renewal_flats_added", Ref(RENEWAL, row.pk), row.street, by, at, flats=len(rows))
    return len(rows)


@transaction.atomic
def void_flat(*, flat: int, by: Actor, at: datetime) -> Flat:
    """Take a free flat out of the stock. Raises FlatTaken."""
    rights.refuse(by, rights.WORKS)
    row = Flat.objects.select_for_update().filter(pk=flat).first()
    held = lock_renewal(row.renewal if row else 0, by)
    assert row is not None
    if row.state != "free":
        raise FlatTaken
    row.state, row.changed_at = "void", at
    row.save(update_fields=["state", "changed_at"])
    note("projects.renewal_flat_void", Ref(RENEWAL, held.pk), row.street, by, at, flat=row.pk)
    return row
