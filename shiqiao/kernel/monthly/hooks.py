"""Who collects the chapters of a report and who makes files of them: the desk, which has the words and the papers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shiqiao.base.chapters import Asked
from shiqiao.base.sockets import Socket

Content = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on a report's first page: of which street and month, the version of the indicators, whether and when it
    was closed (None: it was not), and the moment the figures are of."""

    street: int
    month: str
    version: int
    closed_at: datetime | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A file of a report: in which language, its kind (pdf, xlsx) and its bytes."""

    language: str
    kind: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Maker:
    """`collect` reads the chapters of every language, only reading; `render` makes the files, reading nothing.

    The same content gives the same bytes.
    """

    name: str
    collect: Callable[[Asked], Content] = field(compare=False)
    render: Callable[[Mapping[str, Any], Cover], list[Made]] = field(compare=False)


makers: Socket[Maker] = Socket("monthly.makers", Maker)
