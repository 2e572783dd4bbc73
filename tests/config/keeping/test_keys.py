"""The keys for backups: the escrow holds them, a passphrase opens it, and old ones are told from new ones."""

import json
import os
from pathlib import Path

import pytest

from shiqiao.base.crypto import new_secrets, rotated
from shiqiao.base.db.secret_file import add_secrets, read_secrets
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.config.keeping import keys
from shiqiao.config.keeping.errors import (
    Changed,
    CutOff,
    KeysTooOld,
    NoBackupKey,
    NotABackup,
    OtherKeys,
    WrongPassphrase,
)

WORDS = "stone bridge in the rain"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "tls").mkdir()
    (folder / "tls" / "ca.key").write_text("invented key")
    add_secrets(folder, {**new_secrets(), "password:postgres": "word"})
    return folder


def test_what_is_wrapped_for_the_pair_is_opened_by_the_escrow_alone(data: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBackupKey):
        keys.public_key(data)
    name = keys.make_escrow(data, tmp_path / "escrow", WORDS)
    held = keys.open_escrow(tmp_path / "escrow", WORDS)
    key = os.urandom(32)
    assert held.unwrap({"keys": keys.wrap_for(keys.public_key(data), key)}) == key
    assert keys.fingerprint(keys.public_key(data)) == name
    assert held.secrets == {n: v for n, v in read_secrets(data).items() if n != "password:postgres"}
    assert held.authority == {"ca.key": "invented key"}
    private = held.private[name].hex()
    assert all(private not in path.read_text() for path in data.rglob("*") if path.is_file())


def test_the_escrow_tells_nothing_and_never_replaces_another(data: Path, tmp_path: Path) -> None:
    keys.make_escrow(data, tmp_path / "escrow", WORDS)
    content = (tmp_path / "escrow").read_bytes()
    assert read_secrets(data)["index"].encode() not in content
    assert (tmp_path / "escrow").stat().st_mode & 0o077 == 0
    with pytest.raises(Conflict, match="never replaced"):
        keys.make_escrow(data, tmp_path / "escrow", WORDS)
    assert (tmp_path / "escrow").read_bytes() == content


def test_a_wrong_passphrase_a_damaged_and_a_foreign_file_are_told_apart(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "escrow"
    keys.make_escrow(data, path, WORDS)
    with pytest.raises(WrongPassphrase):
        keys.open_escrow(path, WORDS + "!")
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(CutOff):
        keys.open_escrow(path, WORDS)
    path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    with pytest.raises(Changed):
        keys.open_escrow(path, WORDS)
    path.write_text(json.dumps({"private": {}}))
    with pytest.raises(NotABackup):
        keys.open_escrow(path, WORDS)


def test_a_short_passphrase_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="at least 12"):
        keys.make_escrow(data, tmp_path / "escrow", "short")
    assert not (tmp_path / "escrow").exists()


def test_keys_that_came_later_are_missed_in_an_older_escrow(data: Path, tmp_path: Path) -> None:
    keys.make_escrow(data, tmp_path / "old", WORDS)
    assert keys.escrow_is_current(data)
    (data / "secrets.json").write_text(json.dumps(rotated(read_secrets(data))))
    assert not keys.escrow_is_current(data)
    wanted = keys.prints(read_secrets(data))
    with pytest.raises(KeysTooOld, match=r"field_keys\.2"):
        keys.open_escrow(tmp_path / "old", WORDS).refuse_older_than(wanted)
    former = keys.open_escrow(tmp_path / "old", WORDS)
    name = keys.make_escrow(data, tmp_path / "new", WORDS, former)
    assert keys.escrow_is_current(data)
    fresh = keys.open_escrow(tmp_path / "new", WORDS)
    fresh.refuse_older_than(wanted)
    assert name in former.private  # the pair goes on, so that attachments are not written anew


def test_without_the_former_escrow_a_new_pair_is_made_and_old_backups_want_the_old_one(
    data: Path, tmp_path: Path
) -> None:
    keys.make_escrow(data, tmp_path / "old", WORDS)
    header = {"kind": "backup", "keys": keys.wrap_for(keys.public_key(data), bytes(32))}
    keys.make_escrow(data, tmp_path / "new", WORDS)
    with pytest.raises(OtherKeys):
        keys.open_escrow(tmp_path / "new", WORDS).unwrap(header)
    assert keys.open_escrow(tmp_path / "old", WORDS).unwrap(header) == bytes(32)
