"""Every page that anybody can reach: nothing written inside it that its policy forbids, and no form without its token."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve

from shiqiao.kernel.people.models import Account
from shiqiao.surfaces.kit.policy import POLICY
from shiqiao.testing.street import Street
from tests.kernel.registry.conftest import corner as corner

from .crawl import is_html, read, walk

OTHERS = ("leader1", "c1g1", "callback1")
FILLED = {"int": "7", "slug": "nothing", "georeport": "json", "record": "person", "str": "180627000001"}
# Views that take a request without a token against forgery: machines with a key of their own, or nothing to forge.
EXEMPT = re.compile(r"^(api-v1:.*|open311:.*|kit:csp-report)$")


def enter(login: str) -> Client:
    """A browser without scripts, signed in when a login is given; faults are shown, not raised."""
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})
    if login:
        client.force_login(Account.objects.get(username=login))
    return client


def furnish(street: Street) -> list[str]:
    """Let some things have happened, and return addresses that only a receipt tells."""
    receipt = street.report(text="三号楼旁边垃圾成堆 13800138000")
    street.report(text="路灯坏了", item="06010")
    link = f"/portal/m/{receipt.number}/{receipt.secret}/"
    return [link, f"{link}?new=1", "/portal/m/180627000001/nothing/", f"/matters/{receipt.number}/links/"]


@pytest.mark.parametrize("logins", [("dispatch1", ""), ("admin1",), pytest.param(OTHERS, marks=pytest.mark.long)])
def test_no_page_holds_a_script_a_style_or_a_handler_and_no_form_writes_without_its_token(
    street: Street, corner: Any, logins: tuple[str, ...]
) -> None:
    """One walk asks both: to reach every page takes longer than to judge it."""
    wrong, reached, more = {}, set(), furnish(street)
    for login in logins:
        client, posts = enter(login), {}
        for path, answer, page in walk(client, more):
            reached.add(resolved(path))
            posts |= {urljoin(path, action): path for action in page.posts}
            wrong |= {f"{login} {path}": page.wrong} if page.wrong else {}
            assert answer["Content-Security-Policy"] == POLICY, path
            assert answer.status_code < 500, path
        assert len(posts) > 3
        refused_without_token(client, posts)
        for action, path in posts.items():
            if "logout" in action:
                continue
            answer = client.post(action, {})
            reached.add(resolved(action))
            if is_html(answer) and not answer.streaming and (found := read(answer).wrong):
                wrong[f"{login} {action} from {path}"] = found
    assert wrong == {}
    assert len(reached) > 60


def refused_without_token(client: Client, actions: dict[str, str]) -> None:
    """Send what forms send, as the same person with a browser that has no token."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for action, path in actions.items():
        assert strict.post(action, {}).status_code == 403, f"{action} from {path}"


def test_no_route_answers_with_them_where_there_is_nothing(street: Street) -> None:
    """Every route of the resolver, by GET and by POST, with numbers that are not there: pages of errors and first steps."""
    wrong = {}
    for client in (enter("admin1"), enter("")):
        for path in routes():
            for answer in (client.get(path), client.post(path, {})):
                if is_html(answer) and not answer.streaming and (found := read(answer).wrong):
                    wrong[path] = found
                assert answer.status_code != 500 or path.startswith("/-/kit/error/"), path  # which shows that page
    assert wrong == {}


def routes(resolver: Any = None, before: str = "/") -> list[str]:
    """Return an address for every route, with something harmless in each of its places."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        found += routes(entry, path) if hasattr(entry, "url_patterns") else [path]
    filled = [re.sub(r"<(?:(\w+):)?\w+>", lambda m: FILLED.get(m[1] or "str", "7"), path) for path in found]
    return [path for path in filled if "logout" not in path and path != "/healthz"]


def resolved(path: str) -> str:
    """Return the full name of an address's view, empty where it leads nowhere."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def views(resolver: Any = None, space: str = "") -> list[tuple[str, Any]]:
    """Return every view with its full name."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.append((f"{space}{entry.name or ''}", entry.callback))
        else:
            found += views(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
    return found


@pytest.mark.unit
def test_only_machines_and_the_reports_of_browsers_come_without_a_token() -> None:
    exempt = {name for name, view in views() if getattr(view, "csrf_exempt", False)}
    assert {name for name in exempt if not EXEMPT.match(name)} == set()
    assert "kit:csp-report" in exempt


def test_calls_of_the_api_from_a_session_need_the_token(street: Street) -> None:
    from shiqiao.surfaces.api.urls import api

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(Account.objects.get(username="dispatch1"))
    tried = 0
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in {"post", "put", "patch", "delete"} & methods.keys():
            answer = getattr(client, method)(path.replace("{number}", "1").replace("{do}", "close"), {})
            assert answer.status_code == 403, f"{method} {path}"
            tried += 1
    assert tried > 6
