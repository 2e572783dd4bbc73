"""The day log of a team: a line a deed, with a key of the sender, so that what is sent twice counts once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.scenes.party.fronts import rights
from shiqiao.scenes.party.fronts.actions import TEAM, lock
from shiqiao.scenes.party.fronts.errors import NotMember
from shiqiao.scenes.party.fronts.tables import DONE, FrontCharge, FrontEntry
from shiqiao.scenes.party.leading import Files, note, seal, take_files, written

BACK = 31  # days back that a telephone without a network may send


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done at the front: a kind, how often, on which day, in which charge (0: none), words and photos."""

    key: UUID
    done: str
    times: int = 1
    day: date | None = None
    charge: int = 0
    words: str = ""
    files: Files = ()


@transaction.atomic
def log_day(*, team: int, deed: Deed, by: Actor, at: datetime) -> FrontEntry:
    """Write a line of the day log. The same key again returns the line that is there and writes nothing.

    Raises NotMember, Invalid, TeamEnded. Locks the team.
    """
    street, today = by.street or 0, localdate(at)
    with scope.scoped(*scope.of(by)):
        there = FrontEntry.objects.filter(street=street, key=deed.key).first()
        if there is not None and there.team == team and there.account == (by.account or 0):
            return there
        row, day = lock(team, by), deed.day or today
        if not rights.logs(by, row, day):
            raise NotMember
        _check(deed, row.pk, day, today)
        try:
            with transaction.atomic():
                made = FrontEntry.objects.create(
                    street=street, team=row.pk, account=by.account or 0, charge=deed.charge, day=day, done=deed.done,
                    times=deed.times, text=seal(written(deed.words)), key=deed.key, happened_at=at, recorded_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise Invalid(fields={"key": "This line was sent by another; open the page again."}) from error
        made.files = take_files(deed.files, Ref(TEAM, row.pk), street, by, at)
        if made.files:
            made.save(update_fields=["files"])
        note("party.front_logged", Ref(TEAM, row.pk), street, by, at, entry=made.pk, done=made.done, times=made.times,
             day=day.isoformat(), charge=made.charge or None, files=made.files)  # fmt: skip
        return made


def _check(deed: Deed, team: int, day: date, today: date) -> None:
    wrong = {}
    if deed.done not in DONE:
        wrong["done"] = "Choose what was done."
    if not 1 <= deed.times <= 99:
        wrong["times"] = "Write how often, from 1 to 99."
    if not today - timedelta(days=BACK) <= day <= today:
        wrong["day"] = "The day is today, or lies at most 31 days back."
    if deed.charge and not FrontCharge.objects.filter(pk=deed.charge, team=team).exists():
        wrong["charge"] = "Choose a charge of the team."
    if wrong:
        raise Invalid(fields=wrong)
