"""Files that come with a report or a move: kept under the matter, named in its journal line by their hash."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.actions import store
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.files.rules import HEAD, admit, prepare
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk.moveforms import FILES
from shiqiao.surfaces.desk.records import KIND

MOST = 6  # files of one field
TOO_MANY = "At most 6 files can be sent at once; send the most telling ones."  # msgid
Evidence = tuple[tuple[str, str], ...]
Uploads = Sequence[tuple[str, str, Any]]


def evidence_before(row: Matter) -> Evidence:
    """Return the photos from before that are there already: they count as evidence again."""
    return tuple(("before", one.sha256) for one in attachments_of(Ref(KIND, row.id)) if one.purpose == "before")


def keep(row: Matter, uploads: Uploads, *, by: Actor, at: datetime) -> Evidence:
    """Store the files of a move; returns purpose and hash of each for the journal. Raises Invalid naming the field."""
    _not_too_many(uploads)
    found = []
    for name, purpose, file in uploads:
        kept = store(
            file, name=file.name, subject=Ref(KIND, row.id), purpose=FILES[name][1], street=row.street, by=by, at=at, field=name
        )
        found.append((purpose, kept.sha256))
    return tuple(found)


def hashes(files: Sequence[Any]) -> Evidence:
    """Check the photos of a report before it exists; returns purpose and hash for its first journal line."""
    _not_too_many([("photo", "before", file) for file in files])
    found = []
    for file in files:
        ready = prepare(_bytes(file), name=file.name, zone=ZoneInfo(settings.TIME_ZONE), field="photo")
        found.append(("before", sha256(ready.content).hexdigest()))
    return tuple(found)


def attach(identifier: int, street: int, files: Sequence[Any], *, by: Actor, at: datetime) -> None:
    """Store the photos of a report that was just taken in: they show how it was before."""
    for file in files:
        file.seek(0)
        store(file, name=file.name, subject=Ref(KIND, identifier), purpose="before", street=street, by=by, at=at)


def _bytes(file: Any) -> bytes:
    """Read a file after a look at its head and size, so that nothing too large gets into memory."""
    admit(file.read(HEAD), file.size, name=file.name, field="photo")
    file.seek(0)
    return bytes(file.read())


def _not_too_many(uploads: Uploads) -> None:
    for name in {name for name, _purpose, _file in uploads}:
        if sum(one == name for one, _purpose, _file in uploads) > MOST:
            raise Invalid("", fields={name: TOO_MANY})
