"""A socket through which scenes learn what was brought home from a visit of their kind, in the act that records it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket


@dataclass(frozen=True)
class AfterVisit:
    """For visits of `kind` that took place: `act(visit, subject, answers, by, at)` runs in the transaction of the record.

    It may refuse with VisitRefused naming `answers.<question>`, and then nothing was recorded; `at` is when it happened.
    """

    kind: str
    act: Callable[[int, Ref, Mapping[str, Any], Actor, datetime], object] = field(compare=False)


after_visits: Socket[AfterVisit] = Socket("visits.after_visits", AfterVisit)


def tell_scenes(kind: str, visit: int, subject: Ref, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Let the scenes act on what was brought home from a visit of a kind."""
    for one in after_visits:
        if one.kind == kind:
            one.act(visit, subject, answers, by, at)
