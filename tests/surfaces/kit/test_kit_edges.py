"""The outermost edge: whose address counts behind proxies, bounds of what is sent, headers, cookies, reports of browsers."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.surfaces.kit import reports
from shiqiao.surfaces.kit.edges import networks, settle_origin, shared_address
from shiqiao.surfaces.kit.policy import DIRECTIVES, NOTHING, POLICY

ROOT = Path(__file__).resolve().parents[3]
OURS = networks(("10.0.0.0/8", "::1"))
CALLER = "203.0.113.7"


def settled(peer: str, forwarded: str = "", scheme: str = "") -> dict[str, str]:
    meta = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"}
    meta |= {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    meta |= {"HTTP_X_FORWARDED_PROTO": scheme} if scheme else {}
    settle_origin(meta, OURS)
    return meta


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        (CALLER, "198.51.100.1", CALLER),  # a stranger without our proxy claims to be somebody else
        ("10.0.0.1", CALLER, CALLER),
        ("10.0.0.1", f"198.51.100.1, {CALLER}", CALLER),  # he wrote the first himself; our proxy wrote the last
        ("10.0.0.1", f"{CALLER}, 10.0.0.9", CALLER),  # two proxies of ours in a row
        ("10.0.0.1", f"{CALLER}:4711", CALLER),
        ("10.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("10.0.0.1", f"::ffff:{CALLER}", CALLER),
        ("10.0.0.1", "nonsense, <script>", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("::1", CALLER, CALLER),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxies(peer: str, forwarded: str, counted: str) -> None:
    assert settled(peer, forwarded)["REMOTE_ADDR"] == counted


def test_the_scheme_is_believed_only_from_our_own_proxies() -> None:
    assert settled("10.0.0.1", CALLER, "https")["wsgi.url_scheme"] == "https"
    assert settled(CALLER, "", "https")["wsgi.url_scheme"] == "http"
    assert settled("10.0.0.1", CALLER, "javascript")["wsgi.url_scheme"] == "http"


@given(claims=st.lists(st.sampled_from(["1.2.3.4", "10.0.0.5", "::1", "x", "", "8.8.8.8:1"]), max_size=6))
def test_whatever_a_caller_writes_its_own_address_counts(claims: list[str]) -> None:
    """Our proxy appends the true address: nothing that was written before it changes the outcome."""
    assert settled("10.0.0.1", ", ".join([*claims, CALLER]))["REMOTE_ADDR"] == CALLER


def test_what_a_stranger_forwards_is_taken_away() -> None:
    assert not [name for name in settled(CALLER, "1.1.1.1", "https") if name.startswith("HTTP_X_FORWARDED")]


def test_a_line_of_the_new_internet_counts_as_one(rf: object) -> None:
    one = rf.get("/", REMOTE_ADDR="2001:db8:1:2:aaaa::1")  # type: ignore[attr-defined]
    other = rf.get("/", REMOTE_ADDR="2001:db8:1:2:bbbb::9")  # type: ignore[attr-defined]
    assert shared_address(one) == shared_address(other) == "2001:db8:1:2::/64"


def test_a_wrong_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0"):
        networks(("10.0.0.0/99",))


def test_no_style_and_no_script_inside_a_page_is_allowed() -> None:
    assert "unsafe" not in POLICY
    for name in ("script-src", "style-src", "font-src", "connect-src", "worker-src", "manifest-src"):
        assert DIRECTIVES[name] == "'self'", name
    assert {DIRECTIVES[name] for name in ("object-src", "frame-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert "sandbox" in NOTHING


@pytest.mark.parametrize("path", ["/login/", "/nowhere/", "/-/kit/error/500", "/static/kit/kit.js"])
def test_every_answer_says_what_browsers_may_do(site: Client, path: str) -> None:
    answer = site.get(path)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert answer.headers.get("X-Frame-Options", "DENY") == "DENY"
    assert "/csp-report" in answer["Reporting-Endpoints"]


def test_a_name_that_is_not_ours_is_refused(site: Client) -> None:
    assert site.get("/login/", headers={"host": "evil.example"}).status_code == 400


def test_a_body_that_nothing_takes_is_refused_before_it_is_read(site: Client) -> None:
    answer = site.post("/portal/report/", b"x", content_type="text/plain", CONTENT_LENGTH="999999999")
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()


@pytest.mark.parametrize(("secure", "prefix"), [("1", "__Host-"), ("0", "")])
def test_over_tls_cookies_are_bound_to_this_host(secure: str, prefix: str) -> None:
    program = (
        "from shiqiao.config import settings as s; import json; print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0]))"
    )
    environ = {**os.environ, "SHIQIAO_SECURE": secure}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, check=True)
    on = secure == "1"
    assert json.loads(done.stdout) == [f"{prefix}sessionid", f"{prefix}csrftoken", on, on, on, on]


OLD = {"csp-report": {
    "document-uri": "http://testserver/portal/m/180627000466/0muNchwtaNUZke5wQMmMyA/?new=1", "blocked-uri": "inline",
    "violated-directive": "script-src-elem", "script-sample": "王小明 13800138000",
}}  # fmt: skip


@pytest.mark.django_db
def test_a_violation_is_counted_and_logged_without_saying_which_record(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    before = reports.violations.labels("script-src")._value.get()
    with caplog.at_level(logging.WARNING, logger="shiqiao.csp"):
        answer = client.post("/csp-report", json.dumps(OLD), content_type="application/csp-report")
    assert answer.status_code == 204
    assert reports.violations.labels("script-src")._value.get() == before + 1
    assert "page=portal:matter" in caplog.text
    assert "source=inline" in caplog.text
    for secret in ("180627000466", "0muNchw", "138001", "王小明"):
        assert secret not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind", "counted"),
    [
        ([{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "https://x.example/a"}}] * 3,
         "application/reports+json", 3),
        ("{", "application/csp-report", 0),
        ([1, None, {"body": 7}], "application/reports+json", 0),
        (OLD, "text/html", 0),
        ({"csp-report": {"violated-directive": "img-src", "x": "y" * 20_000}}, "application/csp-report", 0),
    ],
)  # fmt: skip
def test_nonsense_and_too_much_are_let_go_by(client: Client, body: object, kind: str, counted: int) -> None:
    before = reports.violations.labels("img-src")._value.get()
    sent = body if isinstance(body, str) else json.dumps(body)
    assert client.post("/csp-report", sent, content_type=kind).status_code == 204
    assert reports.violations.labels("img-src")._value.get() == before + counted


@pytest.mark.django_db
def test_reports_are_counted_up_to_a_limit_only(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="shiqiao.csp"):
        for _ in range(reports.EACH.at_once + 5):
            client.post("/csp-report", json.dumps(OLD), content_type="application/csp-report")
    assert len(caplog.records) == reports.EACH.at_once
