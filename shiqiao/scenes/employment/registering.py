"""The register of job seekers: who comes onto it, by which evidence, and what became of them since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.registry.reads import resolve
from shiqiao.scenes.employment import persons, rights, stated
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.errors import EmploymentRefused, NotSo, OnRegister
from shiqiao.scenes.employment.models import Application, JobSeeker, StatusLine
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.rules import (
    APPLICATION_OPEN,
    HOURS,
    NEXT,
    OVER,
    PROOFS,
    SCHOOLING,
    WITHOUT,
)
from shiqiao.scenes.employment.store import (
    SEEKER,
    Files,
    attach,
    day_of,
    hold,
    locked,
    mark,
    note,
    noted,
    one_of,
    seal,
)

WAGE_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a job seeker wants and brings; categories of hardship and occupations are codes of the street's file."""

    categories: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    wage: int = 0
    hours: str = "any"
    schooling: str = "none"
    wishes: str = ""


def register_seeker(
    *, person: int, wanted: Wanted, proof: str, on: date | None = None, remark: str = "", files: Files = (),
    invented: bool = False, by: Actor, at: datetime,
) -> JobSeeker:  # fmt: skip
    """Put a person on the register, by evidence (an unemployment card, a statement, a visit).

    Raises EmploymentRefused naming each field, OnRegister, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        who = persons.person(by, resolve(Ref("person", person)).id)
        table, day = rules_of(who.street), on or day_of(at)
        checked = _checked(wanted, table)
        if day > day_of(at):
            raise EmploymentRefused(fields={"on": "This day lies in the future; correct it."})
        one_of(proof, PROOFS, "proof")
        hold(f"household {who.household or who.pk}")
        try:
            with transaction.atomic():
                row = JobSeeker.objects.create(
                    street=who.street, community=who.community, grid=who.grid, person=who.pk, household=who.household,
                    state="registered", since=day, registered_on=day, post=by.post or 0, at=at, invented=invented,
                    **_columns(checked),
                )  # fmt: skip
        except IntegrityError as error:
            if "employment_person_once" not in str(error):
                raise
            raise OnRegister from None
        sent = attach(files, Ref(SEEKER, row.pk), row.street, by=by, at=at)
        note(Ref(SEEKER, row.pk), row.street, "employment.seeker_registered", by=by, at=at, person=who.pk, on=day,
             files=sent)  # fmt: skip
        _line(row, "registered", day, proof, by, at, remark=noted(remark))
        stated.tell_state(row, by, at)
        refresh(row, table, by, at)
        return row


def change_seeker(*, seeker: int, wanted: Wanted, by: Actor, at: datetime) -> JobSeeker:
    """Change what a job seeker wants and the categories of hardship. Raises EmploymentRefused, NotYours, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = mine(seeker, by)
        table = rules_of(row.street)
        for name, value in _columns(_checked(wanted, table)).items():
            setattr(row, name, value)
        row.save()
        note(Ref(SEEKER, row.pk), row.street, "employment.seeker_changed", by=by, at=at)
        refresh(row, table, by, at)
        return row


def set_status(
    *, seeker: int, state: str, proof: str, on: date | None = None, remark: str = "", by: Actor, at: datetime
) -> JobSeeker:
    """Write the next line of a status history by hand: lost, withdrawn, or back on the register. Work has its own act.

    Raises EmploymentRefused naming each field, NotSo.
    """
    with scope.scoped(*scope.of(by)):
        stated.hold(seeker)
        row = mine(seeker, by)
        if state not in ("registered", *OVER):
            raise EmploymentRefused(fields={"state": "Choose one of those offered."})
        if row.state == "placed":  # that work ended is an act of its own
            raise NotSo
        one_of(proof, PROOFS, "proof")
        if state in OVER and not remark.strip():
            raise EmploymentRefused(fields={"note": "Say why."})
        move(row, state, by, at, proof=proof, on=on, remark=noted(remark))
        return row


# ── what other acts use ────────────────────────────────────────────────────────────────────────────────────────────


def mine(seeker: int, by: Actor) -> JobSeeker:
    """Lock a job seeker whom the actor keeps; absent and not yours are the same NotFound."""
    row = locked(JobSeeker, seeker)
    if not rights.keeps(by, row.street, rights.place_of(row)):
        raise NotFound
    return row


def move(
    row: JobSeeker, state: str, by: Actor, at: datetime, *, proof: str, on: date | None = None, refs: Sequence[Ref] = (),
    remark: str = "", data: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write the next line of a history on a day; the row follows it. Raises NotSo, Invalid for a day before the last line."""
    day = on or day_of(at)
    if state not in NEXT[row.state]:
        raise NotSo
    if day < row.since or day > day_of(at):
        raise Invalid(fields={"on": "Choose a day from {since} to today."}, since=row.since)
    if row.state == "placed" and state == "registered":
        row.returned += 1
    same_home = row.state in WITHOUT and state in WITHOUT  # nobody gained or lost work: the household stays what it is
    row.state, row.since = state, day
    row.ended_at = at if state in OVER else None
    row.save(update_fields=["state", "since", "returned", "ended_at"])
    _line(row, state, day, proof, by, at, refs=refs, remark=remark, data=data or {})
    if state not in WITHOUT:
        close_applications(row.pk, "no_longer_looking", at)
    stated.tell_state(row, by, at)
    if not same_home:
        refresh(row, rules_of(row.street), by, at)


def close_applications(seeker: int, why: str, at: datetime, *, but: int = 0) -> int:
    """Close the open applications of a job seeker; returns how many."""
    rows = Application.objects.filter(seeker=seeker, state__in=APPLICATION_OPEN).exclude(pk=but)
    return rows.update(state="closed", why=why, decided_at=at)


def refresh(row: JobSeeker, table: Table, by: Actor, at: datetime) -> None:
    """Reckon anew whether the household is without employment; a line for each job seeker for whom it changed."""
    changed, seekers = persons.refresh(row.street, [row.household], table, day_of(at))
    for one, zero in changed:
        note(Ref(SEEKER, one.pk), one.street, "employment.zero_changed", by=by, at=at, zero=zero)
        if one.pk == row.pk:
            row.zero = zero
    after_refresh(row.street, seekers, by, at)


def after_refresh(street: int, seekers: Sequence[int], by: Actor, at: datetime) -> None:
    """Let the benefits that are received follow into the household as it is now."""
    from shiqiao.scenes.employment import clashes

    clashes.follow(street, seekers, by, at)


def _line(
    row: JobSeeker, state: str, day: date, proof: str, by: Actor, at: datetime, *, refs: Sequence[Ref] = (), remark: str = "",
    data: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    last = StatusLine.objects.filter(seeker=row.pk).order_by("-seq").values_list("seq", flat=True).first()
    told = [str(ref) for ref in refs]
    StatusLine.objects.create(
        street=row.street, seeker=row.pk, seq=(last or 0) + 1, state=state, since=day, proof=proof, refs=told,
        note=seal(remark), post=by.post or 0, account=by.account or 0, at=at,
    )  # fmt: skip
    note(Ref(SEEKER, row.pk), row.street, "employment.status_changed", by=by, at=at, state=state, since=day, proof=proof,
         **({"refs": told} if told else {}), **(data or {}))  # fmt: skip


def _checked(wanted: Wanted, table: Table) -> Wanted:
    wrong: dict[str, str] = {}
    for name, known in (("categories", table.categories), ("occupations", table.occupations)):
        if _strange(getattr(wanted, name), (one.code for one in known)):
            wrong[name] = "Choose from those offered."
    if not 0 <= wanted.wage <= WAGE_MOST:
        wrong["wage"] = "Give yuan a month, from 0 to 100,000."
    if wanted.hours not in HOURS:
        wrong["hours"] = "Choose one of those offered."
    if wanted.schooling not in SCHOOLING:
        wrong["schooling"] = "Choose one of those offered."
    if wrong:
        raise EmploymentRefused(fields=wrong)
    return wanted


def _strange(codes: Iterable[str], known: Iterable[str]) -> set[str]:
    return set(codes) - set(known)


def _columns(wanted: Wanted) -> dict[str, Any]:
    codes = sorted(set(wanted.categories))
    return {
        "categories": seal(" ".join(codes)), "marks": [mark(code) for code in codes], "wage": wanted.wage,
        "occupations": list(dict.fromkeys(wanted.occupations)), "hours": wanted.hours, "schooling": wanted.schooling,
        "wishes": seal(noted(wanted.wishes, "wishes")),
    }  # fmt: skip
