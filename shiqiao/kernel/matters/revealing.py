"""What of a matter is masked and can be shown in clear: who reported, and the numbers in what was written."""

from typing import NamedTuple

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters.models import Identifier, Matter, Reporter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.reads import may_read
from shiqiao.kernel.matters.store import KIND
from shiqiao.kernel.matters.subjects import sees_reporter
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.privacy.rules import may_reveal

REPORTER = {"reporter_name": "name", "reporter_phone": "phone"}  # field → column


class Masked(NamedTuple):
    """A value that the actor may ask to see: its field, which one of that field, and how it looks masked."""

    field: str
    part: int
    shown: str


def masked_values(actor: Actor, row: Matter) -> list[Masked]:
    """Return the values of a matter that an actor may ask to see in clear; in two queries."""
    found: list[Masked] = []
    if sees_reporter(actor, row):
        for one in Reporter.objects.filter(matter=row.id).order_by("id"):
            found += [Masked(f, one.id, _masked(f, one)) for f, column in REPORTER.items() if getattr(one, column)]
    if _sees_numbers(actor, row):
        numbers = Identifier.objects.filter(matter=row.id).order_by("id")
        found += [Masked(one.kind, one.id, text.mask(one.kind, crypto.decrypt(one.value))) for one in numbers]
    return [one for one in found if may_reveal(actor.roles, KIND, one.field)]


def _masked(field: str, one: Reporter) -> str:
    value = crypto.decrypt(getattr(one, REPORTER[field]))
    return text.mask_name(value) if field == "reporter_name" else text.mask_phone(value)


def _sees_numbers(actor: Actor, row: Matter) -> bool:
    """What a reporter wrote may hold the reporter's own number: the office complained about does not see it either."""
    return sees_reporter(actor, row) or not item_of(row).about_office


def open_field(actor: Actor, matter: int, field: str, part: int) -> Clear:
    """Return one value of a matter in clear; raises NotFound for what is absent or not the actor's to see."""
    row = Matter.objects.filter(pk=matter).first()
    if row is None or not may_read(actor, row):
        raise NotFound()
    stored = _reporter(actor, row, field, part) if field in REPORTER else _number(actor, row, field, part)
    if not stored:
        raise NotFound()
    return Clear(row.street, crypto.decrypt(stored))


def _reporter(actor: Actor, row: Matter, field: str, part: int) -> bytes | None:
    one = Reporter.objects.filter(matter=row.id, pk=part).first() if sees_reporter(actor, row) else None
    return getattr(one, REPORTER[field]) if one else None


def _number(actor: Actor, row: Matter, field: str, part: int) -> bytes | None:
    rows = Identifier.objects.filter(matter=row.id, pk=part, kind=field)
    one = rows.first() if _sees_numbers(actor, row) else None
    return bytes(one.value) if one else None


def open_picture(actor: Actor, picture: int, field: str, part: int) -> Clear:
    """Return the hash of a picture of a matter the actor may see; the bytes are given by the page. Raises NotFound."""
    found = Attachment.objects.filter(pk=picture, subject_kind=KIND).first()
    row = Matter.objects.filter(pk=found.subject_id).first() if found else None
    if found is None or row is None or not found.is_picture or not may_read(actor, row):
        raise NotFound()
    return Clear(row.street, found.sha256)
