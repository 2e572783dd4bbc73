"""The photo of a report: uploaded at once, so that it outlives mistakes elsewhere on the form; adopted by the report."""

import re

from django.core.files.base import File

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.files import rules
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.surfaces.portal.gate import resident
from shiqiao.surfaces.portal.street import street_number

PURPOSE = "report"
_TOKEN = re.compile(r"[0-9a-f]{64}")


def keep(upload: "File[bytes]") -> str:
    """Check a picture and store it as an upload that waits for its report; returns its token.

    Raises Invalid under `photo` for what is too large, damaged or no picture.
    """
    name = upload.name or "photo"
    kind = rules.admit(upload.read(rules.HEAD), upload.size or 0, name=name)
    if not kind.picture:
        raise Invalid(fields={"photo": "Only pictures are taken here (jpg, png, webp). Please send a photo."})
    upload.seek(0)
    kept = store(
        upload.read(), name=name, subject=UPLOAD, purpose=PURPOSE, street=street_number(), by=resident(), at=now()
    )
    return kept.sha256


def token_of(text: str) -> str:
    """Return a token that a page sent back, empty when it is none."""
    return text if _TOKEN.fullmatch(text) else ""
