"""Personal data at rest: field encryption, blind indexes to find it again, and commitments for the journal.

Keys come from `configure(secrets)`; when nobody configured them, `secrets.json` in the data folder is read once.
The keys never leave this module. `new_secrets()` makes the file's content on the first start:
`{"django": …, "provider": "std", "field_keys": {"1": hex}, "current": 1, "index": hex, "commit": hex}`. A field key of another
provider (base/ciphers.py) is written `gm:hex`; `made` says when each later key was made. A file that changes (a rotation)
is read again by every process before its next value.
"""

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

from shiqiao.base.ciphers import PROVIDERS, Provider, Sealer
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
    fields: Mapping[int, Sealer]
    current: int
    index: bytes
    commit: bytes
    provider: Provider
    read_at: int = 0  # st_mtime_ns of the file they came from, 0 when they were given


_keys: _Keys | None = None
_lock = threading.Lock()


def new_secrets(provider: str = "std") -> dict[str, Any]:
    """Return fresh secrets for a new installation, ready to be written as JSON. Raises KeysUnusable: no such provider."""
    return {
        "django": random.token_urlsafe(50),
        "provider": _provider(provider).code,
        "field_keys": {"1": random.token_hex(32)},
        "current": 1,
        "index": random.token_hex(32),
        "commit": random.token_hex(32),
    }


def rotated(secrets: Mapping[str, Any], *, provider: str = "", made: str = "") -> dict[str, Any]:
    """Return `secrets` with one more field key, made current; old values stay readable. KeysUnusable after key 255.

    `provider` may be another than before: values move over as they are re-encrypted. `made` is the moment, in ISO.
    """
    number = max(int(name) for name in (*secrets["field_keys"], *secrets.get("made", {}))) + 1
    if number > 255:
        raise KeysUnusable(reason="all 255 key numbers are used")
    key = f"{_provider(provider or secrets.get('provider', 'std')).code}:{random.token_hex(32)}"
    return {
        **secrets,
        "field_keys": {**secrets["field_keys"], str(number): key.removeprefix("std:")},
        "current": number,
        "made": {**secrets.get("made", {}), str(number): made},
    }


def without(secrets: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return `secrets` without one old field key. The caller has made sure that nothing stands on it any more."""
    if number == int(secrets["current"]):
        raise KeysUnusable(reason="the current key cannot be retired")
    return {**secrets, "field_keys": {name: key for name, key in secrets["field_keys"].items() if int(name) != number}}


def configure(secrets: Mapping[str, Any] | None) -> None:
    """Use these secrets from now on; None forgets them. Raises KeysUnusable naming what is wrong."""
    global _keys
    _keys = None if secrets is None else _read(secrets)


def key_numbers() -> tuple[int, list[int]]:
    """Return the number of the current field key, and the numbers of all there are."""
    keys = _current()
    return keys.current, sorted(keys.fields)


def _read(secrets: Mapping[str, Any], read_at: int = 0) -> _Keys:
    try:
        fields = {int(number): _sealer(key) for number, key in secrets["field_keys"].items()}
        index, commit, provider = _key(secrets["index"]), _key(secrets["commit"]), secrets.get("provider", "std")
        keys = _Keys(fields, int(secrets["current"]), index, commit, _provider(provider), read_at)
    except KeyError as error:
        raise KeysUnusable(reason=f"{error.args[0]} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise KeysUnusable(reason="a key is not 32 bytes in hexadecimal") from error
    if keys.current not in fields or not all(1 <= number <= 255 for number in fields):
        raise KeysUnusable(reason="the current key is not among the field keys 1 to 255")
    return keys


def _provider(code: str) -> Provider:
    if code not in PROVIDERS:
        raise KeysUnusable(reason=f"{code} is no provider of cryptography; known are {', '.join(PROVIDERS)}")
    return PROVIDERS[code]


def _sealer(written: str) -> Sealer:
    provider, _, key = written.rpartition(":")
    return _provider(provider or "std").sealer(_key(key))


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


def _current() -> _Keys:
    global _keys
    keys = _keys
    if keys is None or _is_stale(keys):
        with _lock:
            if _keys is None or _is_stale(_keys):
                read_at = _changed_at()  # before reading: a change in between is noticed the next time
                _keys = _read(_from_data_folder(), read_at)
            keys = _keys
    return keys


def _is_stale(keys: _Keys) -> bool:
    """Tell whether the file was changed since; keys that were given, or whose file is away for the moment, stay."""
    return bool(keys.read_at) and _changed_at() not in (0, keys.read_at)


def _file() -> Path:
    from django.conf import settings

    return Path(settings.DATA) / "secrets.json"


def _changed_at() -> int:
    from django.core.exceptions import ImproperlyConfigured

    try:
        return _file().stat().st_mtime_ns
    except (OSError, ImproperlyConfigured, AttributeError):
        return 0


def _from_data_folder() -> Mapping[str, Any]:
    from django.core.exceptions import ImproperlyConfigured

    try:
        return dict(json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ImproperlyConfigured, AttributeError) as error:
        raise KeysMissing from error
    except (ValueError, TypeError) as error:
        raise KeysUnusable(reason="secrets.json is not readable JSON") from error


# ── encryption ─────────────────────────────────────────────────────────────────────────────────────────────────────


def encrypt(value: str, *, context: str = "") -> bytes:
    """Encrypt `value` with the current key. The result is key number (1 byte), nonce (12), ciphertext and tag (16).

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
    keys = _current()
    return keys.provider.keyed_hash(keys.index, "\0".join((use, context, value)).encode())


# ── commitments ────────────────────────────────────────────────────────────────────────────────────────────────────


def new_salt() -> bytes:
    """Return a fresh salt for one commitment, 16 bytes; erasing it makes the commitment say nothing."""
    return os.urandom(_SALT)


def commitment(salt: Bytes, value: str) -> str:
    """Return the salted commitment to `value` as 64 hexadecimal characters, for the journal; ValueError: short salt."""
    if len(salt) < _SALT:
        raise ValueError(f"a salt has at least {_SALT} bytes")
    message = len(salt).to_bytes(2, "big") + bytes(salt) + value.encode()
    keys = _current()
    return keys.provider.keyed_hash(keys.commit, message).hex()
