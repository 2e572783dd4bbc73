"""Sockets: the places where a scene plugs into the house.

An owner declares `menu = Socket("desk.menu", MenuEntry)`; a scene's `scene.py` fills it. A scene that is not
installed fills nothing, so removing its folder removes all it added. The socket types are plain dataclasses.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from shiqiao.base.actor import Ref

T = TypeVar("T")
_sockets: dict[str, "Socket[Any]"] = {}


class Socket(Generic[T]):
    """A named, typed, ordered list of what scenes put in."""

    def __init__(self, name: str, kind: type[T]) -> None:
        if name in _sockets:
            raise ValueError(f"socket {name} is declared twice")
        self.name, self.kind = name, kind
        self._items: list[tuple[str, T]] = []
        _sockets[name] = self

    def fill(self, scene: str, item: T) -> None:
        """Put `item` in on behalf of `scene`; a second identical filling is ignored."""
        if not isinstance(item, self.kind):
            raise TypeError(f"socket {self.name} takes {self.kind.__name__}, {scene} gave {type(item).__name__}")
        if (scene, item) not in self._items:
            self._items.append((scene, item))

    def __iter__(self) -> Iterator[T]:
        return (item for _, item in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def by_scene(self) -> list[tuple[str, T]]:
        """Return (scene, item) pairs in the order of filling."""
        return list(self._items)

    def empty(self, scene: str) -> None:
        """Take out what `scene` put in."""
        self._items = [(owner, item) for owner, item in self._items if owner != scene]


def all_sockets() -> dict[str, Socket[Any]]:
    """Return every declared socket by name, for the page that explains the house and for the dummy scene."""
    return dict(_sockets)


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the desk's side menu. `title` is an English msgid, `icon` the name of a Tabler icon.

    `group` is the part of the menu it stands in: work (what is handled), economy (firms, projects), leading (Party,
    council, duty), street (what is known),
    house (how it is done).
    `key` is the letter that leads there after `g`; no two entries share one. `above`: posts of a district or city, which
    enter few pages, see it, too.
    """

    title: str
    url_name: str
    icon: str
    order: int = 100
    roles: frozenset[str] = frozenset()
    group: str = "work"
    key: str = ""
    above: bool = False


@dataclass(frozen=True)
class Saying:
    """How a journal code or the kind of a notice is said: an English msgid, the name of a Tabler icon, a tone."""

    code: str
    title: str
    icon: str
    tone: str


@dataclass(frozen=True)
class FlowFile:
    """A flow that a scene ships, as YAML."""

    path: Path


@dataclass(frozen=True)
class CatalogueFile:
    """Catalogue items that a scene ships as a starting point for a locality, as YAML."""

    path: Path


@dataclass(frozen=True)
class VisitFile:
    """A kind of visit with its checklist that a scene ships, as YAML."""

    path: Path


@dataclass(frozen=True)
class MatterPanel:
    """A panel on the matter page: `read(actor, matter)` gives the template's context or None for no panel."""

    code: str
    title: str
    template: str
    read: Callable[[Any, Any], dict[str, Any] | None] = field(compare=False)
    order: int = 100


@dataclass(frozen=True)
class Column:
    """A column of an exported list. `title` is an English msgid; `width` is in characters.

    `kind` says what the rows bring: text (also for numbers that name something), number, moment (datetime) or day (date).
    A column with `paper=False` stands in the spreadsheet alone: a sheet of paper bears some fourteen.
    """

    title: str
    kind: str = "text"
    width: int = 16
    paper: bool = True


@dataclass(frozen=True)
class ListExport:
    """A list that can be taken away as xlsx, below `/export/<code>.xlsx`, with the same query string as its page.

    `page` is the name of the list page's address, `title` an English msgid. `rows(actor, params)` yields the rows from
    the same reads as the page, masked as there; it is asked only for as many as fit. `chosen(actor, params)` says the
    filters in words for the sheet "About"; left out, the query string stands there as it is. `roles` as on the page.
    `query` is the query string with which the page shows this list. A list on the page of one thing is `of` it: the page's
    address takes an argument, and `_export.html` brings it along as the parameter `of`. `facts(actor, params)` says in pairs
    what the list is about: the thing whose it is, its sums and shares; above the rows on paper, on the sheet "About" else.
    """

    code: str
    title: str
    page: str
    columns: tuple[Column, ...]
    rows: Callable[[Any, Any], Iterable[Sequence[Any]]] = field(compare=False)
    chosen: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = field(default=None, compare=False)
    roles: frozenset[str] = frozenset()
    query: str = ""
    of: bool = False
    facts: Callable[[Any, Any], Sequence[tuple[str, str]]] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ApiRouter:
    """A django-ninja router that a scene adds below `/api/v1/<prefix>`."""

    prefix: str
    router: Any = field(compare=False)


@dataclass(frozen=True, slots=True)
class ErrandAct:
    """What can be told of an errand: one tap where it asks nothing; else it asks a choice, numbers, ticks, words or a photo.

    `choices`, `numbers` and `ticks` are pairs of code and title in the reader's language; `photo` has to be there.
    """

    do: str
    title: str
    icon: str = "check"
    main: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    ticks: tuple[tuple[str, str], ...] = ()
    words: bool = False
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """Something small that a person tells from the field: `key` names it for its scene, `tone` red when it is overdue."""

    key: str
    title: str
    text: str = ""
    place: str = ""
    due_at: datetime | None = None
    tone: str = "blue"
    acts: tuple[ErrandAct, ...] = ()


@dataclass(frozen=True)
class ErrandKind:
    """Errands of a scene in the field app, kept and sent without a network too.

    `carried(actor, at)` are a person's own in the active language. `do(key, do, told, client_id, by, at)` does one act once;
    `told` is what was asked: choice, numbers, ticks, words, photos as pairs of purpose and hash. Keys begin with `code`.
    """

    code: str
    carried: Callable[[Any, datetime], Sequence[Errand]] = field(compare=False)
    do: Callable[[str, str, Mapping[str, Any], str, Any, datetime], bool] = field(compare=False)


@dataclass(frozen=True)
class DemoLoader:
    """A part of the demo. `load(street, report)` acts through actions; `background` loaders run behind the server."""

    name: str
    load: Callable[..., None] = field(compare=False)
    order: int = 100
    background: bool = False


@dataclass(frozen=True)
class SubjectKind:
    """How other parts show a thing they know only by `Ref`: read(actor, ids) → {id: (title, url, progress)}.

    What the actor may not see is left out; `url` is the path of its page on the desk.
    """

    kind: str
    read: Callable[[Any, list[int]], dict[int, tuple[str, str, str]]] = field(compare=False)


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a subject, for its timeline: `title` is a sentence in the reader's language."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    icon: str = "point"
    tone: str = ""


@dataclass(frozen=True)
class SubjectTimeline:
    """What a scene tells on the timeline of subjects of some kinds: read(actor, ref) → what this actor may know of it."""

    code: str
    title: str
    kinds: frozenset[str]
    read: Callable[[Any, Ref], list[Happened]] = field(compare=False)


@dataclass(frozen=True)
class SubjectPanel:
    """A section on the page of a person, household, dwelling, building or organisation: read(actor, ref) → context or None."""

    code: str
    title: str
    template: str
    kinds: frozenset[str]
    read: Callable[[Any, Ref], dict[str, Any] | None] = field(compare=False)
    order: int = 100


@dataclass(frozen=True)
class UrlModule:
    """Pages that a scene adds to a surface below `prefix`."""

    prefix: str
    module: str
