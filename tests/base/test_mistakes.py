"""Mistakes in files that people write: each place named, in words that can be translated."""

from datetime import date, time
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.surfaces.kit.errors import describe

pytestmark = pytest.mark.unit


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]*$")] = "ab"
    hours: Literal["office", "out"] = "out"
    share: Annotated[int, Field(ge=0, le=100)] = 0
    day: date | None = None
    opens: time | None = None
    items: list[str] = []


@pytest.mark.parametrize(
    ("written", "place", "said"),
    [
        ({"name": 3}, "name", "此处应填文字，请加引号。"),
        ({"name": "abcdefg"}, "name", "请缩短到 4 字以内。"),
        ({"name": "AB"}, "name", "书写格式不符合要求。"),
        ({"hours": "night"}, "hours", "请使用以下之一：office, out。"),
        ({"share": 101}, "share", "不得大于100。"),
        ({"share": "many"}, "share", "此处应填整数。"),
        ({"day": "soon"}, "day", "此处应填日期，例如 2018-06-27。"),
        ({"opens": "early"}, "opens", "此处应填时间，例如 08:30。"),
        ({"items": "one"}, "items", "此处应填列表。"),
        ({"items": [1]}, "items.0", "此处应填文字，请加引号。"),
        ({"colour": "red"}, "colour", "没有这个键，请对照键名表。"),
        ("text", "file", "此处应填若干键及其值。"),
    ],
)
def test_each_place_is_named_in_the_readers_language(written: object, place: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _File.model_validate(written)
    found = places(caught.value)
    assert isinstance(found[place], Sentence)
    assert describe(Invalid(fields=found), "zh-hans")["fields"][place] == said
    assert describe(Invalid(fields=found), "en")["fields"][place] == str(found[place])
