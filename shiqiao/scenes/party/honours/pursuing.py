"""Pursuing an honour (争创): criteria with owner and day, evidence and gaps, applying, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.honours import rights, rules
from shiqiao.scenes.party.honours.actions import HonourGiven, enter_honour
from shiqiao.scenes.party.honours.errors import GapsLeft, NoEvidence, PursuitOver, PursuitThere
from shiqiao.scenes.party.honours.publishing import rules_of, version_of
from shiqiao.scenes.party.honours.store import PURSUIT, Holder, check_holder
from shiqiao.scenes.party.honours.tables import Pursuit, PursuitCriterion, PursuitEntry
from shiqiao.scenes.party.leading import Files, note, seal, take_files, written

RUNS = ("open", "applied")
NOT_YOURS = "Only a leader or the office that answers for it does this."


@dataclass(frozen=True, slots=True)
class PursuitGiven:
    """What is pursued: the award by its code, for whom, which post answers for it, until when one applies."""

    award: str
    holder: Holder
    owner: int
    due: date
    invented: bool = False


@transaction.atomic
def open_pursuit(*, given: PursuitGiven, by: Actor, at: datetime) -> Pursuit:
    """Open a pursuit: each criterion of the rules with its day, in the owner's hands at first. Raises Invalid, PursuitThere."""
    rights.refuse(by)
    with scope.scoped(*scope.of(by)):
        street, today = by.street or 0, localdate(at)
        said, holder = rules_of(street).award(given.award), check_holder(given.holder, by, at)
        if said is None:
            raise Invalid(fields={"award": "Choose what is pursued."})
        if given.owner not in {row.id for row in people.posts(street)}:
            raise Invalid(fields={"owner": "Choose who answers for it."})
        if given.due < today:
            raise Invalid(fields={"due": "The day of the application lies ahead; correct it."})
        try:
            with transaction.atomic():
                row = Pursuit.objects.create(
                    street=street, award=said.code, title=said.title.zh, level=said.level, version=version_of(street),
                    holder_kind=holder.kind, holder=holder.id, owner=given.owner, due=given.due, opened_by=by.account or 0,
                    opened_at=at, invented=given.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise PursuitThere from error
        PursuitCriterion.objects.bulk_create(
            PursuitCriterion(
                street=street, pursuit=row.pk, code=one.code, place=n, owner=given.owner,
                due=min(given.due, today + timedelta(days=one.days)),
            )
            for n, one in enumerate(said.criteria)
        )  # fmt: skip
        note("party.pursuit_opened", Ref(PURSUIT, row.pk), street, by, at, award=row.award, owner=row.owner,
             due=given.due.isoformat(), version=row.version)  # fmt: skip
        return row


def lock(pursuit: int, by: Actor) -> Pursuit:
    """Lock a pursuit that the actor sees and that is not over; raises NotFound, PursuitOver."""
    condition = rights.seen(by)
    row = None if condition is None else Pursuit.objects.select_for_update().filter(condition, pk=pursuit).first()
    if row is None:
        raise NotFound
    if row.state not in RUNS:
        raise PursuitOver
    return row


def _criterion(row: Pursuit, criterion: int) -> PursuitCriterion:
    found = PursuitCriterion.objects.select_for_update().filter(pk=criterion, pursuit=row.pk).first()
    if found is None:
        raise NotFound
    return found


def _code_of(kind: str) -> str:
    return {
        "gap_named": "party.pursuit_gap_named",
        "proved": "party.pursuit_proved",
        "met": "party.pursuit_met",
        "unmet": "party.pursuit_unmet",
        "applied": "party.pursuit_applied",
        "won": "party.pursuit_won",
        "missed": "party.pursuit_missed",
    }[kind]


def _enter(
    row: Pursuit, kind: str, by: Actor, at: datetime, *, criterion: int = 0, text: str = "", files: Files = (),
    about: Ref | None = None,
) -> PursuitEntry:  # fmt: skip
    kept = take_files(files, Ref(PURSUIT, row.pk), row.street, by, at)
    entry = PursuitEntry.objects.create(
        street=row.street, pursuit=row.pk, criterion=criterion, kind=kind, text=seal(text), files=kept,
        about_kind=about.kind if about else "", about_id=about.id if about else 0, account=by.account or 0, at=at,
    )  # fmt: skip
    note(_code_of(kind), Ref(PURSUIT, row.pk), row.street, by, at, entry=entry.pk, criterion=criterion or None,
         files=kept, about=str(about) if about else None)  # fmt: skip
    return entry


@transaction.atomic
def name_gap(
    *, pursuit: int, criterion: int, owner: int, due: date, gap: str, by: Actor, at: datetime
) -> PursuitCriterion:
    """Say what a criterion lacks, who sees to it and until when. Locks the pursuit. Raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = lock(pursuit, by)
        if not rights.carries(by, row):
            raise Forbidden(fields={"post": NOT_YOURS})
        found, text = _criterion(row, criterion), written(gap, "gap", most=300)
        if owner not in {one.id for one in people.posts(row.street)}:
            raise Invalid(fields={"owner": "Choose who sees to it."})
        if due > row.due:
            raise Invalid(fields={"due": "The day lies before that of the application; correct it."})
        found.owner, found.due, found.gap = owner, due, seal(text)
        found.save(update_fields=["owner", "due", "gap"])
        _enter(row, "gap_named", by, at, criterion=found.pk, text=text)
        return found


@transaction.atomic
def prove(
    *, pursuit: int, criterion: int, words: str, files: Files = (), about: Ref | None = None, by: Actor, at: datetime
) -> PursuitCriterion:
    """Add evidence of a criterion: words with a file, or with a record of another field. Locks the pursuit."""
    with scope.scoped(*scope.of(by)):
        row = lock(pursuit, by)
        found = _criterion(row, criterion)
        if not rights.proves(by, row, found):
            raise Forbidden(fields={"post": NOT_YOURS})
        text = written(words, "words", "Write what the evidence shows.")
        if about and not show(by, [about]):
            raise Invalid(fields={"about": "Name a record that is there and that you may see."})
        if not (files or about):
            raise Invalid(fields={"file": "Add a file, or name a record of another field."})
        _enter(row, "proved", by, at, criterion=found.pk, text=text, files=files, about=about)
        found.evidence += 1
        found.save(update_fields=["evidence"])
        return found


@transaction.atomic
def settle_criterion(
    *, pursuit: int, criterion: int, met: bool, words: str = "", by: Actor, at: datetime
) -> PursuitCriterion:
    """Say that a criterion is met, by who carries the pursuit, once there is evidence; or take that back with a reason."""
    with scope.scoped(*scope.of(by)):
        row = lock(pursuit, by)
        if not rights.carries(by, row):
            raise Forbidden(fields={"post": NOT_YOURS})
        found = _criterion(row, criterion)
        if met and not found.evidence:
            raise NoEvidence
        text = written(words, "words", "" if met else "Write what is lacking again.")
        found.state = "met" if met else "open"
        found.met_at, found.met_by = (at, by.account or 0) if met else (None, 0)
        if not met:
            found.gap = seal(text)
        found.save()
        _enter(row, "met" if met else "unmet", by, at, criterion=found.pk, text=text)
        return found


@transaction.atomic
def apply_for(*, pursuit: int, words: str = "", by: Actor, at: datetime) -> Pursuit:
    """Say that the application was handed in. Raises GapsLeft while a criterion is not met. Locks the pursuit."""
    with scope.scoped(*scope.of(by)):
        row = lock(pursuit, by)
        if not rights.carries(by, row):
            raise Forbidden(fields={"post": NOT_YOURS})
        if row.state != "open":
            raise PursuitOver
        if PursuitCriterion.objects.filter(pursuit=row.pk, state="open").exists():
            raise GapsLeft
        row.state = "applied"
        row.save(update_fields=["state"])
        _enter(row, "applied", by, at, text=written(words))
        return row


@transaction.atomic
def end_pursuit(
    *, pursuit: int, won: bool, words: str, giver: str = "", day: date | None = None, by: Actor, at: datetime
) -> Pursuit:
    """Say how it ended: won, which enters the honour into the register, or missed. Locks the pursuit."""
    with scope.scoped(*scope.of(by)):
        row = lock(pursuit, by)
        if not rights.carries(by, row):
            raise Forbidden(fields={"post": NOT_YOURS})
        text = written(words, "words", "Write how it ended.")
        if won:
            said, given_on = rules_of(row.street, row.version).award(row.award), day or localdate(at)
            until = rules.valid_until(given_on, said.valid_years if said else 0)
            holder = Holder(row.holder_kind, row.holder)
            given = HonourGiven(row.title, giver, row.level, holder, given_on, until, text, (), row.invented)
            row.honour = enter_honour(given=given, by=by, at=at).pk
        row.state, row.ended_at = ("won" if won else "missed"), at
        row.save(update_fields=["state", "ended_at", "honour"])
        _enter(row, "won" if won else "missed", by, at, text=text)
        return row
