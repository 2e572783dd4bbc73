"""Who can open a backup: a pair of keys whose secret half never stays on the server, and the escrow that holds it.

`shiqiao backup keys --to FILE` makes the pair. The public half stays in the data folder (`backup.pub`), so that backups
need no passphrase at night. The secret half and the keys of `secrets.json` go into the escrow, a box under a passphrase.
Without the escrow nobody can read a backup, and with a backup alone nobody can read the escrow.
"""

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shiqiao.base.db.secret_file import read_secrets
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.base.time import now
from shiqiao.config.keeping.errors import KeysTooOld, NoBackupKey, NotABackup, OtherKeys, WrongPassphrase
from shiqiao.config.keeping.strongbox import BoxReader, BoxWriter, Header, check_whole

FILE = "backup.pub"
SHORTEST = 12  # characters of a passphrase
COST, MOST_COST = 2**17, 2**20  # scrypt: 128 MiB and about half a second for each try
OWN = ("django",)  # made anew in a restored place, so that no former sign-in goes on there
_ONCE = bytes(12)  # a wrapping key is used once, so its nonce may stand still


@dataclass(frozen=True, repr=False)
class Escrow:
    """What an escrow holds: the keys of the installation, secret halves by fingerprint, and files of the authority."""

    secrets: Mapping[str, Any]
    private: Mapping[str, bytes]
    authority: Mapping[str, str] = field(default_factory=dict)

    def unwrap(self, header: Header) -> bytes:
        """Return the key of a box that was made for one of these; raises OtherKeys."""
        given = header.get("keys") or {}
        wanted = str(given.get("for"))
        if given.get("way") != "x25519" or wanted not in self.private:
            raise OtherKeys(path=header.get("kind", "box"), wanted=wanted, held=", ".join(self.private))
        mine = X25519PrivateKey.from_private_bytes(self.private[wanted])
        theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(given["half"]))
        wrapping = _wrapping(mine.exchange(theirs), given["half"], mine.public_key().public_bytes_raw().hex())
        return AESGCM(wrapping).decrypt(_ONCE, bytes.fromhex(given["key"]), None)

    def refuse_older_than(self, wanted: Mapping[str, str]) -> None:
        """Raise KeysTooOld when a key that a backup's rows were written with is missing here or differs."""
        held = prints(self.secrets)
        missing = [name for name, mark in wanted.items() if held.get(name) != mark]
        if missing:
            raise KeysTooOld(missing=", ".join(missing))


def public_key(data: Path) -> str:
    """Return the public half in hexadecimal; raises NoBackupKey."""
    path = data / FILE
    if not path.exists():
        raise NoBackupKey(fields={"keys": "Make it first: shiqiao backup keys --to FILE (not on this machine)."})
    return str(json.loads(path.read_text(encoding="utf-8"))["key"])


def fingerprint(public: str) -> str:
    """Return the short name of a key."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def wrap_for(public: str, key: bytes) -> dict[str, str]:
    """Wrap the key of a box for the holder of the secret half; the result stands in the box's header."""
    once = X25519PrivateKey.generate()
    half = once.public_key().public_bytes_raw().hex()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))
    wrapped = AESGCM(_wrapping(shared, half, public)).encrypt(_ONCE, key, None)
    return {"way": "x25519", "for": fingerprint(public), "half": half, "key": wrapped.hex()}


def _wrapping(shared: bytes, half: str, public: str) -> bytes:
    about = b"shiqiao backup" + bytes.fromhex(half) + bytes.fromhex(public)
    return HKDF(hashes.SHA256(), 32, None, about).derive(shared)


def prints(secrets: Mapping[str, Any]) -> dict[str, str]:
    """Return a mark of each key that rows need, by name; of a mark nobody finds the key."""
    flat: dict[str, Any] = {}
    for name, value in secrets.items():
        if name in OWN or name.startswith("password:"):
            continue
        if isinstance(value, Mapping):
            flat |= {f"{name}.{part}": one for part, one in value.items()}
        elif name != "current":
            flat[name] = value
    return {name: hashlib.sha256(f"{name}={value}".encode()).hexdigest()[:16] for name, value in sorted(flat.items())}


def escrow_is_current(data: Path) -> bool:
    """Tell whether the last escrow holds all keys that are used now."""
    path = data / FILE
    if not path.exists():
        return False
    held = json.loads(path.read_text(encoding="utf-8")).get("escrowed", {})
    return bool(held == prints(read_secrets(data)))


# ── the escrow ─────────────────────────────────────────────────────────────────────────────────────────────────────


def make_escrow(data: Path, to: Path, passphrase: str, former: Escrow | None = None) -> str:
    """Write the escrow of an installation to a new file and return the fingerprint of the key for its backups.

    With the `former` escrow its pair goes on and its older pairs come along; without it a new pair is made, and older
    backups need the older escrow. Raises Invalid (passphrase, place), Conflict (the file is there already).
    """
    if len(passphrase) < SHORTEST:
        raise Invalid(fields={"passphrase": "Give at least {least} characters."}, least=SHORTEST)
    if to.exists():
        raise Conflict(
            "{path} is there already.", fields={"to": "Name a new file; an escrow is never replaced."}, path=to
        )
    secrets = {name: value for name, value in read_secrets(data).items() if not name.startswith("password:")}
    if not secrets:
        raise Invalid(fields={"data": "There is no secrets.json; start the installation once before."})
    private = dict(former.private) if former else {}
    public = _going_on(data, private)
    held = {
        "secrets": secrets,
        "private": {name: key.hex() for name, key in private.items()},
        "authority": {path.name: path.read_text() for path in sorted((data / "tls").glob("*")) if path.is_file()},
    }
    _write_escrow(to, passphrase, json.dumps(held).encode())
    note = {"key": public, "made_at": now().isoformat(), "escrowed": prints(secrets)}
    fresh = data / f"{FILE}.new"
    fresh.write_text(json.dumps(note, indent=1))
    fresh.replace(data / FILE)
    return fingerprint(public)


def _going_on(data: Path, private: dict[str, bytes]) -> str:
    """Return the public half to use from now on: the present one when its secret half is known, else a new one."""
    if (data / FILE).exists() and fingerprint(public_key(data)) in private:
        return public_key(data)
    fresh = X25519PrivateKey.generate()
    public = fresh.public_key().public_bytes_raw().hex()
    private[fingerprint(public)] = fresh.private_bytes_raw()
    return public


def _write_escrow(to: Path, passphrase: str, content: bytes) -> None:
    key, salt = os.urandom(32), os.urandom(16)
    wrapped = AESGCM(_stretched(passphrase, salt, COST)).encrypt(_ONCE, key, None)
    way = {"way": "scrypt", "n": COST, "r": 8, "p": 1, "salt": salt.hex(), "key": wrapped.hex()}
    partial = to.with_name(f".{to.name}.partial")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            box = BoxWriter(file, key, {"kind": "keys", "keys": way, "made_at": now().isoformat()})
            box.write(content)
            box.close()
        partial.replace(to)
    except OSError as error:
        raise Invalid(fields={"to": "{path} cannot be written: {said}"}, path=to, said=error.strerror) from error
    finally:
        partial.unlink(missing_ok=True)


def open_escrow(path: Path, passphrase: str) -> Escrow:
    """Read an escrow; raises NotABackup, CutOff, Changed, WrongPassphrase."""
    if not path.is_file():
        raise Invalid(fields={"keys": "There is no file {path}."}, path=path)
    check_whole(path)
    reader = BoxReader(
        io.BytesIO(path.read_bytes()), path.name, lambda header: _by_passphrase(header, passphrase, path)
    )
    content = b"".join(iter(reader.read, b""))
    held = json.loads(content)
    private = {name: bytes.fromhex(key) for name, key in held["private"].items()}
    return Escrow(held["secrets"], private, held["authority"])


def _by_passphrase(header: Header, passphrase: str, path: Path) -> bytes:
    way = header.get("keys") or {}
    if way.get("way") != "scrypt" or not 2 <= int(way.get("n", 0)) <= MOST_COST:
        raise NotABackup("{path} is no escrow of keys.", path=path.name)
    try:
        key = _stretched(passphrase, bytes.fromhex(way["salt"]), int(way["n"]))
        return AESGCM(key).decrypt(_ONCE, bytes.fromhex(way["key"]), None)
    except InvalidTag as error:
        raise WrongPassphrase(path=path.name) from error


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=cost, r=8, p=1, maxmem=2**31 - 1, dklen=32)
