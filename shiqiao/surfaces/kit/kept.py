"""What was sent when a sign-in had run out: kept, sealed, in the new session, and offered to the same person afterwards."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from shiqiao.base.crypto import decrypt, encrypt
from shiqiao.base.time import now

KEPT, SENT = "kept", "kept_is_sent"
LONGEST = 200_000  # characters; a longer form is rather a file
LASTS = timedelta(hours=2)
NEVER = frozenset({"csrfmiddlewaretoken", "password", "new", "again", "code", "credential", "ballot", SENT})


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: to which address, its fields in order, whether files went with it (they are gone)."""

    path: str
    fields: list[tuple[str, str]]
    files: bool

    @property
    def words(self) -> list[str]:
        """What a person would know again: the longer words typed, not marks and numbers."""
        return [value for _, value in self.fields if len(value.strip()) > 3 and not value.isascii()][:8]


def packed(request: HttpRequest, user: Any) -> str:
    """Seal the form of a request that comes too late; empty when it holds none."""
    if request.method != "POST" or request.headers.get("hx-request"):
        return ""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NEVER for value in values]
    plain = {"account": user.pk, "at": now().isoformat(), "path": request.get_full_path(), "fields": fields,
             "files": bool(request.FILES)}  # fmt: skip
    text = json.dumps(plain, ensure_ascii=False)
    return b64encode(encrypt(text, context="kit.kept")).decode() if fields and len(text) <= LONGEST else ""


def kept_for(request: HttpRequest, account: int | None) -> Kept | None:
    """Return what was kept for this person at this browser; another's is thrown away unseen, as is an old one."""
    sealed = request.session.get(KEPT)
    if not sealed:
        return None
    plain = json.loads(decrypt(b64decode(sealed), context="kit.kept"))
    if plain["account"] != account or now() - datetime.fromisoformat(plain["at"]) > LASTS:
        drop(request)
        return None
    return Kept(plain["path"], [(name, value) for name, value in plain["fields"]], plain["files"])


def drop(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(KEPT, None)
