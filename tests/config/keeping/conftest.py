"""A street that is backed up for real: its own database with commits, its own data folder, keys and a destination."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shiqiao.base.db.provision import with_database
from shiqiao.base.db.scope import whole
from shiqiao.base.db.secret_file import add_secrets
from shiqiao.config.keeping.backup import Job, Made, make_backup
from shiqiao.config.keeping.keys import Escrow, make_escrow, open_escrow
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import MORNING, SECRETS, Street

WORDS = "stone bridge in the rain"


@dataclass
class Office:
    """What a test needs of the office that is backed up."""

    street: Street
    data: Path
    to: Path
    keys: Path
    owner_url: str

    def job(self, **more: Any) -> Job:
        return Job(
            **{"data": self.data, "to": self.to, "owner_url": self.owner_url, "localities": settings.LOCALITIES, **more}
        )

    def back_up(self, at: datetime = MORNING, **more: Any) -> Made:
        return make_backup(self.job(**more), at=at)

    def escrow(self) -> Escrow:
        return open_escrow(self.keys, WORDS)

    def report(self, text: str = "垃圾成堆没人清", *, photo: str = "") -> str:
        """Report a matter with a commit, with a picture of a colour if wanted; returns its number."""
        with whole():
            by = self.street.actor("dispatch1")
            photos = (self.street.photo(by=by, purpose="before", colour=photo),) if photo else ()
            return self.street.report(text, photos=photos).number

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `shiqiao` as another process on this office."""
        environ = {
            **os.environ, "SHIQIAO_DATA": str(self.data), "SHIQIAO_DB_WEB": self.street.url,
            "SHIQIAO_DB_OWNER": self.owner_url, "SHIQIAO_PASSPHRASE": WORDS,
            "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings",
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "shiqiao.config.cli", *arguments], env=environ, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip


@pytest.fixture
def office(live_street: Street, database_server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with keys for backups, and nothing backed up yet."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(settings, "DATA", data)
    add_secrets(data, SECRETS)
    make_escrow(data, tmp_path / "keys", WORDS)
    owner = with_database(database_server.template.owner, database_server.current)
    return Office(live_street, data, tmp_path / "safe", tmp_path / "keys", owner)
