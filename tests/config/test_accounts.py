"""`shiqiao accounts` and `shiqiao device`, as an operator calls them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from openpyxl import load_workbook
from typer.testing import CliRunner

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.config import cli
from shiqiao.kernel.people.devices import actor_of_device, pair_device
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for
from shiqiao.testing.street import STREET, Street

HEAD = "单位,岗位,岗位编号,角色,姓名,登录名,社区,网格,条线,起始日期\n"
GOOD = "经济发展科,经发承办岗,economy.handler1,承办人,经一梅,economy2,,,,2018-06-27\n"
BAD = "经济发展科,经发二岗,economy.handler2,将军,经二兰,economy3,,,,2018-06-27\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, street: Street) -> Any:
    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    monkeypatch.setattr(cli, "installation", here)
    return lambda *arguments: CliRunner().invoke(cli.build(), [str(one) for one in arguments])


def test_a_list_with_errors_gives_slips_to_the_good_rows_and_names_the_others(run: Any, tmp_path: Path) -> None:
    Account.objects.exclude(username="city2").update(password="pbkdf2$used")
    (tmp_path / "staff.csv").write_text(HEAD + GOOD + BAD)
    result = run("accounts", "--street", STREET, "--staff", tmp_path / "staff.csv", "--out", tmp_path / "slips.xlsx")
    assert result.exit_code == 1, result.output
    assert "row 3, 角色" in result.output
    assert "2 slips written" in result.output
    rows = list(load_workbook(tmp_path / "slips.xlsx").active.values)[1:]
    assert [row[1] for row in rows] == ["city2", "economy2"]
    assert all(authenticate(username=row[1], password=row[2]) for row in rows)
    assert not any(row[2] in result.output for row in rows), "what stands in the file is not printed"
    assert (tmp_path / "slips.xlsx").stat().st_mode & 0o777 == 0o600
    assert run("accounts", "--street", STREET, "--out", tmp_path / "slips.xlsx").exit_code == 2, (
        "no file is overwritten"
    )


def test_named_logins_get_new_passwords_and_an_unknown_one_stops_it(run: Any) -> None:
    told = json.loads(run("--json", "accounts", "c1g1", "c1g2", "--street", STREET).output)
    assert [one["login"] for one in told["slips"]] == ["c1g1", "c1g2"]
    assert all(authenticate(username=one["login"], password=one["password"]) for one in told["slips"])
    assert Account.objects.get(username="c1g1").must_change_password
    assert run("accounts", "c1g3", "nobody", "--street", STREET).exit_code != 0
    assert Account.objects.get(username="c1g3").password.startswith("!")


def test_screens_are_added_listed_and_revoked(run: Any) -> None:
    made = json.loads(run("--json", "device", "add", "大厅", "--street", STREET, "--unit", "grid_centre").output)
    _row, secret = pair_device(code=made["code"], at=now())
    assert actor_of_device(secret, now())
    listed = json.loads(run("--json", "device", "list", "--street", STREET).output)
    assert [(one["device"], one["state"]) for one in listed] == [(made["device"], "paired")]
    assert run("device", "revoke", made["device"], "--street", STREET).exit_code == 0
    assert actor_of_device(secret, now()) is None
    assert "revoked" in run("device", "list", "--street", STREET).output
    with pytest.raises(Invalid):
        pair_device(code=made["code"], at=now() + timedelta(minutes=1))
    assert run("device", "add", "x", "--street", STREET, "--kind", "toaster").exit_code != 0


def test_the_operator_unlocks_and_resets_when_no_security_administrator_is_at_hand(run: Any) -> None:
    from django.test import Client

    from shiqiao.kernel.journal.models import JournalLine
    from shiqiao.kernel.people import factors, lockout
    from tests.kernel.people.test_doors import SECRET, code

    account = Account.objects.get(username="admin1")
    own = {"by": actor_for(account), "at": now()}
    factors.add_app(account=account, secret=SECRET, code=code(SECRET), **own)
    for _ in range(5):
        Client().post("/login/", {"username": "admin1", "password": "wrong"})
    assert lockout.locked_names(["admin1", "leader1"], datetime.now(UTC)) == {"admin1"}
    assert run("door", "unlock", "admin1").exit_code == 0
    assert lockout.locked_names(["admin1"], datetime.now(UTC)) == set()
    assert run("door", "reset", "admin1").exit_code == 0
    assert factors.kinds_of(account) == set()
    lines = JournalLine.objects.filter(kind="account", subject=account.pk, actor="system.operator").order_by("seq")
    assert [line.code for line in lines] == ["people.lock_lifted", "people.factor_removed"]
    wrong = run("door", "reset", "nobody")
    assert wrong.exit_code != 0
