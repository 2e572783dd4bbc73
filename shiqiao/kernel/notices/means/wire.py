"""JSON over HTTP to a provider: with a timeout, without redirects and proxies, only to the address in the settings."""

import json
import urllib.error
import urllib.request
from typing import Any

from shiqiao.kernel.notices.means.letters import Away, Refused

TIMEOUT = 10.0  # seconds
MOST = 65_536  # bytes of an answer that are read


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: a provider that moves is a setting that changes."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def call(address: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """POST JSON (GET without a body) and return the JSON object of the answer. Raises Refused for 4xx, else Away."""
    if not address.startswith(("http://", "https://")):
        raise Refused("no_address")
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    sent = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    try:
        with _OPENER.open(urllib.request.Request(address, data=data, headers=sent), timeout=TIMEOUT) as answer:
            content = answer.read(MOST)
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
        # Too many requests and time-outs are said with 4xx, too.
        raise (Refused if 400 <= status < 500 and status not in (408, 425, 429) else Away)(f"http_{status}") from None
    except (OSError, ValueError) as error:
        raise Away(type(error).__name__) from None
    return _object(content)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        raise Away("not_json") from None
    return found if isinstance(found, dict) else {}


def check(answer: dict[str, Any], *, busy: frozenset[int], code: str = "errcode") -> None:
    """Raise what a provider says by a number in its answer: 0 is well, `busy` ones are worth trying again."""
    number = answer.get(code, 0)
    if number:
        raise (Away if number in busy else Refused)(f"{code}_{number}")
