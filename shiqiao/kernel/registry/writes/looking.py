"""Looking closer than a list does: a value in clear, or whether somebody is on file. Each look leaves a line in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.privacy.actions import log_read, reveal
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.registry import reads, rules, sealing
from shiqiao.kernel.registry.errors import NotForYourPost, RecordRefused
from shiqiao.kernel.registry.models import Organisation, Person


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


def open_field(actor: Actor, person: int, field: str, part: int) -> Clear:
    """Return one column of a person in clear (name, identity, phone, born); raises NotFound. For the socket of reveals."""
    row = reads.get(actor, Person, person)
    if field not in rules.REVEALED:
        raise NotFound()
    return Clear(row.street, str(getattr(sealing.open_person(row), field)))


def reveal_person(*, person: int, field: str, reason: str, note: str = "", by: Actor, at: datetime) -> str:
    """Return one column of a person in clear and write who saw it, when and why: `privacy.reveal` for persons."""
    return reveal(kind=Person.KIND, subject=person, field=field, reason=reason, note=note, by=by, at=at)


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
        log_read(street, ref, "on_file", reason=reason, note=note, by=by, at=at)
    return [_keeper(by, ref, at) for ref in sorted(live)]


def _keeper(by: Actor, ref: Ref, at: datetime) -> Keeper:
    row: Any = reads.KINDS[ref.kind]._default_manager.get(pk=ref.id)
    who = people.responsible_for(row.grid, "livelihood", at) if row.grid else None
    return Keeper(
        ref, row.community, who.post_code if who else "", who.post_title if who else "", who.post_title_en if who else "",
        who.name if who else "", reads.may_see(by, row),
    )  # fmt: skip
