"""Providers of cryptography: what seals a value and what makes a keyed hash. `std` and `gm` are there; a third is one entry.

`std`: AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256. `gm`, for offices under 商用密码 rules: SM4-GCM (GB/T 32907-2016), HMAC-SM3
(GB/T 32905-2016). Every key has 32 bytes; SM4 wants 16, which are derived from them.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

TAG = 16  # bytes


class Sealer(Protocol):
    """Authenticated encryption with one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return what was encrypted; raises InvalidTag when anything was changed."""


@dataclass(frozen=True)
class Provider:
    """A way of sealing and of keyed hashing. Both take keys of 32 bytes; a keyed hash has 32 bytes."""

    code: str
    sealer: Callable[[bytes], Sealer]
    keyed_hash: Callable[[bytes, bytes], bytes]


class SM4GCM:
    """SM4 in GCM, with the face of AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._key = sm3(key, b"sm4")[:16]

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag."""
        work = Cipher(algorithms.SM4(self._key), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return what was encrypted; raises InvalidTag when anything was changed."""
        if len(data) < TAG:
            raise InvalidTag
        work = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, data[-TAG:])).decryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(data[:-TAG]) + work.finalize()


def sha256(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def sm3(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SM3."""
    work = HMAC(key, SM3())
    work.update(message)
    return work.finalize()


PROVIDERS = {one.code: one for one in (Provider("std", AESGCM, sha256), Provider("gm", SM4GCM, sm3))}
