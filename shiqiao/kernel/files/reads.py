"""Finding attachments and their bytes. Who may see them is decided by who may see their subject: ask there first."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, NamedTuple

from django.conf import settings

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.files import pictures, stores
from shiqiao.kernel.files.disk import THUMBNAIL, Folder
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


def open_file(attachment: Attachment) -> BinaryIO:
    """Open the bytes for reading anywhere in them; the caller closes. Raises FileLost, StoreAway."""
    return _open(attachment.sha256)


def open_thumbnail(attachment: Attachment) -> BinaryIO:
    """Open the small picture (320 px, JPEG) for reading, made anew when missing; the caller closes.

    Raises NotFound for what is no picture, FileLost, and StoreAway.
    """
    if not attachment.is_picture:
        raise NotFound
    try:
        return stores.store().open(attachment.sha256, THUMBNAIL)
    except FileNotFoundError:
        with open_file(attachment) as file:
            made = pictures.thumbnail_of(file.read())
        stores.store().put(attachment.sha256, made, THUMBNAIL)
        return _open(attachment.sha256, THUMBNAIL)
    except OSError as error:
        raise FileLost from error


def thumbnail(attachment: Attachment) -> bytes:
    """Return the small picture; raises as `open_thumbnail`."""
    with open_thumbnail(attachment) as file:
        return file.read()


def _open(sha256: str, ending: str = "") -> BinaryIO:
    try:
        return stores.store().open(sha256, ending)
    except OSError as error:
        raise FileLost from error


@contextmanager
def on_disk(attachment: Attachment) -> Iterator[Path]:
    """Give a path to the bytes, for libraries that read one: their place in the folder, else a copy that goes with the block.

    To be read only. Raises as `open_file`.
    """
    store = stores.store()
    if isinstance(store, Folder):
        open_file(attachment).close()
        yield store.place(attachment.sha256)
        return
    with open_file(attachment) as file, NamedTemporaryFile(dir=settings.OWN, prefix=".file-") as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)


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
        return "" if stores.hash_in(stores.store(), sha256) == sha256 else "changed"
    except FileNotFoundError:
        return "missing"
    except OSError:  # a link, or what the disk cannot read
        return "changed"
