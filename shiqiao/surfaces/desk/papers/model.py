"""What a paper consists of, whatever it is rendered as. Words are already in the reader's language. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """A heading inside a paper."""

    title: str


@dataclass(frozen=True)
class Facts:
    """A table of labels and values: each row one pair, or two beside each other.

    An empty value is room to write in by hand; `tall` names labels that need much of it. `whole` ones stay on one page.
    """

    rows: Sequence[Sequence[Pair]]
    tall: frozenset[str] = frozenset()
    whole: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with headings. `shares` are the widths of the columns in parts of the whole."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int]


@dataclass(frozen=True)
class Text:
    """Running text. `opening` stands at the margin, other paragraphs are indented by two characters."""

    paragraphs: Sequence[str]
    opening: bool = False


@dataclass(frozen=True)
class Picture:
    """A small JPEG with its caption."""

    content: bytes
    caption: str


@dataclass(frozen=True)
class Pictures:
    """Pictures, three in a row."""

    pictures: Sequence[Picture]


@dataclass(frozen=True)
class Signature:
    """Who issues the paper and when, at the right, with room for the seal."""

    office: str
    day: str
    seal: str


@dataclass(frozen=True)
class Cut:
    """A line along which the paper is cut; what follows comes back."""

    words: str


Block = Section | Facts | Grid | Text | Pictures | Signature | Cut


@dataclass(frozen=True)
class Paper:
    """A paper: whose it is, what it is called, its number, what stands on every page, and its blocks.

    `marks` stand at the foot of each page: who printed it and when, and how to treat it. `pages` are the words round
    page number and count. `watermark` lies behind the text of papers that stay in the house.
    """

    office: str
    title: str
    number: Pair
    marks: str
    pages: tuple[str, str, str]
    language: str
    watermark: str = ""
    blocks: Sequence[Block] = field(default=())

    @property
    def colon(self) -> str:
        """The colon of the paper's language."""
        return "：" if self.language.startswith("zh") else ": "


def together(pairs: Sequence[Pair]) -> list[Sequence[Pair]]:
    """Lay out short pairs two in a row."""
    return [pairs[at : at + 2] for at in range(0, len(pairs), 2)]
