"""Appeals (申诉): a matter shall not count for an indicator. Raised within a term, decided by another within a term.

While an appeal is upheld its matter is left out wherever the indicator is counted; of a closed month a contra entry
tells so. Who raised it does not decide it, and a second appeal is decided by somebody else than the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.following import follow
from shiqiao.kernel.scoring.models import Appeal
from shiqiao.kernel.scoring.rules import next_month

KIND = "scoring_appeal"
CLOCK = "appeal"
TERM = "3wd"  # working days for the decision
WINDOW = timedelta(days=10)  # after a month's end, in which its figures may be appealed against
TRIES = 2  # of one matter for one indicator
DECIDES = frozenset({"leader"})
SEES_ALL = frozenset({"leader", "auditor"})
LONGEST = 1000
REASON, ANSWER = "scoring.appeal.reason", "scoring.appeal.answer"  # contexts that bind the ciphertext to its column
LISTED = 200


def subject_of(row: Appeal) -> Ref:
    """Return what journal, clock and notices call an appeal."""
    return Ref(KIND, row.id)


@dataclass(frozen=True, slots=True)
class Target:
    """What is appealed against: a matter for an indicator, in the month and of the subject where it was seen."""

    number: str
    indicator: str
    month: date
    kind: str
    subject: int


def may_raise(until: date, at: datetime) -> bool:
    """Tell whether figures of a month that ends before `until` may still be appealed against."""
    return localdate(at) < until + WINDOW


@transaction.atomic
def raise_appeal(*, target: Target, reason: str, by: Actor, at: datetime) -> Appeal:
    """Ask that a matter be left out of an indicator, and start the clock of the decision.

    Raises NotFound for a matter out of reach, Invalid naming the field, Conflict when the month's term for appeals has
    ended, when one is under way or upheld, or when it was decided as often as may be.
    """
    street, why = by.street or 0, reason.strip()
    matter = access_matter(by, target.number)
    if not by.account:
        raise Forbidden("Only a person raises an appeal.")
    if not why or len(why) > LONGEST:
        raise Invalid(fields={"reason": "Say in up to {n} letters why it should not count."}, n=LONGEST)
    until = next_month(target.month)
    part, one = reads.indicator(street, target.indicator, until - timedelta(days=1))
    if not may_raise(until, at):
        raise Conflict("Appeals against this month ended on {day}.", day=str(until + WINDOW - timedelta(days=1)))
    if not reads.stands(street, part, one, matter.number, target.month, until, at):
        raise Invalid(fields={"number": "This matter does not count for this indicator in this month."})
    _spare(street, target)
    row = Appeal.objects.create(
        street=street, indicator=target.indicator, number=matter.number, kind=target.kind, subject=target.subject,
        month=target.month, reason=encrypt(why, context=REASON), raised_by=by.account, raised_at=at, due_at=at,
    )  # fmt: skip
    _begin(row, matter.community, at)
    write("scoring.appealed", subject=subject_of(row), street=street, by=by, at=at,
          data={"indicator": row.indicator, "matter": row.number, "month": str(row.month)})  # fmt: skip
    for post in people.posts(street, roles=DECIDES):
        notify(street=street, post=post.id, kind="scoring.appealed", subject=subject_of(row), at=at)
    return row


def _spare(street: int, target: Target) -> None:
    former = list(
        Appeal.objects.select_for_update().filter(street=street, indicator=target.indicator, number=target.number)
    )
    if any(one.state == "open" for one in former):
        raise Conflict("An appeal about this matter and indicator is under way.")
    if any(one.state == "upheld" for one in former):
        raise Conflict("This matter is left out of the indicator already.")
    if sum(one.state == "dismissed" for one in former) >= TRIES:
        raise Conflict("This was decided twice, which is final.")


def _begin(row: Appeal, community: int, at: datetime) -> None:
    cal = calendar_for(row.street)
    state = clock_rules.start(CLOCK, clock_rules.Term.parse(TERM), cal, at)
    owners = people.posts(row.street, roles=DECIDES)
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=subject_of(row), state=state,
        owner_post=owners[0].id if owners else None, community=community,
    ).save(force_insert=True)  # fmt: skip
    row.due_at = state.due_at
    row.save(update_fields=["due_at"])


@transaction.atomic
def decide_appeal(*, appeal: int, uphold: bool, answer: str, by: Actor, at: datetime) -> Appeal:
    """Uphold an appeal (the matter is left out at once) or dismiss it, with the reason.

    Raises NotFound, Forbidden for whoever raised it or decided the former one, Invalid without a reason, Conflict when
    it is over.
    """
    row = _locked(appeal, by)
    said = answer.strip()
    if not by.roles & DECIDES or not by.account:
        raise Forbidden("Only a leader of the street decides appeals.")
    if by.account == row.raised_by:
        raise Forbidden("Who raised an appeal does not decide it.")
    same = Appeal.objects.filter(street=row.street, indicator=row.indicator, number=row.number, decided_by=by.account)
    if same.filter(state="dismissed").exists():
        raise Forbidden("You dismissed the first appeal; another leader decides the second.")
    if not said or len(said) > LONGEST:
        raise Invalid(fields={"answer": "Give the reason of the decision in up to {n} letters."}, n=LONGEST)
    state = "upheld" if uphold else "dismissed"
    _end(row, state, at, answer=encrypt(said, context=ANSWER), decided_by=by.account, decided_at=at)
    write("scoring.appeal_decided", subject=subject_of(row), street=row.street, by=by, at=at,
          data={"state": state, "indicator": row.indicator, "matter": row.number})  # fmt: skip
    notify(street=row.street, account=row.raised_by, kind="scoring.appeal_decided", subject=subject_of(row), at=at)
    if uphold:
        follow(row.street, {access_matter(by, row.number).id}, at=at)
    return row


@transaction.atomic
def withdraw_appeal(*, appeal: int, by: Actor, at: datetime) -> Appeal:
    """Take an own appeal back. Raises NotFound, Forbidden for another's, Conflict when it is over."""
    row = _locked(appeal, by)
    if row.raised_by != by.account:
        raise Forbidden("Only who raised an appeal takes it back.")
    _end(row, "withdrawn", at)
    write("scoring.appeal_withdrawn", subject=subject_of(row), street=row.street, by=by, at=at, data={})
    return row


def _locked(appeal: int, by: Actor) -> Appeal:
    access_appeal(by, appeal)
    row = Appeal.objects.select_for_update().get(pk=appeal)
    if row.state != "open":
        raise Conflict("This appeal is over.")
    return row


def _end(row: Appeal, state: str, at: datetime, **more: object) -> None:
    row.state = state
    for name, value in more.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *more])
    clock = Clock.objects.select_for_update().get(kind=KIND, subject=row.id)
    put(clock=clock, state=clock_rules.stop(clock.state(), max(at, clock.started_at)))


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def appeals(actor: Actor, *, only_open: bool = False) -> Sequence[Appeal]:
    """Return the appeals an actor sees, those to be decided first: all for leaders and auditors, own ones for others."""
    rows = Appeal.objects.filter(street=actor.street or 0)
    if not actor.roles & SEES_ALL:
        rows = rows.filter(raised_by=actor.account or 0)
    if only_open:
        rows = rows.filter(state="open")
    return sorted(rows.order_by("-id")[:LISTED], key=_first)


def _first(row: Appeal) -> tuple[bool, float]:
    """Open ones by their term, then the latest."""
    return (False, row.due_at.timestamp()) if row.state == "open" else (True, -row.raised_at.timestamp())


def clocks(rows: Sequence[Appeal]) -> dict[int, Clock]:
    """Return the running clocks of those that are to be decided, by appeal."""
    waiting = [row.id for row in rows if row.state == "open"]
    return {one.subject: one for one in Clock.objects.filter(kind=KIND, subject__in=waiting, stopped_at=None)}


def access_appeal(actor: Actor, appeal: int) -> Appeal:
    """Return an appeal that an actor sees; absent and not to be seen are the same NotFound."""
    row = Appeal.objects.filter(pk=appeal, street=actor.street or 0).first()
    if row is None or not (actor.roles & SEES_ALL or row.raised_by == actor.account):
        raise NotFound
    return row


def words_of(row: Appeal) -> tuple[str, str]:
    """Return the reason and the decision's reason in clear; the caller has checked who reads."""
    return decrypt(row.reason, context=REASON), decrypt(row.answer, context=ANSWER) if row.answer else ""
