"""How a resident wants to be told: by looking it up, by telephone, or by a means that this installation has switched on.

Which means are on, and what becomes of the choice, is the affair of `kernel.notices`; where no means is on nobody is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, ShiqiaoError

LOOK, CALL = "", "call"
# What is asked for with a means → the field of the form.
FIELDS: Mapping[str, str] = {"mail": "mail", "phone": "phone", "openid": "wechat"}
LACKS: Mapping[str, str] = {
    "phone": "Write your telephone number, or choose another way.",
    "mail": "Write your mail address, or choose another way.",
    "wechat": "Write what the office's WeChat account shows as your number, or choose another way.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to be told: its code, how it is said, and the field of the form that it needs (empty: none)."""

    code: str
    title: str
    field: str


def choices() -> list[Choice]:
    """Return the ways to be told that residents can choose here, the plainest first."""
    own = [
        Choice(LOOK, _("I look it up myself, with the link I get"), ""),
        Choice(CALL, _("Call me"), "phone"),
    ]
    return [*own, *(Choice(one.code, str(_(one.title)), FIELDS.get(one.asks, "")) for one in _means())]


def _means() -> list[Any]:
    reads = import_module("shiqiao.kernel.notices.reads")
    found = getattr(reads, "means_for", None)
    return list(found("resident")) if found else []


def lacking(code: str, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the field that a chosen means needs and that is empty, with the sentence; None when all is there."""
    chosen = next((one for one in choices() if one.code == code), None)
    if chosen and chosen.field and not str(values.get(chosen.field) or "").strip():
        return chosen.field, _(LACKS[chosen.field])
    return None


def remember(*, street: int, matter: int, values: Mapping[str, Any], link: str, by: Actor, at: datetime) -> None:
    """Hand the choice on, when it is one of those that `kernel.notices` sends by. Raises Invalid naming fields of the form."""
    chosen = next((one for one in choices() if one.code == values.get("means")), None)
    if chosen is None or chosen.code in (LOOK, CALL) or find_spec("shiqiao.kernel.notices.following") is None:
        return
    following = import_module("shiqiao.kernel.notices.following")
    try:
        following.follow_subject(
            street=street, subject=Ref("matter", matter), means=chosen.code, address=str(values[chosen.field]).strip(),
            link=link, language=get_language() or "zh-hans", by=by, at=at,
        )  # fmt: skip
    except ShiqiaoError as error:
        fields = {chosen.field if name == "address" else name: said for name, said in error.fields.items()}
        raise Invalid(error.message, fields=fields, **error.params) from None
