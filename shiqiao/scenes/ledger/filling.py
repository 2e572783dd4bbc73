"""Filling forms: what is known stands there, a tap confirms it, the rest is asked; every answer is a fact of the registry.

A row is filled when all its fields are known well enough, whoever said so: a visit, the hall, an import, or the form.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.registry.circles import Spot, read_test, within
from shiqiao.kernel.registry.reads import covers
from shiqiao.scenes.ledger import dictionary, rules, store
from shiqiao.scenes.ledger.definitions import FormSpec
from shiqiao.scenes.ledger.errors import FormOver
from shiqiao.scenes.ledger.models import CollectionForm, Filling, FormRow, FormVersion
from shiqiao.scenes.ledger.publishing import version_of
from shiqiao.scenes.ledger.rules import ASK, CONFIRM, READY, Counts

BATCH = 500
SOURCES = ("visit", "self", "office")
_gathering: ContextVar[bool] = ContextVar("ledger_gathering", default=False)


def zone() -> ZoneInfo:
    """Return the local time zone."""
    return ZoneInfo(settings.TIME_ZONE)


@snapshot("ledger")
def _running() -> Mapping[int, Sequence[tuple[int, FormSpec]]]:
    with scope.whole():
        forms = list(CollectionForm.objects.filter(state="running").order_by("pk"))
        contents = {
            (row.form_id, row.version): row.content
            for row in FormVersion.objects.filter(form__in=forms, state="approved")
        }
    found: dict[int, list[tuple[int, FormSpec]]] = {}
    for form in forms:
        spec = FormSpec.model_validate(contents[form.pk, form.version])
        found.setdefault(form.street, []).append((form.pk, spec))
    return found


def running(street: int) -> Sequence[tuple[int, FormSpec]]:
    """Return the forms in force in a street, with their declarations."""
    return _running().get(street, ())


def streets() -> list[int]:
    """Return the streets in which forms run."""
    return sorted(_running())


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def states(street: int, spec: FormSpec, round_: date, ids: Sequence[int], at: datetime) -> dict[int, dict[str, str]]:
    """Return for subjects what each field of a form wants in a round: few queries however many subjects."""
    codes, known = spec.codes(), dictionary.by_code(street)
    found = dictionary.values(street, codes, ids)
    since = rules.threshold(spec, round_, zone())
    return {
        number: {
            code: rules.judge(found.get((code, number)), since, at, asked=known[code].asked if code in known else False)
            for code in codes
        }
        for number in ids
    }  # fmt: skip


def circle(street: int, spec: FormSpec, at: datetime, most: int) -> list[Spot]:
    """Return about whom a form is, at most so many: for what it will cost."""
    tests = [read_test(one, spec.about.kind) for one in spec.about.where]
    return within(street, spec.about.kind, tests, on=store.today(at), communities=spec.about.communities, limit=most)


# ── rounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def open_round(form: CollectionForm, spec: FormSpec, *, at: datetime) -> int:
    """Have everybody of the circle in the round that runs now, whoever came since with it; returns how many were added.

    Rows of rounds before that nobody filled are missed. Who is known well enough is filled at once.
    """
    round_ = rules.round_of(spec, store.today(at))
    if round_ is None:
        return 0
    FormRow.objects.filter(form=form, state="open", round__lt=round_).update(state="missed")
    tests = [read_test(one, spec.about.kind) for one in spec.about.where]
    added, after = 0, 0
    while True:
        spots = within(
            form.street, spec.about.kind, tests, on=round_, communities=spec.about.communities, after=after, limit=BATCH
        )
        known = FormRow.objects.filter(form=form, round=round_, subject__in=[one.id for one in spots])
        known.filter(state="left").update(state="open")  # whoever had left and is back
        there = set(known.values_list("subject", flat=True))
        rows = [
            FormRow(street=form.street, community=one.community, grid=one.grid, form=form, round=round_,
                    kind=spec.about.kind, subject=one.id)
            for one in spots if one.id not in there
        ]  # fmt: skip
        FormRow.objects.bulk_create(rows)
        _settle(form.street, spec, rows, at)
        added += len(rows)
        if len(spots) < BATCH:
            return added
        after = spots[-1].id


def leave(form: CollectionForm, spec: FormSpec, *, at: datetime) -> int:
    """Close the open rows of whoever no longer belongs to the circle, and let rows lie where their subjects lie now."""
    tests = [read_test(one, spec.about.kind) for one in spec.about.where]
    gone, after = 0, 0
    while rows := list(FormRow.objects.filter(form=form, state="open", pk__gt=after).order_by("pk")[:BATCH]):
        spots = {
            one.id: one
            for one in within(form.street, spec.about.kind, tests, on=store.today(at), among=[r.subject for r in rows],
                              communities=spec.about.communities, limit=BATCH)
        }  # fmt: skip
        for row in rows:
            spot = spots.get(row.subject)
            if spot is None:
                row.state, gone = "left", gone + 1
            else:
                row.community, row.grid = spot.community, spot.grid
        FormRow.objects.bulk_update(rows, ["state", "community", "grid"])
        after = rows[-1].pk
    return gone


def _settle(street: int, spec: FormSpec, rows: Sequence[FormRow], at: datetime) -> int:
    """Fill the rows of which everything is known well enough; nobody has to touch them."""
    if not rows:
        return 0
    judged = states(street, spec, rows[0].round, [row.subject for row in rows], at)
    done = [row for row in rows if set(judged[row.subject].values()) <= {READY}]
    for row in done:
        row.state, row.how, row.filled_at, row.filled_by = "filled", "self", at, 0
    FormRow.objects.bulk_update(done, ["state", "how", "filled_at", "filled_by"])
    before = _counted([row.pk for row in done])
    Filling.objects.bulk_create(
        _filling(row, spec, Counts(known=max(0, spec.asks - before.get(row.pk, 0))), 0, at, version_of(street))
        for row in done
    )
    return len(done)


def _filling(row: FormRow, spec: FormSpec, counts: Counts, account: int, at: datetime, version: int) -> Filling:
    return Filling(
        street=row.street, community=row.community, grid=row.grid, form=row.form_id, row=row.pk, department=spec.department,
        settings=version, day=store.today(at), until=spec.until or store.today(at), account=account, at=at,
        **counts._asdict(),
    )  # fmt: skip


def _counted(rows: Sequence[int]) -> dict[int, int]:
    """Return how many answers of rows were counted before, so that none counts twice."""
    sums = Filling.objects.filter(row__in=rows).values("row").annotate(
        n=Sum("known") + Sum("confirmed") + Sum("changed") + Sum("asked")
    )  # fmt: skip
    return dict(sums.values_list("row", "n"))


def learned(street: int, refs: Sequence[Ref], by: Actor, at: datetime) -> None:
    """Fill the rows that wait for what was just learned of some records, in the same transaction."""
    if _gathering.get() or not (forms := running(street)):
        return
    with scope.scoped(street):
        for form, spec in forms:
            ids = [ref.id for ref in refs if ref.kind == spec.about.kind]
            round_ = rules.round_of(spec, store.today(at)) if ids else None
            if round_ is None:
                continue
            rows = FormRow.objects.select_for_update().filter(
                form=form, round=round_, kind=spec.about.kind, subject__in=ids, state="open"
            )
            _settle(street, spec, list(rows.order_by("pk")), at)


@contextmanager
def _gathered() -> Iterator[None]:
    token = _gathering.set(True)
    try:
        yield
    finally:
        _gathering.reset(token)


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of filling a row: how the answers came, and which fields are still to be asked."""

    row: int
    counts: Counts
    left: tuple[str, ...]


def fill_row(
    *, row: int, given: Mapping[str, str] | None = None, source: str = "visit", by: Actor, at: datetime
) -> Filled:
    """Fill a row: what is given changes or answers, what is known otherwise is confirmed. All of it goes to the registry.

    `given` holds values by code of the field; without it everything known is confirmed by one tap. What is neither known
    nor given stays open. `source` says how one knows: visit, self (own statement), office. Locks the row. Raises FormOver,
    Invalid naming fields, Forbidden, NotFound.
    """
    given = {code: value for code, value in (given or {}).items() if value.strip()}
    if source not in SOURCES:
        raise Invalid(fields={"source": "Say how this is known."})
    with scope.scoped(*scope.of(by)):
        found, spec = _locked(row, by)
        if strange := [code for code in given if code not in spec.codes()]:
            raise Invalid(fields={strange[0]: "This form does not ask that."})
        _open(found, spec, at)
        subject = Ref(found.kind, found.subject)
        judged = states(found.street, spec, found.round, [found.subject], at)[found.subject]
        confirmed = [code for code, state in judged.items() if state == CONFIRM and code not in given]
        with _gathered():
            if given:
                dictionary.give(found.street, subject, given, source, by=by, at=at)
            if confirmed:
                dictionary.confirm(found.street, subject, confirmed, source, by=by, at=at)
        return _finish(found, spec, judged, given, len(confirmed), by, at)


def _finish(
    row: FormRow, spec: FormSpec, judged: Mapping[str, str], given: Mapping[str, str], confirmed: int, by: Actor,
    at: datetime,
) -> Filled:  # fmt: skip
    asked = sum(judged[code] == ASK for code in given)
    left = tuple(code for code, state in judged.items() if state == ASK and code not in given)
    counts = Counts(confirmed=confirmed, changed=len(given) - asked, asked=asked)
    if not left:
        before = _counted([row.pk]).get(row.pk, 0)
        counts = counts._replace(known=max(0, spec.asks - counts.answers - before))
        row.state, row.how, row.filled_at, row.filled_by = "filled", "hand", at, by.account or 0
        row.save()
    if counts.answers:
        _filling(row, spec, counts, by.account or 0, at, version_of(row.street)).save()
        store.note("ledger.filled", Ref(store.ROW, row.pk), row.street, by, at, form=row.form_id, round=str(row.round),
                   left=len(left), **counts._asdict())  # fmt: skip
    learned(row.street, [Ref(row.kind, row.subject)], by, at)  # other forms that ask the same are filled by this answer
    return Filled(row.pk, counts, left)


def confirm_rows(*, rows: Sequence[int], source: str = "visit", by: Actor, at: datetime) -> tuple[int, int]:
    """Confirm several rows of which everything is known, each by itself; returns how many were, and how many were not."""
    done = 0
    for row in rows:
        with scope.scoped(*scope.of(by)):
            found, spec = _locked(row, by)
            judged = states(found.street, spec, found.round, [found.subject], at)[found.subject]
            if found.state == "open" and ASK not in judged.values():
                fill_row(row=row, source=source, by=by, at=at)
                done += 1
    return done, len(rows) - done


def _locked(row: int, by: Actor) -> tuple[FormRow, FormSpec]:
    """Lock a row that the actor fills; absent and not yours are the same NotFound."""
    found = FormRow.objects.select_for_update().filter(pk=row, street=by.street or 0).first()
    if found is None or not may_fill(by, found):
        raise NotFound
    spec = spec_of(found.form_id)
    if spec.filled_by == "community" and not by.roles & {"community_head", "leader"}:
        raise Forbidden(fields={"post": "The community fills this form."})
    return found, spec


def may_fill(by: Actor, row: FormRow) -> bool:
    """Tell whether a row lies in the ground of somebody who fills forms."""
    place = row.grid or row.community * 1000 or row.street * 1_000_000
    return bool(by.roles & store.FILLS) and covers(by, place)


def spec_of(form: int) -> FormSpec:
    """Return the declaration of a form in force, or the last one that was."""
    found = CollectionForm.objects.filter(pk=form).values_list("version", flat=True).first()
    row = the_one(FormVersion.objects.filter(form=form, version=found or 1))
    return FormSpec.model_validate(row.content)


def _open(row: FormRow, spec: FormSpec, at: datetime) -> None:
    form = CollectionForm.objects.get(pk=row.form_id)
    if form.state != "running" or rules.over(spec, store.today(at), bool(form.ended_at)) or row.state == "left":
        raise FormOver
    if row.round != rules.round_of(spec, store.today(at)):
        raise FormOver("This round is over; fill the row of the present one.")
