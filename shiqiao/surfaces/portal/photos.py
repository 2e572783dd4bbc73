"""The photo, sound or video of a report: uploaded at once, so that it outlives mistakes elsewhere on the form."""

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
    """Check a picture, a sound or a video and store it as an upload that waits for its report; returns its token.

    Raises Invalid under `photo` for what is too large, damaged, or a document: papers are brought to the counter.
    """
    found = rules.admit(upload, upload.size or 0, name=upload.name or "photo")  # type: ignore[arg-type]
    if found.kind.family == rules.DOCUMENT:
        raise Invalid(
            fields={"photo": "Only pictures, sound and video are taken here. Please send a photo of the paper."}
        )
    kept = store(
        upload, name=upload.name or "photo", subject=UPLOAD, purpose=PURPOSE, street=street_number(), by=resident(),
        at=now(),
    )  # type: ignore[arg-type]  # fmt: skip
    return kept.sha256


def token_of(text: str) -> str:
    """Return a token that a page sent back, empty when it is none."""
    return text if _TOKEN.fullmatch(text) else ""
