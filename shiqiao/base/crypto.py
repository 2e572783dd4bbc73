"""Personal data at rest: field encryption, blind indexes to find it again, and commitments for the journal.

Keys come from `configure(secrets)`; when nobody configured them, `secrets.json` in the data folder is read once.
The keys never leave this module. `new_secrets()` makes the file's content on the first start:
`{"django": …, "field_keys": {"1": hex}, "current": 1, "index": hex, "commit": hex}`.
"""

import hmac
import json
import os
import secrets as random
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shiqiao.base.errors import ShiqiaoError, Unavailable
from shiqiao.base.text import bigrams

Bytes = bytes | bytearray | memoryview
_NONCE = 12  # bytes, NIST SP 800-38D
_SALT = 16  # bytes
_SEPARATORS = str.maketrans("", "", " \t\u00a0\u3000-‐‑‒–—·.()（）")


class KeysMissing(Unavailable):
    """The keys for personal data are missing: restore secrets.json into the data folder from the backup of the keys."""

    code = "keys_missing"


class KeysUnusable(ShiqiaoError):
    """The keys for personal data cannot be used: {reason}. Restore secrets.json from the backup of the keys."""

    code = "keys_unusable"


class CannotDecrypt(ShiqiaoError):
    """A stored value cannot be decrypted: {reason}."""

    code = "cannot_decrypt"


@dataclass(frozen=True, repr=False)
class _Keys:
    fields: Mapping[int, AESGCM]
    current: int
    index: bytes
    commit: bytes


_keys: _Keys | None = None
_lock = threading.Lock()


def new_secrets() -> dict[str, Any]:
    """Return fresh secrets for a new installation, ready to be written as JSON."""
    return {
        "django": random.token_urlsafe(50),
        "field_keys": {"1": random.token_hex(32)},
        "current": 1,
        "index": random.token_hex(32),
        "commit": random.token_hex(32),
    }


def rotated(secrets: Mapping[str, Any]) -> dict[str, Any]:
    """Return `secrets` with one more field key, made current; old values stay readable. KeysUnusable after key 255."""
    number = max(int(name) for name in secrets["field_keys"]) + 1
    if number > 255:
        raise KeysUnusable(reason="all 255 key numbers are used")
    return {**secrets, "field_keys": {**secrets["field_keys"], str(number): random.token_hex(32)}, "current": number}


def configure(secrets: Mapping[str, Any] | None) -> None:
    """Use these secrets from now on; None forgets them. Raises KeysUnusable naming what is wrong."""
    global _keys
    _keys = None if secrets is None else _read(secrets)


def _read(secrets: Mapping[str, Any]) -> _Keys:
    try:
        fields = {int(number): AESGCM(_key(key)) for number, key in secrets["field_keys"].items()}
        keys = _Keys(fields, int(secrets["current"]), _key(secrets["index"]), _key(secrets["commit"]))
    except KeyError as error:
        raise KeysUnusable(reason=f"{error.args[0]} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise KeysUnusable(reason="a key is not 32 bytes in hexadecimal") from error
    if keys.current not in fields or not all(1 <= number <= 255 for number in fields):
        raise KeysUnusable(reason="the current key is not among the field keys 1 to 255")
    return keys


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


def _current() -> _Keys:
    if _keys is None:
        with _lock:
            if _keys is None:
                configure(_from_data_folder())
    assert _keys is not None
    return _keys


def _from_data_folder() -> Mapping[str, Any]:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        content = (Path(settings.DATA) / "secrets.json").read_text(encoding="utf-8")
        return dict(json.loads(content))
    except (OSError, ImproperlyConfigured, AttributeError) as error:
        raise KeysMissing from error
    except (ValueError, TypeError) as error:
        raise KeysUnusable(reason="secrets.json is not readable JSON") from error


# ── encryption ─────────────────────────────────────────────────────────────────────────────────────────────────────


def encrypt(value: str, *, context: str = "") -> bytes:
    """Encrypt `value` with AES-256-GCM. The result is key number (1 byte), nonce (12), ciphertext and tag (16).

    `context` (such as "people.phone") binds the result to its column: elsewhere it does not decrypt.
    """
    keys = _current()
    number = bytes([keys.current])
    nonce = os.urandom(_NONCE)
    return number + nonce + keys.fields[keys.current].encrypt(nonce, value.encode(), number + context.encode())


def decrypt(stored: Bytes, *, context: str = "") -> str:
    """Read what `encrypt` wrote, whichever key was current then. Raises CannotDecrypt (unknown key, changed bytes)."""
    keys, data = _current(), bytes(stored)
    if len(data) < 1 + _NONCE + 16:
        raise CannotDecrypt(reason="it is too short")
    key = keys.fields.get(data[0])
    if key is None:
        raise CannotDecrypt(reason=f"key {data[0]} is not in secrets.json")
    try:
        return key.decrypt(data[1 : 1 + _NONCE], data[1 + _NONCE :], data[:1] + context.encode()).decode()
    except InvalidTag as error:
        raise CannotDecrypt(reason="it was changed, belongs to another column or to other keys") from error


def is_current(stored: Bytes) -> bool:
    """Tell whether a value was written with the current key; the others wait for re-encryption after a rotation."""
    return bytes(stored[:1]) == bytes([_current().current])


# ── finding without reading ────────────────────────────────────────────────────────────────────────────────────────


def blind(value: str, *, context: str = "") -> bytes:
    """Return the blind index of a phone or identity number: 16 bytes, equal for equal numbers however they are spaced.

    Only a holder of the index key can reckon it. `context` keeps columns from being compared with each other.
    """
    plain = unicodedata.normalize("NFKC", value).translate(_SEPARATORS).upper()
    return _index("value", context, plain)[:16]


def blind_bigrams(name: str, *, context: str = "") -> list[str]:
    """Return the keyed tokens (8 bytes, hex) by which a person's name is searched: one for each pair of characters."""
    terms = dict.fromkeys(bigrams(name))
    return [_index("bigram", context, term)[:8].hex() for term in terms]


def keyed_hash(value: str, *, use: str) -> bytes:
    """Return 16 bytes by which a value is known again exactly as it is written, told apart by `use`; not readable back."""
    return _index("exact", use, value)[:16]


def _index(use: str, context: str, value: str) -> bytes:
    return hmac.digest(_current().index, "\0".join((use, context, value)).encode(), "sha256")


# ── commitments ────────────────────────────────────────────────────────────────────────────────────────────────────


def new_salt() -> bytes:
    """Return a fresh salt for one commitment, 16 bytes; erasing it makes the commitment say nothing."""
    return os.urandom(_SALT)


def commitment(salt: Bytes, value: str) -> str:
    """Return the salted commitment to `value` as 64 hexadecimal characters, for the journal; ValueError: short salt."""
    if len(salt) < _SALT:
        raise ValueError(f"a salt has at least {_SALT} bytes")
    message = len(salt).to_bytes(2, "big") + bytes(salt) + value.encode()
    return hmac.digest(_current().commit, message, "sha256").hex()
