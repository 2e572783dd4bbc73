"""One visit, five deliveries (一走五访): policy, post, start-up guidance, training, aid; each closed, each followed up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.registry.reads import resolve
from shiqiao.kernel.visits.errors import VisitRefused
from shiqiao.scenes.employment import persons, rights
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.errors import EmploymentRefused, NotSo
from shiqiao.scenes.employment.models import Delivery, JobSeeker, Round
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import Wanted, mine, move, register_seeker
from shiqiao.scenes.employment.rules import CHANNELS, OPEN_ANSWERS, TOPICS, WITHOUT, Said, said_in, wrong_deliveries
from shiqiao.scenes.employment.store import (
    DELIVERY,
    SEEKER,
    note,
    noted,
    one_of,
    run_clocks,
    seal,
    stop_clock,
    term_begun,
    written,
)

VISIT_KIND = "job_seeker"


def record_round(
    *, seeker: int, channel: str, said: Mapping[str, Said], remark: str = "", visit: int = 0,
    happened_at: datetime | None = None, by: Actor, at: datetime,
) -> Round:  # fmt: skip
    """Record the five deliveries at once; each that was offered or accepted gets a follow-up with a clock of its own.

    A follow-up of the same topic that was still open is done by this. Raises EmploymentRefused naming each topic that is
    not closed or lacks its reason, NotSo for somebody who has work or left the register.
    """
    with scope.scoped(*scope.of(by)):
        row = mine(seeker, by)
        one_of(channel, CHANNELS, "channel")
        if wrong := wrong_deliveries(said):
            raise EmploymentRefused(fields=wrong)
        if row.state not in (*WITHOUT, "lost"):
            raise NotSo
        try:
            with transaction.atomic():
                made = Round.objects.create(
                    street=row.street, seeker=row.pk, channel=channel, visit=visit, note=seal(noted(remark)),
                    post=by.post or 0, account=by.account or 0, happened_at=happened_at or at, at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "employment_visit_once" not in str(error):
                raise
            raise NotSo from None
        answers = _deliver(row, made, said, rules_of(row.street), by, at)
        note(Ref(SEEKER, row.pk), row.street, "employment.deliveries_recorded", by=by, at=at, round=made.pk,
             channel=channel, visit=visit, **answers)  # fmt: skip
        if row.state in ("registered", "lost"):
            refs = [Ref("visit", visit)] if visit else []
            move(row, "helped", by, at, proof="visit" if visit else "record", refs=refs)
        return made


def _deliver(
    row: JobSeeker, made: Round, said: Mapping[str, Said], table: Table, by: Actor, at: datetime
) -> dict[str, str]:
    for older in Delivery.objects.select_for_update().filter(seeker=row.pk, follow_up="open").order_by("pk"):
        _done(older, by, at)
    begun = {topic: term_begun("handle", term, row.street, at) for topic, term in _terms(said, table).items()}
    rows = [
        Delivery(
            street=row.street, community=row.community, grid=row.grid, seeker=row.pk, round=made.pk, topic=topic,
            answer=said[topic].answer, reason=seal(noted(said[topic].reason, f"{topic}_reason")), post=by.post or 0, at=at,
            follow_up="open" if topic in begun else "none", due_at=begun[topic].due_at if topic in begun else None,
        )
        for topic in TOPICS
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows)
    waiting = {Ref(DELIVERY, one.pk): begun[one.topic] for one in rows if one.topic in begun}
    run_clocks(waiting, row.street, by=by, community=row.community)
    return {topic: said[topic].answer for topic in TOPICS}


def _terms(said: Mapping[str, Said], table: Table) -> dict[str, str]:
    """Return within what each topic that was offered or accepted is followed up."""
    open_ones = {topic: one.answer for topic, one in said.items() if one.answer in OPEN_ANSWERS}
    terms = table.terms
    return {
        topic: terms.offered if answer == "offered" else getattr(terms, topic) for topic, answer in open_ones.items()
    }


def _done(row: Delivery, by: Actor, at: datetime, outcome: str = "") -> None:
    row.late = stop_clock(Ref(DELIVERY, row.pk), at)
    row.follow_up, row.followed_at, row.followed_by, row.outcome = "done", at, by.account or 0, seal(outcome)
    row.save()


def follow_up(*, delivery: int, outcome: str, by: Actor, at: datetime) -> Delivery:
    """Say what came of a delivery; its clock stops. Raises Invalid, NotSo, NotFound."""
    said = written(outcome, "outcome", "Write what came of it.")
    with scope.scoped(*scope.of(by)):
        row = Delivery.objects.select_for_update().filter(pk=delivery).first()
        if row is None or not rights.keeps(by, row.street, rights.place_of(row)):
            raise NotFound
        if row.follow_up != "open":
            raise NotSo
        _done(row, by, at, said)
        note(Ref(SEEKER, row.seeker), row.street, "employment.followed_up", by=by, at=at, delivery=row.pk,
             topic=row.topic, late=row.late)  # fmt: skip
        return row


def from_visit(visit: int, subject: Ref, answers: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Record the deliveries of a visit that took place, in its own act; who is not on the register comes onto it by it.

    The visit was made by whoever the kernel let record it, so the register takes it from the system in that person's name.
    Raises VisitRefused naming the answers that lack a reason.
    """
    said = said_in(answers)
    if wrong := wrong_deliveries(said):
        raise VisitRefused(fields={f"answers.{name}": sentence for name, sentence in wrong.items()})
    doer = replace(by, roles=by.roles | {"system"})
    who = persons.person(doer, resolve(subject).id)
    recorded = now()
    row = JobSeeker.objects.filter(street=who.street, person=who.pk).first()
    if row is None:
        row = register_seeker(person=who.pk, wanted=Wanted(), proof="visit", by=doer, at=recorded)
    if row.state in (*WITHOUT, "lost"):
        record_round(
            seeker=row.pk, channel="visit", said=said, visit=visit, happened_at=at, by=doer, at=recorded
        )  # fmt: skip
