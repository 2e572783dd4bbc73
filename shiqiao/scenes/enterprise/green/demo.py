"""The demo's green channel."""

from typing import Any


def load(street: int, report: Any = None) -> None:
    """Load nothing yet."""
