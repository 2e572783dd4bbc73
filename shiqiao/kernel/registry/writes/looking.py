"""Looking closer than a list does: a value in clear, or whether somebody is on file. Each look leaves a line in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads, rules, sealing
from shiqiao.kernel.registry.errors import NotForYourPost, RecordRefused
from shiqiao.kernel.registry.models import Organisation, Person, ReadLog
from shiqiao.kernel.registry.writes.common import known, text


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a record that lies elsewhere: enough to ask, nothing of what is on file."""

    ref: Ref
    community: int
    post: str
    post_title: str
    post_title_en: str
    name: str
    mine: bool


@transaction.atomic
def reveal_person(*, person: int, field: str, reason: str, note: str = "", by: Actor, at: datetime) -> str:
    """Return one column of a person in clear (name, identity, phone, born) and write who saw it, when and why.

    Raises NotForYourPost, NotFound, RecordRefused without a reason. Rule: 《个人信息保护法》第五十一条、第五十四条.
    """
    known("field", field, rules.REVEALED)
    row = reads.get(by, Person, person)
    if not rules.may_reveal(by.roles, field):
        raise NotForYourPost()
    _log(row.street, "person", row.pk, field, known("reason", reason, rules.REASONS), note, by, at)
    return str(getattr(sealing.open_person(row), field))


@transaction.atomic
def on_file(
    *,
    street: int,
    identity: str = "",
    phone: str = "",
    code: str = "",
    reason: str,
    note: str = "",
    by: Actor,
    at: datetime,
) -> list[Keeper]:
    """Tell whether a person or organisation is on file in the street, and with whom: the one exception to "not yours".

    Only an exact number is answered, nobody can leaf through; each question is logged, also one that finds nothing.
    Raises NotForYourPost, RecordRefused.
    """
    if by.street not in (None, street) or not by.roles & rules.LOOKS_UP:
        raise NotForYourPost()
    known("reason", reason, rules.REASONS)
    if (identity and rules.read_identity(identity) is None) or (code and rules.wrong_code(code)):
        raise RecordRefused(fields={"number": "This number contains a mistake. Compare it with the card or licence."})
    found: list[Any] = []
    if identity:
        found += Person.objects.filter(street=street, identity_blind=sealing.number_blind(identity))
    if phone:
        found += Person.objects.filter(street=street, phone_blind=sealing.phone_blind(phone))
    if code:
        found += Organisation.objects.filter(street=street, code=rules.squeeze_number(code))
    live = {reads.resolve(Ref(row.KIND, row.pk)) for row in found}
    for ref in live or {Ref("organisation" if code else "person", 0)}:
        _log(street, ref.kind, ref.id, "on_file", reason, note, by, at)
    return [_keeper(by, ref, at) for ref in sorted(live)]


def _keeper(by: Actor, ref: Ref, at: datetime) -> Keeper:
    row: Any = reads.KINDS[ref.kind]._default_manager.get(pk=ref.id)
    who = people.responsible_for(row.grid, "livelihood", at) if row.grid else None
    return Keeper(
        ref, row.community, who.post_code if who else "", who.post_title if who else "", who.post_title_en if who else "",
        who.name if who else "", reads.may_see(by, row),
    )  # fmt: skip


def _log(street: int, kind: str, subject: int, field: str, reason: str, note: str, by: Actor, at: datetime) -> None:
    sealed = crypto.encrypt(text("note", note, 200), context=sealing.NOTE)
    ReadLog.objects.create(
        street=street, kind=kind, subject=subject, field=field, reason=reason, note=sealed, actor=by.code,
        account=by.account or 0, at=at,
    )  # fmt: skip
