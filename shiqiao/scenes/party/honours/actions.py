"""The register of honours: entering one with its evidence, and withdrawing it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.scenes.party.honours import rights
from shiqiao.scenes.party.honours.errors import HonourThere
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.store import HONOUR, Holder, check_holder
from shiqiao.scenes.party.honours.tables import Honour
from shiqiao.scenes.party.leading import Files, note, seal, take_files, written


@dataclass(frozen=True, slots=True)
class HonourGiven:
    """An honour: title, who gave it, level, holder, the day it was given, its last day (None: without end), evidence."""

    title: str
    giver: str
    level: str
    holder: Holder
    given_on: date
    valid_until: date | None = None
    words: str = ""
    files: Files = ()
    invented: bool = False


@transaction.atomic
def enter_honour(*, given: HonourGiven, by: Actor, at: datetime) -> Honour:
    """Enter an honour with its evidence. Raises Invalid, Forbidden, HonourThere."""
    rights.refuse(by)
    with scope.scoped(*scope.of(by)):
        street = by.street or 0
        title = written(given.title, "title", "Write what the honour is called.", 80)
        giver = written(given.giver, "giver", "Write who gave it.", 80)
        words = written(given.words)
        holder = check_holder(given.holder, by, at)
        _check(given, street, localdate(at), bool(words))
        try:
            with transaction.atomic():
                row = Honour.objects.create(
                    street=street, title=title, giver=giver, level=given.level, holder_kind=holder.kind, holder=holder.id,
                    ref_kind=holder.ref_kind, given_on=given.given_on, valid_until=given.valid_until, words=seal(words),
                    recorded_by=by.account or 0, recorded_at=at, invented=given.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise HonourThere from error
        row.files = take_files(given.files, Ref(HONOUR, row.pk), street, by, at)
        row.save(update_fields=["files"])
        until = given.valid_until.isoformat() if given.valid_until else None
        note("party.honour_entered", Ref(HONOUR, row.pk), street, by, at, level=row.level, holder=holder.kind,
             given_on=given.given_on.isoformat(), until=until, files=row.files)  # fmt: skip
        return row


def _check(given: HonourGiven, street: int, today: date, words: bool) -> None:
    wrong = {}
    if given.level not in {one.code for one in rules_of(street).levels}:
        wrong["level"] = "Choose the level."
    if given.given_on > today:
        wrong["given_on"] = "The day on which it was given is today at the latest."
    if given.valid_until and given.valid_until < given.given_on:
        wrong["valid_until"] = "It ends before it begins; correct one of the days."
    if not (given.files or words):
        wrong["file"] = "Add the paper or a photo of it, or write where it is kept."
    if wrong:
        raise Invalid(fields=wrong)


@transaction.atomic
def withdraw_honour(*, honour: int, words: str, by: Actor, at: datetime) -> Honour:
    """Say that an honour was withdrawn by who gave it, with the reason. Raises NotFound, Invalid, Forbidden."""
    rights.refuse(by)
    with scope.scoped(*scope.of(by)):
        row = Honour.objects.select_for_update().filter(pk=honour, street=by.street or 0, withdrawn_at=None).first()
        if row is None:
            raise NotFound
        text = written(words, "words", "Write why it was withdrawn.")
        row.withdrawn_at, row.words = at, seal(text)
        row.save(update_fields=["withdrawn_at", "words"])
        note("party.honour_withdrawn", Ref(HONOUR, row.pk), row.street, by, at)
        return row
