"""Writing, approving and retiring phrases; counting their use."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.snapshots import touch
from shiqiao.base.text import find_identifiers
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.phrases import rules
from shiqiao.kernel.phrases.errors import OwnPhrase, PhraseStands
from shiqiao.kernel.phrases.models import Phrase, PhraseVersion, StreetPhone
from shiqiao.kernel.phrases.reads import access_phrase
from shiqiao.kernel.phrases.rules import APPROVES, WRITES, Shipped, Wording

SHIPPED = "shiqiao"  # who wrote the product's own set


@transaction.atomic
def write_phrase(*, wording: Wording, by: Actor, at: datetime) -> Phrase:
    """Write a new phrase; it is offered once another has approved it. Raises Invalid, Forbidden."""
    _may(by, WRITES)
    street = by.street or 0
    _check(wording, street)
    row = Phrase.objects.create(street=street)
    _add_version(row, wording, by, at)
    return row


@transaction.atomic
def edit_phrase(*, phrase: int, wording: Wording, by: Actor, at: datetime) -> Phrase:
    """Write another version; the approved one stays in use until this one is approved, too. Raises Invalid, NotFound."""
    _may(by, WRITES)
    row = _lock(by, phrase)
    if row.retired_at:
        raise Invalid(fields={"zh": "This phrase is retired; write a new one."})
    _check(wording, row.street)
    latest = PhraseVersion.objects.get(phrase=row.id, version=row.latest)
    if latest.wording == rules.as_json(wording):
        return row
    row.latest += 1
    row.save(update_fields=["latest"])
    _add_version(row, wording, by, at)
    return row


def _add_version(row: Phrase, wording: Wording, by: Actor, at: datetime) -> None:
    PhraseVersion.objects.create(
        street=row.street, phrase=row.id, version=row.latest, wording=rules.as_json(wording), written_by=by.code,
        writer=by.account or 0, written_at=at,
    )  # fmt: skip
    _note("phrases.written", row, by, at)


@transaction.atomic
def approve_phrase(*, phrase: int, version: int, by: Actor, at: datetime) -> Phrase:
    """Approve the latest version as read (`version`), which others offer from now on; never one's own.

    Raises OwnPhrase, PhraseStands, Forbidden, NotFound; Invalid when it was changed meanwhile.
    """
    _may(by, APPROVES)
    row = _lock(by, phrase)
    if version != row.latest or row.retired_at:
        raise Invalid(fields={"version": "The phrase was changed meanwhile; read it again before approving."})
    if row.live == row.latest:
        raise PhraseStands()
    latest = PhraseVersion.objects.get(phrase=row.id, version=row.latest)
    if by.account == latest.writer or by.code == latest.written_by:
        raise OwnPhrase()
    _approve(row, latest, by, at)
    return row


def _approve(row: Phrase, latest: PhraseVersion, by: Actor, at: datetime) -> None:
    latest.approved_by, latest.approver, latest.approved_at = by.code, by.account or 0, at
    latest.save(update_fields=["approved_by", "approver", "approved_at"])
    row.live = latest.version
    row.save(update_fields=["live"])
    _note("phrases.approved", row, by, at)
    touch("phrases")


@transaction.atomic
def retire_phrase(*, phrase: int, by: Actor, at: datetime) -> Phrase:
    """Take a phrase out of use; its history stays."""
    _may(by, APPROVES)
    row = _lock(by, phrase)
    if row.retired_at is None:
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        _note("phrases.retired", row, by, at)
        touch("phrases")
    return row


@transaction.atomic
def use_phrase(*, phrase: int, by: Actor, at: datetime) -> None:
    """Count that somebody inserted a phrase. No line of the journal: the answer that is sent has one."""
    row = access_phrase(by, phrase)
    Phrase.objects.filter(pk=row.id, live__gt=0).update(used=F("used") + 1)


@transaction.atomic
def set_phone(*, street: int, phone: str, by: Actor, at: datetime) -> None:
    """Enter the office's telephone, which phrases name; the same again changes nothing."""
    _may(by, frozenset({"admin"}))
    number = "".join(phone.split())
    if number and not (5 <= sum(c.isdigit() for c in number) <= 20 and len(number) <= 30):
        raise Invalid(fields={"phone": "Enter a phone number, for example 13800138000 or 0531-82000000."})
    if StreetPhone.objects.filter(street=street, phone=number).exists():
        return
    StreetPhone.objects.update_or_create(street=street, defaults={"phone": number})
    write("phrases.phone_set", subject=Ref("phrases", street), street=street, by=by, at=at, data={})
    touch("phrases")


@transaction.atomic
def take_over(*, street: int, text: str, by: Actor, at: datetime) -> int:
    """Take a file's phrases over into a street; returns how many were new. Those that are there already stay as they are.

    The office changes or retires them like its own. Raises Invalid naming each phrase that cannot be used.
    """
    shipped = rules.parse_file(text)
    there = set(Phrase.objects.filter(street=street).exclude(code="").values_list("code", flat=True))
    fresh = [one for one in shipped if one.code not in there]
    bad: dict[str, str] = {}
    for one in fresh:
        bad.update({f"{one.code}.{name}": why for name, why in _wrong(one, street).items()})
    if bad:
        raise Invalid("The file of phrases has mistakes.", fields=bad)
    for one in fresh:
        _take(one, street, by, at)
    return len(fresh)


def _take(one: Shipped, street: int, by: Actor, at: datetime) -> None:
    row = Phrase.objects.create(street=street, code=one.code)
    wording = rules.as_json(Wording.model_validate(one.model_dump(exclude={"code"})))
    version = PhraseVersion.objects.create(
        street=street, phrase=row.id, version=1, wording=wording, written_by=SHIPPED, writer=0, written_at=at
    )
    _approve(row, version, by, at)


def _check(wording: Wording, street: int) -> None:
    if bad := _wrong(wording, street):
        raise Invalid(fields=bad)


def _wrong(wording: Wording, street: int) -> dict[str, str]:
    book = catalogue(street)
    categories = {item.category for item in book.items.values()}
    bad = rules.wrong(wording, items=book.items.keys(), categories=categories, outcomes=book.outcomes.keys())
    for name in ("zh", "en"):
        if any(found.kind in ("mobile", "identity") for found in find_identifiers(getattr(wording, name))):
            bad[name] = "A phrase names no private telephone or identity number; take it out."
    return bad


def _lock(by: Actor, phrase: int) -> Phrase:
    return Phrase.objects.select_for_update().get(pk=access_phrase(by, phrase).id)


def _may(by: Actor, roles: frozenset[str]) -> None:
    if by.kind != "system" and not by.roles & roles:
        raise Forbidden()


def _note(code: str, row: Phrase, by: Actor, at: datetime) -> None:
    write(code, subject=Ref("phrase", row.id), street=row.street, by=by, at=at, data={"version": row.latest})
