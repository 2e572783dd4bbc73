"""Posting a letter to 12345 as JSON. Sending it again is harmless: the key goes along, and they keep it once."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from shiqiao.scenes.hotline.exchange import Http

SENT, LATER, REFUSED = "sent", "later", "refused"
ANSWER_MOST = 64 * 1024  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter as it leaves."""

    key: str
    number: str
    round: int
    kind: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it: sent, later (the way is closed, try again) or refused (it will never do as it is)."""

    result: str
    error: str = ""


class Way(Protocol):
    """What a way to 12345 offers."""

    def send(self, letter: Outgoing) -> Answer:
        """Hand a letter over and tell what became of it; never raises for what the network does."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """A token is never carried to another address."""


class HttpWay:
    """Posts to `<address>/letters`; 2xx and 409 (this key is there already) mean that they have it."""

    def __init__(self, settings: Http, token: str) -> None:
        self.settings, self.token = settings, token
        # No proxy from the environment: letters go to the address that the office configured and nowhere else.
        self.opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))

    def send(self, letter: Outgoing) -> Answer:
        """Post a letter."""
        if not self.settings.address:
            return Answer(LATER, "no_address")
        body = {
            "key": letter.key,
            "number": letter.number,
            "round": letter.round,
            "kind": letter.kind,
            **letter.payload,
        }
        request = urllib.request.Request(
            f"{self.settings.address.rstrip('/')}/letters", json.dumps(body, ensure_ascii=False).encode(), method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": letter.key,
            },
        )  # fmt: skip
        try:
            with self.opener.open(request, timeout=self.settings.timeout) as answer:
                answer.read(ANSWER_MOST)
                return Answer(SENT) if 200 <= answer.status < 300 else Answer(LATER, f"http_{answer.status}")
        except urllib.error.HTTPError as error:
            error.close()
            return _judged(error.code)
        except (OSError, ValueError) as error:  # refused, reset, timed out, not HTTP, a name nobody knows
            return Answer(LATER, _named(error))


def _judged(status: int) -> Answer:
    if status == HTTPStatus.CONFLICT:
        return Answer(SENT)
    later = status >= 500 or status in (
        HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN,
    )  # fmt: skip
    return Answer(LATER if later or status < 400 else REFUSED, f"http_{status}")


def _named(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return {
        "ConnectionRefusedError": "connection_refused", "TimeoutError": "timed_out", "ConnectionResetError": "connection_reset",
        "gaierror": "unknown_host", "SSLCertVerificationError": "wrong_certificate",
    }.get(type(cause).__name__, "no_answer")  # fmt: skip
