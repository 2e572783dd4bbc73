"""Whose word counts about the caller, and the mark of each request."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from shiqiao.base import trace
from shiqiao.surfaces.kit import errors
from shiqiao.surfaces.kit.tracing import TraceMiddleware, is_local

PHONE = "13800001234"


def asked(settings: Any, proxies: list[str] = [], **headers: str) -> tuple[HttpRequest, HttpResponse]:  # noqa: B006
    """Send a request through the middleware alone."""
    settings.OPTIONS = replace(configured.OPTIONS, proxies=proxies)
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse(trace.present())

    response = TraceMiddleware(answer)(
        RequestFactory().get("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
    )
    return seen[0], response


def test_every_answer_tells_the_mark_under_which_it_was_made(settings: object) -> None:
    _, response = asked(settings)
    assert response.headers["X-Request-ID"] == response.content.decode()
    assert len(response.content) == 10
    assert trace.present() == ""


def test_a_mark_is_taken_from_a_proxy_of_ours_only(settings: object) -> None:
    assert asked(settings, x_request_id="from-outside-1")[1].headers["X-Request-ID"] != "from-outside-1"
    taken = asked(settings, ["127.0.0.0/8"], x_request_id="from-proxy-1")[1]
    assert taken.headers["X-Request-ID"] == "from-proxy-1"


@pytest.mark.parametrize("mark", ["short", "with space 1", PHONE, f"id-{PHONE}", "a" * 65, "x\ny12345678"])
def test_a_mark_that_is_odd_or_may_be_somebodys_number_is_not_taken_over(mark: str) -> None:
    assert trace.known(mark) != mark
    assert trace.WELL_FORMED.fullmatch(trace.known(mark))


def test_somebody_behind_a_proxy_on_this_machine_is_not_local(settings: object) -> None:
    assert is_local(asked(settings)[0])
    assert not is_local(asked(settings, x_forwarded_for="127.0.0.1")[0])
    assert not is_local(asked(settings, ["127.0.0.1"], x_forwarded_for="127.0.0.1")[0])


@pytest.mark.parametrize("path", ["/nowhere/", "/refused/", "/broken/"])
def test_error_pages_show_the_mark_so_that_a_clerk_can_tell_it(site: Client, path: str) -> None:
    answer = site.get(path, headers={"accept": "text/html"})
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_nothing_personal_gets_into_the_log_by_query_body_or_exception(
    site: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("shiqiao.access"), "propagate", True)
    with caplog.at_level(logging.INFO):
        for path in (f"/broken/?phone={PHONE}", f"/nowhere/{PHONE}/", f"/refused/?q={PHONE}"):
            site.post(path, {"phone": PHONE, "file": SimpleUploadedFile(f"{PHONE}.txt", b"x")})
    from shiqiao.config.logs import Lines

    lines = [Lines("json").format(record) for record in caplog.records]
    assert any("/broken/" in line for line in lines)
    assert not [line for line in lines if PHONE in line]


def test_what_is_unavailable_says_when_to_try_again_and_costs_one_line(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture, chinese: None
) -> None:
    error = errors.known(OperationalError("the server is away"))
    assert error
    error.__cause__ = OperationalError("the server is away\nand more")
    request = rf.get("/api/v1/matters")
    request.resolver_match = None
    answer = errors.respond(request, error)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert [record.exc_info for record in caplog.records] == [None]
    assert "and more" not in caplog.text


def test_a_full_disk_is_named_whether_a_file_or_the_database_met_it() -> None:
    import errno

    full = OperationalError("could not extend file")
    full.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    for found in (errors.known(OSError(errno.ENOSPC, "No space left on device")), errors.known(full)):
        assert found
        assert (found.code, errors.status_of(found)) == ("no_room", 503)
    assert errors.known(OSError(errno.EACCES, "no")) is None


def test_a_database_that_is_no_longer_the_primary_is_unavailable(db: None) -> None:
    found = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
            cursor.execute("UPDATE matters_matter SET number = number")
    except DatabaseError as refused:
        found = errors.known(refused)
    assert found
    assert (found.code, errors.status_of(found)) == ("unavailable", 503)
