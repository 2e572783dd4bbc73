"""Erasing what is personal of a matter. Its journal, state, clocks and answers to call-backs stay, so every count does.

The line of an erasure ends all bonds of the lines before it, whose salts go, and binds with a fresh salt what stands
afterwards: `verify` proves an erased matter as it proves any other, and finds a salt that vanished without such a line.
"""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Q

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.text import restore
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.matters import bonds, store
from shiqiao.kernel.matters.intake import search_terms
from shiqiao.kernel.matters.models import FormerPlace, Identifier, Matter, Note, Reporter
from shiqiao.kernel.matters.moves import Standing, Step, item_of, lock, record
from shiqiao.kernel.matters.report import body_text, identifiers_text, reporter_text, sent_text
from shiqiao.kernel.matters.rules import Change, Given
from shiqiao.kernel.notices.following import forget_followers
from shiqiao.kernel.retention.hooks import IDENTIFIERS, TEXTS, TOKENS, Order

ERASED = bonds.ERASED
STRUCK = "〔号码已清除〕"  # data of the street: what officials read, not a sentence of the product


def erase_matter(order: Order) -> Mapping[str, int]:
    """Erase of a matter who reported it and the numbers in its texts (identifiers), or all that was written (texts).

    `tokens` erases only the numbers named. Locks the matter; returns how much went, nothing when all was gone before.
    Runs in the transaction of the act. The secret link stays, so that whoever has it learns what happened.
    """
    if not Matter.objects.filter(pk=order.subject.id).exists():
        return {}  # a restored backup from before it came in
    standing = lock(order.subject.id)
    counts = _counts(standing.row, order)
    if not any(counts.values()):
        return {}
    _identifiers(standing.row, order)
    if order.act in (IDENTIFIERS, TEXTS):
        _reporter(standing.row)
    if order.act == TEXTS:
        _texts(standing)
    _bind(standing, order, counts)
    return counts


def _counts(row: Matter, order: Order) -> dict[str, int]:
    found = Identifier.objects.filter(matter=row.id)
    if order.act == TOKENS:
        return {"numbers": found.filter(token__in=order.tokens).count()}
    known = Reporter.objects.filter(matter=row.id).filter(Q(name__isnull=False) | Q(phone__isnull=False))
    counts = {"reporters": known.count(), "numbers": found.count()}
    if order.act == TEXTS:
        counts["texts"] = int(bool(row.text or row.address or row.form))
        counts["notes"] = Note.objects.filter(matter=row.id).exclude(text="").count()
        counts["files"] = len(attachments_of(order.subject))
        counts["places"] = int(row.lon is not None) + FormerPlace.objects.filter(matter=row.id).count()
    return counts


def _identifiers(row: Matter, order: Order) -> None:
    """Delete numbers, and strike their tokens out of what was written."""
    rows = Identifier.objects.filter(matter=row.id)
    rows = rows.filter(token__in=order.tokens) if order.act == TOKENS else rows
    tokens = set(rows.values_list("token", flat=True))
    if order.act != TEXTS and tokens:
        own = {token: STRUCK for token in tokens}
        row.title, row.text, row.address = (restore(one, own) for one in (row.title, row.text, row.address))
        row.form = {key: restore(one, own) if isinstance(one, str) else one for key, one in row.form.items()}
        for note in Note.objects.filter(matter=row.id):
            said = restore(note.text, {token.removeprefix(f"{note.seq}/"): STRUCK for token in tokens if "/" in token
                                       and token.startswith(f"{note.seq}/")})  # fmt: skip
            if said != note.text:
                Note.objects.filter(pk=note.pk).update(text=said)
    rows.delete()


def _reporter(row: Matter) -> None:
    forget_followers(subject=store.subject(row.id))
    Reporter.objects.filter(matter=row.id).update(name=None, phone=None, phone_blind=None, name_grams=[])
    row.sent_mark = b""  # a hash of all that was sent: whoever guesses it could check the guess


def _texts(standing: Standing) -> None:
    row = standing.row
    row.title, row.text, row.address, row.lon, row.lat, row.form = item_of(row).title.zh[:80], "", "", None, None, {}
    Note.objects.filter(matter=row.id).update(text="")
    FormerPlace.objects.filter(matter=row.id).delete()
    for one in attachments_of(store.subject(row.id)):
        erase_file(one)
    with connection.cursor() as cursor:
        terms = search_terms(standing.sheet, "", "")
        cursor.execute("UPDATE matters_search SET terms = %s::tsvector WHERE matter = %s", [terms, row.id])


def _bind(standing: Standing, order: Order, counts: Mapping[str, int]) -> None:
    """Write the line, with commitments under a fresh salt to what stands now; all older salts go."""
    row, salt = standing.row, crypto.new_salt()
    bound = {name: crypto.commitment(salt, text) for name, text in _standing_texts(row).items()}
    Reporter.objects.filter(matter=row.id).update(salt=salt)
    Note.objects.filter(matter=row.id).update(salt=b"")
    row.salt = salt
    row.save(update_fields=["title", "text", "address", "lon", "lat", "form", "salt", "sent_mark"])
    gone = {name: count for name, count in counts.items() if count}
    more = {"act": order.act, "basis": order.basis, "rule": order.rule, "gone": gone, "bound": bound}
    _write(standing, Change(ERASED, {}, (), more), order.by, order)


def _standing_texts(row: Matter) -> dict[str, str]:
    notes = Note.objects.filter(matter=row.id)
    texts = {
        "body": body_text(row.title, row.text, row.address, row.lon, row.lat, row.form),
        "sent": sent_text(row.source, row.source_id, bytes(row.sent_mark)),
        "reporter": _reporter_text(row.id),
        "notes": bonds.notes_text((note.seq, note.kind, note.text) for note in notes),
    }
    if left := list(Identifier.objects.filter(matter=row.id)):
        texts["identifiers"] = identifiers_text((one.token, one.kind, crypto.decrypt(one.value)) for one in left)
    return texts


def _reporter_text(matter: int) -> str:
    one = Reporter.objects.filter(matter=matter).order_by("id").first()
    if one is None:
        return reporter_text("", "", b"")
    name, phone = (crypto.decrypt(value) if value else "" for value in (one.name, one.phone))
    return reporter_text(name, phone, bytes(one.secret))


def _write(standing: Standing, change: Change, by: Actor, order: Order) -> None:
    row, bundle = standing.row, store.Bundle()
    made = Step(row.id, standing.sheet, change, Given(), [], row.seq + 1, bytes(row.head))
    line = record(bundle, made, by=by, at=order.at, recorded=now())
    store.insert(bundle, store.update_matter(row.id, standing.sheet, (), line.seq, line.hash))
