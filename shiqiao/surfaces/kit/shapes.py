"""What the fragments show, as plain values. Views fill these; templates know no model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ClockShown:
    """One clock of a matter, for `_clock.html`. `share` is the part of the term used, in percent."""

    title: str
    light: str  # green yellow red grey
    due_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_at: datetime | None = None
    late: bool = False  # judged at the stop
    share: int | None = None
    term: str = ""  # the term in words: 4个工作时
    why: Sequence[str] = ()  # the steps of "why this time?", sentences in the reader's language


@dataclass(frozen=True)
class PhotoShown:
    """A picture, for `_photo.html`. `kind` is before, after or empty; `tool` is where parts of it are covered."""

    url: str
    thumb: str = ""
    title: str = ""
    kind: str = ""
    at: datetime | None = None
    tool: str = ""


@dataclass(frozen=True)
class FileShown:
    """A file that is no picture, for `_file.html`: a document, a sound or a video, to be downloaded."""

    url: str
    title: str
    kind: str  # what it is, in words: Word document, video
    size: str  # in words: 1.2 MB
    icon: str = "file-text"
    at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """A line of a timeline, for `_timeline.html`."""

    at: datetime
    title: str
    by: str = ""  # post and, where the reader may see it, name
    text: str = ""
    icon: str = "point"
    tone: str = ""  # green yellow red grey, or empty
    details: Sequence[tuple[str, str]] = ()
    photos: Sequence[PhotoShown] = ()
    files: Sequence[FileShown] = ()
    recorded_at: datetime | None = None  # given only when it differs from `at`: done offline, entered later
    undone: bool = False  # taken back by a later step


@dataclass(frozen=True)
class RevealShown:
    """A masked value that can be shown in clear, for `_reveal.html`: where to ask, and the form (value, reason, note)."""

    url: str
    form: Any


@dataclass(frozen=True)
class Keyset:
    """Where a list goes on, for `_pager.html`: cursors for ?newer= and ?older=, None at an end."""

    newer: str | None = None
    older: str | None = None
    shown: int = 0


@dataclass(frozen=True)
class MenuItem:
    """An entry of the side menu, ready to show."""

    title: str
    url: str
    icon: str
    active: bool = False
    group: str = ""
    key: str = ""  # after g, this key leads there


@dataclass(frozen=True)
class BarTarget:
    """A place in the bottom bar of a phone page, for `_bar.html`; `main` is the one that stands out."""

    code: str  # names the element kit-bar-<code>
    title: str  # at most four Chinese characters or two short words
    url: str
    icon: str
    active: bool = False
    main: bool = False
    count: int | None = None  # what waits there


@dataclass(frozen=True)
class Choice:
    """A post the signed-in person may act from."""

    id: int
    title: str
    active: bool = False


@dataclass
class Gallery:
    """A group of samples on the living page."""

    title: str
    template: str
    context: dict[str, object] = field(default_factory=dict)
