"""What lies in a backup's box: members one after the other, each with its hash, and a manifest at the end.

A member is a line of JSON (`name`), then pieces with 4 bytes length, then a piece of length 0. The last member is
`manifest.json`: names, bytes and SHA-256 of all others, and what the maker adds (counts of rows, versions).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shiqiao.config.keeping.errors import Changed
from shiqiao.config.keeping.strongbox import BoxReader, BoxWriter

MANIFEST = "manifest.json"
MOST_PIECE, MOST_NAME = 1 << 24, 1 << 12  # bytes


@dataclass
class Packer:
    """Puts members into a box."""

    box: BoxWriter
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, pieces: Iterator[bytes]) -> int:
        """Add a member piece by piece and return its bytes."""
        said = json.dumps({"name": name}).encode()
        self.box.write(len(said).to_bytes(4, "big") + said)
        found, count = hashlib.sha256(), 0
        for piece in pieces:
            for at in range(0, len(piece), MOST_PIECE):
                part = piece[at : at + MOST_PIECE]
                self.box.write(len(part).to_bytes(4, "big") + part)
            found.update(piece)
            count += len(piece)
        self.box.write(bytes(4))
        self.members.append({"name": name, "bytes": count, "sha256": found.hexdigest()})
        return count

    def finish(self, more: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest and close the box; returns the manifest."""
        manifest = {**more, "members": list(self.members)}
        self.add(MANIFEST, iter([json.dumps(manifest, ensure_ascii=False).encode()]))
        self.box.close()
        return manifest


class Unpacker:
    """Takes members out of a box, in their order; each must be read to its end before the next."""

    def __init__(self, box: BoxReader, name: str) -> None:
        self._box, self._name = box, name
        self.seen: list[dict[str, Any]] = []
        self.manifest: dict[str, Any] | None = None

    def members(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield each member's name and pieces; at the end `manifest` is there and was compared. Raises Changed."""
        while self.manifest is None:
            name = str(json.loads(self._box.exactly(self._length(MOST_NAME)))["name"])
            pieces = self._pieces(name)
            if name == MANIFEST:
                self.manifest = json.loads(b"".join(pieces))
                self.seen.pop()
                break
            yield name, pieces
            for _ in pieces:  # what the caller did not want
                pass
        if self.manifest.get("members") != self.seen or self._box.read(1):
            raise Changed(path=self._name)

    def _pieces(self, name: str) -> Iterator[bytes]:
        found, count = hashlib.sha256(), 0
        while length := self._length(MOST_PIECE):
            piece = self._box.exactly(length)
            found.update(piece)
            count += length
            yield piece
        self.seen.append({"name": name, "bytes": count, "sha256": found.hexdigest()})

    def _length(self, most: int) -> int:
        length = int.from_bytes(self._box.exactly(4), "big")
        if length > most:
            raise Changed(path=self._name)
        return length
