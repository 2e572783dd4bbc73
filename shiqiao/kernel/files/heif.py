"""Reading HEIC, the pictures of telephones, in a process of its own.

The decoder is a large C++ library that is fed arbitrary bytes. It runs apart: it may break, hang or be taken over
without taking the server with it. The child has bounds on memory and time, no environment, and can open no file and no
connection once the decoder is loaded.
"""

import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("heif_child.py")
SECONDS = 60
HEAD = struct.Struct(
    ">IIIII"
)  # width and height of the picture, of what follows, and the length of what the camera wrote
TOO_LARGE, UNREADABLE = 3, 4  # exit codes of the child


class Failed(Exception):
    """The child gave no picture; `pixels` is how many it was asked for when these were too many."""

    def __init__(self, reason: str, pixels: int = 0) -> None:
        super().__init__(reason)
        self.pixels = pixels


@dataclass(frozen=True)
class Decoded:
    """Three bytes a pixel, upright, no side longer than asked; and what the camera wrote (EXIF)."""

    size: tuple[int, int]
    pixels: bytes
    exif: bytes


def decode(content: bytes, *, most: int, side: int) -> Decoded:
    """Decode a picture of at most `most` pixels and make it no longer than `side`. Raises Failed."""
    command = [sys.executable, "-I", str(CHILD), str(most), str(side)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, env={"LC_ALL": "C.UTF-8"}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Failed("took too long") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise Failed(said[-200:], int(said) if done.returncode == TOO_LARGE and said.isdigit() else 0)
    _width, _height, wide, high, written = HEAD.unpack_from(done.stdout)
    exif = done.stdout[HEAD.size : HEAD.size + written]
    pixels = done.stdout[HEAD.size + written :]
    if len(pixels) != 3 * wide * high:
        raise Failed("gave half a picture")
    return Decoded((wide, high), pixels, exif)
