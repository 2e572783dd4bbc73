"""What is wrong with a file that people write by hand (rules, flows, catalogues, mappings), place by place, in plain words."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from shiqiao.base.sentences import Sentence

# The beginning of pydantic's kind of mistake → the sentence; its places are filled from what pydantic knows.
_SAID = {
    "missing": "This is missing; add it.",
    "extra_forbidden": "There is no such key; see the list of keys.",
    "string_pattern_mismatch": "This does not have the form that is needed.",
    "string_too_long": "Shorten this to {max_length} characters.",
    "string_too_short": "This must not be empty.",
    "string": "Write a text here; put it in quotation marks.",
    "bool": "Write true or false here.",
    "int": "Write a whole number here.",
    "float": "Write a number here.",
    "decimal": "Write a number here.",
    "datetime": "Write a moment here, like 2018-06-27T10:00:00+08:00.",
    "date": "Write a day here, like 2018-06-27.",
    "time": "Write a time here, like 08:30.",
    "greater_than_equal": "The least is {ge}.",
    "greater_than": "It must be more than {gt}.",
    "less_than_equal": "The most is {le}.",
    "less_than": "It must be less than {lt}.",
    "literal_error": "Use one of: {expected}.",
    "enum": "Use one of: {expected}.",
    "too_short": "Name at least {min_length}.",
    "too_long": "Name at most {max_length}.",
    "list": "Write a list here.",
    "tuple": "Write a list here.",
    "set": "Write a list here.",
    "frozen_set": "Write a list here.",
    "dict": "Write keys with their values here.",
    "mapping": "Write keys with their values here.",
    "model": "Write keys with their values here.",
}
_OTHER = "This cannot be used here."


def dotted(place: tuple[int | str, ...]) -> str:
    """Name a place by its keys: `moves.3.to`."""
    return ".".join(map(str, place))


def places(
    error: ValidationError, *, whole: str = "file", name: Callable[[tuple[int | str, ...]], str] = dotted
) -> dict[str, str]:
    """Return the sentence for each wrong place of a file; `whole` names the file where nothing in it can be named."""
    return {name(one["loc"]) or whole: _sentence(one) for one in error.errors(include_url=False)}


def _sentence(one: Any) -> str:
    known = one.get("ctx") or {}
    if one["type"] == "value_error":  # raised by ourselves, so it is one of our sentences
        cause = known.get("error")
        said = cause.args[0] if isinstance(cause, ValueError) and cause.args else ""
        return said if isinstance(said, str) and said else _OTHER
    if "expected" in known:  # the words alone, which need no language: day, week
        known = {**known, "expected": str(known["expected"]).replace(" or ", ", ").replace("'", "")}
    return Sentence(next(_fitting(one["type"]), _OTHER), **known)


def _fitting(kind: str) -> Iterator[str]:
    """Find the sentences for a kind of mistake, the most exact first."""
    for beginning in sorted(_SAID, key=len, reverse=True):
        if kind == beginning or kind.startswith(f"{beginning}_"):
            yield _SAID[beginning]
