"""Storing, erasing and cleaning up attachments. The caller writes the journal line as part of its own act."""

import hashlib
import io
import os
import time as clock
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref, refuse_device
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files import rules, stores
from shiqiao.kernel.files.disk import THUMBNAIL, Spooled, hash_of_bytes
from shiqiao.kernel.files.models import NAME, Attachment

UPLOAD = Ref("upload", 0)  # what a file belongs to until the report or move that it was sent for
KEPT_FOR = timedelta(hours=24)  # how long an upload waits for its report or move
NOT_UPLOADED = "Upload this file first; it has not arrived or has expired."
LEFT_OVER = 24 * 3600  # seconds after which a temporary file is surely nobody's any more


def store(
    content: bytes | BinaryIO,
    *,
    name: str,
    subject: Ref,
    purpose: str,
    street: int,
    by: Actor,
    at: datetime,
    data_class: str = "personal",
    field: str = "photo",
) -> Attachment:
    """Check a file by its content, make it safe and attach it to `subject`; sent again it is the same attachment.

    `content` is bytes or a file open for reading; of a picture at most its limit is held in memory, anything else is
    copied piece by piece. Raises Invalid with a sentence under `field`. The caller has checked the right to the subject
    and writes the journal line `files.stored` with the `sha256` of what is returned. Holds the advisory lock of the hash
    until the transaction ends.
    """
    refuse_device(by)
    rules.known_purpose(purpose)
    if subject.kind == UPLOAD.kind:
        subject = _upload_of(by, street)
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    found = rules.admit(file, _size_of(file), name=name, purpose=purpose, field=field)
    attach = partial(
        _attach, subject=subject, purpose=purpose, street=street, by=by, at=at, data_class=data_class
    )  # fmt: skip
    if found.kind.picture:
        file.seek(0)
        made = rules.prepare(file.read(found.kind.limit), name=name, zone=ZoneInfo(settings.TIME_ZONE), field=field)
        return attach(made, None, hash_of_bytes(made.content))
    ready = rules.Prepared(b"", found.kind, rules.clean_name(name, found.kind))
    spooled = stores.store().spool(file, found.edits)
    try:
        return attach(ready, spooled, spooled.sha256, size=found.size)
    finally:
        spooled.discard()


def _size_of(file: BinaryIO) -> int:
    """Return a file's size in bytes; of an upload that was cut off at the limit the size that was sent."""
    file.seek(0, os.SEEK_END)
    return max(file.tell(), int(getattr(file, "size", 0) or 0))


def _attach(
    prepared: rules.Prepared, spooled: Spooled | None, sha256: str, *, subject: Ref, purpose: str, street: int, by: Actor,
    at: datetime, data_class: str, size: int = 0,
) -> Attachment:  # fmt: skip
    with transaction.atomic():
        lock(sha256)  # a clean-up must not delete these bytes between writing them and committing their row
        store = stores.store()
        if spooled is None:
            stores.write(store, prepared.content)
        else:
            stores.keep(store, spooled)
        if prepared.thumbnail is not None:
            store.put(sha256, prepared.thumbnail, THUMBNAIL)
        found, _ = Attachment.objects.get_or_create(
            subject_kind=subject.kind,
            subject_id=subject.id,
            purpose=purpose,
            sha256=sha256,
            defaults={
                "street": street,
                "kind": prepared.kind.code,
                "size": size or len(prepared.content),
                "width": prepared.width,
                "height": prepared.height,
                "name_sealed": crypto.encrypt(prepared.name, context=NAME),
                "data_class": data_class,
                "created_at": at,
                "created_by": by.code,
                "taken_at": prepared.taken_at,
            },
        )
    return found


@transaction.atomic
def adopt(
    files: Iterable[tuple[str, str]], *, subject: Ref, street: int, by: Actor, at: datetime, field: str = "photos"
) -> None:
    """Attach files (purpose, hash) that the actor has uploaded before (subject `UPLOAD`) to their final subject.

    What is attached to the subject already stays. Raises Invalid under `field` for a hash that the actor never sent.
    Holds the advisory lock of each hash until the transaction ends.
    """
    wanted = dict.fromkeys((rules.known_purpose(purpose), sha256) for purpose, sha256 in files)
    for sha256 in sorted({sha256 for _, sha256 in wanted}):  # one order for all, so that none waits in a ring
        lock(sha256)
    uploads, there = _known_files({sha256 for _, sha256 in wanted}, subject, by)
    fresh = []
    for purpose, sha256 in wanted:
        if (purpose, sha256) in there:
            continue
        sent = uploads.get(sha256)
        if sent is None:
            raise Invalid(fields={field: NOT_UPLOADED})
        rules.check_purpose(purpose, rules.BY_CODE[sent.kind], field)
        fresh.append(_copy_of(sent, purpose, subject, street, at))
    if fresh:
        Attachment.objects.bulk_create(fresh)


def _known_files(hashes: set[str], subject: Ref, by: Actor) -> tuple[dict[str, Attachment], set[tuple[str, str]]]:
    """Return the actor's uploads by hash, and what is attached to the subject already, as (purpose, hash)."""
    rows = list(Attachment.objects.filter(sha256__in=hashes).order_by("-id"))
    uploads = {row.sha256: row for row in rows if row.subject_kind == UPLOAD.kind and row.created_by == by.code}
    return uploads, {(row.purpose, row.sha256) for row in rows if row.subject == subject}


def _copy_of(sent: Attachment, purpose: str, subject: Ref, street: int, at: datetime) -> Attachment:
    """Return an unsaved attachment of the subject with the bytes of an upload."""
    values = {f.attname: getattr(sent, f.attname) for f in Attachment._meta.concrete_fields if not f.primary_key}
    values |= {"subject_kind": subject.kind, "subject_id": subject.id, "purpose": purpose}
    return Attachment(**{**values, "street": street, "created_at": at})


def _upload_of(by: Actor, street: int) -> Ref:
    """Return where one actor's uploads wait: two who send the same picture do not get into each other's way."""
    digest = hashlib.sha256(f"{street}:{by.kind}:{by.code}".encode()).digest()
    return Ref(UPLOAD.kind, int.from_bytes(digest[:8], "big") >> 1)


def uploaded(sha256: str, *, street: int, by: Actor, field: str = "file") -> Attachment:
    """Return a file that the actor has uploaded before and that still waits; raises Invalid under `field`."""
    waits = _upload_of(by, street)
    found = (
        Attachment.objects.filter(sha256=sha256, subject_kind=waits.kind, subject_id=waits.id).order_by("-id").first()
    )
    if found is None:
        raise Invalid(fields={field: NOT_UPLOADED})
    return found


def expire_uploads(*, at: datetime) -> int:
    """Delete uploads older than `KEPT_FOR`, over all streets, used or not; return how many. Their bytes go with the
    last attachment that needs them."""
    with whole():
        old = Attachment.objects.filter(subject_kind=UPLOAD.kind, created_at__lt=at - KEPT_FOR)
        hashes = set(old.values_list("sha256", flat=True))
        count, _ = old.delete()
        transaction.on_commit(lambda: _remove_all(hashes))
    return count


def erase(attachment: Attachment) -> None:
    """Delete an attachment for good, with its upload: rows now, bytes after the commit unless another needs them.

    The caller's act writes the journal line; the hash that stays in the journal says nothing about the picture.
    """
    sha256 = attachment.sha256
    with transaction.atomic():
        copies = Attachment.objects.filter(subject_kind="cover", subject_id=attachment.pk)  # see covering.py
        hashes = [sha256, *copies.values_list("sha256", flat=True)]
        copies.delete()
        attachment.delete()
        Attachment.objects.filter(sha256=sha256, subject_kind=UPLOAD.kind).delete()
        transaction.on_commit(lambda: _remove_all(hashes))


def _remove_all(hashes: Iterable[str]) -> None:
    for sha256 in hashes:
        _remove_if_orphan(sha256)


def remove_orphans(*, dry_run: bool = True, grace: float = 0) -> list[str]:
    """Find stored bytes that no attachment of any street needs, and delete them unless it is a dry run.

    `grace` (seconds) leaves alone what was written lately. Returns their hashes, and the names of temporary files that a
    crash left behind for more than a day. Raises Conflict where the store is another installation's.
    """
    store = stores.store()
    store.claim(house())
    orphans = [sha256 for sha256 in store.stored(clock.time() - grace + 1) if not needed(sha256)]
    left = store.unfinished(clock.time() - LEFT_OVER, remove=not dry_run)  # by stamps of the store, so no held time
    return [sha256 for sha256 in orphans if dry_run or _remove_if_orphan(sha256)] + left


def house() -> str:
    """Return by what an installation knows its own store again; nothing can be learnt from it."""
    return crypto.keyed_hash("attachments", use="files-house").hex()


def sweep(*, at: datetime) -> int:
    """Delete what nobody has needed for a day; the worker's round. Returns how many files went.

    What is erased on purpose goes at once (`erase`); this finds what a crash or a rolled-back act left behind.
    """
    return len(remove_orphans(dry_run=False, grace=LEFT_OVER))


def _remove_if_orphan(sha256: str) -> bool:
    with whole():
        lock(sha256)  # waits for a store of the same bytes that has not committed yet
        if Attachment.objects.filter(sha256=sha256).exists():
            return False
        stores.store().remove(sha256)
        return True


def needed(sha256: str) -> bool:
    """Tell whether an attachment of any street has these bytes."""
    with whole():
        return Attachment.objects.filter(sha256=sha256).exists()


def lock(sha256: str) -> None:
    """Hold the advisory lock of a hash until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files:{sha256}"])
