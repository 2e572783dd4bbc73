"""How bodies and queries are read: strictly, so that two readers of the same bytes never see two different things."""

import json
import math
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from shiqiao.base.errors import Invalid

DEEPEST = 40  # levels of lists and objects within each other
_TWICE = "This name stands twice in one object; send it once."
_LETTERS = "Remove the characters that cannot be kept: NUL, or half of a pair of UTF-16."
_NUMBER = "Send an ordinary number: neither NaN nor infinite."
_DEEP = "Send lists and objects at most {deepest} levels deep."


class StrictParser(Parser):
    """Reads JSON in UTF-8 and refuses what is not JSON: a name twice, NaN, half characters, NUL, endless nesting."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body; raises Invalid naming the field, and ValueError for what is not JSON at all."""
        text = request.body.decode("utf-8-sig")
        try:
            # Whole numbers are read as fractions when they are longer than a machine's, so that no digit costs time.
            found = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_whole)
        except RecursionError as error:
            raise _too_deep() from error
        _check(found)
        return found  # type: ignore[no-any-return]

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the query or the form; raises Invalid naming the field."""
        found = super().parse_querydict(data, list_fields, request)
        _check(found)
        return found


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise Invalid(fields={_shown(name): _TWICE})
        made[name] = value
    return made


def _refuse(constant: str) -> float:
    raise Invalid(fields={"body": _NUMBER})


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= 19 else float(digits)


def _check(value: Any, place: tuple[str, ...] = ()) -> None:
    """Refuse text that no database keeps and numbers that no JSON can answer, wherever they stand."""
    if isinstance(value, str):
        if not sound(value):
            raise Invalid(fields={_shown(".".join(place)) or "body": _LETTERS})
    elif isinstance(value, float) and not math.isfinite(value):
        raise Invalid(fields={_shown(".".join(place)) or "body": _NUMBER})
    elif isinstance(value, dict | list):
        _check_inside(value, place)


def _check_inside(value: Any, place: tuple[str, ...]) -> None:
    if len(place) >= DEEPEST:
        raise _too_deep()
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in entries:
        _check(str(name), (*place, str(name)))
        _check(inner, (*place, str(name)))


def sound(text: str) -> bool:
    """Tell whether a text can be kept: no NUL, and no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _shown(name: str) -> str:
    """Return a name from outside as it may be answered: short, and without what cannot be kept."""
    return "".join(letter for letter in name[:80] if letter.isprintable() and sound(letter))


def _too_deep() -> Invalid:
    return Invalid(fields={"body": _DEEP}, deepest=DEEPEST)
