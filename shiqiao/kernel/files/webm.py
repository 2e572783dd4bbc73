"""WebM, as telephones and browsers record it: elements of Matroska (RFC 9559). Pure; nothing is decoded.

Only what is needed to hear and see it is left as it is; all else is overwritten in place with a void element of the same
length, so that no position in the file moves. Recorders write on while they run: the file as a whole and its clusters
may not say how long they are, and end where the next one begins.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, NoReturn

from shiqiao.kernel.files.recordings import Edit, Examined
from shiqiao.kernel.files.refusals import BROKEN, NO_SOUND_OR_PICTURE, OTHER_CODEC, Refused

HEADER, SEGMENT, CLUSTER, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE
INFO, SOUND, PICTURE, COLOUR, VOID = 0x1549A966, 0xE1, 0xE0, 0x55B0, 0xEC
TYPE, CODEC, APPS = 0x83, 0x86, (0x4D80, 0x5741)
CODECS = frozenset({b"A_OPUS", b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG4/ISO/AVC"})  # their headers hold no words
_TOP = frozenset({0x114D9B74, 0x1C53BB6B})  # where things are: seek head, cues
# By what they stand in, elements that stay: times and blocks; scale and duration; what a decoder must know.
_KEPT: dict[int, frozenset[int]] = {
    SEGMENT: _TOP,
    CLUSTER: frozenset({0xE7, 0xA3, 0xA0, 0xA7, 0xAB}),
    INFO: frozenset({0x2AD7B1, 0x4489}),
    TRACKS: frozenset(),
    TRACK: frozenset({0xD7, 0x73C5, TYPE, CODEC, 0x63A2, 0x23E383, 0x56AA, 0x56BB, 0x9C, 0xB9, 0x88, 0x55AA}),
    SOUND: frozenset({0xB5, 0x78B5, 0x9F, 0x6264}),
    PICTURE: frozenset({0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2, 0x9A, 0x53C0}),
    COLOUR: frozenset(range(0x55B1, 0x55BF)),
}
_OPENED: dict[int, frozenset[int]] = {
    SEGMENT: frozenset({CLUSTER, TRACKS, INFO}), TRACKS: frozenset({TRACK}), TRACK: frozenset({SOUND, PICTURE}),
    PICTURE: frozenset({COLOUR}),
}  # fmt: skip
_LONGEST = 64  # bytes of a codec's name
_MOST = 1_000_000  # elements: hours of blocks


class Element(NamedTuple):
    """An element: its number, where it starts, where its content starts, where it ends."""

    id: int
    start: int
    body: int
    end: int


def examine(file: BinaryIO, size: int) -> Examined:
    """Walk a WebM file and note what is to be blanked; raises Refused when its elements do not tile it."""
    walk, found = _Walk(file, size), Examined()
    header = walk.element(0, size)
    whole = walk.element(header.end, size)
    if header.id != HEADER or b"webm" not in walk.bytes_of(header) or whole.id != SEGMENT or whole.end != size:
        _broken()
    clusters = _visit(walk, whole, found)
    if not clusters:
        _broken()
    if not (found.video or found.sound):
        raise Refused(NO_SOUND_OR_PICTURE)
    return found


def _visit(walk: "_Walk", whole: Element, found: Examined) -> int:
    """Go through a file once, outermost first; returns the number of clusters."""
    clusters, stack = 0, [whole]
    while stack:
        outer = stack.pop()
        for one in walk.inside(outer):
            if one.id in _OPENED.get(outer.id, ()):
                stack.append(one)
                clusters += one.id == CLUSTER
            elif outer.id == INFO and one.id in APPS:
                found.edits.append(Edit(one.body, one.end - one.body))  # required, and empty now
            elif one.id not in _KEPT[outer.id]:
                found.edits += _voided(one)
            elif outer.id == TRACK and one.id == CODEC and walk.bytes_of(one).rstrip(b"\0") not in CODECS:
                raise Refused(OTHER_CODEC)
            elif outer.id == TRACK and one.id == TYPE:
                found.video |= walk.bytes_of(one)[-1:] == b"\x01"
                found.sound |= walk.bytes_of(one)[-1:] == b"\x02"
    return clusters


def _voided(one: Element) -> Iterator[Edit]:
    """Write a void element over one, of the same length in all."""
    length = one.end - one.start
    width = min(8, length - 1)
    yield Edit(one.start, 1 + width, bytes([VOID]) + ((length - 1 - width) | 1 << 7 * width).to_bytes(width, "big"))
    if length > 1 + width:
        yield Edit(one.start + 1 + width, length - 1 - width)


class _Walk:
    """Reads elements, only so many of them."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.left = file, size, _MOST

    def element(self, at: int, end: int) -> Element:
        """Read the element that begins at a place; one that does not say its length runs to the end given."""
        self.left -= 1
        self.file.seek(at)
        head = self.file.read(12)
        many = _width(head[:1], 4)
        wide = _width(head[many : many + 1], 8)
        body = at + many + wide
        length = int.from_bytes(head[many : many + wide], "big") & (1 << 7 * wide) - 1
        stop = end if length == (1 << 7 * wide) - 1 else body + length
        if self.left < 0 or body > end or stop > end:
            _broken()
        return Element(int.from_bytes(head[:many], "big"), at, body, stop)

    def inside(self, outer: Element) -> Iterator[Element]:
        """Yield what stands in an element; a cluster without a length ends where something begins that is not in clusters."""
        at = outer.body
        while at < outer.end:
            one = self.element(at, outer.end)
            if one.id == CLUSTER and one.end == outer.end:
                one = one._replace(end=self._end_of_cluster(one))
            yield one
            at = one.end

    def _end_of_cluster(self, cluster: Element) -> int:
        at = cluster.body
        while at < cluster.end:
            one = self.element(at, cluster.end)
            if one.id in _OPENED[SEGMENT] or one.id in _TOP:
                return at
            at = one.end
        return cluster.end

    def bytes_of(self, one: Element) -> bytes:
        """Return the first bytes of what stands in an element."""
        self.file.seek(one.body)
        return self.file.read(min(one.end - one.body, _LONGEST))


def _width(first: bytes, most: int) -> int:
    """Return how many bytes a number of variable length has, by its first one."""
    width = 9 - first[0].bit_length() if first else 99
    if width > most:
        _broken()
    return width


def _broken() -> NoReturn:
    raise Refused(BROKEN)
