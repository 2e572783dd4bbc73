"""What things are called on the wall; never a person."""

from typing import Any

from django.utils.translation import get_language

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.territory import reads as territory


def said(title: Any) -> str:
    """Return a title that is data ({zh, en}) in the reader's language."""
    return str(title.zh if (get_language() or "zh").startswith("zh") else title.en)


def item(street: int, code: str, version: int) -> str:
    """Return an item's title, the code itself when it is not known."""
    try:
        return said(catalogue(street, version).item(code).title)
    except ShiqiaoError:
        return code


def place(number: int) -> str:
    """Return a community, or a grid with its community in short: 春元里 第1网格."""
    name = territory.title(number)
    if number < 10**14 or not number % 1000:
        return name
    above = territory.title(number // 1000)
    return name if not above or above in name else f"{above.removesuffix('社区')} {name}"
