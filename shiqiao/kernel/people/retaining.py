"""What the book of people holds of officials who left, and what hand-overs say. Posts and dates stay: they are on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef

from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.people.models import Account, HandOver, Holding
from shiqiao.kernel.retention import hooks
from shiqiao.kernel.retention.hooks import (
    ANONYMISE,
    TEXTS,
    Asked,
    Found,
    Kept,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)

ACTIVE = "The official still works here. Close the account first."  # msgid
NOT_HANDED = "The hand-over is not finished. Erase its note after the work was handed over."  # msgid
FORMER_ZH, FORMER_EN = "已离任人员", "Former official"  # data: the name that stands in the place of the person's own


def nothing(who: Sought) -> list[Found]:
    """Officials ask the office they serve; the data of residents do not lead here."""
    return []


def no_pieces(found: Sequence[Found]) -> list[Piece]:
    """Nothing of it is found for a resident."""
    return []


def due_accounts(asked: Asked) -> list[int]:
    """Return shut accounts whose last post ended before a moment and which still bear a name."""
    day = asked.before.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    late = Holding.objects.filter(account=OuterRef("pk")).exclude(
        during__endswith__lt=day
    )  # still holds, or did lately
    rows = Account.objects.filter(street=asked.street, is_active=False, pk__gt=asked.after)
    rows = rows.exclude(display_name=FORMER_ZH).filter(~Exists(late), created_at__lt=asked.before)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def stops_accounts(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which accounts are still in use."""
    rows = Account.objects.filter(pk__in=list(ids), is_active=True)
    return {number: Stop(ACTIVE) for number in rows.values_list("pk", flat=True)}


def erase_account(order: Order) -> Mapping[str, int]:
    """Take name, telephone and login out of the account of who left; what the person did stays under the post."""
    row = Account.objects.select_for_update().filter(pk=order.subject.id).first()
    if row is None or row.display_name == FORMER_ZH:
        return {}
    row.display_name, row.name_en, row.phone = FORMER_ZH, FORMER_EN, None
    row.username, row.is_active = f"former.{row.pk}", False
    row.set_unusable_password()
    row.save()
    data = {"act": order.act, "basis": order.basis, "rule": order.rule}
    write("retention.erased", subject=order.subject, street=row.street, by=order.by, at=order.at, data=data)
    touch("people")
    return {"accounts": 1}


def show_accounts(ids: Sequence[int]) -> list[str]:
    """Name accounts by number and masked name."""
    return [f"{row.pk} {row.display_name[:1]}*" for row in Account.objects.filter(pk__in=list(ids)).order_by("pk")]


def due_notes(asked: Asked) -> list[int]:
    """Return hand-overs done before a moment that still bear a note."""
    rows = HandOver.objects.filter(street=asked.street, handed_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.exclude(note=None).order_by("pk").values_list("pk", flat=True)[: asked.limit])


def stops_notes(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which hand-overs are under way."""
    rows = HandOver.objects.filter(pk__in=list(ids), handed_at=None)
    return {number: Stop(NOT_HANDED) for number in rows.values_list("pk", flat=True)}


def erase_note(order: Order) -> Mapping[str, int]:
    """Take the note out of a hand-over."""
    return {"notes": HandOver.objects.filter(pk=order.subject.id).exclude(note=None).update(note=None)}


def show_notes(ids: Sequence[int]) -> list[str]:
    """Name hand-overs by number and day."""
    rows = HandOver.objects.filter(pk__in=list(ids)).order_by("pk")
    return [f"{row.pk} {row.starts_on:%Y-%m-%d}" for row in rows]


def fill() -> None:
    """Put the book of people into the sockets of retention."""
    holdings.fill("people", hooks.Holding(
        "account", "Accounts of officials who left", ("people_account",), frozenset({ANONYMISE}), frozenset({"left_at"}),
        nothing, no_pieces, erase_account, due_accounts, show_accounts, stops_accounts,
    ))  # fmt: skip
    holdings.fill("people", hooks.Holding(
        "hand_over", "Notes of hand-overs", ("people_handover",), frozenset({TEXTS}), frozenset({"handed_at"}), nothing,
        no_pieces, erase_note, due_notes, show_notes, stops_notes, chained=False,
    ))  # fmt: skip
    kept.fill("people", Kept(("people_device",), "keyed pairing codes of screens, gone after ten minutes"))
    kept.fill(
        "people", Kept(("people_signin",), "addresses of sign-ins, deleted after 180 days (《网络安全法》第二十一条)")
    )
    kept.fill(
        "people",
        Kept(("people_fielddevice",), "the half of a key to an official's own device, gone when it is revoked"),
    )
