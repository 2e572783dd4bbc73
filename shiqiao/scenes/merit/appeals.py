"""Appeals (申诉) against a decision: once, within a term after it, decided within a term by another leader.

What is upheld is taken back by a row of the ledger, what is eased has a third row in its place; the first stays.
"""

from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.merit import reads, store
from shiqiao.scenes.merit.actions import Given, check_given
from shiqiao.scenes.merit.definitions import AppealTerms
from shiqiao.scenes.merit.errors import NotOneself, NotSo
from shiqiao.scenes.merit.models import Consequence, MeritAppeal
from shiqiao.scenes.merit.publishing import rules_of

CLOCK = "appeal"
Outcome = Literal["upheld", "eased", "dismissed"]


def terms_of(street: int) -> AppealTerms:
    """Return the terms of a street's rules."""
    table = rules_of(street)
    return table.appeal if table else AppealTerms()


def ends(row: Consequence) -> datetime | None:
    """Return until when one may appeal against a decision; None before there is one."""
    if row.decided_at is None:
        return None
    return clock_rules.due(calendar_for(row.street), row.decided_at, Term.parse(terms_of(row.street).within)).at


def may_raise(actor: Actor, row: Consequence, at: datetime) -> bool:
    """Tell whether an actor may appeal now."""
    until = ends(row)
    mine = bool(actor.account) and actor.account == row.concerned
    return bool(
        mine and row.state in ("confirmed", "changed") and until and at <= until and not reads.appeal_of(row.id)
    )


def raise_appeal(*, consequence: int, reason: str, by: Actor, at: datetime) -> MeritAppeal:
    """Appeal against what was decided; the clock of the decision starts. Raises Forbidden, Invalid, Conflict, NotSo."""
    why = store.written(reason, "reason", "Write why this should not stand.")
    with scope.scoped(*scope.of(by)):
        reads.access_consequence(by, consequence)
        row = Consequence.objects.select_for_update().get(pk=consequence)
        if not by.account or by.account != row.concerned:
            raise Forbidden(fields={"post": "Only whom it concerns appeals."})
        until = ends(row)
        if row.state not in ("confirmed", "changed") or until is None:
            raise NotSo
        if at > until:
            raise Conflict("Appeals against this decision ended on {day}.", day=str(localdate(until)))
        try:
            with transaction.atomic():
                made = MeritAppeal.objects.create(
                    street=row.street, consequence=row.id, against=row.decided_by, reason=store.seal(why),
                    raised_by=by.account, raised_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "merit_appealed_once" not in str(error):
                raise
            raise Conflict("There is one appeal against a decision; it was raised already.") from None
        _begin(made, at)
        store.write("merit.appealed", row, by, at, appeal=made.id)
        for post in people.posts(row.street, roles=store.LEADS):
            store.tell(row, "merit.appealed", at, post=post.id)
        return made


def _begin(row: MeritAppeal, at: datetime) -> None:
    state = clock_rules.start(CLOCK, Term.parse(terms_of(row.street).decide), calendar_for(row.street), at)
    owner = _decider(row, at)
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=Ref(store.APPEAL, row.id), state=state, owner_post=owner, community=0,
    ).save(force_insert=True)  # fmt: skip


def _decider(row: MeritAppeal, at: datetime) -> int | None:
    """Return the first leader's post that may decide."""
    for post in people.posts(row.street, roles=store.LEADS):
        if people.holder_of(post.id, at).account not in (None, row.against, row.raised_by):
            return post.id
    return None


def decide_appeal(
    *, appeal: int, outcome: Outcome, answer: str, given: Given | None = None, by: Actor, at: datetime
) -> MeritAppeal:
    """Uphold an appeal (all is taken back), ease what was decided, or dismiss it, with the reason.

    Raises NotFound, Forbidden for who decided first and who raised it, Invalid, NotSo.
    """
    said = store.written(answer, "answer", "Write the reason of the decision.")
    with scope.scoped(*scope.of(by)):
        made = the_one(MeritAppeal.objects.select_for_update().filter(pk=appeal))
        reads.access_consequence(by, made.consequence)
        row = Consequence.objects.select_for_update().get(pk=made.consequence)
        account = store.lead(by, row.street)
        _fit(made, account)
        if outcome not in ("upheld", "eased", "dismissed"):
            raise Invalid(fields={"outcome": "Choose whether it is upheld, eased or dismissed."})
        instead = _eased(row, given) if outcome == "eased" else None
        made.state, made.answer, made.decided_by, made.decided_at = outcome, store.seal(said), account, at
        made.points, made.card = instead or Given()
        made.save()
        for clock in clocks_of(Ref(store.APPEAL, made.id)):
            if clock.stopped_at is None:
                put(clock=clock, state=clock_rules.stop(clock.state(), max(at, clock.started_at)))
        booked = _book(row, instead, account, at) if outcome != "dismissed" else []
        store.write("merit.appeal_decided", row, by, at, appeal=made.id, state=outcome, entries=booked,
                    points=str(made.points), card=made.card)  # fmt: skip
        store.tell(row, "merit.appeal_decided", at, account=made.raised_by)
        return made


def _fit(made: MeritAppeal, account: int) -> None:
    if made.state != "open":
        raise NotSo
    if account == made.raised_by:
        raise NotOneself
    if account == made.against:
        raise Forbidden(fields={"post": "You decided first: another leader decides the appeal."})


def _eased(row: Consequence, given: Given | None) -> Given:
    if given is None:
        raise Invalid(fields={"points": "Say what follows instead: points, a flag or a card."})
    check_given(given)
    if (given.points, given.card) == (row.points, row.card) or given.points < row.points:
        raise Invalid(fields={"points": "An appeal does not make it worse; give more points, or another card."})
    return given


def _book(row: Consequence, instead: Given | None, account: int, at: datetime) -> list[int]:
    taken = [store.book(row, 2, account, at, points=row.points, card=row.card)]
    if instead:
        taken.append(store.book(row, 3, account, at, **instead._asdict()))
    return [one.id for one in taken]


def withdraw_appeal(*, appeal: int, by: Actor, at: datetime) -> MeritAppeal:
    """Take an own appeal back. Raises NotFound, Forbidden, NotSo when it is over."""
    with scope.scoped(*scope.of(by)):
        made = the_one(MeritAppeal.objects.select_for_update().filter(pk=appeal))
        row = reads.access_consequence(by, made.consequence)
        if made.raised_by != by.account:
            raise Forbidden(fields={"post": "Only who raised an appeal takes it back."})
        if made.state != "open":
            raise NotSo
        made.state = "withdrawn"
        made.save(update_fields=["state"])
        for clock in clocks_of(Ref(store.APPEAL, made.id)):
            if clock.stopped_at is None:
                put(clock=clock, state=clock_rules.stop(clock.state(), max(at, clock.started_at)))
        store.write("merit.appeal_withdrawn", row, by, at, appeal=made.id)
        return made
