"""Backing up: one moment, encrypted, each attachment once, whole or not at all, and clear when it cannot be done."""

import errno
import json
import shutil
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict, Unavailable
from shiqiao.config.keeping import backup, state
from shiqiao.config.keeping.backup import thin
from shiqiao.config.keeping.errors import Changed, CutOff, Incomplete, NoBackupKey, NotFree, OtherKeys
from shiqiao.config.keeping.keys import make_escrow, open_escrow
from shiqiao.config.keeping.look import look
from shiqiao.config.keeping.restore import check_backup, restored
from shiqiao.config.keeping.thinning import Keep
from shiqiao.kernel.files.actions import expire_uploads
from shiqiao.testing.street import MORNING

from .conftest import WORDS, Office


def tree(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_backup_holds_no_plain_word_and_no_key(office: Office) -> None:
    office.report("井盖丢失请尽快处理", photo="red")
    made = office.back_up()
    content = b"".join(path.read_bytes() for path in office.to.rglob("*") if path.is_file())
    for word in (
        "井盖丢失",
        "journal_line",
        "dispatch1",
        json.loads((office.data / "secrets.json").read_text())["index"],
    ):
        assert word.encode() not in content
    assert made.manifest["rows"]["matters_matter"] == 1
    assert look(made.path)["attachments"] == 1
    assert all(path.stat().st_mode & 0o077 == 0 for path in office.to.rglob("*.backup"))


def test_an_attachment_is_written_once_for_all_backups(office: Office) -> None:
    office.report(photo="red")
    first = office.back_up()
    before = {name: at for name, at in tree(office.to).items() if name.startswith("attachments")}
    office.report(photo="blue")
    second = office.back_up(MORNING + timedelta(days=1))
    after = tree(office.to)
    assert (first.attachments_written, second.attachments_written, second.attachments) == (1, 1, 2)
    assert before.items() <= after.items()
    assert look(second.path)["attachments"] == 2


def test_old_backups_go_with_the_attachments_that_only_they_needed(office: Office) -> None:
    office.report(photo="red")
    office.back_up()
    with whole():
        expire_uploads(at=MORNING + timedelta(days=2))
        from shiqiao.kernel.files.models import Attachment

        Attachment.objects.all().delete()
    office.report(photo="blue")
    made = office.back_up(MORNING + timedelta(days=3), keep=Keep(1, 0, 0))
    assert [path.name for path in office.to.glob("*.backup")] == [made.path.name]
    assert len(made.removed) == 1
    assert len([name for name in tree(office.to) if name.startswith("attachments")]) == 1
    assert look(made.path)["attachments"] == 1


def test_no_attachment_goes_while_one_backup_cannot_be_read(office: Office) -> None:
    office.report(photo="red")
    made = office.back_up()
    spoilt = made.path.with_name(made.path.name.replace("Z.backup", "X.backup"))
    spoilt.write_bytes(b"SHIQIAO-BOX-1\n")
    made.path.unlink()
    house = json.loads(json.dumps(made.manifest["house"]))
    assert thin(office.to, house, Keep(), office.job().zone) == []
    assert any(name.startswith("attachments") for name in tree(office.to))
    assert spoilt.exists()


def test_backups_of_another_installation_are_left_alone(office: Office) -> None:
    office.to.mkdir()
    other = office.to / "shiqiao-0badcafe-20100101T000000Z.backup"
    other.write_bytes(b"not ours")
    office.back_up(keep=Keep(1, 0, 0))
    assert other.read_bytes() == b"not ours"


def test_a_file_of_its_own_holds_everything(office: Office, tmp_path: Path) -> None:
    office.report(photo="red")
    made = office.back_up(to=tmp_path / "all.backup")
    assert [path.name for path in tmp_path.glob("*.backup")] == ["all.backup"]
    assert not list(tmp_path.glob("attachments-*"))
    with pytest.raises(Conflict, match="there already"):
        office.back_up(to=tmp_path / "all.backup")
    assert check_backup(made.path, office.escrow())["single"] is True


def test_without_a_key_nothing_is_made_and_the_remedy_is_named(office: Office) -> None:
    (office.data / "backup.pub").unlink()
    with pytest.raises(NoBackupKey, match="shiqiao backup keys"):
        office.back_up()
    assert not office.to.exists()
    assert "no key" in state.last_backup(office.data).error


def test_a_place_that_cannot_be_written_is_named(office: Office) -> None:
    office.to.write_text("a file, not a folder")
    with pytest.raises(Unavailable, match="cannot be written"):
        office.back_up()
    assert state.last_backup(office.data).at is None


def test_a_full_disk_leaves_nothing_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(backup.BoxWriter):
        def write(self, content: bytes) -> None:
            super().write(content)
            if len(content) > 50_000:
                raise OSError(errno.ENOSPC, "No space left on device")

    office.report(photo="red")
    monkeypatch.setattr(backup, "BoxWriter", Full)
    with pytest.raises(Unavailable, match="no room left"):
        office.back_up()
    assert [name for name in tree(office.to) if name != ".lock"] == []


def test_a_lost_or_spoilt_attachment_is_named_and_the_rest_is_kept(office: Office) -> None:
    office.report(photo="red")
    office.report(photo="blue")
    first, second = sorted(path for path in (office.data / "files").glob("*/*") if "-" not in path.name)
    first.write_bytes(b"spoilt")
    second.unlink()
    with pytest.raises(Incomplete, match="2 attachments"):
        office.back_up()
    assert len(list(office.to.glob("*.backup"))) == 1
    last = state.last_backup(office.data)
    assert last.at == MORNING
    assert "2 attachments" in last.error


def test_two_at_once_do_not_mix(office: Office) -> None:
    import fcntl

    office.to.mkdir()
    with (office.to / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="Another backup"):
            office.back_up()


def test_the_last_backup_and_its_problem_are_told(office: Office) -> None:
    assert "no backup yet" in state.problem(state.last_backup(office.data), MORNING)
    made = office.back_up()
    last = state.last_backup(office.data)
    assert (last.name, last.at, last.bytes) == (made.path.name, MORNING, made.bytes)
    assert state.problem(last, MORNING + timedelta(hours=35)) == ""
    assert "37 hours old" in state.problem(last, MORNING + timedelta(hours=37))
    state.write_down(office.data, at=MORNING, error="no room")
    assert state.last_backup(office.data).name == made.path.name
    assert "no room" in state.problem(state.last_backup(office.data), MORNING)
    (office.data / state.FILE).write_text("{")
    assert "cannot be read" in state.last_backup(office.data).error


# ── refused ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_damaged_cut_and_foreign_backups_are_refused_before_anything_is_made(office: Office, tmp_path: Path) -> None:
    office.report(photo="red")
    whole_one = office.back_up().path
    content = whole_one.read_bytes()
    into, bad = tmp_path / "new", whole_one.with_name("bad.backup")
    make_escrow(office.data, tmp_path / "others", WORDS)
    for spoilt, keys, error in (
        (content[: len(content) // 2], office.escrow(), CutOff),
        (content[:-1], office.escrow(), CutOff),
        (content[:9000] + bytes([content[9000] ^ 1]) + content[9001:], office.escrow(), Changed),
        (content, open_escrow(tmp_path / "others", WORDS), OtherKeys),
    ):
        bad.write_bytes(spoilt)
        with pytest.raises(error), restored(bad, into, keys):
            pass
        assert not into.exists()


def test_a_place_that_is_not_empty_is_refused(office: Office, tmp_path: Path) -> None:
    path = office.back_up().path
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "something").write_text("x")
    with pytest.raises(NotFree, match="not empty"), restored(path, tmp_path / "new", office.escrow()):
        pass
    assert (tmp_path / "new" / "something").read_text() == "x"


def test_a_database_that_is_in_use_is_refused_before_its_passwords_are_touched(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    path = office.back_up().path
    monkeypatch.setenv("DATABASE_URL", office.owner_url)  # may not make roles: only looking is needed
    with pytest.raises(NotFree, match="does not exist yet"), restored(path, tmp_path / "new", office.escrow()):
        pass
    assert not (tmp_path / "new").exists()


@pytest.mark.long
@pytest.mark.timeout(240)
def test_an_attachment_that_was_spoilt_in_the_safe_leaves_no_half_restored_place(
    office: Office, tmp_path: Path
) -> None:
    office.report(photo="red")
    path = office.back_up().path
    box = next(one for one in office.to.glob("attachments-*/*/*"))
    content = bytearray(box.read_bytes())
    content[-50] ^= 1
    box.write_bytes(bytes(content))
    with pytest.raises(Changed):
        look(path)
    into = Path(tmp_path / "new")
    with pytest.raises(Changed), restored(path, into, office.escrow()):
        pass
    assert not into.exists()
    shutil.rmtree(box.parents[1])
    with pytest.raises(Unavailable, match="missing beside the backup"), restored(path, into, office.escrow()):
        pass
    assert not into.exists()


@pytest.mark.long
@pytest.mark.timeout(240)
def test_killed_half_way_leaves_no_backup_and_the_next_run_cleans_up(office: Office) -> None:
    for number in range(30):
        office.report(photo=f"#0000{number:02x}")
    running = office.command("backup", "--to", str(office.to))
    until = time.monotonic() + 60
    while not list(office.to.glob(".*.partial")) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert list(office.to.glob(".*.partial"))
    assert list(office.to.glob("*.backup")) == []
    made = office.back_up()
    assert list(office.to.glob(".*.partial")) == []
    assert look(made.path)["attachments"] == made.attachments > 10
