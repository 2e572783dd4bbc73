"""What happened to clocks, as values for those who listen."""

from dataclasses import dataclass

from shiqiao.kernel.clocks.state import ClockState


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """A running clock got another due time because its work calendar changed."""

    clock: int
    street: int
    kind: str
    subject: int
    before: ClockState
    after: ClockState
