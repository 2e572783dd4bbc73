"""What the desk's pages show of firms, assembled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, mask_phone
from shiqiao.kernel.registry.subjects import timeline
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.enterprise import reads, rights, words
from shiqiao.scenes.enterprise.careshown import care_of
from shiqiao.scenes.enterprise.exchange.words import industry
from shiqiao.scenes.enterprise.models import FirmFile, FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.publishing import rules_of
from shiqiao.scenes.enterprise.store import unseal
from shiqiao.surfaces.desk.words import said


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm as lists show it."""

    row: FirmFile
    number: int
    name: str
    code: str
    industry: str
    place: str
    tier: str
    size: str
    tags: list[str]
    url: str


def _industry(code: str) -> str:
    """Say the section of an industry of GB/T 4754 before its code."""
    return f"{industry(code)} {code}".strip()


def firm_rows(actor: Actor, rows: Sequence[FirmFile]) -> list[FirmRow]:
    """Return files as rows, with what the registry says, in a query or two."""
    known, table = reads.organisations([row.organisation for row in rows]), rules_of(actor.street or 0)
    tags = {one.code: said(one.title) for one in table.tags}
    return [
        FirmRow(
            row, one.pk, one.name, one.code, _industry(one.industry), place_title(one.community) if one.community else "",
            said(table.tier(row.tier).title), words.word(words.SIZES, row.size) if row.size else "",
            [tags.get(tag, tag) for tag in row.tags], reverse("desk:enterprise:firm", args=[one.pk]),
        )
        for row in rows
        if (one := known.get(row.organisation))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the firm's page shows it, masked."""

    row: FirmSeat
    name: str
    phone: str
    role: str
    state: str
    tone: str
    open: bool


def seat_rows(organisation: int, at: datetime) -> list[SeatRow]:
    """Return who of the firm's own people has a seat on the portal."""
    return [_seat(row, person, at) for row, person in reads.seats_at(organisation)]


def _seat(row: FirmSeat, person: FirmPerson, at: datetime) -> SeatRow:
    state, tone = words.pair(words.SEATS, seat_state(row, at))
    name, phone = mask_name(unseal(person.name)), mask_phone(unseal(person.phone))
    return SeatRow(row, name, phone, words.word(words.ROLES, row.role), state, tone, row.ended_at is None)


def seat_state(row: FirmSeat, at: datetime) -> str:
    """Return how a seat stands."""
    if row.ended_at is not None:
        return "ended"
    if row.entered_at is not None:
        return "entered"
    return "invited" if row.link_until and row.link_until > at else "late"


def firm_page(actor: Actor, organisation: Any, row: FirmFile, at: datetime) -> dict[str, Any]:
    """Return the page of a firm."""
    return {
        "one": firm_rows(actor, [row])[0], "organisation": organisation, "file": row,
        "seats": seat_rows(organisation.pk, at), "keeps": rights.keeps(actor),
        "acts": may_act(actor, organisation), "brand": said(rules_of(row.street).brand),
        "story": timeline(actor, Ref("organisation", organisation.pk))[:30], **care_of(actor, organisation.pk, row, at),
    }  # fmt: skip


def may_act(actor: Actor, organisation: Any) -> bool:
    """Tell whether an actor acts for a firm: buttons follow from it."""
    return rights.acts_for(actor, organisation.street, organisation.pk)
