"""Choices that are found by typing: Chinese, code, or the initials of the pinyin (ljdj finds 垃圾堆积).

The page carries the initials; `desk/picker.js` turns the select into a box to type into. Without scripts it stays a select.
"""

from functools import lru_cache
from itertools import islice, product
from typing import Any

from django import forms

READINGS = 4  # of a title with characters that are read in several ways


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """Return the initials of a title's pinyin, and those of its other readings, separated by blanks."""
    from pypinyin import Style, pinyin  # a dictionary of some megabytes: only who opens a picker needs it

    heard = pinyin(
        text, style=Style.FIRST_LETTER, errors=lambda rest: [[letter] for letter in rest.lower() if letter.isalnum()]
    )
    usual = "".join(part[0] for part in heard)
    several = pinyin(text, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    others = {"".join(one) for one in islice(product(*(sorted(set(part)) for part in several)), READINGS)}
    return " ".join([usual, *sorted(others - {usual, ""})])


class PickerSelect(forms.Select):
    """A select whose options can be found by initials."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-picker": "", **(attrs or {})}, choices)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the initials to an option."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if option["value"]:
            option["attrs"]["data-initials"] = initials(str(option["label"]))
        return option
