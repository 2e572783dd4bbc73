"""A sentence that can still be translated after it has been filled in."""

from collections.abc import Callable, Mapping

from shiqiao.base.errors import fill


class Sentence(str):
    """An English sentence; `msgid` and `params` let a surface say it in the reader's language.

    It is a plain `str` everywhere else, so it goes into JSON and lists as it is.
    """

    __slots__ = ("msgid", "params")
    msgid: str
    params: dict[str, object]

    def __new__(cls, msgid: str, **params: object) -> "Sentence":
        sentence = super().__new__(cls, fill(msgid, params))
        sentence.msgid, sentence.params = msgid, params
        return sentence


def said(text: str, translate: Callable[[str], str], params: Mapping[str, object] | None = None) -> str:
    """Say a sentence in another language: a Sentence with its own parameters, any other msgid with `params`."""
    if isinstance(text, Sentence):
        return fill(translate(text.msgid), text.params)
    return fill(translate(text), params or {})
