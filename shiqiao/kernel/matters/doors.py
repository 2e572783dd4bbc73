"""Moves that concern more than one matter, by their names: they are made there wherever they come from."""

from collections.abc import Callable, Mapping

from shiqiao.kernel.matters import merging, summons
from shiqiao.kernel.matters.rules import Sheet

DOORS: Mapping[str, Callable[..., Sheet]] = {**merging.DOORS, **summons.DOORS}
