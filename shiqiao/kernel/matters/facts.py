"""What others may hear about matters, after commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MatterMoved:
    """A matter was moved by someone."""

    number: str
    street: int
    do: str
    state: str
    at: datetime
