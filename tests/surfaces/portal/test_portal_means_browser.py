"""The way a resident chose to be told, from the form to the mail that arrives, and from its link to the grade."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from shiqiao.testing.browsers import followed
from shiqiao.testing.street import Street
from tests.kernel.notices.providers import http_provider, mail_server

from .officials import close
from .test_portal_browser import base, browser, shoot, sound  # noqa: F401  (the fixture)

pytestmark = pytest.mark.browser
MAILBOX = "qiu@example.test"


def test_a_mail_brings_the_link_and_the_link_the_grade(base: str, settings: Any) -> None:  # noqa: F811
    from shiqiao.kernel.matters.models import Matter

    with mail_server() as box, browser() as window:
        settings.CHANNELS = {
            **settings.CHANNELS, "on": ["mail"], "mail": f"smtp://127.0.0.1:{box.port}",
            "mail_from": "石桥 <noreply@example.test>", "public_url": base,
        }  # fmt: skip
        page = window.new_page()
        page.goto(f"{base}/portal/report/")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.click(".portal-chip >> nth=0")
        page.fill("#id_address", "春元里小区3号楼")
        page.check("input[name=means][value=mail]")
        page.click("main button.btn-primary")
        page.wait_for_selector("#id_mail.is-invalid")
        assert page.input_value("#id_text").startswith("楼下垃圾桶"), "nothing typed is lost"
        page.fill("#id_mail", MAILBOX)
        assert sound(page) == []
        shoot(page, "means-mail")
        page.click("main button.btn-primary")
        page.wait_for_url("**/portal/m/**")
        number = page.inner_text(".portal-receipt .kit-number")
        handled()
        told()
        mails = [mail for to, mail in box.mails if to == MAILBOX]
        assert mails, "the mail has come"
        last = mails[-1]
        assert number in last.get_content()
        assert "垃圾桶" not in last.get_content(), "what was reported stays in the house"
        link = re.search(rf"{re.escape(base)}/portal/\S+", last.get_content())
        assert link, last.get_content()
        fresh = window.browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}).new_page()
        fresh.goto(link.group(0))  # on whatever device the mail is read
        assert number in fresh.inner_text("main")
        fresh.check("#id_solved_0")
        fresh.click(".portal-face >> nth=0")
        fresh.click("#rate button.btn-primary")
        fresh.wait_for_selector(".kit-note-green")
        stop = str(last["List-Unsubscribe"]).strip("<> ")
        fresh.goto(stop)
        followed(fresh, "main button")
        assert len(box.mails) == len(mails), "grading sends nothing"
    row = stored(lambda: Matter.objects.get(number=number))
    assert (row.solved, row.satisfied) == (True, True)
    assert stored(followers) == 0, "who ended it hears nothing more"


def test_a_text_message_carries_the_number_and_nothing_of_what_was_reported(
    base: str,  # noqa: F811
    settings: Any,
) -> None:
    means, field, address = "sms", "phone", "13800138000"
    with http_provider() as provider, browser() as window:
        provider.answers = {"/cgi-bin/token": {"access_token": "loopback", "expires_in": 7200}}
        settings.CHANNELS = {
            **settings.CHANNELS, "on": [means, "wechat"], "public_url": base, "sms_url": f"{provider.address}/sms",
            "sms_key": "k", "sms_sign": "石桥", "wechat_url": provider.address, "wechat_app": "app", "wechat_secret": "secret",
            "wechat_template": "news",
        }  # fmt: skip
        page = window.new_page()
        page.goto(f"{base}/portal/report/")
        page.fill("#id_text", "楼下垃圾桶满了三天没人清，味道很大")
        page.click(".portal-chip >> nth=0")
        page.fill("#id_address", "春元里小区3号楼")
        assert page.locator("input[name=means][value=wechat]").count() == 0, "nobody can type that number"
        page.check(f"input[name=means][value={means}]")
        page.fill(f"#id_{field}", address)
        page.click("main button.btn-primary")
        page.wait_for_url("**/portal/m/**")
        number = page.inner_text(".portal-receipt .kit-number")
        handled()
        told()
        bodies = [body for path, _, body in provider.asked if "token?" not in path]
        assert bodies
        assert {body.get("to") or body.get("touser") for body in bodies} == {address}
        said = json.dumps(bodies, ensure_ascii=False)
        assert "垃圾" not in said
        assert "春元里" not in said
        assert number in said


def stored(ask: Any) -> Any:
    from django.db import transaction

    from shiqiao.base.db.scope import whole

    with transaction.atomic(), whole():
        return ask()


def followers() -> int:
    from shiqiao.kernel.notices.models import Follower

    return Follower.objects.count()


def handled() -> None:
    """Let the office handle, check and close what came."""
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.models import Matter

    stored(lambda: close(Street(), Matter.objects.get().pk, now()))


def told() -> None:
    """Let the worker's round release what has settled, and its jobs hand it over."""
    from django.db import connection

    from shiqiao.base.time import held, now
    from shiqiao.kernel.notices.sending import release_due, send_now

    with held(now() + timedelta(minutes=3)):
        assert stored(lambda: release_due(at=now())) > 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT (args->>'sending')::bigint FROM procrastinate_jobs WHERE task_name = 'notices.send'")
            jobs = [row[0] for row in cursor.fetchall()]
        assert jobs
        for job in jobs:
            assert stored(lambda job=job: send_now(sending=job, at=now())) == "sent"
