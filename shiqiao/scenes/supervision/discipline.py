"""Matters of discipline: proposed by rule or by a leader, answered by the person, decided by a leader; rung after rung.

提醒 → 督办 → 黄牌 → 红牌 → 约谈. Each rung rests on records (matters, orders), and nobody decides before the person was heard.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.supervision import rights
from shiqiao.scenes.supervision.discipline_reads import access_matter
from shiqiao.scenes.supervision.errors import NotSo
from shiqiao.scenes.supervision.models import (
    RUNGS,
    DisciplineMatter,
    DisciplineReader,
    DisciplineStep,
    SupervisionOrder,
)
from shiqiao.scenes.supervision.rules import DisciplineRule
from shiqiao.scenes.supervision.store import KIND as ORDER
from shiqiao.scenes.supervision.store import hold, seal, written

KIND = "discipline"
CARRIED = 2  # rungs that an order answered late has carried: the reminder and the order itself
FAULTS = ("weak_responsibility", "slow_work", "false_report", "other")


def open_discipline(
    *, post: int, fault: str, reason: str, refs: Sequence[Ref], rung: str = "reminder", invented: bool = False, by: Actor,
    at: datetime,
) -> DisciplineMatter:  # fmt: skip
    """Open a matter of discipline about whoever holds a post, proposing a first rung. Leaders only."""
    street = by.street or 0
    _lead(by, street)
    why = written(reason, "reason", "Write what is held against the person.")
    if fault not in FAULTS:
        raise Invalid(fields={"fault": "Choose what it is about."})
    with scope.scoped(*scope.of(by)):
        person = _person(post, street, at)
        if person == by.account:
            raise Forbidden(fields={"post": "Nobody opens a matter about oneself."})
        made = _open(street, person, post, fault, by, at, reason=why, invented=invented)
        _propose(made, rung, refs, by, at, reason=why)
        return made


def propose_step(
    *, matter: int, rung: str, reason: str, refs: Sequence[Ref], by: Actor, at: datetime
) -> DisciplineStep:
    """Propose the next rung, with what it rests on; the former one must be decided. Raises Invalid, Forbidden, NotSo."""
    why = written(reason, "reason", "Write why this step is proposed.")
    with scope.scoped(*scope.of(by)):
        row = _locked(matter, by)
        _lead(by, row.street)
        return _propose(row, rung, refs, by, at, reason=why)


def propose_by_rule(*, order: SupervisionOrder, rule: DisciplineRule, orders: Sequence[int], at: datetime) -> bool:
    """Propose what a rule asks for after an order was answered late; False when it stands already, or is past that rung.

    The orders carried the first two rungs: the person was reminded and ordered, and answered. They are taken over as
    evidence, so that the card is not the first word.
    """
    by, street = system("supervision", street=order.street), order.street
    refs = [Ref(ORDER, number) for number in orders]
    with scope.scoped(street):
        hold(f"discipline {street} {order.answered_by}")
        known = DisciplineStep.objects.filter(rule=rule.code, refs__contains=[str(refs[-1])]).exists()
        row = DisciplineMatter.objects.filter(
            street=street, person=order.answered_by, fault=rule.fault, closed_at=None
        ).first()
        if known or (
            row and DisciplineStep.objects.filter(matter=row.id).exclude(state__in=("imposed", "dropped")).exists()
        ):
            return False
        if RUNGS.index(rule.rung) != (_reached(row) if row else CARRIED):  # each rung in its turn
            return False
        if row is None:
            row = _open(
                street, order.answered_by, order.post, rule.fault, by, at, rule=rule.code, invented=order.invented
            )
            _carry(row, refs, order, by, at)
        _propose(row, rule.rung, refs, by, at, rule=rule.code)
        return True


def _carry(row: DisciplineMatter, refs: Sequence[Ref], order: SupervisionOrder, by: Actor, at: datetime) -> None:
    """Take over the reminder and the order that went before, with the answer that was given to them."""
    for rung in RUNGS[:CARRIED]:
        DisciplineStep.objects.create(
            street=row.street, matter=row.id, rung=rung, state="imposed", refs=[str(ref) for ref in refs], rule=row.rule,
            proposed_at=order.raised_at, answered_at=order.answered_at, decided_at=at,
        )  # fmt: skip
    _write("supervision.discipline_carried", row, by, at, refs=[str(ref) for ref in refs])


def answer_step(*, step: int, answer: str, by: Actor, at: datetime) -> DisciplineStep:
    """Answer what is proposed: the person concerned alone does this. Raises Invalid, Forbidden, NotSo."""
    said = written(answer, "answer", "Write your answer; you may also say that you have nothing to add.")
    with scope.scoped(*scope.of(by)):
        row, matter = _step(step, by)
        if not by.account or by.account != matter.person:
            raise Forbidden(fields={"post": "Only the person concerned answers."})
        if row.state != "proposed":
            raise NotSo
        row.state, row.answer, row.answered_at = "answered", seal(said), at
        row.save()
        _write("supervision.discipline_answered", matter, by, at, step=row.id)
        for post in people.posts(matter.street, roles=rights.LEADS):
            _tell(matter, "supervision.discipline_answered", at, post=post.id)
        return row


def decide_step(*, step: int, impose: bool, reason: str, by: Actor, at: datetime) -> DisciplineStep:
    """Impose a rung or drop it, with a reason: a leader who did not propose it, after the person was heard."""
    why = written(reason, "reason", "Write the reason of the decision.")
    with scope.scoped(*scope.of(by)):
        row, matter = _step(step, by)
        _lead(by, matter.street)
        if row.state == "proposed":
            raise Conflict("The person has not answered yet: wait for the answer, then decide.")
        if row.state != "answered":
            raise NotSo
        if by.account in (row.proposed_by, matter.person):
            raise Forbidden(
                fields={"post": "Who proposed it, or whom it concerns, does not decide: another leader must."}
            )
        row.state, row.decision, row.decided_by, row.decided_at = (
            "imposed" if impose else "dropped",
            seal(why),
            by.account or 0,
            at,
        )
        row.save()
        _write("supervision.discipline_decided", matter, by, at, step=row.id, rung=row.rung, imposed=impose)
        _tell(matter, "supervision.discipline_decided", at, account=matter.person)
        return row


def close_discipline(*, matter: int, by: Actor, at: datetime) -> DisciplineMatter:
    """Close a matter of discipline; its time of keeping begins. Raises Forbidden, NotSo while a step is open."""
    with scope.scoped(*scope.of(by)):
        row = _locked(matter, by)
        _lead(by, row.street)
        if (
            row.closed_at
            or DisciplineStep.objects.filter(matter=row.id).exclude(state__in=("imposed", "dropped")).exists()
        ):
            raise NotSo
        row.closed_at = at
        row.save()
        _write("supervision.discipline_closed", row, by, at)
        _tell(row, "supervision.discipline_closed", at, account=row.person)
        return row


def name_reader(*, matter: int, account: int, by: Actor, at: datetime) -> None:
    """Name a person who may see this matter beside the leaders. Leaders only; raises Invalid, Forbidden."""
    with scope.scoped(*scope.of(by)):
        row = _locked(matter, by)
        _lead(by, row.street)
        try:
            known = people.person(account).active
        except NotFound:
            known = False
        if not known or account not in {
            one.account for one in people.book().holdings if people.post(one.post).street == row.street
        }:
            raise Invalid(fields={"account": "Choose a person of this street."})
        _named, made = DisciplineReader.objects.get_or_create(
            matter=row.id, account=account, defaults={"street": row.street, "named_by": by.account or 0, "at": at}
        )
        if made:
            _write("supervision.discipline_reader_named", row, by, at, account=account)


# ── what they share ────────────────────────────────────────────────────────────────────────────────────────────────


def _lead(by: Actor, street: int) -> None:
    if not rights.leads(by, street):
        raise Forbidden(fields={"post": "Matters of discipline are for the leaders of the street."})


def _officials(street: int) -> set[int]:
    own = {post.id for post in people.posts(street)}
    return {one.account for one in people.book().holdings if one.post in own}


def _person(post: int, street: int, at: datetime) -> int:
    try:
        found = people.holder_of(post, at).account if people.post(post).street == street else None
    except NotFound:
        found = None
    if not found:
        raise Invalid(fields={"post": "Choose a post that somebody holds."})
    return found


def _locked(matter: int, by: Actor) -> DisciplineMatter:
    access_matter(by, matter)
    return DisciplineMatter.objects.select_for_update().get(pk=matter)


def _step(step: int, by: Actor) -> tuple[DisciplineStep, DisciplineMatter]:
    row = the_one(DisciplineStep.objects.select_for_update().filter(pk=step))
    return row, access_matter(by, row.matter)


def _open(
    street: int, person: int, post: int, fault: str, by: Actor, at: datetime, *, reason: str = "", rule: str = "",
    invented: bool = False,
) -> DisciplineMatter:  # fmt: skip
    try:
        with transaction.atomic():
            row = DisciplineMatter.objects.create(
                street=street, person=person, post=post, fault=fault, rule=rule, reason=seal(reason),
                opened_by=by.account or 0, opened_at=at, invented=invented,
            )  # fmt: skip
    except IntegrityError as error:
        if "discipline_one_open" not in str(error):
            raise
        raise Conflict("There is an open matter of this kind about this person: propose the next step there.") from None
    _write("supervision.discipline_opened", row, by, at, person=person, post=post, fault=fault, rule=rule)
    return row


def _imposed(row: DisciplineMatter) -> set[str]:
    return set(DisciplineStep.objects.filter(matter=row.id, state="imposed").values_list("rung", flat=True))


def _reached(row: DisciplineMatter) -> int:
    return max((RUNGS.index(rung) + 1 for rung in _imposed(row)), default=0)


def _propose(
    row: DisciplineMatter, rung: str, refs: Sequence[Ref], by: Actor, at: datetime, *, reason: str = "", rule: str = ""
) -> DisciplineStep:
    """Propose a rung: the next one on the ladder, or the one before again after it was dropped."""
    if row.closed_at:
        raise NotSo
    if rung not in RUNGS or RUNGS.index(rung) != min(_reached(row), len(RUNGS) - 1) or rung in _imposed(row):
        raise Invalid(
            fields={"rung": "Take the next step of the ladder: reminder, order, yellow card, red card, talk."}
        )
    if not refs or (by.kind != "system" and any(ref not in show(by, refs) for ref in refs)):
        raise Invalid(fields={"refs": "Name the matters or orders on which this rests; you must be able to see them."})
    try:
        with transaction.atomic():
            made = DisciplineStep.objects.create(
                street=row.street, matter=row.id, rung=rung, state="proposed", refs=[str(ref) for ref in refs], rule=rule,
                reason=seal(reason), proposed_by=by.account or 0, proposed_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "discipline_one_step" not in str(error):
            raise
        raise Conflict("A step is open already: it is answered and decided first.") from None
    _write("supervision.discipline_proposed", row, by, at, step=made.id, rung=rung, refs=made.refs, rule=rule)
    _tell(row, "supervision.discipline_proposed", at, account=row.person)
    return made


def _write(code: str, row: DisciplineMatter, by: Actor, at: datetime, **data: Any) -> None:
    journal.write(code, subject=Ref(KIND, row.id), street=row.street, by=by, at=at, data=data)


def _tell(
    row: DisciplineMatter, kind: str, at: datetime, *, post: int | None = None, account: int | None = None
) -> None:
    notify(street=row.street, kind=kind, subject=Ref(KIND, row.id), at=at, post=post, account=account)
