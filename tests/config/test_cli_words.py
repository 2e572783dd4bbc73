"""What the command line says of an error, in the language of the terminal."""

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.config import cli
from shiqiao.kernel.routing.rules.table import parse

BAD = "rules:\n  - {name: one, title: {zh: 一, en: One}, if: {hours: night, colour: red}, to: responsible}\n"


@pytest.mark.parametrize(
    ("language", "hours", "colour"),
    [
        ("zh_CN.UTF-8", "请使用以下之一：office, out。", "没有这个键，请对照键名表。"),
        ("C.UTF-8", "Use one of: office, out.", "There is no such key; see the list of keys."),
    ],
)
def test_mistakes_in_a_file_are_told_in_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, language: str, hours: str, colour: str
) -> None:
    monkeypatch.setenv("LANG", language)
    with pytest.raises(Invalid) as caught:
        parse(BAD)
    _, fields = cli.in_words(caught.value)
    assert fields == {"rules.1.if.hours": hours, "rules.1.if.colour": colour}
