"""Log lines: their form, their request id, and that nothing personal gets into them."""

import json
import logging
import sys
from io import StringIO

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import trace
from shiqiao.config.logs import Access, Lines, Unaddressed, fenced, kind_of

PHONE, NAME = "13800001234", "赵甲乙"


def line(kind: str = "json", **given: object) -> str:
    """Return the line of a record."""
    record = logging.makeLogRecord(
        {"levelno": logging.ERROR, "levelname": "ERROR", "name": "x", "msg": "said", **given}
    )
    return Lines(kind).format(record)


def failed(exception: Exception) -> str:
    """Return the line of a record with a traceback."""
    try:
        raise exception
    except type(exception):
        return line(msg="it failed", exc_info=sys.exc_info())


def test_a_line_is_json_with_the_mark_of_its_request() -> None:
    with trace.tracing("abcd2345xy"):
        told = json.loads(line(msg="went %s", args=("well",), status=200, ms=1.5))
    assert (told["said"], told["request_id"], told["status"], told["level"]) == (
        "went well",
        "abcd2345xy",
        200,
        "error",
    )
    assert told["at"].endswith("+00:00")
    assert "request_id" not in json.loads(line())


def test_a_plain_line_is_for_people() -> None:
    with trace.tracing("abcd2345xy"):
        assert line("plain", msg="went well").endswith("ERROR x [abcd2345xy] went well")


@pytest.mark.parametrize(
    "text",
    [PHONE, "138 0000 1234", "138-0000-1234", "37010319900307123X", "0531-86543210", "6222020200112233445",
     "someone@example.org", "鲁A12345", NAME, f"{NAME}，{PHONE}"],
)  # fmt: skip
def test_what_is_personal_is_struck_out_of_messages_and_exceptions(text: str) -> None:
    for shown in (line(msg=f"got {text} here"), failed(ValueError(f"bad value {text}")), failed(KeyError(text))):
        assert not [part for part in text.split("，") if part in shown]
        assert "[" in shown


def test_rows_that_the_database_quotes_are_left_out() -> None:
    said = f"duplicate key value\nDETAIL:  Key (name)=(Zhao Jiayi, {PHONE}) already exists.\nCONTEXT:  COPY x, line 1: Zhao"
    assert "Zhao" not in fenced(said)
    assert "duplicate key value" in fenced(said)


def test_values_that_pydantic_quotes_are_left_out() -> None:
    assert "Zhao" not in fenced("text\n  Input should be 3 [type=int, input_value='Zhao Jiayi', input_type=str]")


@given(st.text("aZ9 .,:;-_/=()张电话0"), st.integers(13_000_000_000, 19_999_999_999).map(str))
def test_no_phone_number_gets_through_whatever_stands_round_it(around: str, phone: str) -> None:
    assert phone not in fenced(f"{around} {phone} {around}")


@pytest.mark.parametrize(
    "text", ["2026-11-25 16:51:09", "POST /api/v1/reports: unavailable", "seed 1255, 200 kills", "1.5 s"]
)
def test_what_operators_need_stays(text: str) -> None:
    assert fenced(text) == text


def test_an_address_never_stands_in_a_line_of_the_framework() -> None:
    request = RequestFactory().get(f"/portal/follow/secret-link/?phone={PHONE}")
    record = logging.makeLogRecord(
        {"msg": "Fault: %s", "args": (request.path,), "request": request, "status_code": 500}
    )
    assert Unaddressed().filter(record)
    assert "secret" not in Lines("json").format(record)


def test_the_lines_of_requests_are_for_machines_and_leave_out_what_asks_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHIQIAO_LOG", "json")
    assert Access().filter(logging.makeLogRecord({"route": "/matters/"}))
    assert not Access().filter(logging.makeLogRecord({"route": "/healthz"}))
    monkeypatch.setenv("SHIQIAO_LOG", "plain")
    assert not Access().filter(logging.makeLogRecord({"route": "/matters/"}))


def test_the_form_follows_the_setting_and_else_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIQIAO_LOG", "plain")
    assert kind_of() == "plain"
    monkeypatch.delenv("SHIQIAO_LOG")
    monkeypatch.setattr(sys, "stderr", StringIO())
    assert kind_of() == "json"
