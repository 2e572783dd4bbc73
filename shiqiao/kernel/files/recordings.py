"""Sound and video: that they are what they claim to be, and what in them must be blanked before they are kept.

A recorder writes more than sound and picture: place, owner, device. A picture is made anew without it; a recording is
kept as it is, but everything beside its tracks is overwritten in place, so that no position in the file moves.
Pure; nothing is decoded.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple, NoReturn

from shiqiao.kernel.files.refusals import BROKEN, NO_SOUND_OR_PICTURE, Refused

MOST_BOXES = 200_000
MOST_NUMBERS = 2_000_000  # in one table of a track


class Edit(NamedTuple):
    """Bytes to write over those at `at`; without `content`, `length` zeros."""

    at: int
    length: int
    content: bytes = b""


@dataclass
class Examined:
    """What was found in a recording."""

    video: bool = False
    sound: bool = False
    edits: list[Edit] = field(default_factory=list)


# ── MPEG-4 and QuickTime: boxes (ISO/IEC 14496-12) ─────────────────────────────────────────────────────────────────

_OPENED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"}
# User data (©xyz, loci), tags, Adobe's XMP among the uuid boxes, leftovers of an editor: all may name a place or a person.
_BLANKED = {b"udta", b"meta", b"uuid", b"free", b"skip"}
_SHOWN = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"hint", b"auxv"}


class Box(NamedTuple):
    """A box: its kind, where it starts, where its content starts, where it ends."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass
class _Track:
    """A track's handler and, for one that goes, the tables that say where its samples lie."""

    handler: bytes = b""
    tables: dict[bytes, Box] = field(default_factory=dict)


def examine_film(file: BinaryIO, size: int) -> Examined:
    """Walk an MPEG-4 or QuickTime file; raises Refused when its boxes do not tile it, or nothing is in it."""
    try:
        found, kinds = Examined(), set()
        for box in _boxes(file, 0, size, _Count()):
            kinds.add(box.kind)
            _visit(file, box, found)
    except struct.error as error:
        raise Refused(BROKEN) from error
    if b"moov" not in kinds or not kinds & {b"mdat", b"moof"}:
        raise Refused(BROKEN)
    if not (found.video or found.sound):
        raise Refused(NO_SOUND_OR_PICTURE)
    _check_edits(found.edits, size)
    return found


def _check_edits(edits: list[Edit], size: int) -> None:
    """Tables may lie: nothing is written outside the file, and all in all not many times the file."""
    if any(edit.at + edit.length > size for edit in edits) or sum(edit.length for edit in edits) > 2 * size:
        _broken()


class _Count:
    def __init__(self) -> None:
        self.left = MOST_BOXES

    def one(self) -> None:
        self.left -= 1
        if self.left < 0:
            _broken()


def _boxes(file: BinaryIO, start: int, end: int, count: _Count) -> Iterator[Box]:
    at = start
    while at < end:
        count.one()
        file.seek(at)
        head = file.read(16)
        if start and end - at == 4 and head[:4] == b"\0\0\0\0":  # QuickTime ends some lists with a zero
            return
        length, kind = struct.unpack_from(">I4s", head)
        body = at + 8
        if length == 1:
            (length,), body = struct.unpack_from(">Q", head, 8), at + 16
        elif length == 0 and not start:
            length = end - at  # the last box of a file may run to its end
        if at + length < body or at + length > end or not all(32 <= c < 127 or c == 0xA9 for c in kind):
            _broken()
        yield Box(kind, at, body, at + length)
        at += length


def _visit(file: BinaryIO, box: Box, found: Examined) -> None:
    """Look into the boxes that hold tracks, and note what is to be blanked."""
    stack, count = [box], _Count()
    while stack:
        one = stack.pop()
        if one.kind in _BLANKED:
            found.edits += _blank(one)
        elif one.kind == b"trak":
            _judge(file, one, found, count)
        elif one.kind in _OPENED:
            stack += _boxes(file, one.body, one.end, count)


def _judge(file: BinaryIO, box: Box, found: Examined, count: _Count) -> None:
    """Take note of a track; one that is neither seen nor heard (positions of a camera, say) goes with its samples."""
    track = _read_track(file, box, found, count)
    found.video |= track.handler == b"vide"
    found.sound |= track.handler == b"soun"
    if track.handler not in _SHOWN:
        found.edits += _samples(file, track)
        found.edits += _blank(box)


def _read_track(file: BinaryIO, box: Box, found: Examined, count: _Count) -> _Track:
    track, stack = _Track(), [box]
    while stack:
        outer = stack.pop()
        for inner in _boxes(file, outer.body, outer.end, count):
            if inner.kind in _OPENED:
                stack.append(inner)
            elif inner.kind in _BLANKED:
                found.edits += _blank(inner)
            elif inner.kind == b"hdlr" and outer.kind == b"mdia":
                file.seek(inner.body + 8)
                track.handler = file.read(4)
            else:
                track.tables[inner.kind] = inner
    return track


def _samples(file: BinaryIO, track: _Track) -> Iterator[Edit]:
    """Yield where a track's samples lie: chunk by chunk, each with as many samples as its run says."""
    runs = _numbers(file, track.tables.get(b"stsc"), 3)
    chunks = _numbers(file, track.tables.get(b"stco"), 1) or _numbers(file, track.tables.get(b"co64"), 1, "Q")
    each, sizes = _sizes(file, track.tables.get(b"stsz"))
    run, sample = 0, 0
    for number, at in enumerate(chunks, start=1):
        while 3 * (run + 1) < len(runs) and runs[3 * (run + 1)] <= number:
            run += 1
        many = runs[3 * run + 1] if runs else 0
        length = many * each if each else sum(sizes[sample : sample + many])
        sample += many
        if length:
            yield Edit(at, length)


def _sizes(file: BinaryIO, box: Box | None) -> tuple[int, tuple[int, ...]]:
    """Return the size that all samples have, or 0 and the size of each."""
    if box is None:
        return 0, ()
    file.seek(box.body + 4)
    (each,) = struct.unpack(">I", file.read(4))
    return each, () if each else _numbers(file, box._replace(body=box.body + 4), 1)


def _numbers(file: BinaryIO, box: Box | None, columns: int, form: str = "I") -> tuple[int, ...]:
    """Read a table: version and flags, the number of rows, and rows of so many whole numbers."""
    if box is None:
        return ()
    file.seek(box.body + 4)
    (rows,) = struct.unpack(">I", file.read(4))
    number = rows * columns
    if number > MOST_NUMBERS or box.body + 8 + number * struct.calcsize(">" + form) > box.end:
        _broken()
    return struct.unpack(f">{number}{form}", file.read(number * struct.calcsize(">" + form)))


def _blank(box: Box) -> Iterator[Edit]:
    yield Edit(box.start + 4, 4, b"free")
    yield Edit(box.body, box.end - box.body)


# ── MPEG audio, layer III ──────────────────────────────────────────────────────────────────────────────────────────

_RATES = {  # kbit/s by the bitrate index; version 1, and versions 2 and 2.5
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_PADDING = 4096  # zeros that may stand before the first frame
_FRAMES = 3  # whole frames in a row that make an mp3


def frame_length(head: bytes) -> int:
    """Return the length in bytes of the MPEG layer III frame that begins with these four bytes; 0 for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, hertz, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or rate in (0, 15) or hertz == 3:
        return 0
    factor = 144_000 if version == 3 else 72_000
    return factor * _RATES[3 if version == 3 else 2][rate] // _HERTZ[version][hertz] + padding


def examine_mp3(file: BinaryIO, size: int) -> Examined:
    """Check that an mp3 begins with whole frames after its tag; its tags are blanked. Raises Refused."""
    found = Examined(sound=True)
    file.seek(0)
    head, start = file.read(10), 0
    if head[:3] == b"ID3":
        if len(head) < 10 or any(byte & 0x80 for byte in head[6:]):
            _broken()
        length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        start = 10 + length + (10 if head[5] & 0x10 else 0)
        found.edits += [Edit(5, 1), Edit(10, start - 10)]  # an empty tag: its content counts as padding
    _check_frames(file, start, size)
    file.seek(max(0, size - 128))
    if file.read(3) == b"TAG":
        found.edits.append(Edit(size - 125, 125))
    return found


def _check_frames(file: BinaryIO, start: int, size: int) -> None:
    file.seek(start)
    padding = file.read(_PADDING)
    at = start + len(padding) - len(padding.lstrip(b"\0"))
    for _ in range(_FRAMES):
        file.seek(at)
        length = frame_length(file.read(4))
        if not length or at + length > size:
            _broken()
        at += length


def _broken() -> NoReturn:
    raise Refused(BROKEN)
