"""Each adapter against a real server on this machine: what it sends, how it signs, what it makes of refusals."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shiqiao.kernel.notices.means import gateways, known
from shiqiao.kernel.notices.means.file import File
from shiqiao.kernel.notices.means.letters import Away, Letter, Refused
from shiqiao.kernel.notices.means.mail import Mail

from .providers import http_provider, mail_server

pytestmark = pytest.mark.unit
LETTER = Letter(
    "13800000000",
    "石桥办事处：有回音",
    "您上报的1号事项已有回音。",
    "shiqiao-7",
    "https://x.test/stop/f7-a/",
    "https://x.test/r",
)


@pytest.fixture(autouse=True)
def _no_tokens() -> None:
    gateways._tokens.clear()


def given(**more: str) -> dict[str, Any]:
    names = ("mail", "mail_from", "sms_url", "sms_key", "sms_sign", "wecom_url", "wecom_robot", "wecom_corp", "wecom_agent",
             "wecom_secret", "dingtalk_robot", "dingtalk_secret", "wechat_url", "wechat_app", "wechat_secret",
             "wechat_template")  # fmt: skip
    return {**dict.fromkeys(names, ""), **more}


def test_a_mail_arrives_with_its_words_and_the_way_out() -> None:
    with mail_server() as server:
        adapter = Mail(given(mail=f"smtp://127.0.0.1:{server.port}", mail_from="石桥 <noreply@example.test>"))
        adapter.send(Letter("a@example.test", LETTER.subject, LETTER.text, LETTER.key, LETTER.stop))
    ((to, mail),) = server.mails
    assert to == "a@example.test"
    assert mail["Subject"] == LETTER.subject
    assert mail.get_content().strip() == LETTER.text
    assert mail["List-Unsubscribe"] == f"<{LETTER.stop}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].startswith("<shiqiao-7@")


@pytest.mark.parametrize(("code", "error"), [(550, Refused), (451, Away)])
def test_a_mail_refused_for_good_is_not_tried_again(code: int, error: type[Exception]) -> None:
    with mail_server() as server:
        server.rcpt = code
        with pytest.raises(error, match=str(code)):
            Mail(given(mail=f"smtp://127.0.0.1:{server.port}", mail_from="a@example.test")).send(LETTER)


def test_a_password_is_never_sent_in_clear_and_a_deaf_server_is_away() -> None:
    with mail_server() as server:
        with pytest.raises(Away, match="no_tls"):
            Mail(given(mail=f"smtp://me:secret@127.0.0.1:{server.port}", mail_from="a@example.test")).send(LETTER)
        assert server.mails == []
        port = server.port
    with pytest.raises(Away):
        Mail(given(mail=f"smtp://127.0.0.1:{port}", mail_from="a@example.test")).send(LETTER)


def test_an_sms_is_signed_over_time_key_number_and_text() -> None:
    with http_provider() as provider:
        gateways.Sms(given(sms_url=f"{provider.address}/send", sms_key="k", sms_sign="石桥")).send(LETTER)
        ((path, headers, body),) = provider.asked
        provider.answers["/send"] = {"code": 7}
        with pytest.raises(Refused, match="code_7"):
            gateways.Sms(given(sms_url=f"{provider.address}/send", sms_key="k")).send(LETTER)
    assert path == "/send"
    assert body == {"to": "13800000000", "text": f"【石桥】{LETTER.text}", "key": "shiqiao-7"}
    signed = "\n".join((headers["X-Timestamp"], "shiqiao-7", "13800000000", body["text"]))
    assert headers["X-Signature"] == hmac.new(b"k", signed.encode(), hashlib.sha256).hexdigest()


def test_dingtalk_is_signed_with_time_and_secret() -> None:
    with http_provider() as provider:
        gateways.DingTalk(
            given(dingtalk_robot=f"{provider.address}/robot/send?access_token=t", dingtalk_secret="SECx")
        ).send(LETTER)
    ((path, _, body),) = provider.asked
    query = parse_qs(urlsplit(path).query)
    stamp = query["timestamp"][0]
    wanted = hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(wanted).decode()]
    assert query["access_token"] == ["t"]
    assert body == {"msgtype": "text", "text": {"content": LETTER.text},
                    "at": {"atMobiles": ["13800000000"], "isAtAll": False}}  # fmt: skip


def test_wecom_asks_for_a_token_once_and_anew_when_it_has_ended() -> None:
    with http_provider() as provider:
        provider.answers = {"/cgi-bin/gettoken": {"errcode": 0, "access_token": "T1", "expires_in": 7200}}
        adapter = gateways.WeCom(given(wecom_url=provider.address, wecom_corp="c", wecom_agent="10", wecom_secret="s"))
        adapter.send(LETTER)
        adapter.send(LETTER)
        paths = [path.partition("?")[0] for path, _, _ in provider.asked]
        assert paths == ["/cgi-bin/gettoken", *["/cgi-bin/message/send"] * 2]
        assert provider.asked[1][2]["touser"] == "13800000000"
        assert provider.asked[1][2]["agentid"] == 10
        provider.answers["/cgi-bin/message/send"] = {"errcode": 42001}
        with pytest.raises(Away):
            adapter.send(LETTER)
        provider.answers["/cgi-bin/message/send"] = {"errcode": 0}
        adapter.send(LETTER)
        assert [path.partition("?")[0] for path, _, _ in provider.asked].count("/cgi-bin/gettoken") == 2
        provider.answers["/cgi-bin/message/send"] = {"errcode": 60111}
        with pytest.raises(Refused, match="60111"):
            adapter.send(LETTER)


def test_a_robot_of_wecom_and_a_template_of_wechat() -> None:
    with http_provider() as provider:
        gateways.WeCom(given(wecom_robot=f"{provider.address}/hook?key=1")).send(LETTER)
        assert provider.asked[0][2] == {"msgtype": "text", "text": {"content": LETTER.text}}
        provider.answers = {"/cgi-bin/token": {"access_token": "W", "expires_in": 7200}}
        wechat = given(wechat_url=provider.address, wechat_app="a", wechat_secret="s", wechat_template="tpl")
        gateways.WeChat(wechat).send(LETTER)
    path, _, body = provider.asked[-1]
    assert path == "/cgi-bin/message/template/send?access_token=W"
    assert (body["touser"], body["template_id"], body["url"]) == ("13800000000", "tpl", "https://x.test/r")
    assert len(body["data"]["thing"]["value"]) <= 20


@pytest.mark.parametrize(("status", "error"), [(400, Refused), (403, Refused), (429, Away), (302, Away), (500, Away)])
def test_what_a_status_means(status: int, error: type[Exception]) -> None:
    with http_provider() as provider:
        provider.ill = status
        with pytest.raises(error, match=f"http_{status}"):
            gateways.Sms(given(sms_url=provider.address, sms_key="k")).send(LETTER)


def test_a_file_is_for_the_service_alone(tmp_path: Any) -> None:
    File({"file": str(tmp_path / "letters.jsonl")}).send(LETTER)
    assert LETTER.text in (tmp_path / "letters.jsonl").read_text()
    assert (tmp_path / "letters.jsonl").stat().st_mode & 0o077 == 0


def test_nothing_is_on_unless_the_installation_names_it(settings: Any) -> None:
    settings.CHANNELS = {**given(), "on": [], "file": "", "public_url": ""}
    assert known.on() == []
    with pytest.raises(Refused, match="switched_off"):
        known.adapter("mail")
    settings.CHANNELS["on"] = ["mail", "wecom"]
    assert known.lacking(known.ALL[0]) == ["SHIQIAO_MAIL", "SHIQIAO_MAIL_FROM"]
    with pytest.raises(Refused, match="not_set_up"):
        known.adapter("mail")
