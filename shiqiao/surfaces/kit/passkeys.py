"""The ceremonies of passkeys (WebAuthn): what the browser is asked, and whether its answer is right.

A passkey is bound to the host's name; at a bare address, and without TLS (save at `localhost`), browsers offer none.
"""

import json
from ipaddress import ip_address
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.people.factors import note_passkey_used

REFUSED = "The passkey was not accepted. Try again, or use a one-time code."


def possible(request: HttpRequest) -> bool:
    """Tell whether browsers offer passkeys at this address: a name, over TLS or on this very machine."""
    host = request.get_host().rpartition(":")[0] if request.get_host().count(":") == 1 else request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def asked_to_add(request: HttpRequest, account: Any) -> dict[str, Any]:
    """Return what the browser is asked when a passkey is made; the challenge waits in the session."""
    with request_context(request):
        return dict(auth.begin_registration(account, False))


def added(request: HttpRequest, answer: str) -> dict[str, Any]:
    """Return the new credential when the browser's answer is right; raises Invalid."""
    credential = _read(answer)
    with request_context(request):
        try:
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError) as error:
            raise Invalid(fields={"credential": REFUSED}) from error
    return credential


def asked_to_enter(request: HttpRequest, account: Any) -> dict[str, Any]:
    """Return what the browser is asked when a passkey shall open the door."""
    with request_context(request):
        return dict(auth.begin_authentication(account))


def entered(request: HttpRequest, account: Any, answer: str) -> str:
    """Return the kind of factor when the passkey's answer is right; empty when it is not."""
    with request_context(request):
        try:
            response = auth.parse_authentication_response(_read(answer))
            row = auth.complete_authentication(account, response)
        except (ValidationError, ValueError, TypeError, KeyError, Invalid):
            return ""
    return note_passkey_used(row, now())


def _read(answer: str) -> dict[str, Any]:
    try:
        read = json.loads(answer)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise Invalid(fields={"credential": REFUSED})
    return read
