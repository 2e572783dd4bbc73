"""A strongbox: a file that only the holder of a key reads, written and read as a stream.

    line "SHIQIAO-BOX-1", 4 bytes length, header (JSON) · index (header["index"] bytes) · blocks · SHA-256 of all before

The header and the index are readable by everybody and bound to the content. A block is 4 bytes length and AES-256-GCM of
up to 1 MiB; its nonce is its number and whether it is the last one, so blocks cannot be changed, moved, left out or cut
off. The key is new for each box; how it is wrapped stands in the header (`keys`). The hash at the end tells damage
without any key.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shiqiao.config.keeping.errors import Changed, CutOff, NotABackup

MAGIC = b"SHIQIAO-BOX-1\n"
BLOCK = 1 << 20  # bytes of plain content in a block
MOST_HEADER = 1 << 16  # bytes
TAG, HASH = 16, 32
Header = Mapping[str, Any]


class BoxWriter:
    """Writes a box into an open file; it is whole only after `close`."""

    def __init__(self, sink: BinaryIO, key: bytes, header: Header, index: bytes = b"") -> None:
        self._sink, self._hash = sink, hashlib.sha256()
        self._cipher, self._number = AESGCM(key), 0
        self._held = bytearray()
        said = json.dumps({**header, "index": len(index)}, sort_keys=True).encode()
        if len(said) > MOST_HEADER:
            raise ValueError("the header is too long")
        self._put(MAGIC + len(said).to_bytes(4, "big") + said + index)
        self._bound = self._hash.digest()

    def write(self, content: bytes) -> None:
        """Add content."""
        self._held += content
        while len(self._held) > BLOCK:  # the last block, be it full, is written by `close`
            self._block(bytes(self._held[:BLOCK]), last=False)
            del self._held[:BLOCK]

    def close(self) -> None:
        """Write the last block and the hash, and bring all of it onto the disk."""
        self._block(bytes(self._held), last=True)
        self._held.clear()
        self._sink.write(self._hash.digest())
        self._sink.flush()
        os.fsync(self._sink.fileno())

    def _block(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), content, self._bound)
        self._number += 1
        self._put(len(sealed).to_bytes(4, "big") + sealed)

    def _put(self, content: bytes) -> None:
        self._hash.update(content)
        self._sink.write(content)


class BoxReader:
    """Reads a box; raises NotABackup, CutOff or Changed as soon as it is noticed. `unwrap(header)` gives the key."""

    def __init__(self, source: BinaryIO, name: str, unwrap: Callable[[Header], bytes]) -> None:
        self._source, self._name = source, name
        self.header, self.index, self._bound = _beginning(source, name)
        self._blocks = self._opened(AESGCM(unwrap(self.header)))
        self._held = b""

    def read(self, most: int = BLOCK) -> bytes:
        """Return the next bytes of the content, at most `most`; empty at the end."""
        if not self._held:
            self._held = next(self._blocks, b"")
        given, self._held = self._held[:most], self._held[most:]
        return given

    def exactly(self, count: int) -> bytes:
        """Return exactly `count` bytes; raises Changed when the content ends before."""
        given = b""
        while len(given) < count:
            piece = self.read(count - len(given))
            if not piece:
                raise Changed(path=self._name)
            given += piece
        return given

    def _opened(self, cipher: AESGCM) -> Iterator[bytes]:
        number = 0
        while True:
            length = int.from_bytes(self._raw(4), "big")
            if not TAG <= length <= BLOCK + TAG:
                raise Changed(path=self._name)
            sealed = self._raw(length)
            last = self._is_last()
            try:
                content = cipher.decrypt(_nonce(number, last), sealed, self._bound)
            except InvalidTag as error:
                raise Changed(path=self._name) from error
            number += 1
            if content:
                yield content
            if last:
                return

    def _raw(self, count: int) -> bytes:
        found = self._source.read(count)
        if len(found) < count:
            raise CutOff(path=self._name)
        return found

    def _is_last(self) -> bool:
        """Tell whether only the hash follows."""
        at = self._source.tell()
        left = self._source.seek(0, os.SEEK_END) - at
        self._source.seek(at)
        if left < HASH:
            raise CutOff(path=self._name)
        return left == HASH


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _beginning(source: BinaryIO, name: str) -> tuple[Header, bytes, bytes]:
    """Return header, index and the hash that binds them."""
    start = source.read(len(MAGIC) + 4)
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 4 or length > MOST_HEADER:
        raise NotABackup(path=name)
    said = source.read(length)
    if len(said) < length:
        raise CutOff(path=name)
    try:
        header: Header = dict(json.loads(said))
        wanted = int(header["index"])
        index = source.read(wanted)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise Changed(path=name) from error
    if len(index) < wanted:
        raise CutOff(path=name)
    return header, index, hashlib.sha256(start + said + index).digest()


def beginning(path: Path) -> tuple[Header, bytes]:
    """Return header and index of a box without any key; raises NotABackup, CutOff, Changed."""
    with path.open("rb") as file:
        header, index, _ = _beginning(file, path.name)
    return header, index


def check_whole(path: Path, progress: Callable[[int], None] = lambda count: None) -> None:
    """Compare a box with the hash at its end, without any key; raises NotABackup, CutOff, Changed."""
    beginning(path)
    left = path.stat().st_size - HASH
    found = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0:
            piece = file.read(min(left, BLOCK))
            found.update(piece)
            left -= len(piece)
            progress(len(piece))
        if file.read() != found.digest():
            raise (CutOff if _ends_early(path) else Changed)(path=path.name)


def _ends_early(path: Path) -> bool:
    """Tell whether the lengths of the blocks lead beyond the end of the file: it was cut off, not changed."""
    size = path.stat().st_size
    with path.open("rb") as file:
        _beginning(file, path.name)
        at = file.tell()
        while at + 4 <= size - HASH:
            file.seek(at)
            length = int.from_bytes(file.read(4), "big")
            if not TAG <= length <= BLOCK + TAG:
                return False
            at += 4 + length
        return at != size - HASH
