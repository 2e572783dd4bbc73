"""A shelf for receipts: the same form sent twice, by a nervous finger, gets the same secret link again.

The database keeps only the hash of a secret. Each receipt lies encrypted under a key made from a token that only the
visitor's page has: the server alone can neither find nor read it. After a day it is removed.
"""

import hashlib
import os
import secrets
import time as clock
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

LASTS = 24 * 3600  # seconds
_NONCE = 12


def put(token: str, content: bytes) -> None:
    """Lay something down under a token; what lay there before is replaced. Old things are cleared away."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear()
    nonce = os.urandom(_NONCE)
    path, key = _place(token), _key(token)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    part.touch(mode=0o600)
    part.write_bytes(nonce + AESGCM(key).encrypt(nonce, content, None))
    part.replace(path)


def get(token: str) -> bytes | None:
    """Return what lies under a token, None when there is nothing (any more)."""
    try:
        stored = _place(token).read_bytes()
        return AESGCM(_key(token)).decrypt(stored[:_NONCE], stored[_NONCE:], None) if token else None
    except (OSError, InvalidTag):
        return None


def folder() -> Path:
    """Return where the shelf stands."""
    return Path(settings.DATA) / "portal"


def _place(token: str) -> Path:
    return folder() / hashlib.sha256(b"shiqiao.portal.name\0" + token.encode()).hexdigest()


def _key(token: str) -> bytes:
    return hashlib.sha256(b"shiqiao.portal.key\0" + token.encode()).digest()


def _clear() -> None:
    before = clock.time() - LASTS  # compared with stamps of the file system, so no held time
    for path in folder().iterdir():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
