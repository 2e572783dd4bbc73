"""Contests: rules published, begun with their entrants, figures entered and verified, judged, appealed, frozen, put right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.arena import rights
from shiqiao.scenes.projects.arena.definitions import Rules, fingerprint, parse
from shiqiao.scenes.projects.arena.errors import (
    AnsweredByYourself,
    ArenaFrozen,
    EnteredByYourself,
    NotFrozenYet,
    OwnEntrant,
    StillAppealed,
)
from shiqiao.scenes.projects.arena.measures import measures, values_of
from shiqiao.scenes.projects.arena.tables import Appeal, Arena, ArenaRules, Contra, Entrant, Mark, Reading
from shiqiao.scenes.projects.store import Files, hold, local_day, note, seal, take_files, written

KIND, RULES = "arena", "arena_rules"


@transaction.atomic
def publish_rules(*, street: int, text: str, by: Actor, at: datetime) -> ArenaRules:
    """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid, Forbidden."""
    rights.refuse_without(by, rights.LEADS | {"admin"})
    with scope.scoped(street):
        table = parse(text)
        for one in (*table.indicators, *table.guards):
            if one.measure and one.measure not in measures():
                raise Invalid(fields={"file": "The measure {measure} is not known here."}, measure=one.measure)
        hold(f"arena rules {street} {table.arena}")
        latest = ArenaRules.objects.filter(street=street, code=table.arena).order_by("-version").first()
        mark = fingerprint(table)
        if latest and latest.fingerprint == mark:
            return latest
        row = ArenaRules.objects.create(
            street=street, code=table.arena, version=(latest.version if latest else 0) + 1, fingerprint=mark,
            content=table.model_dump(mode="json"), published_at=at,
        )  # fmt: skip
        note(
            "projects.arena_rules_published",
            Ref(RULES, row.pk),
            by,
            at,
            rules=row.code,
            version=row.version,
            fingerprint=mark,
        )
        return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    table = parse(text)
    latest = ArenaRules.objects.filter(street=street, code=table.arena).order_by("-version").first()
    if latest is None:
        publish_rules(street=street, text=text, by=replace(by, street=street), at=at)
    elif fingerprint(table) != latest.fingerprint:
        say(f"arena: the file differs from version {latest.version}; publish it from the desk")


@dataclass(frozen=True, slots=True)
class EntrantGiven:
    """An entrant: our own record (`subject`), or one of another street by its name; with its base figures."""

    code: str
    title: str
    households: int
    staff: int
    difficulty: str = ""
    subject: Ref | None = None
    of_street: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True)
class ArenaGiven:
    """A contest between two days by the version of rules in force under a code."""

    code: str
    title: str
    rules: str
    begins: date
    ends: date
    entrants: Sequence[EntrantGiven] = ()
    invented: bool = False


@transaction.atomic
def begin_arena(*, given: ArenaGiven, by: Actor, at: datetime) -> Arena:
    """Begin a contest with its entrants by the latest version of its rules. Raises Invalid, Forbidden."""
    rights.refuse_without(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        latest = ArenaRules.objects.filter(street=by.street, code=given.rules).order_by("-version").first()
        wrong = {
            "rules": "" if latest else "Publish rules first.",
            "ends": "" if given.ends >= given.begins else "The end lies before the begin.",
            "code": "Another contest has this code; give another one."
            if Arena.objects.filter(street=by.street, code=given.code).exists()
            else "",
        }
        if latest is None or any(wrong.values()):
            raise Invalid(fields={name: said for name, said in wrong.items() if said})
        row = Arena.objects.create(
            street=by.street, code=given.code, title=written(given.title, "title", "Give the contest a title.", 80),
            rules=latest.pk, begins=given.begins, ends=given.ends, begun_at=at, invented=given.invented,
        )  # fmt: skip
        note("projects.arena_begun", Ref(KIND, row.pk), by, at, arena=row.code, rules=latest.pk, version=latest.version,
             begins=row.begins, ends=row.ends)  # fmt: skip
        for one in given.entrants:
            _enter(row, one, by, at)
        return row


@transaction.atomic
def add_entrant(*, arena: int, given: EntrantGiven, by: Actor, at: datetime) -> Entrant:
    """Let an entrant take part, before the first day's end is not asked: while it is open. Raises Invalid, Forbidden."""
    rights.refuse_without(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        return _enter(lock(arena, by), given, by, at)


def _enter(row: Arena, given: EntrantGiven, by: Actor, at: datetime) -> Entrant:
    table, wrong = rules_of(row), dict[str, str]()
    if given.households < 1 or given.staff < 1:
        wrong["households" if given.households < 1 else "staff"] = "Give a base of at least one."
    if table.difficulty and given.difficulty not in {one.code for one in table.difficulty}:
        wrong["difficulty"] = "Choose a class of difficulty of the rules."
    if bool(given.subject) == bool(given.of_street.strip()) or (given.subject and not show(by, [given.subject])):
        wrong["subject"] = "Choose one of our own projects, or name the other street."
    elif Entrant.objects.filter(arena=row.pk, code=given.code).exists():
        wrong["code"] = "Another entrant has this code; give another one."
    elif (
        given.subject
        and Entrant.objects.filter(arena=row.pk, subject_kind=given.subject.kind, subject_id=given.subject.id).exists()
    ):
        wrong["subject"] = "This project takes part already."
    if wrong:
        raise Invalid(fields=wrong)
    ref = given.subject or Ref("", 0)
    made = Entrant.objects.create(
        street=row.street, arena=row.pk, code=given.code, title=written(given.title, "title", "Give the entrant a title.", 80),
        of_street=written(given.of_street, "of_street", most=40), subject_kind=ref.kind, subject_id=ref.id,
        households=given.households, staff=given.staff, difficulty=given.difficulty, invented=given.invented,
    )  # fmt: skip
    note("projects.entrant_entered", Ref(KIND, row.pk), by, at, entrant=made.pk, subject=str(ref) if ref.id else "",
         households=made.households, staff=made.staff, difficulty=made.difficulty)  # fmt: skip
    return made


def rules_of(row: Arena) -> Rules:
    """Return the rules that a contest began with."""
    return Rules.model_validate(ArenaRules.objects.get(pk=row.rules).content)


def lock(arena: int, by: Actor) -> Arena:
    """Lock an open contest of the actor's street. Raises NotFound, ArenaFrozen."""
    row = Arena.objects.select_for_update().filter(pk=arena, street=by.street).first()
    if row is None:
        raise NotFound
    if row.state != "open":
        raise ArenaFrozen
    return row


def entrant_of(entrant: int, by: Actor) -> tuple[Arena, Entrant]:
    """Return an entrant and its open, locked contest. Raises NotFound, ArenaFrozen."""
    one = Entrant.objects.filter(pk=entrant, street=by.street).first()
    if one is None:
        raise NotFound
    return lock(one.arena, by), one


# ── figures and marks ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReadingGiven:
    """A figure of an indicator as it stood on a day, with its evidence."""

    indicator: str
    value: Decimal
    day: date
    files: Files = ()


@transaction.atomic
def enter_reading(*, entrant: int, given: ReadingGiven, by: Actor, at: datetime) -> Reading:
    """Enter a figure where no record of ours gives it; it counts once another has verified it. Raises Invalid, Forbidden."""
    rights.refuse_without(by, rights.ENTERS)
    with scope.scoped(*scope.of(by)):
        row, one = entrant_of(entrant, by)
        known = rules_of(row).indicator(given.indicator)
        if known is None or known.kind == "judged":
            raise Invalid(fields={"indicator": "Choose an indicator of the rules that is entered."})
        if known.kind == "measure" and by_records(row, one, known.measure):
            raise Invalid(fields={"indicator": "Our own records give this figure; it is not entered."})
        if not row.begins <= given.day <= min(row.ends, local_day(at)):
            raise Invalid(fields={"day": "Choose a day of the contest that has been."})
        same = Reading.objects.filter(entrant=one.pk, indicator=given.indicator, day=given.day)
        made = Reading.objects.create(
            street=row.street, arena=row.pk, entrant=one.pk, indicator=given.indicator, value=given.value, day=given.day,
            turn=(same.aggregate(last=Max("turn"))["last"] or 0) + 1,
            files=take_files(given.files, Ref(KIND, row.pk), by, at, "Add a photo or a paper as evidence."),
            account=by.account or 0, entered_at=at,
        )  # fmt: skip
        note("projects.reading_entered", Ref(KIND, row.pk), by, at, reading=made.pk, entrant=one.pk,
             indicator=made.indicator, value=str(made.value), day=made.day, files=made.files)  # fmt: skip
        return made


def by_records(row: Arena, one: Entrant, measure: str) -> bool:
    """Tell whether our own records give a measure of an entrant."""
    ref = Ref(one.subject_kind, one.subject_id)
    return bool(one.subject_id and values_of(measure, [ref], row.begins, row.ends))


@transaction.atomic
def verify_reading(*, reading: int, by: Actor, at: datetime) -> Reading:
    """Verify a figure that another person entered: from now on it counts. Raises EnteredByYourself, Forbidden, NotFound."""
    rights.refuse_without(by, rights.ENTERS)
    with scope.scoped(*scope.of(by)):
        one = Reading.objects.select_for_update().filter(pk=reading, street=by.street).first()
        if one is None:
            raise NotFound
        lock(one.arena, by)
        if one.account == (by.account or 0):
            raise EnteredByYourself
        if one.verified_at is None:
            one.verified_by, one.verified_at = by.account or 0, at
            one.save(update_fields=["verified_by", "verified_at"])
            note("projects.reading_verified", Ref(KIND, one.arena), by, at, reading=one.pk)
        return one


@transaction.atomic
def give_mark(*, entrant: int, indicator: str, value: Decimal, by: Actor, at: datetime) -> Mark:
    """Give a judge's mark, or give it anew before the freeze; nobody judges what is his own. Raises Invalid, Forbidden."""
    rights.refuse_without(by, rights.JUDGES)
    with scope.scoped(*scope.of(by)):
        row, one = entrant_of(entrant, by)
        known = rules_of(row).indicator(indicator)
        if known is None or known.kind != "judged":
            raise Invalid(fields={"indicator": "Choose an indicator that is judged."})
        if rights.owns(by, one):
            raise OwnEntrant
        if not 0 <= value <= 100:
            raise Invalid(fields={"value": "Give a mark from 0 to 100."})
        made, _new = Mark.objects.update_or_create(
            entrant=one.pk, indicator=indicator, judge=by.account or 0,
            defaults={"street": row.street, "arena": row.pk, "value": value, "at": at},
        )  # fmt: skip
        note("projects.mark_given", Ref(KIND, row.pk), by, at, entrant=one.pk, indicator=indicator, value=str(value))
        return made


# ── appeals, freeze, contra entries ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def raise_appeal(*, entrant: int, indicator: str, text: str, by: Actor, at: datetime) -> Appeal:
    """Appeal against a score before the freeze, by the owner of the entrant. Raises Invalid, Forbidden, ArenaFrozen."""
    with scope.scoped(*scope.of(by)):
        row, one = entrant_of(entrant, by)
        if not rights.owns(by, one):
            raise Forbidden(fields={"post": "Only the post that owns the project appeals."})
        if rules_of(row).indicator(indicator) is None:
            raise Invalid(fields={"indicator": "Choose an indicator of the rules."})
        if Appeal.objects.filter(entrant=one.pk, indicator=indicator, state="raised").exists():
            raise Invalid(fields={"indicator": "An appeal about this is open already."})
        made = Appeal.objects.create(
            street=row.street, arena=row.pk, entrant=one.pk, indicator=indicator, raised_by=by.account or 0, raised_at=at,
            text=seal(written(text, "text", "Write what is wrong with the score, and where it can be seen.")),
        )  # fmt: skip
        note(
            "projects.arena_appeal_raised",
            Ref(KIND, row.pk),
            by,
            at,
            appeal=made.pk,
            entrant=one.pk,
            indicator=indicator,
        )
        return made


@transaction.atomic
def answer_appeal(*, appeal: int, upheld: bool, answer: str, by: Actor, at: datetime) -> Appeal:
    """Answer an appeal; what it asks to be put right is put right in the records. Raises Forbidden, AnsweredByYourself."""
    rights.refuse_without(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        one = Appeal.objects.select_for_update().filter(pk=appeal, street=by.street, state="raised").first()
        if one is None:
            raise NotFound
        lock(one.arena, by)
        if one.raised_by == (by.account or 0):
            raise AnsweredByYourself
        one.answer = seal(written(answer, "answer", "Write the answer with its reason."))
        one.state = "upheld" if upheld else "rejected"
        one.answered_by, one.answered_at = by.account or 0, at
        one.save()
        note("projects.arena_appeal_answered", Ref(KIND, one.arena), by, at, appeal=one.pk, state=one.state)
        return one


@transaction.atomic
def freeze_arena(*, arena: int, by: Actor, at: datetime) -> Arena:
    """Freeze a contest with all its scores, after its end and the days of appeal. Raises Invalid, StillAppealed, Forbidden."""
    from shiqiao.scenes.projects.arena.reads import frozen_content

    rights.refuse_without(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        row = lock(arena, by)
        last = row.ends + timedelta(days=rules_of(row).appeal_days)
        if local_day(at) <= last:
            raise Invalid(fields={"arena": "Scores can be appealed until {last}; freeze it after that day."}, last=last)
        if Appeal.objects.filter(arena=row.pk, state="raised").exists():
            raise StillAppealed
        row.snapshot, row.fingerprint = frozen_content(row)
        row.state, row.frozen_at = "frozen", at
        row.save()
        note("projects.arena_frozen", Ref(KIND, row.pk), by, at, fingerprint=row.fingerprint)
        return row


@transaction.atomic
def enter_contra(*, entrant: int, points: Decimal, reason: str, by: Actor, at: datetime) -> Contra:
    """Add or take points after the freeze, for a reason; the frozen score stays. Raises Invalid, NotFrozenYet, Forbidden."""
    rights.refuse_without(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        one = Entrant.objects.filter(pk=entrant, street=by.street).first()
        row = Arena.objects.select_for_update().filter(pk=one.arena).first() if one else None
        if one is None or row is None:
            raise NotFound
        if row.state != "frozen":
            raise NotFrozenYet
        if not points or not -100 <= points <= 100:
            raise Invalid(fields={"points": "Give points between -100 and 100, and not 0."})
        made = Contra.objects.create(
            street=row.street, arena=row.pk, entrant=one.pk, points=points, account=by.account or 0, at=at,
            reason=seal(written(reason, "reason", "Write why the points are put right.")),
        )  # fmt: skip
        note("projects.contra_entered", Ref(KIND, row.pk), by, at, entrant=one.pk, points=str(points), contra=made.pk)
        return made
