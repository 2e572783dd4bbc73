"""Finding attachments and their bytes. Who may see them is decided by who may see their subject: ask there first."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.files import disk, pictures
from shiqiao.kernel.files.errors import FileLost
from shiqiao.kernel.files.models import Attachment


def attachments_of(subject: Ref) -> list[Attachment]:
    """Return the attachments of a subject, oldest first."""
    return list(
        Attachment.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("created_at", "id")
    )


def attachments_of_many(kind: str, ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """Return the attachments of many subjects of one kind by their number, in one query; without entry: none."""
    found: dict[int, list[Attachment]] = {}
    for one in Attachment.objects.filter(subject_kind=kind, subject_id__in=list(ids)).order_by("created_at", "id"):
        found.setdefault(one.subject_id, []).append(one)
    return found


def attachment(number: int, *, subject: Ref) -> Attachment:
    """Return one attachment of a subject that the caller may see; raises NotFound for any other."""
    return the_one(Attachment.objects.filter(id=number, subject_kind=subject.kind, subject_id=subject.id))


def path(attachment: Attachment) -> Path:
    """Return where the bytes lie; raises FileLost when they are gone."""
    found = disk.place(attachment.sha256)
    if not found.is_file():
        raise FileLost
    return found


def open_file(attachment: Attachment) -> BinaryIO:
    """Open the bytes for reading; the caller closes. Raises FileLost."""
    return _open(path(attachment))


def open_thumbnail(attachment: Attachment) -> BinaryIO:
    """Open the small picture for reading; the caller closes. Raises NotFound for what is no picture, and FileLost."""
    return _open(thumbnail_path(attachment))


def _open(place: Path) -> BinaryIO:
    """Open what lies at a place itself, never what a link there points to."""
    try:
        return os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise FileLost from error


def thumbnail_path(attachment: Attachment) -> Path:
    """Return where the small picture (320 px, JPEG) lies, made anew when missing; NotFound for what is no picture."""
    if not attachment.is_picture:
        raise NotFound
    found = disk.place(attachment.sha256, disk.THUMBNAIL)
    if not found.is_file():
        disk.put(found, pictures.thumbnail_of(path(attachment).read_bytes()))
    return found


class Damage(NamedTuple):
    """An attachment whose bytes are not what was stored. `reason` is missing or changed."""

    attachment: Attachment
    reason: str


def verify_files() -> Iterator[Damage]:
    """Compare the stored bytes of every attachment inside the open fence with their hash; yield what does not agree.

    Run it over all streets inside `scope.whole()`. Bytes shared by several attachments are read once.
    """
    last, reason = "", ""
    for one in Attachment.objects.order_by("sha256", "id").iterator(chunk_size=500):
        if one.sha256 != last:
            last, reason = one.sha256, _damage(one.sha256)
        if reason:
            yield Damage(one, reason)


def _damage(sha256: str) -> str:
    try:
        return "" if disk.hash_of(disk.place(sha256)) == sha256 else "changed"
    except FileNotFoundError:
        return "missing"
