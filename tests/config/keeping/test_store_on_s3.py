"""Backup and restore where attachments lie in a bucket: the bytes come along, and only an empty prefix is filled."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shiqiao.config.keeping.errors import Incomplete, NotFree
from shiqiao.config.keeping.restore import empty_store
from shiqiao.kernel.files import stores
from shiqiao.kernel.files.errors import StoreAway
from tests.s3server import S3, objects

from .conftest import Office
from .test_restore import run


@pytest.fixture
def address(s3: S3, office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """The office's own prefix, named in the settings."""
    prefix = s3.address()
    monkeypatch.setattr(settings, "OPTIONS", replace(settings.OPTIONS, attachments=prefix, **s3.settings))
    return prefix


def test_a_backup_takes_the_bytes_out_of_the_bucket_and_names_what_is_lost(
    office: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.report(photo="red")
    office.report(photo="blue")
    made = office.back_up(store=stores.store())
    assert (made.attachments, made.attachments_written) == (2, 2)
    one, other = stores.store().stored()
    stores.store().remove(one)
    stores.store().put(other, b"spoilt")
    with pytest.raises(Incomplete, match="2 attachments"):
        office.back_up(to=office.to.parent / "all.backup", store=stores.store())


def test_a_store_that_is_away_is_no_damage_and_makes_no_backup(office: Office, address: str, s3: S3) -> None:
    office.report(photo="red")
    away = {**s3.settings, "s3_endpoint": "http://127.0.0.1:9"}
    settings.OPTIONS = replace(settings.OPTIONS, **away)
    with pytest.raises(StoreAway):
        office.back_up(store=stores.store())
    assert list(office.to.glob("*.backup")) == []


def test_only_an_empty_prefix_and_one_store_are_restored_into(
    office: Office, address: str, s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.report(photo="red")
    for name, value in {**s3.environ, "SHIQIAO_ATTACHMENTS": address}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotFree) as caught:
        empty_store(tmp_path)
    assert caught.value.fields == {"SHIQIAO_ATTACHMENTS": "Name a prefix at which nothing lies yet."}
    monkeypatch.setenv("SHIQIAO_ATTACHMENTS", s3.address())
    assert empty_store(tmp_path).name != address
    monkeypatch.setenv("SHIQIAO_ATTACHMENTS_FORMER", address)
    with pytest.raises(Exception, match="restored into one store"):
        empty_store(tmp_path)


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_backup_of_a_folder_is_restored_into_a_bucket_and_a_failed_one_leaves_nothing_there(
    office: Office, s3: S3, tmp_path: Path
) -> None:
    office.report(photo="red")
    made = office.back_up()
    kept: dict[str, Any] = {**s3.environ, "SHIQIAO_ATTACHMENTS": s3.address()}
    ran = run("restore", made.path, "--into", tmp_path / "new", "--keys", office.keys, "--json", **kept)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert json.loads(ran.stdout)["verified"] is True
    (path,) = [path for path in (office.data / "files").glob("*/*") if "-" not in path.name]
    assert objects(s3, kept["SHIQIAO_ATTACHMENTS"])[f"{path.parent.name}/{path.name}"] == path.read_bytes()
    assert not (tmp_path / "new" / "files").exists()
    (box,) = office.to.glob("attachments-*/??/*")
    box.unlink()
    kept["SHIQIAO_ATTACHMENTS"] = s3.address()
    ran = run("restore", made.path, "--into", tmp_path / "newer", "--keys", office.keys, **kept)
    assert ran.returncode == 1
    assert not [name for name in objects(s3, kept["SHIQIAO_ATTACHMENTS"]) if not name.endswith("/")]
