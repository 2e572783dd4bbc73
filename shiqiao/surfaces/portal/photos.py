"""The photo of a report: kept on the shelf while the form is filled in, stored with the matter when it is sent."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import File

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.files import actions, disk, rules
from shiqiao.surfaces.portal import spool

PURPOSE = "report"


def keep(upload: "File[bytes]") -> str:
    """Check an uploaded picture and lay it on the shelf; returns its token. Raises Invalid under `photo`."""
    name, size = upload.name or "photo", upload.size or 0
    kind = rules.admit(upload.read(rules.HEAD), size, name=name)
    if not kind.picture:
        raise Invalid(fields={"photo": "Only pictures are taken here (jpg, png, webp). Please send a photo."})
    upload.seek(0)
    content = upload.read()
    _prepared(content, name)
    token = spool.new_token()
    spool.put(token, name.encode() + b"\0" + content)
    return token


def taken(token: str) -> tuple[str, bytes] | None:
    """Return name and bytes of a kept picture."""
    kept = spool.get(token) if token else None
    if kept is None:
        return None
    name, _, content = kept.partition(b"\0")
    return name.decode(), content


def hash_of(content: bytes, name: str) -> str:
    """Return the hash under which the picture will be stored: the journal line of the report names it."""
    return disk.hash_of_bytes(_prepared(content, name).content)


def attach(content: bytes, name: str, *, matter: int, by: Actor, at: datetime) -> None:
    """Store the picture with its matter."""
    street = by.street or 0
    actions.store(content, name=name, subject=Ref("matter", matter), purpose=PURPOSE, street=street, by=by, at=at)


def _prepared(content: bytes, name: str) -> rules.Prepared:
    return rules.prepare(content, name=name, zone=ZoneInfo(settings.TIME_ZONE))
