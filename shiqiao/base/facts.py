"""Facts: small frozen values, named in the past tense, that leave after commit.

What must not be lost is a job in the same transaction instead; a listener that fails is logged and hurts nobody.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction

_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)
log = logging.getLogger(__name__)


def listen(fact: type[Any], listener: Callable[[Any], None]) -> None:
    """Call `listener` with each fact of this class after its transaction has committed."""
    if listener not in _listeners[fact]:
        _listeners[fact].append(listener)


def publish(fact: object) -> None:
    """Tell the listeners of a fact once the running transaction has committed; never when it rolls back."""
    for listener in _listeners.get(type(fact), ()):
        transaction.on_commit(lambda heard=listener: heard(fact), robust=True)  # type: ignore[misc]
