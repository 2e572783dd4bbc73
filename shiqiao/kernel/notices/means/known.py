"""Which means there are, which of them are on, and whether their settings suffice."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from shiqiao.kernel.notices.means.file import File
from shiqiao.kernel.notices.means.gateways import DingTalk, Sms, WeChat, WeCom
from shiqiao.kernel.notices.means.letters import Adapter, Refused
from shiqiao.kernel.notices.means.mail import Mail

MAIL, PHONE, OPENID, LOGIN, NOTHING = "mail", "phone", "openid", "login", "nothing"
FORMS = {
    MAIL: re.compile(r"[^\s@<>,;:\"()]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}"),
    PHONE: re.compile(r"1[3-9]\d{9}"),
    OPENID: re.compile(r"[A-Za-z0-9_-]{20,40}"),
    LOGIN: re.compile(r"[A-Za-z0-9_.@-]{1,64}"),
}
REMEDIES = {
    MAIL: gettext_noop("Give a mail address such as name@example.com."),
    PHONE: gettext_noop("Give a mobile number of eleven digits."),
    OPENID: gettext_noop("Open this page in WeChat and follow the office's account first."),
    LOGIN: gettext_noop("Give the name under which you are known there."),
}


@dataclass(frozen=True, slots=True)
class Means:
    """A means: its code, its title (an English msgid), what kind of address it asks for, and for whom it is."""

    code: str
    title: str
    asks: str
    audience: frozenset[str]
    needs: tuple[str, ...]
    adapter: Any


BOTH, OFFICIALS = frozenset({"resident", "official"}), frozenset({"official"})
ALL = (
    Means("mail", gettext_noop("Mail"), MAIL, BOTH, ("mail", "mail_from"), Mail),
    Means("sms", gettext_noop("SMS"), PHONE, BOTH, ("sms_url", "sms_key"), Sms),
    Means("wecom", gettext_noop("WeCom"), LOGIN, OFFICIALS, (), WeCom),
    Means("dingtalk", gettext_noop("DingTalk"), PHONE, OFFICIALS, ("dingtalk_robot",), DingTalk),
    Means("wechat", gettext_noop("WeChat"), OPENID, frozenset({"resident"}),
          ("wechat_app", "wechat_secret", "wechat_template"), WeChat),
    Means("file", gettext_noop("File (for trying out)"), MAIL, BOTH, ("file",), File),
)  # fmt: skip


def given() -> dict[str, Any]:
    """Return the settings of the means, secrets included: for adapters only."""
    found: dict[str, Any] = settings.CHANNELS
    return found


def on() -> list[Means]:
    """Return the means that the installation has switched on, in the order of this file."""
    return [one for one in ALL if one.code in given()["on"]]


def named(code: str, audience: str) -> Means | None:
    """Return a means that is on for an audience, None for all others."""
    return next((one for one in on() if one.code == code and audience in one.audience), None)


def lacking(one: Means) -> list[str]:
    """Return the names of settings that a means lacks."""
    needs = list(one.needs)
    if one.code == "wecom":
        needs = [] if given()["wecom_robot"] else ["wecom_corp", "wecom_agent", "wecom_secret"]
    return [f"SHIQIAO_{name.upper()}" for name in needs if not given()[name]]


def adapter(code: str) -> Adapter:
    """Return the adapter of a means that is on; raises Refused for one that is off or not set up."""
    one = next((one for one in on() if one.code == code), None)
    if one is None or lacking(one):
        raise Refused("switched_off" if one is None else "not_set_up")
    found: Adapter = one.adapter(given())
    return found


def cleaned(one: Means, address: str) -> str:
    """Return an address in the form that a means wants, empty when it is none."""
    text = address.strip().replace(" ", "")
    if one.asks == PHONE:
        text = text.removeprefix("+86").replace("-", "")
    return text if FORMS[one.asks].fullmatch(text) else ""
