"""Acts that a person's device sends, perhaps long after they happened: each is done once, however often it comes.

An act is known by the person and its `client_id`. A move names the journal line (`base`) that the device had seen: when
the matter has moved on since, it is refused and a person decides. Numbers are set aside beforehand, so that a resident can
be told one where there is no network. See docs/adr/0033-the-field-app.md.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.db.trip import confirm
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.actions import move_matter, report_matter
from shiqiao.kernel.matters.devicemoves import NOTHING, OTHERS_FIRST, Chosen, make
from shiqiao.kernel.matters.errors import MatterChanged, MoveLacks, ReportRefused, SentDifferently
from shiqiao.kernel.matters.models import Matter, SentAct, SpareNumber
from shiqiao.kernel.matters.moves import cleaned, lock, roles_of, write_change
from shiqiao.kernel.matters.report import EARLIEST_YEAR, Report, mark_of
from shiqiao.kernel.matters.rules import Change, Given, number_of

ZONE = ZoneInfo(settings.TIME_ZONE)
AT_ONCE, MOST = 50, 300  # numbers given in one call, and unused ones of one person: beyond that the oldest lapse
NOTE = "note"  # the act of a person who keeps what was sent too late beside the matter
_TAKEN = "This number was not set aside for you, or a report has it already. Send the report without a number."


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of an act: the matter as it stands, `base` as its last journal line; `again` when it came before."""

    row: Matter
    base: int
    again: bool


def happened(moment: datetime | None, ahead: timedelta, recorded: datetime) -> datetime:
    """Return when something happened from what a device's clock said, which runs `ahead` of the server's. Pure.

    A clock that is wrong beyond that costs no act: nothing happens after it was recorded, or before there was an office.
    """
    if moment is None or moment.tzinfo is None:
        return recorded
    try:
        right = moment - ahead
    except OverflowError:
        return recorded
    return min(right, recorded) if right.year >= EARLIEST_YEAR else recorded


def set_numbers_aside(*, count: int, by: Actor, at: datetime) -> list[str]:
    """Set numbers of matters to come aside for a person's device, at most `AT_ONCE` at once; they are nobody else's.

    They leave no journal line: like any block of numbers they may stay unused, and the report that takes one is the act.
    """
    account, street = _person(by)
    day = at.astimezone(ZONE).strftime("%y%m%d")
    with scope.scoped(street):
        taken = store.MATTER_IDS.take_many(max(1, min(count, AT_ONCE)))
        rows = [
            SpareNumber(id=one, street=street, account=account, number=number_of(one, day), given_at=at)
            for one in taken
        ]
        SpareNumber.objects.bulk_create(rows)
        kept = SpareNumber.objects.filter(account=account).order_by("-id").values_list("id", flat=True)[:MOST]
        SpareNumber.objects.filter(account=account).exclude(id__in=list(kept)).delete()
    return [row.number for row in rows]


def report_in_field(*, report: Report, fix: Given | None = None, by: Actor, at: datetime) -> Sent:
    """Take in what a device reports, and with `fix` what was put right on the spot, both or neither.

    `report.source_id` is the device's own identifier: sent again it returns the matter, with other content it raises
    SentDifferently. Raises ReportRefused, also for a number that was not set aside; and as the move does.
    """
    account, street = _person(by)
    mark = _mark([mark_of(report).hex(), astuple(fix) if fix else None])

    def act() -> int:
        if report.number:
            _take(report.number, account)
        found = report_matter(report=report, by=by, at=at)
        if fix:
            move_matter(matter=found.id, do="fix_on_spot", given=fix, by=by, at=at)
        return found.id

    return _once(report.source_id, "", mark, street, act, by=by)


def move_in_field(
    *, matter: int, do: str, given: Given, base: int, client_id: str, by: Actor, at: datetime, chosen: Chosen = NOTHING
) -> Sent:
    """Make a move that a device sends, which had seen the matter up to its journal line `base`.

    `chosen` is what the move names by code or number. Raises MatterChanged when more happened since, and what the move's
    action raises. `do` = "note" makes no move: it keeps the reason and the evidence beside the matter, for whoever was
    too late with a move. Locks the matter's row.
    """
    _, street = _person(by)
    mark = _mark([matter, do, base, given.answer, given.result, given.reason, given.progress, *_further(given, chosen)])

    def act() -> int:
        if do == NOTE:
            _note(matter, given, by=by, at=at)
            return matter
        first = do not in OTHERS_FIRST
        _unchanged(lock(matter).row.seq if first else _seq(matter), base)
        make(matter=matter, do=do, given=given, chosen=chosen, by=by, at=at)
        if not first:  # read without the lock: somebody may have come between
            _unchanged(_seq(matter) - 1, base)
        return matter

    return _once(client_id, do, mark, street, act, by=by)


def _further(given: Given, chosen: Chosen) -> list[object]:
    """Return what else tells two moves apart; nothing for those that bring words alone, whose marks stay as they were."""
    verdict = (given.responded, given.solved, given.satisfied)
    more = (given.outcome, given.term, given.until, given.children_go_on)
    if chosen == NOTHING and verdict == (None, None, None) and not any(more):
        return []
    return [verdict, more, astuple(chosen)]


def _seq(matter: int) -> int:
    return Matter.objects.values_list("seq", flat=True).get(pk=matter)


def _unchanged(seq: int, base: int) -> None:
    if seq != base:
        raise MatterChanged(
            fields={"base": "Line {seen} was the last that your device saw; now there are {seq}."}, seen=base, seq=seq
        )


def own_acts(actor: Actor, most: int = 50) -> Sequence[tuple[SentAct, Matter]]:
    """Return what a person's devices have sent, the latest first, each with its matter as it stands now."""
    account, street = _person(actor)
    with scope.scoped(street):
        acts = list(SentAct.objects.filter(account=account).order_by("-id")[:most])
        rows = Matter.objects.in_bulk({act.matter for act in acts})
    return [(act, rows[act.matter]) for act in acts if act.matter in rows]


def _once(client_id: str, do: str, mark: bytes, street: int, act: Callable[[], int], *, by: Actor) -> Sent:
    """Do an act unless it was done; a second one that comes meanwhile waits for the first at the unique index."""
    if not (0 < len(client_id) <= 80 and client_id.isprintable()):
        raise Invalid(fields={"client_id": "Send an identifier of 1 to 80 characters that is unique to this act."})
    with scope.scoped(street):
        values = {"street": street, "do": do[:40], "mark": mark, "at": now()}
        sent, fresh = SentAct.objects.get_or_create(account=by.account or 0, client_id=client_id, defaults=values)
        if not fresh and (bytes(sent.mark), sent.do) != (mark, do):
            raise SentDifferently(
                fields={"client_id": "Use a new identifier for a new act; another one was sent under this."}
            )
        if fresh:
            sent.matter = act()
        row = Matter.objects.get(pk=sent.matter)
        if not fresh:
            confirm()
        else:
            sent.seq = row.seq
            sent.save(update_fields=["matter", "seq"])
    return Sent(row, row.seq, again=not fresh)


def _take(number: str, account: int) -> None:
    """Use a number that was set aside up; the row's deletion keeps two reports from one number."""
    found = SpareNumber.objects.filter(number=number, account=account).delete()[0]
    if not found:
        raise ReportRefused(fields={"number": _TAKEN})


def _note(matter: int, given: Given, *, by: Actor, at: datetime) -> None:
    """Keep words and pictures beside a matter without moving it."""
    standing = lock(matter)
    if not roles_of(by, standing.row) - {"reporter"}:
        raise Forbidden
    given, found = cleaned(Given(reason=given.reason or given.result or given.answer, evidence=given.evidence))
    if not given.reason:
        raise MoveLacks(fields={"reason": "Say what is to be kept."})
    subject, street = store.subject(matter), standing.sheet.street
    if given.evidence:
        adopt(given.evidence, subject=subject, street=street, by=by, at=now(), field="evidence")
    more = {"files": [list(pair) for pair in given.evidence]} if given.evidence else {}
    change = Change("matters.noted", {}, more=more)
    write_change(standing, change, given, by=by, at=at, recorded=now(), found=found)


def _person(by: Actor) -> tuple[int, int]:
    if by.kind != "account" or not by.account or by.street is None:
        raise Forbidden("Only a person who is signed in works with a device.")
    return by.account, by.street


def _mark(content: object) -> bytes:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).digest()
