"""What an adapter gets, and what it says when it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to be sent: to which address, what. `key` is the same for the same letter, `stop` ends further ones."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    key: str
    stop: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


class Refused(Exception):
    """The provider will never take this: trying again does not help. The argument is a code without personal data."""


class Away(Exception):
    """The provider cannot be reached or is busy: try again later. The argument is a code without personal data."""


class Adapter(Protocol):
    """What every means is behind."""

    def __init__(self, given: Mapping[str, Any]) -> None: ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over; raises Refused or Away."""
