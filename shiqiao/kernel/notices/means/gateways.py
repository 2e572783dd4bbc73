"""SMS by a gateway, WeCom (企业微信), DingTalk (钉钉), WeChat service accounts (公众号): each in its provider's form."""

import base64
import hashlib
import hmac
import time as clock
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from shiqiao.base.time import now
from shiqiao.kernel.notices.means.letters import Letter, Refused
from shiqiao.kernel.notices.means.wire import call, check

BUSY = frozenset({-1, 40014, 42001, 45009, 45033})  # busy, token ended, too many calls: worth trying again
DING_BUSY = frozenset({-1, 130101, 130102})
EARLY = 300.0  # seconds before its end that a token is renewed
_tokens: dict[str, tuple[str, float]] = {}


class Sms:
    """A gateway of the operator's own: POST of JSON, signed. See docs/how-to/notices.md for body and signature."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.address, self.key, self.sign = given["sms_url"], str(given["sms_key"]), given["sms_sign"]

    def send(self, letter: Letter) -> None:
        """Hand a short message over: number, text with the signature in front, key against doubles."""
        text = f"【{self.sign}】{letter.text}" if self.sign else letter.text
        stamp = str(int(now().timestamp()))
        signed = "\n".join((stamp, letter.key, letter.to, text)).encode()
        mark = hmac.new(self.key.encode(), signed, hashlib.sha256).hexdigest()
        body = {"to": letter.to, "text": text, "key": letter.key}
        check(call(self.address, body, {"X-Timestamp": stamp, "X-Signature": mark}), busy=frozenset({-1}), code="code")


def token_of(address: str, field: str = "access_token") -> str:
    """Return a provider's token, kept until shortly before it ends; asked for anew after that."""
    known, until = _tokens.get(address, ("", 0.0))
    if not known or clock.monotonic() >= until:
        answer = call(address)
        check(answer, busy=BUSY)
        known = str(answer.get(field, ""))
        if not known:
            raise Refused("no_token")
        _tokens[address] = known, clock.monotonic() + max(float(answer.get("expires_in", 0)) - EARLY, 0)
    return known


def _calling(address: str, asked: str, body: dict[str, Any]) -> None:
    """Call with a token; one that the provider has ended is forgotten, so that the next try gets another."""
    answer = call(f"{address}{quote(token_of(asked))}", body)
    if answer.get("errcode") in (40001, 40014, 42001):
        _tokens.pop(asked, None)
    check(answer, busy=BUSY | {40001})


class WeCom:
    """A message of an own application to a person, or, where only a robot's address is set, to its group."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def send(self, letter: Letter) -> None:
        """Hand a text over; groups get no more than what the letter says."""
        text = {"content": letter.text}
        if robot := self.given["wecom_robot"]:
            check(call(robot, {"msgtype": "text", "text": text}), busy=BUSY)
            return
        base = str(self.given["wecom_url"]).rstrip("/")
        who = urlencode({"corpid": self.given["wecom_corp"], "corpsecret": self.given["wecom_secret"]})
        body = {
            "touser": letter.to, "msgtype": "text", "agentid": int(self.given["wecom_agent"] or 0), "text": text,
            "enable_duplicate_check": 1,
        }  # fmt: skip
        _calling(f"{base}/cgi-bin/message/send?access_token=", f"{base}/cgi-bin/gettoken?{who}", body)


class DingTalk:
    """A robot of a group, signed with its secret: HMAC-SHA256 over time in milliseconds, a line feed, and the secret."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.address, self.secret = str(given["dingtalk_robot"]), str(given["dingtalk_secret"])

    def send(self, letter: Letter) -> None:
        """Hand a text over; who has a telephone as address is called by it (@)."""
        stamp = str(int(clock.time() * 1000))
        signed = hmac.new(self.secret.encode(), f"{stamp}\n{self.secret}".encode(), hashlib.sha256).digest()
        mark = quote(base64.b64encode(signed), safe="")
        joint = "&" if "?" in self.address else "?"
        body: dict[str, Any] = {"msgtype": "text", "text": {"content": letter.text}}
        if letter.to.isdigit():
            body["at"] = {"atMobiles": [letter.to], "isAtAll": False}
        address = f"{self.address}{joint}timestamp={stamp}&sign={mark}" if self.secret else self.address
        check(call(address, body), busy=DING_BUSY)


class WeChat:
    """A template message of a service account to who follows it; the template has the fields `thing` and `time`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def send(self, letter: Letter) -> None:
        """Hand a template message over; tapping it opens the report."""
        base = str(self.given["wechat_url"]).rstrip("/")
        who = {
            "grant_type": "client_credential",
            "appid": self.given["wechat_app"],
            "secret": self.given["wechat_secret"],
        }
        body = {
            "touser": letter.to, "template_id": self.given["wechat_template"], "url": letter.link,
            "client_msg_id": letter.key,
            "data": {"thing": {"value": letter.subject[:20]}, "time": {"value": f"{now():%Y-%m-%d %H:%M}"}},
        }  # fmt: skip
        _calling(f"{base}/cgi-bin/message/template/send?access_token=", f"{base}/cgi-bin/token?{urlencode(who)}", body)
