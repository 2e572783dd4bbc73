"""A stranger checks what the office has sealed: with the page's script, a plain Python and nothing of ours."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held
from shiqiao.config.cli import build
from shiqiao.kernel.journal.actions import seal_closed_days
from shiqiao.kernel.journal.digests import proofs_of, seals_of
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.rules import merkle_path, merkle_root
from shiqiao.testing.street import MORNING, Street

SCRIPT = Path(__file__).parents[2] / "docs" / "how-to" / "verify_digest.py"
Check = Callable[..., "subprocess.CompletedProcess[str]"]


def stranger(*files: Path) -> "subprocess.CompletedProcess[str]":
    """Run the script as somebody would who has only Python."""
    plain = str(Path(sys.base_prefix) / "bin" / "python3")
    return subprocess.run([plain, "-I", "-S", SCRIPT, *files], capture_output=True, text=True, cwd="/", env={})


@pytest.fixture
def given_away(street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, str]:
    """Digests and journal of three days, with the proofs of one matter; and its number."""
    numbers = []
    for day in range(3):
        with held(MORNING + timedelta(days=day)):
            numbers += [street.report(f'第{day}天第{n}件「井盖」\\ "松动"').number for n in range(5)]
    with held(MORNING + timedelta(days=4)):
        assert seal_closed_days(at=MORNING + timedelta(days=4)) >= 3
        monkeypatch.setenv("SHIQIAO_DB_WEB", "as it is")
        monkeypatch.setattr("shiqiao.config.runtime._close_connections", lambda: None)
        digests, journal = tmp_path / "digests.json", tmp_path / "journal.jsonl"
        ran = CliRunner().invoke(
            build(), ["digests", "export", "--to", str(digests), "--journal", str(journal), "--matter", numbers[7]]
        )
        assert ran.exit_code == 0, ran.output
    return digests, journal, numbers[7]


def test_the_script_is_short_and_imports_nothing_of_ours() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    assert "shiqiao" not in text


def test_what_was_sealed_is_good_for_a_stranger(given_away: tuple[Path, Path, str]) -> None:
    digests, journal, _ = given_away
    said = json.loads(digests.read_text())
    assert len(said["seals"]) >= 3
    assert len(said["proofs"]) >= 1
    for files in ((digests,), (digests, journal)):
        ran = stranger(*files)
        assert (ran.returncode, ran.stdout) == (0, "good: everything that was given is as it was sealed\n"), ran.stderr
    assert (
        JournalLine.objects.get(code="journal.digests_exported").data["lines"]
        == len(journal.read_text().splitlines()) - 1
    )


def test_the_digests_alone_tell_nothing_about_anybody(given_away: tuple[Path, Path, str]) -> None:
    digests, _, _ = given_away
    assert set(json.loads(digests.read_text())["seals"][0]) == {
        "street",
        "day",
        "from",
        "until",
        "lines",
        "root",
        "prev",
    }


def test_every_tampering_is_found(given_away: tuple[Path, Path, str], tmp_path: Path) -> None:
    digests, journal, _ = given_away
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    one = json.loads(lines[3])
    bad = tmp_path / "bad.jsonl"
    changed: list[list[str]] = [
        [*lines[:3], json.dumps({**one, "actor": "post.nobody"}) + "\n", *lines[4:]],  # another did it
        [*lines[:3], json.dumps({**one, "happened": "2018-06-01T00:00:00.000000Z"}) + "\n", *lines[4:]],  # earlier
        [*lines[:3], json.dumps({**one, "data": {**one["data"], "more": 1}}) + "\n", *lines[4:]],
        [*lines[:3], *lines[4:]],  # a line is left out
        [*lines, lines[3]],  # a line stands twice
        lines[:-1],  # cut off
        lines[:1],  # nothing is left
    ]
    for text in changed:
        bad.write_text("".join(text), encoding="utf-8")
        ran = stranger(digests, bad)
        assert ran.returncode == 1
        assert "not those that were sealed" in ran.stderr
    bad.write_text("".join(lines)[:-30], encoding="utf-8")  # cut off inside a line
    ran = stranger(digests, bad)
    assert ran.returncode == 1
    assert ran.stderr.startswith("cannot be read:")


def test_seals_and_proofs_that_were_changed_are_found(given_away: tuple[Path, Path, str], tmp_path: Path) -> None:
    digests, journal, _ = given_away
    bad = tmp_path / "bad.json"

    def spoil(change: Callable[[Any], object]) -> "subprocess.CompletedProcess[str]":
        held_by = json.loads(digests.read_text())
        change(held_by)
        bad.write_text(json.dumps(held_by))
        return stranger(bad, journal)

    assert "not follow" in spoil(lambda it: it["seals"].pop(-2)).stderr
    assert spoil(lambda it: it["seals"][1].update(root="00" * 32)).returncode == 1
    assert "not sealed" in spoil(lambda it: it["proofs"][0]["line"].update(code="matters.closed")).stderr
    assert "not sealed" in spoil(lambda it: it["proofs"][0]["path"].pop()).stderr
    assert "not sealed" in spoil(lambda it: it["proofs"][0].update(day="2018-06-28", street=1)).stderr
    bad.write_text(digests.read_text()[:-40])
    assert "cannot be read" in stranger(bad, journal).stderr


def test_a_line_of_today_has_no_proof_yet(street: Street) -> None:
    street.report()
    line = JournalLine.objects.filter(kind="matter").first()
    assert line is not None
    with pytest.raises(NotFound, match="sealed yet"):
        proofs_of(Ref(line.kind, line.subject))
    with pytest.raises(NotFound):
        proofs_of(Ref("matter", 999_999))


def test_seals_come_in_the_order_in_which_they_follow_each_other(
    given_away: tuple[Path, Path, str], street: Street
) -> None:
    days = [seal["day"] for seal in seals_of(street.number)]
    assert days == sorted(days)
    assert len(seals_of(None)) > len(days)  # the house has seals of its own


@pytest.mark.unit
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True), st.data())
def test_the_way_from_any_leaf_leads_to_the_root(hashes: list[bytes], data: st.DataObject) -> None:
    import hashlib

    index = data.draw(st.integers(0, len(hashes) - 1))
    node = hashlib.sha256(b"\x00" + hashes[index]).digest()
    for side, other in merkle_path(hashes, index):
        node = hashlib.sha256(b"\x01" + (other + node if side == "L" else node + other)).digest()
    assert node == merkle_root(hashes)
