"""`shiqiao routing …` and `shiqiao check`, as an operator calls them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.config import cli
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.routing.errors import NotRehearsed
from shiqiao.testing.street import STREET, Street

RULES = """# street lights
rules:
  - name: lights
    title: {zh: 路灯, en: Street lights}
    if: {items: "01037"}
    to: {post: city.handler2}
  - name: never
    title: {zh: 用不到, en: Never}
    if: {items: "01038"}
    to: {post: city.handler2}
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, street: Street) -> Any:
    @contextmanager
    def here(ctx: Any, **_: object) -> Iterator[Any]:
        yield ctx.obj

    def call(*arguments: object) -> Any:
        result = CliRunner().invoke(cli.build(), cli.hoist([str(one) for one in arguments]))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    monkeypatch.setattr(cli, "installation", here)
    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_a_rehearsal_reports_and_what_it_tried_can_be_published(run: Any, street: Street, file: Path) -> None:
    number = street.report("路灯不亮", item="01037").number
    street.report()
    with pytest.raises(NotRehearsed):
        run("routing", "publish", file)
    result = run("routing", "rehearse", file, "--last", 100)
    assert result.exit_code == 0
    assert "1 of 2 matters would go to somebody else than by version 1." in result.output
    assert f"c1.g1 → city.handler2  ({number})" in result.output
    assert "Unrouted: 0 by the draft, 0 by the rules in force." in result.output
    assert "Never used: rule 2 (never)" in result.output
    assert "µs a matter" in result.output
    assert run("routing", "publish", file, "--street", STREET).output == "Version 2 is in force.\n"
    told = json.loads(run("--json", "routing", "rehearse", file).output)
    assert (told["sound"], told["changed"], told["against"], told["never_used"]) == (True, 0, 2, ["never"])
    assert "# street lights" in run("routing", "show").output
    assert json.loads(run("--json", "routing", "show", "--version", 1).output)["version"] == 1


def test_a_draft_that_is_not_sound_fails_and_says_where(run: Any, file: Path) -> None:
    file.write_text(RULES.replace("city.handler2", "nobody.here"), encoding="utf-8")
    result = run("routing", "rehearse", file)
    assert result.exit_code == 1
    assert "WRONG: rule 1 (lights): There is no post nobody.here in this street; correct the code." in result.output
    assert json.loads(run("--json", "routing", "rehearse", file).output)["sound"] is False
    file.write_text("rules: [", encoding="utf-8")
    with pytest.raises(Invalid):
        run("routing", "rehearse", file)


def test_unrouted_matters_fail_only_when_asked(run: Any, street: Street, file: Path) -> None:
    street.report("没有地点", lon=None, lat=None)
    assert run("routing", "rehearse", file).exit_code == 0
    result = run("routing", "rehearse", file, "--fail-unrouted", "--people", "then")
    assert result.exit_code == 1
    assert "no place is known" in result.output
    assert run("routing", "rehearse", file, "--fail-unrouted", "--until", "2018-06-26").exit_code == 0
    assert run("routing", "rehearse", file, "--fail-unrouted", "--since", "2018-06-27").exit_code == 1


def test_wrong_options_are_named(run: Any, file: Path) -> None:
    for option, wrong in (("--people", "tomorrow"), ("--since", "27.6."), ("--street", "370103999")):
        with pytest.raises(Invalid) as refused:
            run("routing", "rehearse", file, option, wrong)
        assert set(refused.value.fields) == {option.removeprefix("--")}


def test_check_fails_on_unrouted_matters_and_on_rules_that_can_no_longer_be_carried_out(
    run: Any, street: Street, file: Path
) -> None:
    assert run("check").exit_code == 0
    run("routing", "publish", file, "--unrehearsed")
    people.close_post(post=Post.objects.get(code="city.handler2"), by=system("test", street=STREET), at=now())
    number = street.report("路灯不亮", item="01037").number
    result = run("check")
    assert result.exit_code == 1
    assert f"UNROUTED {number}: reported 2018-06-27 10:00, post_closed" in result.output
    assert "routing rule 1 (lights): The post city.handler2 is closed; name another." in result.output
