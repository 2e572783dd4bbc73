"""Packed static files: a pack beside each text, renewed when it changes, gone with it, never for pictures."""

import gzip
import os
from pathlib import Path

import pytest

from shiqiao.config.packing import pack

pytestmark = pytest.mark.unit


def test_texts_are_packed_once_and_again_when_they_change(tmp_path: Path) -> None:
    style, small, picture = tmp_path / "a.css", tmp_path / "b.js", tmp_path / "c.png"
    style.write_text("p { color: red }\n" * 200)
    small.write_text("1")
    picture.write_bytes(b"x" * 5000)
    assert pack(tmp_path) == 1
    assert gzip.decompress((tmp_path / "a.css.gz").read_bytes()) == style.read_bytes()
    assert (tmp_path / "a.css.gz").stat().st_size < style.stat().st_size / 5
    assert pack(tmp_path) == 0
    style.write_text("p { color: blue }\n" * 200)
    os.utime(style, (1, 1))
    assert pack(tmp_path) == 1
    assert b"blue" in gzip.decompress((tmp_path / "a.css.gz").read_bytes())


def test_a_file_that_is_gone_takes_its_pack_with_it(tmp_path: Path) -> None:
    style = tmp_path / "a.css"
    style.write_text("p { color: red }\n" * 200)
    pack(tmp_path)
    style.unlink()
    pack(tmp_path)
    assert list(tmp_path.iterdir()) == []
