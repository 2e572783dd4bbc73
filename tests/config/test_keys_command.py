"""`shiqiao keys`, as an operator calls it: status, a new key, the old one out; nothing is lost and nothing too early."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from typer.testing import CliRunner

from shiqiao.base import crypto
from shiqiao.base.crypto import new_secrets
from shiqiao.base.errors import Conflict
from shiqiao.base.time import held, now
from shiqiao.config import cli
from shiqiao.kernel.matters.models import Reporter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.privacy.errors import KeyInUse
from shiqiao.kernel.privacy.resealing import keep_moving
from shiqiao.testing import street as kit
from shiqiao.testing.street import Street


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, street: Street, tmp_path: Path) -> Any:
    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "secrets.json").write_text(json.dumps({**kit.SECRETS, "password:web": "w"}))
    crypto.configure(None)  # as every process has it: read from the folder
    street.report("打13900139217", contact=Contact(name="柳絮儿", phone="13911139218"))

    def call(*arguments: object) -> Any:
        given = ["--json", "--data", str(tmp_path), "keys", *(str(one) for one in arguments)]
        return CliRunner().invoke(cli.build(), given)

    return call


def test_a_key_is_made_everything_moves_and_the_old_one_is_retired(run: Any, tmp_path: Path) -> None:
    before = json.loads(run("status").output)
    assert before["current"] == 1
    assert before["keys"]["1"] > 2
    made = run("rotate")
    assert json.loads(made.output) == {"current": 2, "moved": None}
    assert isinstance(run("retire", 1).exception, Conflict)  # too early
    with held(now() + timedelta(minutes=11)):
        assert isinstance(run("retire", 1).exception, KeyInUse)
        assert keep_moving(at=now(), seconds=30) == before["keys"]["1"]
        assert json.loads(run("status").output)["keys"] == {"1": 0, "2": before["keys"]["1"]}
        assert json.loads(run("retire", 1).output) == {"retired": 1, "keys": [2]}
    held_now = json.loads((tmp_path / "secrets.json").read_text())
    assert list(held_now["field_keys"]) == ["2"]
    assert held_now["password:web"] == "w"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert crypto.decrypt(Reporter.objects.latest("id").phone) == "13911139218"


def test_a_rotation_moves_to_the_other_provider_at_once_when_asked(run: Any, tmp_path: Path) -> None:
    told = json.loads(run("rotate", "--now", "--provider", "gm").output)
    assert told["moved"] > 2
    assert json.loads((tmp_path / "secrets.json").read_text())["field_keys"]["2"].startswith("gm:")
    assert crypto.decrypt(Reporter.objects.latest("id").phone) == "13911139218"


@pytest.mark.parametrize("wrong", [["retire", 1], ["retire", 7], ["rotate", "--provider", "rot13"]])
def test_what_cannot_be_done_is_refused_and_changes_nothing(run: Any, tmp_path: Path, wrong: list[object]) -> None:
    before = (tmp_path / "secrets.json").read_text()
    assert isinstance(run(*wrong).exception, crypto.KeysUnusable)
    assert (tmp_path / "secrets.json").read_text() == before


def test_an_installation_may_begin_with_the_national_ciphers() -> None:
    assert new_secrets("gm")["provider"] == "gm"
    with pytest.raises(crypto.KeysUnusable, match="known are std, gm"):
        new_secrets("rot13")
