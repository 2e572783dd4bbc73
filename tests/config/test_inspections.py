"""What `shiqiao check` says about the installation: each inspection is quiet when all is well and names its remedy."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.hashers import make_password
from django.db import connection

from shiqiao.base import plugs
from shiqiao.base.jobs import job
from shiqiao.base.plugs import Concern, Inspection
from shiqiao.base.time import now
from shiqiao.config import gauges
from shiqiao.config.inspections import HOUSE, ground, inspect, safety, work
from shiqiao.config.runtime import beat
from shiqiao.config.served import serving
from shiqiao.demo.logins import PASSWORD
from shiqiao.kernel.files import stores
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street
from tests.s3server import S3, objects


def options(settings: Any, **given: Any) -> None:
    settings.OPTIONS = replace(configured.OPTIONS, **given)


def errors(look: Any) -> list[bool]:
    return [one.error for one in look(now())]


@job("tests.idle")
def idle() -> None:
    """Do nothing."""


def test_what_only_developers_may_have_is_an_error(settings: Any) -> None:
    settings.DEBUG, settings.SECRET_KEY = False, "x" * 50
    options(settings, hosts=["127.0.0.1"])
    assert [*safety.debug(now()), *safety.secret_key(now()), *safety.hosts(now())] == []
    settings.DEBUG, settings.SECRET_KEY = True, "short"
    options(settings, hosts=["*"])
    assert errors(safety.debug) == errors(safety.secret_key) == errors(safety.hosts) == [True]


def test_passwords_in_the_open_are_an_error_where_others_can_listen(settings: Any, tmp_path: Path) -> None:
    settings.DATA = settings.OWN = tmp_path
    options(settings, secure=True)
    assert errors(safety.tls) == []
    options(settings, secure=False, host="127.0.0.1")
    assert errors(safety.tls) == [False]
    options(settings, secure=False, host="0.0.0.0")
    assert errors(safety.tls) == [True]
    with serving(tmp_path, host="0.0.0.0", port=1, secure=True):  # started with --tls, which this command was not told
        assert errors(safety.tls) == []
    assert errors(safety.tls) == [True]


def test_cookies_keep_to_tls_once_it_is_promised(settings: Any) -> None:
    options(settings, secure=True)
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 3600
    assert errors(safety.cookies) == []
    settings.SECURE_HSTS_SECONDS = 0
    assert errors(safety.cookies) == [False]
    settings.SESSION_COOKIE_SECURE = False
    assert True in errors(safety.cookies)


def test_the_password_of_the_demo_opens_nothing(street: Street) -> None:
    assert errors(safety.demo_accounts) == []
    Account.objects.filter(username="admin1").update(password=make_password(PASSWORD))
    (found,) = safety.demo_accounts(now())
    assert found.error
    assert "shiqiao password admin1" in found.remedy


def test_keys_and_data_are_closed_to_others(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    tmp_path.chmod(0o711)
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path / "secrets.json").chmod(0o600)
    assert errors(ground.folder) == []
    (tmp_path / "secrets.json").chmod(0o644)
    tmp_path.chmod(0o755)
    assert errors(ground.folder) == [True, True]


def test_a_store_on_s3_is_tried_and_what_is_left_behind_is_named(
    street: Street, settings: Any, tmp_path: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = settings.OWN = tmp_path
    assert errors(ground.attachments) == []
    sha256 = stores.write(stores.store(), b"left in the folder")
    address = s3.address()
    options(settings, attachments=address, **s3.settings)
    (found,) = ground.attachments(now())
    assert found.error
    assert "SHIQIAO_ATTACHMENTS_FORMER=folder" in found.remedy
    assert list(objects(s3, address)) == ["installation"]
    options(settings, attachments=address, attachments_former="folder", **s3.settings)
    (found,) = ground.attachments(now())
    assert (found.error, found.remedy) == (False, "shiqiao attachments move")
    stores.store().remove(sha256)
    assert errors(ground.attachments) == []
    options(settings, attachments="s3://nobody/here", **s3.settings)
    (found,) = ground.attachments(now())
    assert found.error
    assert "NO_SUCH_BUCKET" in found.says
    monkeypatch.setattr(ground, "house", lambda: "another")
    options(settings, attachments=address, **s3.settings)
    (found,) = ground.attachments(now())
    assert "another installation" in found.says


@pytest.mark.parametrize(("free", "found"), [(9e9, []), (3e9, [False]), (1e8, [True])])
def test_little_room_is_told_and_hardly_any_is_an_error(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, found: list[bool]
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(ground.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert errors(ground.disk) == found


@pytest.mark.django_db
def test_the_web_role_is_fit_and_a_role_that_owns_a_table_is_not() -> None:
    assert (
        errors(ground.role)
        == errors(ground.search)
        == errors(ground.connections)
        == errors(ground.locks)
        == errors(ground.migrations)
        == []
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'matters_matter'")
        (owner,) = cursor.fetchone()
    assert owner != connection.settings_dict["USER"]


def test_rights_beyond_those_of_the_web_role_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in ((True, False, False, False, 0), (False, True, False, False, 0), (False, False, False, False, 3)):
        monkeypatch.setattr(ground, "_row", lambda statement, row=row: row)
        assert errors(ground.role) == [True]


@pytest.mark.django_db
def test_too_little_room_for_locks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "LOCKS", 10**9)
    assert errors(ground.locks) == [False]


@pytest.mark.django_db
def test_too_few_connections_are_told(settings: Any) -> None:
    options(settings, workers=500, threads=4)
    assert errors(ground.connections) == [False]


def test_translations_that_are_missing_are_an_error(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    settings.LOCALE_PATHS = [tmp_path]
    assert errors(ground.translations) == [True]
    (folder / "django.mo").touch()
    assert errors(ground.translations) == []


@pytest.mark.django_db
def test_a_worker_that_is_silent_is_an_error_while_the_installation_is_served(settings: Any, tmp_path: Path) -> None:
    settings.DATA = settings.OWN = tmp_path
    assert errors(work.worker) == []  # nothing is served, so nothing is missing
    with serving(tmp_path, host="127.0.0.1", port=1, secure=False):
        assert errors(work.worker) == [True]
        beat()
        assert errors(work.worker) == []


@pytest.mark.django_db
def test_failed_and_forgotten_jobs_are_told() -> None:
    assert errors(work.jobs) == []
    numbers = [idle.defer(), idle.defer()]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [numbers[0]])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id = %s", [numbers[1]])
    assert errors(work.jobs) == [False, False]


def test_a_backup_that_is_missing_late_or_failed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for last, found in (
        (None, [False]),
        (SimpleNamespace(at=None, error=""), [False]),
        (SimpleNamespace(at=now(), error=""), []),
        (SimpleNamespace(at=now() - timedelta(days=3), error=""), [True]),
        (SimpleNamespace(at=now(), error="the folder is not there"), [True]),
    ):
        monkeypatch.setattr(gauges, "last_backup", lambda last=last: last)
        assert errors(work.backup) == found


def test_an_inspection_that_fails_is_an_error_and_the_others_go_on(street: Street) -> None:
    def broken(at: object) -> list[Concern]:
        raise ValueError("broken")

    plugs.inspections.fill("tests", Inspection("broken", broken))
    plugs.inspections.fill("tests", Inspection("own", lambda at: [Concern("Something.", "Do this.")]))
    try:
        found = dict(inspect(now()))
        assert found["broken"].error
        assert found["own"] == Concern("Something.", "Do this.")
    finally:
        plugs.inspections.empty("tests")


def test_the_demo_is_not_told_what_cannot_hold_there(street: Street, settings: Any) -> None:
    settings.DEBUG = True
    options(settings, demo=True)
    assert "debug" not in dict(inspect(now()))


def test_every_inspection_has_a_name_of_its_own() -> None:
    assert len({one.name for one in HOUSE}) == len(HOUSE)


def test_a_file_left_by_a_process_that_has_gone_serves_nobody(tmp_path: Path) -> None:
    from shiqiao.config.served import FILE, served

    with serving(tmp_path, host="127.0.0.1", port=1, secure=False):
        assert served(tmp_path)
    gone = os.fork()
    if not gone:
        os._exit(0)
    os.waitpid(gone, 0)
    (tmp_path / FILE).write_text(json.dumps({"pid": gone, "host": "x", "port": 1, "secure": False}))
    assert served(tmp_path) is None
