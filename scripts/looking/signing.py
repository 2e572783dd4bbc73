"""Visitors of a running server: they sign in by the form like people, and ask for pages without following where one leads."""

import re
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from looking.atlas import RESIDENT, Answer

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class _Staying(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitors:
    """One browser without scripts for each role; `passwords` by login."""

    def __init__(self, base: str, passwords: dict[str, str]) -> None:
        self.base, self.passwords = base, passwords
        self.jars: dict[str, CookieJar] = {}
        self.openers: dict[str, Any] = {}

    def ask(self, role: str, path: str) -> Answer:
        """Get an address as a role; signs in first. Raises PermissionError when the password is not taken."""
        if role not in self.openers:
            self._enter(role)
        return self._get(role, Request(self.base + path, headers={"Accept-Language": "zh-CN"}))

    def cookies(self) -> dict[str, list[dict[str, str]]]:
        """Return the cookies of each role as Playwright takes them."""
        return {role: [{"name": one.name, "value": one.value or ""} for one in jar] for role, jar in self.jars.items()}

    def _enter(self, role: str) -> None:
        jar = self.jars[role] = CookieJar()
        self.openers[role] = build_opener(HTTPCookieProcessor(jar), _Staying)
        if role == RESIDENT:
            return
        form = self._get(role, Request(self.base + "/login/")).text
        token = TOKEN.search(form)
        sent = {"username": role, "password": self.passwords[role], "csrfmiddlewaretoken": token[1] if token else ""}
        answer = self._get(
            role, Request(self.base + "/login/", urlencode(sent).encode(), {"Referer": self.base + "/login/"})
        )
        if answer.status != 302:
            raise PermissionError(f"{role} could not sign in at {self.base}/login/ (status {answer.status})")

    def _get(self, role: str, request: Request) -> Answer:
        try:
            came = self.openers[role].open(request, timeout=60)
        except HTTPError as error:
            came = error
        with came:
            kind = came.headers.get("Content-Type", "")
            text = came.read().decode(errors="replace") if kind.startswith("text/") else ""
            return Answer(came.status, kind, came.headers.get("Location", ""), text)
