"""The field dictionary (数据字典): what the house knows of persons, households and firms, told by whoever keeps it.

Forms and ledgers are declared over it and hold no values of their own. A part or scene fills the socket `element_sources`;
what it holds then stands in the dictionary, is pre-filled in forms, and may be a column of ledgers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket


class Words(NamedTuple):
    """A title or meaning in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Element:
    """A field of the dictionary (数据项): `code` is `<kind of subject>.<key>` and is never renamed.

    `sort` is yes_no, choice (with `values`), text, number, date or phone; `valid` days until it is out of date, 0 never.
    `mask` names how a value is shown (name, phone, identity, born, empty: as it is). `also` are other names in use, by which a
    form that asks the same is recognised. `where` says in words where it stands. `asked` is False for what is reckoned or
    kept elsewhere and cannot be given in a form; `read` is False where only records of work hold it, and not subjects.
    """

    code: str
    title: Words
    meaning: Words
    data_class: str
    owner: Words
    where: Words
    sort: str = "text"
    values: Mapping[str, Words] = field(default_factory=dict)
    valid: int = 0
    mask: str = ""
    also: tuple[str, ...] = ()
    asked: bool = True
    read: bool = True

    @property
    def kind(self) -> str:
        """Return the kind of subject."""
        return self.code.partition(".")[0]

    @property
    def key(self) -> str:
        """Return the key within the kind."""
        return self.code.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one subject: the value as it is stored (in clear), when it was confirmed and by what, until when it is
    fresh; `record` has the journal's chain in which that stands, under `key` where a line names what it is about."""

    value: str
    confirmed_at: datetime
    source: str = ""
    valid_until: datetime | None = None
    record: Ref | None = None
    key: str = ""


Values = Mapping[tuple[str, int], Known]


@dataclass(frozen=True)
class ElementSource:
    """Where fields come from. `elements(street)` gives them; `read(street, codes, ids)` what is known, in few queries.

    `give(subject, values, source, by, at)` states values by code and `confirm(subject, codes, source, by, at)` says that
    they are still right; both write through the keeper's own actions, with its rights. `latest(street)` tells by code when
    anything of it was confirmed last. Left out where nothing can be given.
    """

    name: str
    elements: Callable[[int], Sequence[Element]] = field(compare=False)
    read: Callable[[int, Sequence[str], Sequence[int]], Values] = field(default=lambda *_: {}, compare=False)
    give: Callable[[Ref, Mapping[str, str], str, Actor, datetime], object] | None = field(default=None, compare=False)
    confirm: Callable[[Ref, Sequence[str], str, Actor, datetime], object] | None = field(default=None, compare=False)
    latest: Callable[[int], Mapping[str, datetime]] = field(default=lambda _street: {}, compare=False)
    order: int = 100


element_sources: Socket[ElementSource] = Socket("dictionary.elements", ElementSource)
