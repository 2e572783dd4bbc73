"""A strongbox is read by the holder of the key only, and whatever is changed, moved or cut off is noticed."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.config.keeping.errors import Changed, CutOff, NotABackup
from shiqiao.config.keeping.strongbox import BLOCK, BoxReader, BoxWriter, beginning, check_whole

pytestmark = pytest.mark.unit
KEY = bytes(range(32))


def box_at(path: Path, content: bytes, index: bytes = b"", *, key: bytes = KEY) -> Path:
    with path.open("wb") as file:
        box = BoxWriter(file, key, {"kind": "test"}, index)
        for at in range(0, len(content), 300_000):
            box.write(content[at : at + 300_000])
        box.close()
    return path


def read(path: Path, key: bytes = KEY) -> bytes:
    with path.open("rb") as file:
        return b"".join(iter(BoxReader(file, path.name, lambda header: key).read, b""))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = box_at(tmp_path / "box", content, b"index")
    check_whole(path)
    assert read(path) == content
    assert beginning(path)[1] == b"index"
    assert content[:64] not in path.read_bytes() or size < 2


@pytest.mark.parametrize(("was", "is_now"), [(b'"test"', b'"tesT"'), (b"}the index", b"}thE index")])
def test_header_and_index_are_bound_to_the_content(tmp_path: Path, was: bytes, is_now: bytes) -> None:
    path = box_at(tmp_path / "box", b"content", b"the index")
    assert was in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(was, is_now))
    with pytest.raises(Changed):
        check_whole(path)
    with pytest.raises(Changed):
        read(path)


def test_another_key_reads_nothing(tmp_path: Path) -> None:
    with pytest.raises(Changed):
        read(box_at(tmp_path / "box", b"content"), bytes(32))


def test_blocks_cannot_be_exchanged_nor_the_last_one_left_out(tmp_path: Path) -> None:
    whole = box_at(tmp_path / "box", bytes(3 * BLOCK)).read_bytes()
    long = 4 + BLOCK + 16
    start = len(whole) - 32 - 3 * long
    first, second, third = (whole[start + n * long : start + (n + 1) * long] for n in range(3))
    for changed in (second + first + third, first + second, first + third, first + second + third + third):
        path = tmp_path / "changed"
        path.write_bytes(whole[:start] + changed + whole[-32:])
        with pytest.raises((Changed, CutOff)):
            read(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_cut_is_named_a_cut_or_no_backup_and_any_flipped_bit_is_noticed(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = box_at(Path(name) / "box", bytes(range(256)) * 8200, b"some index")  # three blocks
        whole = path.read_bytes()
        at = data.draw(st.integers(0, len(whole) - 1))
        path.write_bytes(whole[:at])
        with pytest.raises((CutOff, NotABackup)):
            check_whole(path)
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(bytes(spoilt))
        with pytest.raises((Changed, CutOff, NotABackup)):
            check_whole(path)
        if at < len(whole) - 32:
            with pytest.raises((Changed, CutOff, NotABackup)):
                read(path)


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "x.backup"
    path.write_bytes(b"PGDMP and more")
    with pytest.raises(NotABackup, match="is no backup"):
        check_whole(path)


def test_memory_stays_bounded_whatever_is_written() -> None:
    class Nowhere(io.RawIOBase):
        longest = 0

        def write(self, content: bytes) -> int:  # type: ignore[override]
            self.longest = max(self.longest, len(content))
            return len(content)

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    sink = Nowhere()
    box = BoxWriter(sink, KEY, {})  # type: ignore[arg-type]
    for _ in range(40):
        box.write(bytes(700_000))
        assert len(box._held) <= BLOCK
    assert sink.longest <= BLOCK + 20
