"""Secrecy and seals: the two halves of a poll's key, ballots in sealed envelopes, hashes over electors and ballots.

Ballots are encrypted to the poll's public key (X25519, HKDF-SHA256, ChaCha20-Poly1305), each to one of its own, all of one
length. The private key is never stored as a whole: one half stands sealed in the database, the other in a file of the data
folder that no backup takes. Both are destroyed at the close, so that what logs and backups keep stays closed.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from shiqiao.base import crypto
from shiqiao.scenes.council.voting.errors import KeyLost
from shiqiao.scenes.council.voting.tables import SEAL

LONG = 192  # bytes of a ballot before it is sealed: kind and choice, padded
_NONCE = bytes(12)  # each key encrypts one ballot only


def seal(text: str) -> bytes | None:
    """Encrypt what was written."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


# ── the key of a poll ──────────────────────────────────────────────────────────────────────────────────────────────


def new_key() -> tuple[str, bytes, str]:
    """Make a poll's key: the public one (hex), the sealed half for the database, the name of the file with the other."""
    private, name = X25519PrivateKey.generate(), uuid.uuid4().hex
    half = os.urandom(32)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, half)
        os.fsync(handle)
    finally:
        os.close(handle)
    other = _xor(private.private_bytes_raw(), half)
    return private.public_key().public_bytes_raw().hex(), crypto.encrypt(other.hex(), context=SEAL), name


def private_key(sealed: crypto.Bytes | None, name: str) -> X25519PrivateKey:
    """Put the halves of a key together; raises KeyLost."""
    try:
        half = (_folder() / name).read_bytes() if name else b""
    except OSError:
        half = b""
    if sealed is None or len(half) != 32:
        raise KeyLost
    return X25519PrivateKey.from_private_bytes(_xor(bytes.fromhex(unseal(sealed)), half))


def destroy(name: str) -> None:
    """Overwrite and remove the half of a key that lies in a file."""
    path = _folder() / name
    if name and path.exists():
        path.write_bytes(bytes(32))
        path.unlink()


def _folder() -> Path:
    return Path(settings.DATA) / ".ballots"  # a backup leaves out what begins with a dot


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


# ── envelopes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def close_envelope(public: str, poll: int, kind: str, choice: str) -> bytes:
    """Seal a ballot to a poll's key."""
    plain = json.dumps([kind, choice], ensure_ascii=False).encode()
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))
    own = once.public_key().public_bytes_raw()
    return own + ChaCha20Poly1305(_derived(shared, own, poll)).encrypt(_NONCE, plain.ljust(LONG), str(poll).encode())


def open_envelope(private: X25519PrivateKey, poll: int, sealed: crypto.Bytes) -> tuple[str, str]:
    """Return kind and choice of a sealed ballot; raises CannotDecrypt for one that was changed or is of another poll."""
    data = bytes(sealed)
    shared = private.exchange(X25519PublicKey.from_public_bytes(data[:32]))
    try:
        plain = ChaCha20Poly1305(_derived(shared, data[:32], poll)).decrypt(_NONCE, data[32:], str(poll).encode())
    except InvalidTag as error:
        raise crypto.CannotDecrypt(reason="a ballot was changed, or belongs to another poll") from error
    kind, choice = json.loads(plain)
    return kind, choice


def _derived(shared: bytes, own: bytes, poll: int) -> bytes:
    return HKDF(SHA256(), 32, own, f"{SEAL} {poll}".encode()).derive(shared)


# ── seals over sets ────────────────────────────────────────────────────────────────────────────────────────────────


def set_seal(salt: str, rows: Iterable[Sequence[Any]]) -> str:
    """Return the seal over a set of rows, whatever their order: keyed, so that who writes into tables cannot make it."""
    lines = sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return crypto.commitment(bytes.fromhex(salt), "\n".join(lines))


def ballots_hash(rows: Iterable[Sequence[str]]) -> str:
    """Return the hash over a set of ballots that is published and that everybody can reckon: SHA-256 of sorted lines."""
    return hashlib.sha256("\n".join(sorted("\t".join(row) for row in rows)).encode()).hexdigest()
