"""A household's file until it is signed: surveyed, valued, offered, a flat reserved, disputes heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.scenes.projects.renewal import rights, rules
from shiqiao.scenes.projects.renewal.errors import FileNotSo, FlatTaken, NotTheTime, OnFileAlready
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.store import (
    FILE,
    RENEWAL,
    day_of,
    enter,
    lock_file,
    lock_renewal,
    note,
    seal,
    written,
)
from shiqiao.scenes.projects.renewal.tables import Flat, Plot, Renewal, RenewalFile
from shiqiao.scenes.projects.renewal.terms import Terms


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the survey of a household found. Area in hundredths of a square metre; `name` is sealed at once.

    `kind` is the code of a kind in the terms, or its title as people write it.
    """

    plot: str
    kind: str
    area: int
    name: str = ""
    household: int = 0
    dwelling: int = 0
    invented: bool = False


@transaction.atomic
def survey(*, renewal: int, found: Sequence[Surveyed], by: Actor, at: datetime) -> list[RenewalFile]:
    """Open the files of households, one or thousands, all or none. Raises Invalid naming the line, OnFileAlready."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_renewal(renewal, by)
        plots = {one.code: one.pk for one in Plot.objects.filter(renewal=row.pk)}
        terms = terms_of(row.street, row.pk)
        kinds = terms.kinds_written
        for line, one in enumerate(found, 1):
            _refuse_wrong(line, one, plots, kinds, terms)
        rows = [
            RenewalFile(
                street=row.street, community=row.community, renewal=row.pk, plot=plots[one.plot], serial=row.files + n,
                household=one.household or None, dwelling=one.dwelling or None, name=seal(one.name.strip()[:60]),
                kind=kinds[one.kind], area=one.area, surveyed_at=at, invented=one.invented,
            )
            for n, one in enumerate(found, 1)
        ]  # fmt: skip
        try:
            with transaction.atomic():
                RenewalFile.objects.bulk_create(rows, batch_size=500)
        except IntegrityError:
            raise OnFileAlready from None
        first, row.files = row.files + 1, row.files + len(rows)
        row.save(update_fields=["files"])
        note("projects.renewal_surveyed", Ref(RENEWAL, row.pk), row.street, by, at, first=first, files=len(rows))
        return rows


def _refuse_wrong(line: int, one: Surveyed, plots: Mapping[str, int], kinds: Mapping[str, str], terms: Terms) -> None:
    if one.plot not in plots:
        raise Invalid(fields={"plot": "Line {line}: the project has no such plot."}, line=line)
    if one.kind not in kinds:
        raise Invalid(fields={"kind": "Line {line}: the terms know no such kind of dwelling. They know: {known}."},
                      line=line, known=", ".join(f"{kind.title.zh} / {kind.title.en}" for kind in terms.kinds))  # fmt: skip
    if not 0 < one.area <= 100_000_000:
        raise Invalid(fields={"area": "Line {line}: write the area in square metres, more than nothing."}, line=line)


def go(row: RenewalFile, do: str) -> None:
    """Move a file along the table of moves; raises FileNotSo."""
    to = rules.moved(do, row.state)
    if to is None:
        raise FileNotSo
    row.state = to


@transaction.atomic
def value_files(*, values: Mapping[int, int], by: Actor, at: datetime) -> list[RenewalFile]:
    """Enter what dwellings are worth, file → fen, one or many at once. Raises Invalid, FileNotSo, NotFound."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        return [_value(lock_file(number, by), fen, by, at) for number, fen in sorted(values.items())]


def _value(row: RenewalFile, fen: int, by: Actor, at: datetime) -> RenewalFile:
    if fen <= 0:
        raise Invalid(fields={"value": "Write the value in yuan, more than nothing."})
    go(row, "value")
    row.value = fen
    row.save(update_fields=["state", "value"])
    note("projects.file_valued", Ref(FILE, row.pk), row.street, by, at, value=fen)
    return row


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is offered to a household: money or exchange; `extra` fen beside the terms needs its reason."""

    choice: str
    extra: int = 0
    reason: str = ""


@transaction.atomic
def offer_files(*, offers: Mapping[int, Chosen], by: Actor, at: datetime) -> list[RenewalFile]:
    """Make offers by the terms in force, file → choice, one or many at once. Raises Invalid, NotTheTime, FileNotSo."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        rows = [lock_file(number, by) for number in sorted(offers)]
        held = {one.pk: one for one in Renewal.objects.filter(pk__in={row.renewal for row in rows})}
        return [_offer(row, held[row.renewal], offers[row.pk], by, at) for row in rows]


def _offer(row: RenewalFile, held: Renewal, chosen: Chosen, by: Actor, at: datetime) -> RenewalFile:
    if held.decided_on is None:
        raise NotTheTime
    if chosen.choice not in rules.CHOICES:
        raise Invalid(fields={"choice": "Choose money or a flat in exchange."})
    why = written(
        chosen.reason,
        "reason",
        "Write why this household gets more or less than the terms say." if chosen.extra else "",
    )
    go(row, "offer")
    row.choice, row.extra, row.terms = chosen.choice, chosen.extra, held.terms
    if row.choice != rules.EXCHANGE:
        Flat.objects.filter(file=row.pk).update(state="free", file=None, changed_at=at)
    reckon_into(row, held, at)
    row.save()
    note("projects.file_offered", Ref(FILE, row.pk), row.street, by, at, terms=row.terms, choice=row.choice, total=row.total,
         extra=row.extra or None)  # fmt: skip
    if why:
        enter(row, "extra", by=by, at=at, text=why, code="extra")
    return row


def reckon_into(row: RenewalFile, held: Renewal, at: datetime) -> None:
    """Reckon a file's offer by its version of the terms on a day: after the last day of the bonus there is none."""
    terms = terms_of(row.street, row.renewal, row.terms)
    in_time = held.bonus_until is None or day_of(at) <= held.bonus_until
    made = rules.reckon(
        terms.item_rules, area=row.area, value=row.value, kind=row.kind, choice=row.choice, least=terms.least_of(row.kind),
        in_time=in_time, extra=row.extra,
    )  # fmt: skip
    if made.total < 0:
        raise Invalid(fields={"extra": "The offer would be less than nothing."})
    row.supplement, row.items, row.total = made.supplement, dict(made.items), made.total


@transaction.atomic
def reserve_flat(*, file: int, flat: int, by: Actor, at: datetime) -> Flat:
    """Reserve a flat for a household; the one it had reserved is free again. Raises FlatTaken, FileNotSo, NotFound."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        if row.state != "offered" or row.choice != rules.EXCHANGE:
            raise FileNotSo
        Flat.objects.filter(file=row.pk, state="reserved").update(state="free", file=None, changed_at=at)
        held = Flat.objects.select_for_update().filter(pk=flat, renewal=row.renewal).first()
        if held is None or held.state != "free":
            raise FlatTaken
        held.state, held.file, held.changed_at = "reserved", row.pk, at
        held.save(update_fields=["state", "file", "changed_at"])
        note("projects.flat_reserved", Ref(FILE, row.pk), row.street, by, at, flat=held.pk)
        return held


@transaction.atomic
def dispute(*, file: int, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Enter what a household disputes: area, kind, value or terms. Raises Invalid, FileNotSo, NotFound."""
    rights.refuse(by, rights.WORKS | rights.AUDITS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        words = written(words, "words", "Write what is disputed.")
        if row.disputed or row.state == "housed":
            raise FileNotSo
        row.disputed = True
        row.save(update_fields=["disputed"])
        entry = enter(row, "dispute", by=by, at=at, text=words)
        note("projects.file_disputed", Ref(FILE, row.pk), row.street, by, at, entry=entry.pk)
        return row


@transaction.atomic
def settle(*, file: int, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Enter how a dispute was settled. Raises Invalid, FileNotSo, NotFound."""
    rights.refuse(by, rights.WORKS | rights.AUDITS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        words = written(words, "words", "Write how it was settled.")
        if not row.disputed:
            raise FileNotSo
        row.disputed = False
        row.save(update_fields=["disputed"])
        entry = enter(row, "settled", by=by, at=at, text=words)
        note("projects.file_settled", Ref(FILE, row.pk), row.street, by, at, entry=entry.pk)
        return row


@transaction.atomic
def explain(*, file: int, measure: str, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Write why a household's terms differ from those of alike ones (一把尺子). By who audits, and did not sign."""
    rights.refuse(by, rights.AUDITS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        if by.account and by.account == row.signed_by:
            raise Forbidden("You signed this agreement; another person writes why its terms differ.")
        if measure not in ("price", "extra", "terms"):
            raise Invalid(fields={"measure": "Choose what differs."})
        entry = enter(row, "explained", by=by, at=at, text=written(words, "words", "Write the reason."), code=measure)
        note("projects.file_explained", Ref(FILE, row.pk), row.street, by, at, measure=measure, entry=entry.pk)
        return row
