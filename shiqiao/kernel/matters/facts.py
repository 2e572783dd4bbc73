"""What others may hear about matters, after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MatterReported:
    """A report was taken in for the first time; its receipt goes out now."""

    number: str
    street: int
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MatterMoved:
    """A matter was moved by someone. `channel` lets a listener of one channel ask nothing for all others."""

    number: str
    street: int
    channel: str
    do: str
    state: str
    at: datetime
