"""One story in several languages, widths or looks: the first ones belong to every run, the others to the long checks."""

from typing import Any

import pytest


def variants(*cases: Any, ordinary: int = 1) -> list[Any]:
    """Return parameters (a tuple is several values) of which those after the first `ordinary` are marked as long."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=[pytest.mark.long] if n >= ordinary else [])
        for n, case in enumerate(cases)
    ]
